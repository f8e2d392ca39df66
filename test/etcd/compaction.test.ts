import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MvccStore } from '../../reference/etcd/mvcc-store.ts';
import { checkTxn } from '../../reference/etcd/request-checks.ts';
import { hashKeys, hashKeysInSteps, hashStore } from '../../reference/etcd/store-hash.ts';
import { txns } from './store-arbitraries.ts';

const header = (revision: number) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 });
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };
const keyOf = (number: number): Uint8Array => Uint8Array.of(number >> 16, (number >> 8) & 255, number & 255);

function contentOf(store: MvccStore): unknown {
  const first = Math.max(store.compactRevision, 1);
  const revisions = Array.from({ length: store.revision - first + 1 }, (_, index) => first + index);
  return revisions.map((revision) => [
    store.range({ ...everything, revision }),
    store.recordOf(revision),
    hashKeys(store, revision),
  ]);
}

/** The sizes as they are when everything is counted anew. */
function countedBytes(store: MvccStore): { stored: number; inUse: number } {
  let [stored, inUse] = [0, 0];
  for (const leaf of store.keys.leaves()) {
    const { values } = 'unpack' in leaf ? leaf.unpack() : leaf;
    for (const newest of values) {
      if (!newest.deleted) inUse += newest.entry.key.length + newest.entry.value.length;
      for (let version: typeof newest | undefined = newest; version !== undefined; version = version.older) {
        stored += version.entry.key.length + version.entry.value.length;
      }
    }
  }
  return { stored, inUse };
}

describe('compaction in steps', () => {
  test('no answer depends on how far the sweep has come, and in the end the same is left', () => {
    let halfway = 0;
    fc.assert(
      fc.property(
        fc.array(txns, { minLength: 5, maxLength: 40, size: 'max' }),
        fc.array(fc.record({ at: fc.nat(40), back: fc.nat(5) }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(1), { minLength: 1, maxLength: 10 }),
        (history, compactions, steps) => {
          const [eager, slow] = [new MvccStore(header), new MvccStore(header)];
          for (const store of [eager, slow]) store.grantLease(7, 60);
          for (const [place, txn] of history.entries()) {
            if (checkTxn(txn, 128) === undefined) {
              const answer = eager.txn(txn);
              expect(withoutSweeping(slow, () => slow.txn(txn))).toEqual(answer);
            }
            for (const { back } of compactions.filter(({ at }) => at === place)) {
              const { outcome } = eager.compact(eager.revision - back);
              const other = withoutSweeping(slow, () => slow.compact(slow.revision - back));
              expect(other.outcome).toEqual(outcome);
            }
            if (slow.compactStep(steps[place % steps.length])) halfway += 1;
            expect(hashStore(slow)).toBe(hashStore(eager));
          }
          expect(contentOf(slow)).toEqual(contentOf(eager));
          const copy = new MvccStore(header, slow.snapshot());
          for (const store of [eager, slow, copy]) while (store.compactStep(3));
          expect(contentOf(slow)).toEqual(contentOf(eager));
          expect(contentOf(copy)).toEqual(contentOf(eager));
          for (const store of [eager, slow, copy]) {
            expect([store.storedBytes(), store.storedBytesInUse()]).toEqual(
              Object.values(countedBytes(store)),
            );
          }
          expect(slow.storedBytes()).toBe(eager.storedBytes());
        },
      ),
      { numRuns: 150 },
    );
    expect(halfway).toBeGreaterThan(30);
  });

  test('a large one takes effect at once and gives the room back step by step', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 20_000; number += 1) {
      store.put({ key: keyOf(number % 5000), value: new Uint8Array(10) });
    }
    const before = store.storedBytes();
    store.compact(store.revision);
    expect(store.range({ ...everything, revision: store.revision - 1 }).accepted).toBe(false);
    expect(store.recordOf(store.revision - 1)).toBeUndefined();
    expect(store.storedBytes()).toBeGreaterThan(before / 2);
    let steps = 0;
    while (store.compactStep()) steps += 1;
    expect(steps).toBeGreaterThan(10);
    expect(store.storedBytes()).toBe(5000 * 13);
    expect(store.storedBytes()).toBe(store.storedBytesInUse());
  });

  test('writes alone finish it, so that nothing piles up where nobody calls the steps', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 100_000; number += 1) {
      store.put({ key: keyOf(number % 10), value: new Uint8Array(10) });
      if (number % 10_000 === 9_999) store.compact(store.revision - 5);
    }
    expect(store.storedBytes()).toBeLessThan(20_000 * 13);
  });

  test('a revision that removes very many keys is swept in steps too', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 10_000; number += 1) {
      store.put({ key: keyOf(number), value: new Uint8Array(1) });
    }
    store.deleteRange(everything);
    store.compact(store.revision);
    expect(store.compactStep(100)).toBe(true);
    while (store.compactStep(100));
    expect(store.keys.size).toBe(0);
    expect(store.storedBytes()).toBe(0);
    expect(store.recordOf(store.revision)?.changes).toHaveLength(10_000);
  });
});

/** A store that was given time neither by the compaction itself nor by the write: as if each had just begun. */
function withoutSweeping<Answer>(store: MvccStore, act: () => Answer): Answer {
  const step = store.compactStep.bind(store);
  store.compactStep = () => true;
  const answer = act();
  store.compactStep = step;
  return answer;
}

describe('the hash of keys', () => {
  test('tells apart what differs in a value, a revision, a lease or a deletion', () => {
    const hashes = new Set<number>();
    const variants: ((store: MvccStore) => void)[] = [
      () => undefined,
      (store) => store.put({ key: keyOf(1), value: Uint8Array.of(1) }),
      (store) => store.put({ key: keyOf(1), value: Uint8Array.of(2) }),
      (store) => store.put({ key: keyOf(2), value: Uint8Array.of(1) }),
      (store) => store.put({ key: keyOf(1), value: Uint8Array.of(1), lease: 7 }),
      (store) => store.deleteRange({ key: keyOf(1) }),
    ];
    for (const variant of variants) {
      const store = new MvccStore(header);
      store.grantLease(7, 60);
      store.put({ key: keyOf(1), value: Uint8Array.of(1) });
      variant(store);
      const outcome = hashKeys(store, 0);
      if (outcome.accepted) hashes.add(outcome.answer.hash);
    }
    expect(hashes.size).toBe(variants.length);
  });

  test('taken in steps is that of the moment when it began', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 10_000; number += 1)
      store.put({ key: keyOf(number), value: keyOf(number) });
    const expected = hashKeys(store, 0);
    const steps = hashKeysInSteps(store, 0);
    let taken = 0;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        expect(value).toEqual(expected);
        break;
      }
      taken += 1;
      store.put({ key: keyOf(9_000 + taken), value: Uint8Array.of(7) });
      store.compact(store.revision);
    }
    expect(taken).toBeGreaterThan(3);
    expect(hashKeys(store, 0)).not.toEqual(expected);
  });

  test('is refused beyond what is kept', () => {
    const store = new MvccStore(header);
    for (let number = 0; number < 5; number += 1) store.put({ key: keyOf(1), value: keyOf(number) });
    store.compact(4);
    expect(hashKeys(store, 3).accepted).toBe(false);
    expect(hashKeys(store, 7).accepted).toBe(false);
    expect(hashKeys(store, 4)).toMatchObject({ answer: { compactRevision: 4, hashRevision: 4 } });
  });
});
