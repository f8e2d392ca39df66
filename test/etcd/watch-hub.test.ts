import { describe, expect, test } from 'vitest';
import type { EtcdEvent } from '../../schemas/types/etcd.ts';
import { MvccStore } from '../../reference/etcd/mvcc-store.ts';
import { WatchHub } from '../../reference/etcd/watch-hub.ts';
import type { Delivery } from '../../reference/etcd/watch-hub.ts';

const header = (revision: number) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 });
const everything = { key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) };

function storeWith(puts: number): MvccStore {
  const store = new MvccStore(header);
  for (let number = 0; number < puts; number += 1) put(store, number);
  return store;
}

function put(store: MvccStore, number: number): ReturnType<MvccStore['put']> {
  return store.put({ key: Uint8Array.of(1 + (number % 3)), value: Uint8Array.of(number) });
}

const told = (deliveries: readonly Delivery[]): number[] =>
  deliveries.flatMap(({ response }) => response.events.map((event: EtcdEvent) => event.kv.modRevision));

describe('a hub that moves to a store further on', () => {
  test('goes on without a gap, also for those that are paused', () => {
    const store = storeWith(5);
    const hub = new WatchHub(store, header);
    const { watch } = hub.open(everything);
    const paused = hub.open(everything).watch;
    hub.pause(paused);
    const later = new MvccStore(header, store.snapshot());
    for (let number = 5; number < 9; number += 1) put(later, number);
    expect(told(hub.moveTo(later))).toEqual([7, 8, 9, 10]);
    const { record } = put(later, 9);
    const live = record === undefined ? [] : hub.publish(record);
    expect(live.map((delivery) => delivery.watch)).toEqual([watch]);
    expect(told(live)).toEqual([11]);
    expect(told(hub.resume(paused))).toEqual([7, 8, 9, 10, 11]);
  });

  test('cancels where the new history begins too late', () => {
    const store = storeWith(5);
    const hub = new WatchHub(store, header);
    const { watch } = hub.open(everything);
    const later = storeWith(20);
    later.compact(15);
    const deliveries = hub.moveTo(later);
    expect(deliveries.map(({ response }) => [response.canceled, response.compactRevision])).toEqual([
      [true, 15],
    ]);
    expect(watch.state).toBe('ended');
    const { record } = put(later, 1);
    expect(record === undefined ? [] : hub.publish(record)).toEqual([]);
  });

  test('keeps a watch from the future waiting', () => {
    const store = storeWith(5);
    const hub = new WatchHub(store, header);
    hub.open({ ...everything, startRevision: 12 });
    const later = storeWith(9);
    expect(told(hub.moveTo(later))).toEqual([]);
    const records = [10, 11, 12].map((number) => put(later, number).record);
    const heard = records.flatMap((record) => (record === undefined ? [] : told(hub.publish(record))));
    expect(heard).toEqual([12, 13]);
  });
});

describe('the start of a watch', () => {
  test('below 0 it hears everything from the first revision, unless that is compacted', () => {
    const store = storeWith(4);
    const hub = new WatchHub(store, header);
    expect(told(hub.open({ ...everything, startRevision: -1 }).deliveries)).toEqual([2, 3, 4, 5]);
    store.compact(3);
    const [, canceled] = hub.open({ ...everything, startRevision: -1 }).deliveries;
    expect(canceled?.response).toMatchObject({ canceled: true, compactRevision: 3 });
  });
});

describe('the history of one key', () => {
  test('of a long one every revision is found, also after compaction', () => {
    const store = new MvccStore(header);
    const key = Uint8Array.of(1);
    for (let number = 0; number < 3000; number += 1) store.put({ key, value: Uint8Array.of(number & 255) });
    const at = (revision: number) => store.recordOf(revision)?.changes.map(({ event }) => event);
    for (let revision = 3; revision <= store.revision; revision += 1) {
      expect(at(revision)).toMatchObject([
        { kv: { modRevision: revision, version: revision - 1 }, prevKv: { modRevision: revision - 1 } },
      ]);
    }
    store.compact(1500);
    while (store.compactStep(100));
    expect(at(1499)).toBeUndefined();
    expect(at(1500)).toMatchObject([{ kv: { modRevision: 1500 } }]);
    expect(at(1501)).toMatchObject([{ prevKv: { modRevision: 1500 } }]);
  });
});
