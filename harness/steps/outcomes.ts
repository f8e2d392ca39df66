import { Then, type DataTable } from '@cucumber/cucumber';
import {
  collectionQueryPath,
  referencePath,
  type Collection,
  type ObjectReference,
} from '../world/addressing.ts';
import { isAccepted } from '../world/exchange.ts';
import { differences, takeFingerprint } from '../world/fingerprint.ts';
import { judge } from '../world/judgement.ts';
import { assertMatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';
import { eventually } from '../world/waiting.ts';

Then('it is accepted', function (this: PlimsollWorld) {
  judge(isAccepted(this.answer), () => `expected it to be accepted: ${this.told()}`);
});

Then('it is accepted with {int}', function (this: PlimsollWorld, code: number) {
  judge(this.answer.status === code, () => `expected it to be accepted with ${code}: ${this.told()}`);
});

function assertRefused(world: PlimsollWorld, code: number, reason: string): void {
  const { status, body } = world.answer;
  const said = (body ?? {}) as { readonly reason?: string };
  const asWanted = status === code && (said.reason ?? 'Unknown') === reason;
  judge(asWanted, () => `expected ${code} ${reason}: ${world.told()}`);
  assertMatches({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code }, body, 'the refusal');
}

/** By whom it may be that does not speak of itself in the words of the API: a proxy, a full server. */
Then('it is refused with {int}', function (this: PlimsollWorld, code: number) {
  judge(this.answer.status === code, () => `expected it to be refused with ${code}: ${this.told()}`);
});

Then('it is refused with {int} {reason}', function (this: PlimsollWorld, code: number, reason: string) {
  assertRefused(this, code, reason);
});

interface Cause {
  readonly field?: string;
  readonly reason?: string;
}

/** The table names every cause, in any order: `field`, `reason`. */
Then(
  'it is refused with {int} {reason} for:',
  function (this: PlimsollWorld, code: number, reason: string, table: DataTable) {
    assertRefused(this, code, reason);
    const { details } = this.answer.body as { readonly details?: { readonly causes?: readonly Cause[] } };
    const wanted = table.hashes().map((row) => `${row['field'] ?? ''} ${row['reason'] ?? ''}`);
    const given = (details?.causes ?? []).map((cause) => `${cause.field ?? ''} ${cause.reason ?? ''}`);
    const asWanted = given.toSorted().join('\n') === wanted.toSorted().join('\n');
    judge(
      asWanted,
      () => `expected the causes ${wanted.join(', ')}; got ${given.join(', ')}: ${this.told()}`,
    );
  },
);

Then('the answer is:', function (this: PlimsollWorld, text: string) {
  assertMatches(
    parseExpectation(this.variables.expand(text)),
    this.answer.body ?? this.answer.text,
    'the answer',
  );
});

Then("the answer's headers are:", function (this: PlimsollWorld, text: string) {
  assertMatches(parseExpectation(this.variables.expand(text)), this.answer.headers, 'the headers');
});

async function assertObject(world: PlimsollWorld, ref: ObjectReference, expected: unknown): Promise<void> {
  const path = referencePath(ref);
  const seen = await world.exchange({ user: 'admin', method: 'GET', path });
  judge(seen.status === 200, () => world.told(seen));
  assertMatches(expected, seen.body, path);
}

Then('{ref} is:', async function (this: PlimsollWorld, ref: ObjectReference, text: string) {
  await assertObject(this, ref, parseExpectation(this.variables.expand(text)));
});

Then(
  '{ref} is within {duration}:',
  async function (this: PlimsollWorld, ref: ObjectReference, limitMs: number, text: string) {
    const expected = parseExpectation(this.variables.expand(text));
    await eventually(this.ports.clock, limitMs, () => assertObject(this, ref, expected));
  },
);

async function assertMissing(world: PlimsollWorld, ref: ObjectReference): Promise<void> {
  const seen = await world.exchange({ user: 'admin', method: 'GET', path: referencePath(ref) });
  judge(seen.status === 404, () => `expected that it does not exist: ${world.told(seen)}`);
}

Then('{ref} does not exist', async function (this: PlimsollWorld, ref: ObjectReference) {
  await assertMissing(this, ref);
});

Then(
  '{ref} is gone within {duration}',
  async function (this: PlimsollWorld, ref: ObjectReference, limitMs: number) {
    await eventually(this.ports.clock, limitMs, () => assertMissing(this, ref));
  },
);

Then(
  'there is/are {int} {collection}',
  async function (this: PlimsollWorld, count: number, listed: Collection) {
    const seen = await this.exchange({ user: 'admin', method: 'GET', path: collectionQueryPath(listed) });
    const { items } = seen.body as { readonly items: readonly unknown[] };
    judge(items.length === count, () => `there are ${items.length}: ${JSON.stringify(items).slice(0, 1000)}`);
  },
);

/** A refused request changes nothing at all; an accepted one nothing but the object of its path. */
Then('nothing else changed', async function (this: PlimsollWorld) {
  if (this.fingerprint === undefined) throw new Error('there was no action that could have changed anything');
  await this.ports.clock?.settle();
  const changed = differences(this.fingerprint, await takeFingerprint(this));
  const unexpected = isAccepted(this.answer) ? changed.filter((path) => !concerns(this, path)) : changed;
  judge(
    unexpected.length === 0,
    () => `${this.names.logical(unexpected.join(', '))} changed too, after ${this.told()}`,
  );
});

/** Whether a changed path is what the last request was about: its object, a part of it, or a member of its collection. */
function concerns({ answer }: PlimsollWorld, changed: string): boolean {
  const asked = answer.request.path.split('?')[0] ?? '';
  return asked === changed || asked.startsWith(`${changed}/`) || isMemberOf(changed, asked, answer.body);
}

function isMemberOf(changed: string, collection: string, body: unknown): boolean {
  if (changed.slice(0, changed.lastIndexOf('/')) !== collection) return false;
  const { kind, metadata } = body as {
    readonly kind?: string;
    readonly metadata?: { readonly name?: string };
  };
  return (
    kind?.endsWith('List') === true || metadata?.name === undefined || changed.includes(`/${metadata.name}`)
  );
}

/** The answer's list holds items that match these rows, in this order. Columns are paths: `metadata.name`. */
Then('the answer lists:', function (this: PlimsollWorld, table: DataTable) {
  const { items = [] } = this.answer.body as { readonly items?: readonly unknown[] };
  const [columns = [], ...rows] = table.raw();
  judge(
    items.length === rows.length,
    () => `expected ${rows.length} items, got ${items.length}: ${this.told()}`,
  );
  rows.forEach((row, index) => {
    assertRow(this, columns, row, items[index]);
  });
});

function assertRow(
  world: PlimsollWorld,
  columns: readonly string[],
  row: readonly string[],
  item: unknown,
): void {
  columns.forEach((column, index) => {
    const expected = parseExpectation(world.variables.expand(row[index] ?? ''));
    assertMatches(expected, valueAt(item, column), `${column} of ${JSON.stringify(item).slice(0, 500)}`);
  });
}

/** `metadata.labels.app`; a backslash keeps a dot inside a key. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(/(?<!\\)\./).reduce<unknown>((at, field) => {
    const key = field.replaceAll('\\.', '.');
    return typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  }, value);
}
