import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EtcdEvent, EtcdTxnRequest } from '../../schemas/types/etcd.ts';
import { MvccStore } from '../../reference/etcd/mvcc-store.ts';
import { checkTxn } from '../../reference/etcd/request-checks.ts';
import { describeEntry, hex, NaiveStore } from './naive-store.ts';
import { ranges, puts, rangeRequests, txns } from './store-arbitraries.ts';

const header = (revision: number) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 });
const newStore = (): MvccStore => new MvccStore(header);

const commands = fc.oneof(
  { weight: 6, arbitrary: puts.map((put) => ({ kind: 'txn' as const, txn: only({ put }) })) },
  {
    weight: 2,
    arbitrary: ranges.map((deleteRange) => ({ kind: 'txn' as const, txn: only({ deleteRange }) })),
  },
  { weight: 3, arbitrary: txns.map((txn) => ({ kind: 'txn' as const, txn })) },
  { weight: 1, arbitrary: fc.nat(30).map((revision) => ({ kind: 'compact' as const, revision })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'fork' as const }) },
);

function only(operation: EtcdTxnRequest['success'][number]): EtcdTxnRequest {
  return { compare: [], success: [operation], failure: [] };
}

describe('the store against a list of whole contents', () => {
  test('every read at every revision gives what it should, after any commands', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(commands, { maxLength: 60, size: 'max' }),
        fc.array(rangeRequests, { minLength: 5, maxLength: 15 }),
        (history, reads) => {
          let store = newStore();
          store.grantLease(7, 60);
          store.grantLease(8, 60);
          const naive = new NaiveStore();
          for (const command of history) store = runBoth(store, naive, command);
          for (const read of reads) compared += compareRead(store, naive, read);
          compareLog(store, naive);
          compareLeases(store, naive);
        },
      ),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(2000);
  });
});

type Step = typeof commands extends fc.Arbitrary<infer Each> ? Each : never;

function runBoth(store: MvccStore, naive: NaiveStore, command: Step): MvccStore {
  if (command.kind === 'fork') return new MvccStore(header, store.snapshot());
  if (command.kind === 'compact') {
    const { outcome } = store.compact(command.revision);
    const refused = command.revision <= naive.compacted || command.revision > naive.revision;
    expect(outcome.accepted).toBe(!refused);
    if (!refused) naive.compacted = command.revision;
    return store;
  }
  if (checkTxn(command.txn, 128) !== undefined) return store;
  const { outcome, record } = store.txn(command.txn);
  const before = naive.revision;
  const expected = naive.txn(command.txn, new Set([7, 8]));
  expect(outcome.accepted).toBe(expected !== null);
  if (outcome.accepted) {
    expect(outcome.answer.succeeded).toBe(expected?.succeeded);
    expect(outcome.answer.header.revision).toBe(naive.revision);
  }
  expect(record?.revision).toBe(naive.revision > before ? naive.revision : undefined);
  expect(store.revision).toBe(naive.revision);
  return store;
}

function compareRead(store: MvccStore, naive: NaiveStore, read: Parameters<MvccStore['range']>[0]): number {
  const outcome = store.range(read);
  const expected = naive.range(read);
  if (!outcome.accepted) {
    const code =
      expected === 'compacted'
        ? 'required revision has been compacted'
        : 'required revision is a future revision';
    expect(outcome.refusal.message).toContain(code);
    expect(typeof expected).toBe('string');
    return 1;
  }
  const { kvs, count, more } = outcome.answer;
  expect({ keys: kvs.map((entry) => describeEntry(entry)), count, more }).toEqual(expected);
  return 1;
}

function compareLog(store: MvccStore, naive: NaiveStore): void {
  const described = (
    events: readonly {
      type: string;
      kv: Parameters<typeof describeEntry>[0];
      prevKv?: Parameters<typeof describeEntry>[0];
    }[],
  ) =>
    events.map((event) => [
      event.type,
      describeEntry(event.kv),
      event.prevKv === undefined ? '' : describeEntry(event.prevKv),
    ]);
  for (let revision = Math.max(2, naive.compacted); revision <= naive.revision; revision += 1) {
    const record = store.recordOf(revision);
    const events = naive.events[revision] ?? [];
    const expected = revision === naive.compacted ? outcomes(events) : events;
    expect(described(record?.changes.map((change) => change.event) ?? [])).toEqual(described(expected));
  }
  expect(store.recordOf(naive.revision + 1)).toBeUndefined();
  if (naive.compacted > 2) expect(store.recordOf(naive.compacted - 1)).toBeUndefined();
}

/** Of the compacted revision itself it is still known what each key came to, not what it was before. */
function outcomes(events: readonly EtcdEvent[]): EtcdEvent[] {
  const last = new Map(events.map((event) => [hex(event.kv.key), event]));
  return [...last.values()].map(({ type, kv }) => ({ type, kv }));
}

function compareLeases(store: MvccStore, naive: NaiveStore): void {
  for (const id of [7, 8]) {
    const expected = [...naive.now.values()].filter((entry) => entry.lease === id);
    expect(store.leaseKeys(id).map(String).sort()).toEqual(expected.map((entry) => String(entry.key)).sort());
  }
}

describe('memory', () => {
  test('compaction leaves one version of what lives and nothing of what does not', () => {
    const store = newStore();
    const key = Uint8Array.of(1);
    for (let round = 0; round < 100; round += 1) {
      store.put({ key, value: new Uint8Array(100) });
      store.put({ key: Uint8Array.of(2, round), value: new Uint8Array(100) });
      store.deleteRange({ key: Uint8Array.of(2, round) });
    }
    expect(store.storedBytes()).toBeGreaterThan(20_000);
    store.compact(store.revision);
    expect(store.storedBytes()).toBe(101);
    expect(store.keys.size).toBe(1);
  });

  test('a snapshot still reads what the store has compacted since', () => {
    const store = newStore();
    const key = Uint8Array.of(1);
    store.put({ key, value: Uint8Array.of(1) });
    store.put({ key, value: Uint8Array.of(2) });
    const snapshot = store.snapshot();
    store.compact(3);
    const other = new MvccStore(header, snapshot);
    const outcome = other.range({ key, revision: 2 });
    expect(outcome.accepted && outcome.answer.kvs[0]?.value).toEqual(Uint8Array.of(1));
    expect(store.range({ key, revision: 2 }).accepted).toBe(false);
  });
});
