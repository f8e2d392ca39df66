import { describe, expect, test } from 'vitest';
import type { OpenedStorage } from '../../../reference/etcd/storage/durable-storage.ts';
import {
  batchOf,
  entry,
  hardState,
  persisted,
  simulatedPlace,
  snapshotAt,
  turns,
} from './storage-under-test.ts';
import type { SimulatedPlace } from './storage-under-test.ts';

interface FailingPlace extends SimulatedPlace, OpenedStorage<string> {
  readonly failures: Error[];
}

async function failingPlace(segmentBytes = 100_000): Promise<FailingPlace> {
  const place = simulatedPlace();
  const failures: Error[] = [];
  const opened = await place.open({ segmentBytes, onFailure: (error) => failures.push(error) });
  return { ...place, ...opened, failures };
}

describe('a disk that runs full', () => {
  test.each([0, 1, 30, 99])('holds a batch back until there is room again (%i bytes left)', async (left) => {
    const { disk, environment, storage, open, failures } = await failingPlace();
    await persisted(storage, { entries: [entry(1)], hardState: hardState(1) });
    disk.setCapacity(disk.usedBytes + left);
    const before = disk.usedBytes;
    const done: number[] = [];
    for (const index of [2, 3, 4]) {
      storage.persist(batchOf({ entries: [entry(index, 1, 'x'.repeat(100))] }), () => done.push(index));
    }
    await turns();
    expect(storage.full).toBe(true);
    expect(disk.usedBytes).toBe(before);
    await environment.advance(5000);
    expect({ full: storage.full, done, failures }).toEqual({ full: true, done: [], failures: [] });
    disk.setCapacity(before + 100_000);
    await environment.advance(5000);
    expect({ full: storage.full, done }).toEqual({ full: false, done: [2, 3, 4] });
    await storage.close();
    const again = await open();
    expect(again.restored?.entries.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(again.repaired).toEqual([]);
    await again.storage.close();
  });

  test('loses nothing that was acknowledged when it loses power meanwhile', async () => {
    const { disk, environment, storage, open } = await failingPlace();
    await persisted(storage, { entries: [entry(1)] });
    disk.setCapacity(disk.usedBytes + 40);
    storage.persist(batchOf({ entries: [entry(2, 1, 'x'.repeat(100))] }), () => undefined);
    await environment.advance(1000);
    disk.crash();
    disk.setCapacity(Infinity);
    const again = await open();
    expect(again.restored?.entries).toEqual([entry(1)]);
    await again.storage.close();
  });

  test('has no room for a new segment', async () => {
    const { disk, environment, storage, open, failures } = await failingPlace(150);
    for (const index of [1, 2, 3, 4]) await persisted(storage, { entries: [entry(index)] });
    disk.setCapacity(disk.usedBytes + 50);
    const names = await disk.list();
    let done = false;
    storage.persist(batchOf({ entries: [entry(5)] }), () => (done = true));
    await environment.advance(2000);
    expect({ full: storage.full, done, names: await disk.list() }).toEqual({
      full: true,
      done: false,
      names,
    });
    disk.setCapacity(Infinity);
    await environment.advance(1000);
    expect({ full: storage.full, done, failures }).toEqual({ full: false, done: true, failures: [] });
    await storage.close();
    const again = await open();
    expect(again.restored?.entries).toHaveLength(5);
    await again.storage.close();
  });

  test('has no room for a snapshot, and says so', async () => {
    const { disk, storage, failures } = await failingPlace();
    await persisted(storage, { entries: [entry(1)], hardState: hardState(1) });
    disk.setCapacity(disk.usedBytes + 200);
    const names = await disk.list();
    await expect(storage.saveSnapshot(snapshotAt(1, ['x'.repeat(500)]))).rejects.toMatchObject({
      code: 'FULL',
    });
    expect(await disk.list()).toEqual(names);
    expect(failures).toEqual([]);
    disk.setCapacity(Infinity);
    await storage.saveSnapshot(snapshotAt(1, ['x'.repeat(500)]));
    expect(storage.snapshotBytes).toBeGreaterThan(500);
    await storage.close();
  });

  test('waits for room for a snapshot of the leader', async () => {
    const { disk, environment, storage, open } = await failingPlace();
    disk.setCapacity(disk.usedBytes + 200);
    let done = false;
    const snapshot = snapshotAt(9, ['x'.repeat(500)]);
    storage.persist(batchOf({ snapshot, hardState: hardState(9) }), () => (done = true));
    await environment.advance(2000);
    expect({ full: storage.full, done }).toEqual({ full: true, done: false });
    disk.setCapacity(Infinity);
    await environment.advance(2000);
    expect({ full: storage.full, done }).toEqual({ full: false, done: true });
    await storage.close();
    const again = await open();
    expect(again.restored).toEqual({ snapshot, entries: [], hardState: hardState(9) });
    await again.storage.close();
  });

  test('can be closed', async () => {
    const { disk, environment, storage, open } = await failingPlace();
    disk.setCapacity(disk.usedBytes);
    let done = false;
    storage.persist(batchOf({ entries: [entry(1)] }), () => (done = true));
    await environment.advance(1000);
    await storage.close();
    disk.setCapacity(Infinity);
    await environment.advance(5000);
    expect(done).toBe(false);
    const again = await open();
    expect(again.restored).toBeUndefined();
    await again.storage.close();
  });
});

describe('a disk that fails', () => {
  test.each(['failNextSync', 'failNextAppend'] as const)(
    'is reported once and ends the log (%s)',
    async (fault) => {
      const { disk, environment, storage, open, failures } = await failingPlace();
      await persisted(storage, { entries: [entry(1)] });
      disk[fault]();
      const done: number[] = [];
      for (const index of [2, 3]) {
        storage.persist(batchOf({ entries: [entry(index)] }), () => done.push(index));
        await environment.settle();
      }
      storage.persist(batchOf({ hardState: hardState(1), mustSync: false }), () => done.push(0));
      expect(done).toEqual([]);
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatchObject({ code: 'FAILED' });
      await expect(storage.saveSnapshot(snapshotAt(1, []))).rejects.toBe(failures[0]);
      await storage.close();
      disk.crash();
      const again = await open();
      expect(again.restored?.entries).toEqual([entry(1)]);
      await again.storage.close();
    },
  );

  test('is reported while a snapshot is saved', async () => {
    const { disk, storage, failures } = await failingPlace();
    await persisted(storage, { entries: [entry(1)] });
    disk.failNextSync();
    await expect(storage.saveSnapshot(snapshotAt(1, ['a']))).rejects.toMatchObject({ code: 'FAILED' });
    expect(failures).toHaveLength(1);
    await storage.close();
  });
});

test('batches that arrive during a sync share the next one', async () => {
  const { disk, environment, storage } = await failingPlace();
  disk.setSyncDelay(10);
  const before = disk.counters.syncs;
  const done: number[] = [];
  const ask = (index: number): void => {
    storage.persist(batchOf({ entries: [entry(index)] }), () => done.push(index));
  };
  ask(1);
  await environment.advance(5);
  for (let index = 2; index <= 100; index += 1) ask(index);
  expect(done).toEqual([]);
  await environment.advance(5);
  expect(done).toEqual([1]);
  await environment.advance(10);
  expect(done).toHaveLength(100);
  expect(disk.counters.syncs - before).toBe(2);
  const closed = storage.close();
  await environment.advance(100);
  await closed;
});

test('the log goes on while a snapshot is saved, and the state is that of its beginning', async () => {
  const { environment, storage, open } = await failingPlace();
  await persisted(storage, { entries: [entry(1)], hardState: hardState(1) });
  const content = Array.from({ length: 10 }, () => 'x'.repeat(300_000));
  const order: string[] = [];
  const saving = storage.saveSnapshot(snapshotAt(1, content)).then(() => order.push('saved'));
  await turns();
  await persisted(storage, { entries: [entry(2)] }).then(() => order.push('persisted'));
  await environment.settle();
  await saving;
  expect(order).toEqual(['persisted', 'saved']);
  await storage.close();
  const again = await open();
  expect(again.restored).toMatchObject({ snapshot: { index: 1, content }, entries: [entry(2)] });
  await again.storage.close();
});

test('closing gives a snapshot up', async () => {
  const { disk, environment, storage } = await failingPlace();
  await persisted(storage, { entries: [entry(1)], hardState: hardState(1) });
  const saving = storage.saveSnapshot(
    snapshotAt(
      1,
      Array.from({ length: 10 }, () => 'x'.repeat(300_000)),
    ),
  );
  const outcome = expect(saving).rejects.toThrow('the storage is closed');
  await turns();
  await storage.close();
  await outcome;
  await environment.settle();
  expect(await disk.list()).toEqual(['log-0000000001']);
});
