import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {
  EtcdConnection,
  EtcdKeyValue,
  EtcdRequestOp,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Clock } from '../ports/ports.ts';
import { eventually, promptlyMs } from '../world/waiting.ts';
import { checkCases, requireHappened } from './generated-cases.ts';
import type { Property, PropertyContext } from './property.ts';
import { bytesOf, shownEntry, StoreModel } from './store-model.ts';

const keyNames = fc.constantFrom('a', 'aa', 'b', 'c', 'd');

/** One transaction: under a condition on one key's mod revision, or none, put and delete some keys. */
export interface StoreCase {
  readonly condition: { readonly key: string; readonly stale: boolean } | undefined;
  readonly puts: readonly string[];
  readonly deletions: readonly { readonly from: string; readonly to: string }[];
}

const transactions: fc.Arbitrary<StoreCase> = fc.record({
  condition: fc.option(fc.record({ key: keyNames, stale: fc.boolean() }), { nil: undefined, freq: 2 }),
  puts: fc.uniqueArray(keyNames, { maxLength: 3 }),
  deletions: fc.array(fc.record({ from: keyNames, to: keyNames }), { maxLength: 1 }),
});

function operationsOf(step: StoreCase, at: number, prefix: string): EtcdRequestOp[] {
  const spared = step.deletions.filter(({ from, to }) => !step.puts.some((key) => key >= from && key < to));
  return [
    ...step.puts.map((key) => ({ put: { key: bytesOf(prefix + key), value: bytesOf(`${key} ${at}`) } })),
    ...spared.map(({ from, to }) => ({
      deleteRange: { key: bytesOf(prefix + from), rangeEnd: bytesOf(prefix + to) },
    })),
  ];
}

/** True where the transaction's condition held. */
async function runStep(
  store: EtcdConnection,
  model: StoreModel,
  { step, at }: { step: StoreCase; at: number },
): Promise<boolean> {
  const success = operationsOf(step, at, model.prefix);
  const { condition } = step;
  const known = condition === undefined ? 0 : model.modRevision(condition.key);
  const compare =
    condition === undefined
      ? []
      : [
          {
            key: bytesOf(model.prefix + condition.key),
            result: 'EQUAL' as const,
            target: { modRevision: condition.stale ? known + 1_000_000 : known },
          },
        ];
  const answer = await store.txn({ compare, success, failure: [] });
  const holds = condition?.stale !== true;
  assert.equal(answer.succeeded, holds, `transaction ${at} should ${holds ? '' : 'not '}have succeeded`);
  if (holds) model.apply(success);
  assert.equal(answer.header.revision, model.revision, `the revision after transaction ${at}`);
  return holds;
}

async function compareContents(store: EtcdConnection, model: StoreModel): Promise<number> {
  let compared = 0;
  for (const [revision, expected] of model.contents) {
    const { kvs } = await store.range({ ...model.range, revision });
    assert.deepEqual(kvs.map(shownEntry), expected, `the content at revision ${revision}`);
    compared += 1;
  }
  return compared;
}

async function compareEvents(
  responses: readonly EtcdWatchResponse[],
  model: StoreModel,
  clock: Clock | undefined,
): Promise<void> {
  const told = (): unknown[] =>
    responses.flatMap(({ events }) =>
      events.map(({ type, kv, prevKv }) => [
        type,
        shownEntry(kv),
        prevKv === undefined ? undefined : shownEntry(prevKv),
      ]),
    );
  await eventually(clock, promptlyMs, () => {
    assert.ok(
      told().length >= model.events.length,
      `only ${told().length} of ${model.events.length} events came`,
    );
    return Promise.resolve();
  });
  assert.deepEqual(told(), model.events, 'the events of the watch');
}

/** What really happened in one case, so that a run can tell whether it showed anything. */
interface JudgedHistory {
  readonly compared: number;
  readonly unmet: number;
  readonly deletions: number;
  readonly lateWatches: number;
}

async function judgeHistory(
  store: EtcdConnection,
  steps: readonly StoreCase[],
  { prefix, clock, resumeAt }: { prefix: string; clock: Clock | undefined; resumeAt: number },
): Promise<JudgedHistory> {
  const { header } = await store.range({ key: bytesOf('\0') });
  const model = new StoreModel(prefix, header.revision);
  const live: EtcdWatchResponse[] = [];
  const late: EtcdWatchResponse[] = [];
  const request = { ...model.range, startRevision: header.revision + 1, prevKv: true };
  const handles = [store.watch(request, (response) => live.push(response))];
  let unmet = 0;
  try {
    for (const [at, step] of steps.entries()) {
      if (at === resumeAt) handles.push(store.watch(request, (response) => late.push(response)));
      if (!(await runStep(store, model, { step, at }))) unmet += 1;
    }
    if (resumeAt < steps.length) await compareEvents(late, model, clock);
    await compareEvents(live, model, clock);
    return {
      compared: (await compareContents(store, model)) + model.events.length,
      unmet,
      deletions: model.events.filter((event) => (event as readonly unknown[])[0] === 'DELETE').length,
      lateWatches: handles.length - 1,
    };
  } finally {
    for (const handle of handles) handle.close();
  }
}

async function connected<Result>(
  { ports }: PropertyContext,
  use: (store: EtcdConnection) => Promise<Result>,
): Promise<Result> {
  const cluster = ports.etcdCluster;
  if (cluster === undefined) throw new Error('the property needs the port etcdCluster');
  const store = await cluster.connect(1);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const storeAgainstModel: Property = {
  id: 'store-holds-and-tells-what-a-model-does',
  requirements: ['ETCD-4', 'ETCD-4b', 'ETCD-4c', 'ETCD-4d', 'ETCD-5a', 'ETCD-6', 'ETCD-7', 'ETCD-7f'],
  title: 'Contents at every revision and events of watches, begun early and late, are those of a model',
  needs: ['etcdCluster'],
  exclusive: true,
  minimumLoad: 200,
  run: (context) =>
    connected(context, async (store) => {
      let judged = 0;
      let cases = 0;
      const seen = { 'unmet condition': 0, deletion: 0, 'late watch': 0 };
      const histories = fc.tuple(fc.array(transactions, { minLength: 5, maxLength: 20 }), fc.nat(20));
      const test = fc.asyncProperty(histories, async ([steps, resumeAt]) => {
        cases += 1;
        const prefix = `model-${context.suffix}-${cases}/`;
        const { compared, unmet, deletions, lateWatches } = await judgeHistory(store, steps, {
          prefix,
          clock: context.ports.clock,
          resumeAt,
        });
        judged += compared;
        seen['unmet condition'] += unmet;
        seen.deletion += deletions;
        seen['late watch'] += lateWatches;
      });
      await checkCases(test, { seed: context.seed, numRuns: 20 * context.runs });
      requireHappened(seen);
      return { judged };
    }),
};

/**
 * Reads, adds one, and writes under the condition that nobody has written meanwhile, until it has done so `times` times.
 * Takes the key as missing at first, as all do, so that they must collide. Gives the number of collisions.
 */
async function countUp(store: EtcdConnection, key: Uint8Array, times: number): Promise<number> {
  let collisions = 0;
  let kvs: readonly EtcdKeyValue[] = [];
  for (let done = 0; done < times;) {
    const value = Number(Buffer.from(kvs[0]?.value ?? []).toString() || '0');
    const { succeeded } = await store.txn({
      compare: [{ key, result: 'EQUAL', target: { modRevision: kvs[0]?.modRevision ?? 0 } }],
      success: [{ put: { key, value: bytesOf(String(value + 1)) } }],
      failure: [],
    });
    if (succeeded) done += 1;
    else collisions += 1;
    kvs = (await store.range({ key })).kvs;
  }
  return collisions;
}

const storeCountsToTheSum: Property = {
  id: 'store-clients-count-to-the-sum',
  requirements: ['ETCD-5'],
  title: 'Clients that count one key up by compare and swap lose no count',
  needs: ['etcdCluster'],
  exclusive: false,
  minimumLoad: 50,
  run: (context) =>
    connected(context, async (store) => {
      let judged = 0;
      let cases = 0;
      const crowds = fc.record({
        clients: fc.integer({ min: 2, max: 6 }),
        times: fc.integer({ min: 2, max: 6 }),
      });
      const test = fc.asyncProperty(crowds, async ({ clients, times }) => {
        cases += 1;
        const key = bytesOf(`count-${context.suffix}-${cases}`);
        const collisions = await Promise.all(
          Array.from({ length: clients }, () => countUp(store, key, times)),
        );
        const collided = collisions.reduce((all, count) => all + count, 0);
        assert.ok(
          collided >= clients - 1,
          `${clients} clients began from one read, yet only ${collided} of their writes failed`,
        );
        const { kvs } = await store.range({ key });
        const found = { value: Buffer.from(kvs[0]?.value ?? []).toString(), version: kvs[0]?.version };
        const sum = clients * times;
        assert.deepEqual(
          found,
          { value: String(sum), version: sum },
          `${clients} clients, ${times} times each`,
        );
        judged += sum;
      });
      await checkCases(test, { seed: context.seed, numRuns: 8 * context.runs });
      return { judged };
    }),
};

/** The properties of the store, on any adapter. */
export const storeProperties: readonly Property[] = [storeAgainstModel, storeCountsToTheSum];
