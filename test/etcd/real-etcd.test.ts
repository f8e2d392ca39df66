import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  EtcdCompare,
  EtcdEvent,
  EtcdRequestOp,
  EtcdTxnRequest,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Applied } from '../../reference/etcd/mvcc-store.ts';
import { MvccStore } from '../../reference/etcd/mvcc-store.ts';
import type { Outcome, Refusal } from '../../reference/etcd/refusal.ts';
import { checkDeleteRange, checkPut, checkRange, checkTxn } from '../../reference/etcd/request-checks.ts';
import { WatchHub } from '../../reference/etcd/watch-hub.ts';
import type { Delivery, Watch } from '../../reference/etcd/watch-hub.ts';
import { hex } from './naive-store.ts';
import { hasEtcd, startRealEtcd } from './real-etcd-process.ts';
import type { RealEtcd } from './real-etcd-process.ts';

// A machine that checks everything must have it: there a missing etcd fails, elsewhere the skip is visible.
const runs = hasEtcd || process.env['CI'] !== undefined;

/** Twelve keys at most: beyond that etcd's sort leaves open what comes first of equals. */
const keys = fc.constantFrom(
  ...['a', 'b', 'ab', 'a\0', 'aa', 'c', 'b\xff', '\xff', 'ba', '\0'].map((text) =>
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
  ),
);
const values = fc.constantFrom([], [1], [2], [1, 2], [255]).map((bytes) => Uint8Array.from(bytes));
const toTheEnd = Uint8Array.of(0);
const ranges = fc.oneof(
  { weight: 4, arbitrary: fc.record({ key: keys }) },
  { weight: 2, arbitrary: fc.record({ key: keys, rangeEnd: keys }) },
  { weight: 1, arbitrary: fc.record({ key: keys, rangeEnd: fc.constant(toTheEnd) }) },
  { weight: 1, arbitrary: fc.constant({ key: toTheEnd, rangeEnd: toTheEnd }) },
);
const leases = fc.constantFrom(0, 0, 0, 7, 8, 9);
/** How far from the newest revision; `undefined`: none is named. */
const distances = fc.constantFrom(undefined, undefined, undefined, 0, 1, -1, -3, -10, -1000);

const puts = fc.oneof(
  { weight: 8, arbitrary: fc.record({ key: keys, value: values, lease: leases, prevKv: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ key: keys, value: values, ignoreLease: fc.constant(true), lease: leases }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ key: keys, value: values, ignoreValue: fc.constant(true), lease: leases }),
  },
);
const deletions = fc.tuple(ranges, fc.boolean()).map(([range, prevKv]) => ({ ...range, prevKv }));
const reads = fc
  .tuple(
    ranges,
    fc.record({
      revision: distances,
      limit: fc.constantFrom(0, 0, 1, 2, 3),
      sortOrder: fc.constantFrom('NONE' as const, 'NONE' as const, 'ASCEND' as const, 'DESCEND' as const),
      sortTarget: fc.constantFrom(
        'KEY' as const,
        'VERSION' as const,
        'CREATE' as const,
        'MOD' as const,
        'VALUE' as const,
      ),
      keysOnly: fc.boolean(),
      countOnly: fc.constantFrom(false, false, true),
      minModRevision: distances,
      maxCreateRevision: distances,
    }),
  )
  .map(([range, options]) => ({ ...range, ...options }));
const numbers = fc.constantFrom(-1, 0, 1, 2, 3, 20, 50);
const compares: fc.Arbitrary<EtcdCompare> = fc
  .tuple(
    ranges,
    fc.constantFrom('EQUAL' as const, 'GREATER' as const, 'LESS' as const, 'NOT_EQUAL' as const),
    fc.oneof(
      fc.record({ version: numbers }),
      fc.record({ createRevision: numbers }),
      fc.record({ modRevision: numbers }),
      fc.record({ value: values }),
      fc.record({ lease: leases }),
    ),
  )
  .map(([range, result, target]) => ({ ...range, result, target }));

const { txn: txns } = fc.letrec<{ operation: EtcdRequestOp; txn: EtcdTxnRequest }>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'txn' },
    puts.map((put) => ({ put })),
    deletions.map((deleteRange) => ({ deleteRange })),
    tie('txn').map((txn) => ({ txn })),
    reads.map((range) => ({ range: { ...range, revision: 0, minModRevision: 0, maxCreateRevision: 0 } })),
  ),
  txn: fc.record({
    compare: fc.array(compares, { maxLength: 2 }),
    success: fc.array(tie('operation'), { maxLength: 3 }),
    failure: fc.array(tie('operation'), { maxLength: 3 }),
  }),
}));

const steps = fc.oneof(
  { weight: 35, arbitrary: puts.map((request) => ({ do: 'put' as const, request })) },
  { weight: 8, arbitrary: deletions.map((request) => ({ do: 'deleteRange' as const, request })) },
  { weight: 18, arbitrary: reads.map((request) => ({ do: 'range' as const, request })) },
  { weight: 28, arbitrary: txns.map((request) => ({ do: 'txn' as const, request })) },
  { weight: 2, arbitrary: distances.map((distance) => ({ do: 'compact' as const, distance })) },
  {
    weight: 4,
    arbitrary: fc
      .record({ id: fc.constantFrom(7, 8, 9), ttlSeconds: fc.constantFrom(600, 600, 9_000_000_001) })
      .map((request) => ({ do: 'leaseGrant' as const, request })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(7, 8, 9).map((id) => ({ do: 'leaseRevoke' as const, request: { id } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(ranges, fc.record({ prevKv: fc.boolean(), noPut: fc.boolean(), noDelete: fc.boolean() }))
      .map(([range, filters]) => ({ do: 'watch' as const, request: { ...range, ...filters } })),
  },
);
type Step = typeof steps extends fc.Arbitrary<infer Each> ? Each : never;

/**
 * A transaction may clear the key space and put again, but etcd dies of it where the put wants to keep what was
 * cleared: such requests are not sent.
 */
function wouldKillEtcd(txn: EtcdTxnRequest): boolean {
  const all = flattened(txn);
  return (
    all.some((each) => 'put' in each && (each.put.ignoreValue === true || each.put.ignoreLease === true)) &&
    all.some((each) => 'deleteRange' in each && hex(each.deleteRange.rangeEnd ?? keyless) === '00')
  );
}
const keyless = new Uint8Array(0);

function flattened(txn: EtcdTxnRequest): EtcdRequestOp[] {
  return [...txn.success, ...txn.failure].flatMap((each) => ('txn' in each ? flattened(each.txn) : [each]));
}

/** Without what differs between any two members, and bytes as text. */
function essence(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return value;
  const own = ['clusterId', 'memberId', 'raftTerm'];
  const fields = Object.entries(value).filter(([name]) => !own.includes(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, essence(field)]));
}

/** The store with its watches, asked as the real one is. */
class OurEtcd {
  readonly store: MvccStore = new MvccStore((revision) => ({
    clusterId: '1',
    memberId: '1',
    revision,
    raftTerm: 1,
  }));
  readonly #hub = new WatchHub(this.store, (revision) => ({
    clusterId: '1',
    memberId: '1',
    revision,
    raftTerm: 1,
  }));
  readonly #heard = new Map<Watch, EtcdEvent[]>();

  answer(step: Exclude<Step, { readonly do: 'watch' }>, revision: (distance?: number) => number): unknown {
    switch (step.do) {
      case 'put':
        return this.#written(checkPut(step.request), () => this.store.put(step.request));
      case 'deleteRange':
        return this.#written(checkDeleteRange(step.request), () => this.store.deleteRange(step.request));
      case 'txn':
        return this.#written(checkTxn(step.request, 128), () => this.store.txn(step.request));
      case 'compact':
        return this.#written(undefined, () => this.store.compact(revision(step.distance)));
      case 'leaseGrant':
        return this.#written(undefined, () =>
          this.store.grantLease(step.request.id, step.request.ttlSeconds),
        );
      case 'leaseRevoke':
        return this.#written(undefined, () => this.store.revokeLease(step.request.id));
      case 'range': {
        const request = placed(step.request, revision);
        const problem = checkRange(request);
        return told(
          problem === undefined ? this.store.range(request) : { accepted: false, refusal: problem },
        );
      }
    }
  }

  watch(request: EtcdWatchCreateRequest): EtcdEvent[] {
    const events: EtcdEvent[] = [];
    const { watch, deliveries } = this.#hub.open(request);
    this.#heard.set(watch, events);
    this.#deliver(deliveries);
    return events;
  }

  #written<Answer>(problem: Refusal | undefined, act: () => Applied<Answer>): unknown {
    if (problem !== undefined) return told({ accepted: false, refusal: problem });
    const { outcome, record } = act();
    if (record !== undefined) this.#deliver(this.#hub.publish(record));
    return told(outcome);
  }

  #deliver(deliveries: readonly Delivery[]): void {
    for (const { watch, response } of deliveries) this.#heard.get(watch)?.push(...response.events);
  }
}

function told(outcome: Outcome<unknown>): unknown {
  return outcome.accepted ? essence(outcome.answer) : essence(outcome.refusal);
}

type Read = typeof reads extends fc.Arbitrary<infer Each> ? Each : never;

function placed(read: Read, revision: (distance?: number) => number): Parameters<MvccStore['range']>[0] {
  return {
    ...read,
    revision: revision(read.revision),
    minModRevision: revision(read.minModRevision),
    maxCreateRevision: revision(read.maxCreateRevision),
  };
}

describe.runIf(runs)('our store beside a real etcd', () => {
  let real: RealEtcd;
  beforeAll(async () => {
    real = await startRealEtcd();
  }, 30_000);
  afterAll(async () => {
    await real.stop();
  });

  async function answerOfReal(
    step: Exclude<Step, { readonly do: 'watch' }>,
    revision: (distance?: number) => number,
  ): Promise<unknown> {
    const { connection } = real;
    const asked =
      step.do === 'put'
        ? connection.put(step.request)
        : step.do === 'deleteRange'
          ? connection.deleteRange(step.request)
          : step.do === 'txn'
            ? connection.txn(step.request)
            : step.do === 'range'
              ? connection.range(placed(step.request, revision))
              : step.do === 'compact'
                ? connection.compact({ revision: revision(step.distance) })
                : step.do === 'leaseGrant'
                  ? connection.leaseGrant(step.request)
                  : connection.leaseRevoke(step.request);
    return asked.then(essence, (error: unknown) => {
      const { code, message } = error as Error & { readonly code: string };
      return { code, message };
    });
  }

  test('the same requests get the same answers, and watches hear the same', async () => {
    const ours = new OurEtcd();
    const heard: { readonly ours: EtcdEvent[]; readonly real: EtcdEvent[] }[] = [];
    const watches: EtcdWatchHandle[] = [];
    let refusals = 0;
    for (const step of fc.sample(steps, { numRuns: 2500, seed: 20_260 })) {
      if (step.do === 'txn' && wouldKillEtcd(step.request)) continue;
      if (step.do === 'watch') {
        const events: EtcdEvent[] = [];
        watches.push(await openedWatch(real, step.request, (response) => events.push(...response.events)));
        heard.push({ ours: ours.watch(step.request), real: events });
        continue;
      }
      const newest = ours.store.revision;
      const revision = (distance?: number): number =>
        distance === undefined ? 0 : Math.max(newest + distance, -1);
      const expected = await answerOfReal(step, revision);
      expect(ours.answer(step, revision), JSON.stringify(step)).toEqual(expected);
      if (typeof expected === 'object' && expected !== null && 'code' in expected) refusals += 1;
    }
    const total = heard.reduce((sum, each) => sum + each.ours.length, 0);
    await expect.poll(() => heard.reduce((sum, each) => sum + each.real.length, 0)).toBe(total);
    for (const each of heard) expect(essence(each.ours)).toEqual(essence(each.real));
    for (const watch of watches) watch.close();
    expect(ours.store.revision).toBeGreaterThan(500);
    expect(refusals).toBeGreaterThan(100);
    expect(total).toBeGreaterThan(1000);
  }, 60_000);
});

/** Resolves when the server has confirmed the watch: what is written from then on is heard. */
function openedWatch(
  real: RealEtcd,
  request: EtcdWatchCreateRequest,
  onResponse: (response: EtcdWatchResponse) => void,
): Promise<EtcdWatchHandle> {
  return new Promise((resolve) => {
    const handle = real.connection.watch(request, (response) => {
      onResponse(response);
      if (response.created) resolve(handle);
    });
  });
}
