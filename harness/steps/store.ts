import assert from 'node:assert/strict';
import { After, defineParameterType, Given, Then, When, type DataTable } from '@cucumber/cucumber';
import type { EtcdWatchCreateRequest } from '../../schemas/types/etcd.ts';
import { PrerequisiteUnmet } from '../verdict.ts';
import { assertMatches, mismatches, parseExpectation, parseObjects } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { requestOf, sendTo, shownEvent, storeVerbs, writtenRequests } from './store-messages.ts';
import type { StoreVerb } from './store-messages.ts';
import { resultOf, storeOf, type StoreResult, type StoreWatch } from './store-world.ts';

defineParameterType({
  name: 'storeRequest',
  regexp: new RegExp(storeVerbs.join('|')),
  transformer: (verb: string) => verb as StoreVerb,
});
defineParameterType({ name: 'storeCode', regexp: /[A-Z]+(?:_[A-Z]+)*/, transformer: (code: string) => code });

After(async function closeStore(this: PlimsollWorld) {
  await storeOf(this).close();
});

/** Puts the keys one after the other, a revision each. The last answer becomes the store's answer. */
Given('these keys:', async function (this: PlimsollWorld, table: DataTable) {
  for (const row of table.hashes()) await send(this, 'put', rowRequest(this, row));
});

When(
  'the store is sent a {storeRequest}:',
  async function (this: PlimsollWorld, verb: StoreVerb, text: string) {
    await send(this, verb, parseObjects(this.variables.expand(text))[0] ?? {});
  },
);

/** Sends the requests of a YAML list of documents without waiting for any; the answer is the list of their answers. */
When('the store is sent at once:', async function (this: PlimsollWorld, text: string) {
  const store = await storeOf(this).connection(this);
  const requests = writtenRequests(this.variables.expand(text));
  const results = await Promise.all(
    requests.map(({ verb, written }) => resultOf(sendTo(store, verb, written))),
  );
  for (const result of results) accept(this, result);
  storeOf(this).result = { answer: results.map(({ answer }) => answer), code: undefined, message: '' };
});

When('the store is watched as {name}:', async function (this: PlimsollWorld, name: string, text: string) {
  const store = await storeOf(this).connection(this);
  const request = requestOf<EtcdWatchCreateRequest>(parseObjects(this.variables.expand(text))[0]);
  const responses: StoreWatch['responses'] = [];
  const handle = store.watch(request, (response) => responses.push(response));
  storeOf(this).watches.set(name, { handle, responses, seen: 0 });
  await eventually(this.ports.clock, promptlyMs, () => {
    assert.ok(
      responses[0]?.created === true,
      `the first response says that the watch is created: ${JSON.stringify(responses[0])}`,
    );
    return Promise.resolve();
  });
});

When('watch {name} is closed', function (this: PlimsollWorld, name: string) {
  watchNamed(this, name).handle.close();
});

When('watch {name} asks for progress', function (this: PlimsollWorld, name: string) {
  watchNamed(this, name).handle.requestProgress();
});

Then("the store's answer is remembered as {name}", function (this: PlimsollWorld, name: string) {
  this.variables.remember(name, acceptedAnswer(this));
});

Then('the store answers:', function (this: PlimsollWorld, text: string) {
  assertMatches(parseExpectation(this.variables.expand(text)), acceptedAnswer(this), "the store's answer");
});

Then('the store refuses it with {storeCode}', function (this: PlimsollWorld, code: string) {
  const { result } = storeOf(this);
  assert.equal(result.code, code, `the store answered ${JSON.stringify(result.answer ?? result.message)}`);
});

/** The whole content of the store, in key order. */
Then('the keys are:', async function (this: PlimsollWorld, table: DataTable) {
  const store = await storeOf(this).connection(this);
  const { kvs } = await sendTo(store, 'range', { key: '\0', rangeEnd: '\0' });
  assertRows(this, table, kvs as readonly unknown[]);
});

/** What came through the watch since the last look: these events and no other. */
Then('watch {name} receives:', async function (this: PlimsollWorld, name: string, table: DataTable) {
  const watch = watchNamed(this, name);
  const expected = table.raw().length - 1;
  const events = (): unknown[] =>
    watch.responses.slice(watch.seen).flatMap((response) => response.events.map(shownEvent));
  await this.ports.clock?.settle();
  await eventually(this.ports.clock, promptlyMs, () => {
    assert.ok(events().length >= expected, `${name} has received only ${JSON.stringify(events())}`);
    return Promise.resolve();
  });
  await this.ports.clock?.settle();
  assertRows(this, table, events());
  watch.seen = watch.responses.length;
});

/** A response of the watch since the last look that matches; `responses` of one revision each have `events` of that revision only. */
Then('watch {name} is told:', async function (this: PlimsollWorld, name: string, text: string) {
  const watch = watchNamed(this, name);
  const expected = parseExpectation(this.variables.expand(text));
  const told = (): unknown[] =>
    watch.responses.slice(watch.seen).map(({ header, events, ...rest }) => ({
      ...rest,
      revision: header.revision,
      events: events.map(shownEvent),
    }));
  await this.ports.clock?.settle();
  await eventually(this.ports.clock, promptlyMs, () => {
    const fits = told().some((response) => mismatches(expected, response).length === 0);
    assert.ok(fits, `no response of ${name} is as expected: ${JSON.stringify(told())}`);
    return Promise.resolve();
  });
});

async function send(world: PlimsollWorld, verb: StoreVerb, written: unknown): Promise<void> {
  const store = await storeOf(world).connection(world);
  const result = await resultOf(sendTo(store, verb, written));
  world.history.push(`${verb} ${JSON.stringify(written)} → ${JSON.stringify(result.answer ?? result)}`);
  accept(world, result);
  storeOf(world).result = result;
}

/** What a Given builds on must not be refused. */
function accept(world: PlimsollWorld, result: StoreResult): void {
  if (world.stepType !== 'Context' || result.code === undefined) return;
  throw new PrerequisiteUnmet(`the store refused with ${result.code}: ${result.message}`);
}

function acceptedAnswer(world: PlimsollWorld): unknown {
  const { result } = storeOf(world);
  assert.equal(result.code, undefined, `the store refused: ${result.message}`);
  return result.answer;
}

function watchNamed(world: PlimsollWorld, name: string): StoreWatch {
  const watch = storeOf(world).watches.get(name);
  if (watch === undefined) throw new Error(`no watch of the store is called ${name}`);
  return watch;
}

/** Cells are YAML; an empty cell is a field that is not given. */
function rowRequest(world: PlimsollWorld, row: Readonly<Record<string, string>>): unknown {
  const given = Object.entries(row).filter(([, cell]) => cell !== '');
  return Object.fromEntries(
    given.map(([field, cell]) => [field, parseObjects(world.variables.expand(cell))[0]]),
  );
}

function assertRows(world: PlimsollWorld, table: DataTable, items: readonly unknown[]): void {
  const [columns = [], ...rows] = table.raw();
  assert.equal(items.length, rows.length, `expected ${rows.length}, there are ${JSON.stringify(items)}`);
  rows.forEach((row, index) => {
    columns.forEach((column, at) => {
      const cell = row[at] ?? '';
      if (cell === '') return;
      const expected = parseExpectation(world.variables.expand(cell));
      const actual = cellAt(items[index], column);
      const found = mismatches(isText(column) ? asText(expected) : expected, actual, column);
      assert.deepEqual(found, [], `row ${index + 1}, ${column}, of ${JSON.stringify(items)}`);
    });
  });
}

/** `prevKv.value` reaches into the previous state of an event. */
function cellAt(item: unknown, column: string): unknown {
  return column
    .split('.')
    .reduce<unknown>((value, field) => (value as Record<string, unknown> | undefined)?.[field], item);
}

function isText(column: string): boolean {
  return /(?:^|\.)(?:key|value)$/.test(column);
}

/** Keys and values are texts even where YAML reads a number. */
function asText(expected: unknown): unknown {
  return typeof expected === 'number' ? String(expected) : expected;
}
