import assert from 'node:assert/strict';
import { After, defineParameterType, Given, Then, When, type DataTable } from '@cucumber/cucumber';
import type { EtcdWatchCreateRequest } from '../../schemas/types/etcd.ts';
import { whileTimePasses } from '../world/clock-driven.ts';
import { assertMatches, mismatches, parseExpectation, parseObjects } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { requestOf, sendTo, shownEvent, storeVerbs, writtenRequests } from './store-messages.ts';
import type { StoreVerb } from './store-messages.ts';
import { assertRows } from './store-rows.ts';
import { accept, acceptedAnswer, resultOf, storeOf, type StoreWatch } from './store-world.ts';

/** How long many requests at once may take all together. */
const loadLimitMs = 60_000;

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
  for (const row of table.hashes()) await send(this, { verb: 'put', written: rowRequest(this, row) });
});

When(
  'the store is sent a {storeRequest}:',
  async function (this: PlimsollWorld, verb: StoreVerb, text: string) {
    await send(this, { verb, written: writtenObject(this, text) });
  },
);

/** Sends the requests of a YAML list of documents without waiting for any; the answer is the list of their answers. */
When('the store is sent at once:', async function (this: PlimsollWorld, text: string) {
  const store = await storeOf(this).connection();
  const requests = writtenRequests(this.variables.expand(text));
  const sent = requests.map(({ verb, written }) => resultOf(sendTo(store, verb, written)));
  const results = await whileTimePasses(this.ports.clock, Promise.all(sent), loadLimitMs);
  for (const result of results) accept(this, result);
  storeOf(this).begin(Promise.resolve(results.map(({ answer }) => answer)));
});

When('the store is watched as {name}:', async function (this: PlimsollWorld, name: string, text: string) {
  await storeOf(this).rest();
  const store = await storeOf(this).connection();
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

When('watch {name} is closed', async function (this: PlimsollWorld, name: string) {
  await storeOf(this).rest();
  watchNamed(this, name).handle.close();
});

When('watch {name} asks for progress', async function (this: PlimsollWorld, name: string) {
  await storeOf(this).rest();
  watchNamed(this, name).handle.requestProgress();
});

Then("the store's answer is remembered as {name}", async function (this: PlimsollWorld, name: string) {
  this.variables.remember(name, await acceptedAnswer(this));
});

Then('the store answers:', async function (this: PlimsollWorld, text: string) {
  const answer = await acceptedAnswer(this);
  assertMatches(parseExpectation(this.variables.expand(text)), answer, "the store's answer");
});

Then('the store refuses it with {storeCode}', async function (this: PlimsollWorld, code: string) {
  const result = await storeOf(this).settled();
  assert.equal(result.code, code, `the store answered ${JSON.stringify(result.answer ?? result.message)}`);
});

/** The whole content of the store, in key order. */
Then('the keys are:', async function (this: PlimsollWorld, table: DataTable) {
  await storeOf(this).rest();
  const store = await storeOf(this).connection();
  const read = sendTo(store, 'range', { key: '\0', rangeEnd: '\0' });
  const { kvs } = await whileTimePasses(this.ports.clock, read, promptlyMs);
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

/** Sends a request; one that a Given builds on is waited for, the answer to any other by whatever step comes next. */
export async function send(
  world: PlimsollWorld,
  {
    verb,
    written,
    member,
  }: { readonly verb: StoreVerb; readonly written: unknown; readonly member?: number },
): Promise<void> {
  const state = storeOf(world);
  await state.rest();
  const store = await state.connection(member);
  state.begin(told(world, sendTo(store, verb, written), `${verb} ${JSON.stringify(written)}`));
  if (world.stepType === 'Context') accept(world, await state.settled());
}

async function told<Answer>(world: PlimsollWorld, request: Promise<Answer>, what: string): Promise<Answer> {
  try {
    const answer = await request;
    world.history.push(`${what} → ${JSON.stringify(answer)}`);
    return answer;
  } catch (error) {
    world.history.push(`${what} → ${String(error)}`);
    throw error;
  }
}

export function writtenObject(world: PlimsollWorld, text: string): unknown {
  return parseObjects(world.variables.expand(text))[0] ?? {};
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
