import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeLocking } from '../judges/optimistic-locking.ts';
import { checkCases } from './generated-cases.ts';
import type { Property } from './property.ts';
import { historyOf, inNamespace, type RecordedClient, type Written } from './recorded-client.ts';

/** Kinds that differ in what the server does with them: plain, typed data, and one that never forgoes the resource version. */
const kinds = fc.constantFrom('configmaps', 'secrets', 'leases');

function assertLocking(client: RecordedClient, requirement: string): void {
  const { breaches } = judgeLocking(historyOf(client.history, [requirement]));
  assert.deepEqual(
    breaches.map(({ message }) => message),
    [],
    `what optimistic locking forbids happened: ${breaches[0]?.message ?? ''}`,
  );
}

interface Rivals {
  readonly kind: string;
  readonly writers: number;
}

async function rivalReplaces(client: RecordedClient, { kind, writers }: Rivals): Promise<void> {
  const made = await client.create({ resource: kind, name: 'contested', value: 'first' });
  assert.equal(made.status, 201, 'the contested object could not be created');
  const expected = made.item.revision;
  const rivals = Array.from({ length: writers }, (_, index) => `writer-${index}`);
  const written = await Promise.all(
    rivals.map((value) => client.replace({ resource: kind, name: 'contested', value, expected }, value)),
  );
  const winners = written.filter(({ status }) => status === 200);
  assert.equal(winners.length, 1, `${winners.length} of ${writers} replaces from one read were accepted`);
  const losers = written.filter(({ status }) => status !== 200);
  assert.deepEqual(
    losers.map(({ status, reason }) => ({ status, reason })),
    losers.map(() => ({ status: 409, reason: 'Conflict' })),
    'a replace that lost was not refused with 409 Conflict',
  );
  const winner = rivals[written.findIndex(({ status }) => status === 200)];
  const { items } = await client.list(kind);
  assert.deepEqual(items, [winners[0]?.item], 'what is stored is not what the winner was answered');
  assert.equal(items[0]?.value, winner, 'what is stored is not what the winner sent');
  assertLocking(client, 'LOCK-3');
}

const oneOfManyReplaces: Property = {
  id: 'one-of-n-replaces-from-one-read-wins',
  requirements: ['LOCK-3'],
  title: 'Of N concurrent replaces from one read exactly one is accepted',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 20,
  run: async (context) => {
    let judged = 0;
    const cases = fc.record({ kind: kinds, writers: fc.integer({ min: 2, max: 8 }) });
    const test = fc.asyncProperty(cases, async (rivals) => {
      await inNamespace(context, (client) => rivalReplaces(client, rivals));
      judged += rivals.writers;
    });
    await checkCases(test, { seed: context.seed, numRuns: 10 * context.runs });
    return { judged };
  },
};

interface Counting {
  readonly kind: string;
  readonly clients: number;
  readonly increments: number;
}

/** Reads, adds one, replaces what was read; begins anew on a conflict. Gives the number of conflicts. */
async function countUp(
  client: RecordedClient,
  name: string,
  start: Written,
  { kind, increments }: Counting,
): Promise<number> {
  let conflicts = 0;
  let read = start.item;
  for (let done = 0; done < increments;) {
    const value = String(Number(read.value) + 1);
    const { status } = await client.replace(
      { resource: kind, name: 'counter', value, expected: read.revision },
      name,
    );
    assert.ok(status === 200 || status === 409, `${name} was answered with ${status} instead of 200 or 409`);
    if (status === 200) done += 1;
    else conflicts += 1;
    const fresh = (await client.list(kind)).items.find((item) => item.name === 'counter');
    assert.ok(fresh !== undefined, 'the counter is gone');
    read = fresh;
  }
  return conflicts;
}

/** Gives the number of conflicts; all clients begin from one read, so that there are some. */
async function countTogether(client: RecordedClient, counting: Counting): Promise<number> {
  const start = await client.create({ resource: counting.kind, name: 'counter', value: '0' });
  const names = Array.from({ length: counting.clients }, (_, index) => `client-${index}`);
  const conflicts = await Promise.all(names.map((name) => countUp(client, name, start, counting)));
  const [counter] = (await client.list(counting.kind)).items;
  assert.equal(
    counter?.value,
    String(counting.clients * counting.increments),
    'the counter is not the sum of the increments',
  );
  assertLocking(client, 'LOCK-8');
  return conflicts.reduce((sum, count) => sum + count, 0);
}

const countersReachTheSum: Property = {
  id: 'n-clients-count-to-the-sum',
  requirements: ['LOCK-8'],
  title: 'N clients that read, add one and replace with retry count to exactly the sum',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 30,
  run: async (context) => {
    let judged = 0;
    const cases = fc.record({
      kind: kinds,
      clients: fc.integer({ min: 2, max: 5 }),
      increments: fc.integer({ min: 2, max: 5 }),
    });
    const test = fc.asyncProperty(cases, async (counting) => {
      const conflicts = await inNamespace(context, (client) => countTogether(client, counting));
      assert.ok(
        conflicts >= counting.clients - 1,
        `all clients began from one read, yet there were ${conflicts} conflicts`,
      );
      judged += counting.clients * counting.increments;
    });
    await checkCases(test, { seed: context.seed, numRuns: 8 * context.runs });
    return { judged };
  },
};

async function patchTogether(client: RecordedClient, { kind, writers }: Rivals): Promise<void> {
  await client.create({ resource: kind, name: 'shared', value: 'first' });
  const keys = Array.from({ length: writers }, (_, index) => `plimsoll.dev/patch-${index}`);
  const written = await Promise.all(
    keys.map((key) => client.patch({ resource: kind, name: 'shared', key, value: 'there' }, key)),
  );
  const codes = written.map(({ status }) => status);
  assert.deepEqual(
    codes,
    codes.map(() => 200),
    'a patch without a resource version was refused',
  );
  const { body } = await client.read(kind, 'shared');
  const { metadata } = body as {
    readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  };
  const lost = keys.filter((key) => metadata.annotations[key] !== 'there');
  assert.deepEqual(lost, [], 'patches that were accepted are not in the object');
}

const patchesLoseNothing: Property = {
  id: 'concurrent-patches-lose-nothing',
  requirements: ['LOCK-5d'],
  title: 'N concurrent patches of different fields are all accepted and all kept',
  needs: ['kubeApi'],
  exclusive: false,
  minimumLoad: 20,
  run: async (context) => {
    let judged = 0;
    const cases = fc.record({ kind: kinds, writers: fc.integer({ min: 2, max: 8 }) });
    const test = fc.asyncProperty(cases, async (rivals) => {
      await inNamespace(context, (client) => patchTogether(client, rivals));
      judged += rivals.writers;
    });
    // With two writers each, which chance may draw every time, these are the least that show anything.
    await checkCases(test, { seed: context.seed, numRuns: 10 * context.runs });
    return { judged };
  },
};

export const lockingProperties: readonly Property[] = [
  oneOfManyReplaces,
  countersReachTheSum,
  patchesLoseNothing,
];
