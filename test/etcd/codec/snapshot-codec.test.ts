import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemberState } from '../../../reference/etcd/member-parts.ts';
import { snapshotCodec } from '../../../reference/etcd/codec/snapshot-codec.ts';
import { MvccStore } from '../../../reference/etcd/mvcc-store.ts';
import { checkTxn } from '../../../reference/etcd/request-checks.ts';
import { hashKeys, hashStore } from '../../../reference/etcd/store-hash.ts';
import { txns } from '../store-arbitraries.ts';

const header = (revision: number) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 });

function stateOf(store: MvccStore): MemberState {
  return {
    store: store.snapshot(),
    members: [
      {
        id: '18446744073709551615',
        name: 'ä',
        peerUrls: ['http://a:1', 'b'],
        clientUrls: [],
        isLearner: true,
      },
    ],
    alarms: [{ memberId: '3', alarm: 'CORRUPT' }],
    requests: [{ origin: '3', boot: 2 ** 48, lowWater: 5, above: [7, 9] }],
  };
}

/** Encoded, cut into pieces of the given lengths in turn, and put together again. */
function carried(state: MemberState, cuts: readonly number[]): MemberState {
  const decoder = snapshotCodec.decoder();
  let turn = 0;
  for (const chunk of snapshotCodec.encode(state)) {
    for (let from = 0; from < chunk.length;) {
      const length = cuts[turn % cuts.length] ?? 1;
      turn += 1;
      const piece = chunk.slice(from, from + length);
      decoder.push(piece);
      piece.fill(0xee);
      from += length;
    }
  }
  return decoder.end() as MemberState;
}

function contentOf(store: MvccStore): unknown {
  const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };
  const first = Math.max(store.compactRevision, 1);
  const revisions = Array.from({ length: store.revision - first + 1 }, (_, index) => first + index);
  return {
    bytes: [store.storedBytes(), store.storedBytesInUse()],
    contents: revisions.map((revision) => store.range({ ...everything, revision })),
    records: revisions.map((revision) => store.recordOf(revision)),
    leases: store.leases().map((lease) => [lease, store.leaseKeys(lease.id)]),
    hashes: [hashStore(store), ...revisions.map((revision) => hashKeys(store, revision))],
  };
}

function recordsOf(store: MvccStore): unknown {
  return Array.from({ length: store.revision }, (_, revision) =>
    store.recordOf(revision)?.changes.map(({ key, event }) => [key, event.type, event.kv.modRevision]),
  );
}

describe('the codec of snapshots', () => {
  test('a store that was carried over holds what the first one holds, and goes on in the same way', () => {
    let kept = 0;
    fc.assert(
      fc.property(
        fc.array(txns, { maxLength: 40, size: 'max' }),
        fc.array(txns, { maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        fc.nat(20),
        (before, after, cuts, compacted) => {
          const store = new MvccStore(header);
          store.grantLease(7, 60);
          store.grantLease(2 ** 47, 90);
          for (const txn of before) if (checkTxn(txn, 128) === undefined) store.txn(txn);
          store.compact(compacted);
          const { store: snapshot, ...rest } = carried(stateOf(store), cuts);
          expect(rest).toEqual({ ...stateOf(store), store: undefined });
          const copy = new MvccStore(header, snapshot);
          for (const txn of after)
            if (checkTxn(txn, 128) === undefined) expect(copy.txn(txn)).toEqual(store.txn(txn));
          expect(contentOf(copy)).toEqual(contentOf(store));
          kept += copy.revision;
        },
      ),
      { numRuns: 200 },
    );
    expect(kept).toBeGreaterThan(500);
  });

  test('carries many keys, a long history, large values and a half-swept compaction', () => {
    const store = new MvccStore(header);
    store.grantLease(7, 60);
    const keyOf = (number: number) => new TextEncoder().encode(`/registry/things/${String(number)}`);
    for (let number = 0; number < 5000; number += 1) {
      store.put({
        key: keyOf(number % 3000),
        value: new Uint8Array(number % 300),
        lease: number % 9 === 0 ? 7 : 0,
      });
      store.put({ key: keyOf(77), value: Uint8Array.of(number & 255) });
    }
    store.put({ key: keyOf(5001), value: new Uint8Array(1_000_000).fill(7) });
    store.compact(8000);
    expect(store.compactStep(1)).toBe(true);
    const first = carried(stateOf(store), [100_000]);
    const again = carried({ ...first }, [33_333]);
    const copy = new MvccStore(header, again.store);
    while (store.compactStep());
    while (copy.compactStep());
    expect(copy.storedBytes()).toBe(store.storedBytes());
    expect(copy.keys.size).toBe(store.keys.size);
    const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };
    for (const revision of [8000, 9000, 0]) {
      expect(copy.range({ ...everything, revision })).toEqual(store.range({ ...everything, revision }));
      expect(hashKeys(copy, revision)).toEqual(hashKeys(store, revision));
    }
    expect(hashStore(copy)).toBe(hashStore(store));
    for (const revision of [8000, 8001, 9500, store.revision]) {
      expect(copy.recordOf(revision)).toEqual(store.recordOf(revision));
    }
  });

  test('no chunk takes long to make, however much there is', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 20_000; number += 1) {
      store.put({ key: Uint8Array.of(number >> 8, number & 255), value: new Uint8Array(100) });
    }
    const lengths = [...snapshotCodec.encode(stateOf(store))].map((chunk) => chunk.length);
    expect(lengths.length).toBeGreaterThan(5);
    expect(Math.max(...lengths)).toBeLessThan(1024 * 1024);
  });

  test('a snapshot is not changed by what the store does while it is written', () => {
    const store = new MvccStore(header);
    const put = (number: number) => store.put({ key: Uint8Array.of(number), value: new Uint8Array(60_000) });
    for (let number = 0; number < 100; number += 1) put(number);
    const state = stateOf(store);
    const before = hashStore(store);
    const records = recordsOf(new MvccStore(header, state.store));
    const decoder = snapshotCodec.decoder();
    for (const chunk of snapshotCodec.encode(state)) {
      decoder.push(chunk);
      put(store.revision % 200);
      store.compact(store.revision - 1);
    }
    const copy = new MvccStore(header, (decoder.end() as MemberState).store);
    expect(store.revision).toBeGreaterThan(110);
    expect(hashStore(copy)).toBe(before);
    expect(recordsOf(copy)).toEqual(records);
  });

  test('refuses what is cut off, goes on, is of another kind or of another version', () => {
    const store = new MvccStore(header);
    store.put({ key: Uint8Array.of(1), value: Uint8Array.of(2) });
    const whole = Uint8Array.from([...snapshotCodec.encode(stateOf(store))].flatMap((chunk) => [...chunk]));
    const decoded = (bytes: Uint8Array): unknown => {
      const decoder = snapshotCodec.decoder();
      decoder.push(bytes);
      return decoder.end();
    };
    expect(decoded(whole)).toBeDefined();
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decoded(whole.subarray(0, length))).toThrow('a snapshot ends too early');
    }
    expect(() => decoded(Uint8Array.of(...whole, 1, 0, 0, 0, 0))).toThrow('follows the end of a snapshot');
    expect(() => decoded(Uint8Array.of(9, 0, 0, 0, 0))).toThrow('not a snapshot of a store');
    // After the first block's header and a length come the mark, two bytes a letter and one for the dash, and the version.
    expect(() => decoded(whole.with(6, 0x20))).toThrow('not a snapshot of a store');
    const version = 6 + 2 * 'plimsoll-store'.length - 1;
    expect(() => decoded(whole.with(version, 2))).toThrow(
      'a snapshot in format 2; this program reads format 1',
    );
  });
});
