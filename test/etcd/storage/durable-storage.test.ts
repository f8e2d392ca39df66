import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Disk } from '../../../reference/sim/disk.ts';
import type { Environment } from '../../../reference/sim/environment.ts';
import { createHostDisk } from '../../../reference/sim/host-disk.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';
import { createSimulatedDisk } from '../../../reference/sim/simulated-disk.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import { readIdentity } from '../../../reference/etcd/storage/durable-storage.ts';
import type { OpenedStorage } from '../../../reference/etcd/storage/durable-storage.ts';
import { createVolatileStorage } from '../../../reference/etcd/storage/volatile-storage.ts';
import { batchOf, entry, hardState, identity, opened, persisted, snapshotAt } from './storage-under-test.ts';
import type { OpenChanges } from './storage-under-test.ts';

interface Place {
  readonly disk: Disk;
  readonly environment: Environment;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const places: Readonly<Record<string, () => Place>> = {
  'a simulated disk': () => {
    const environment = createVirtualEnvironment({ seed: 5 });
    return { environment, disk: createSimulatedDisk({ environment, name: 'm1' }) };
  },
  'a folder of this machine': () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-storage-'));
    folders.push(folder);
    return { environment: createHostEnvironment(), disk: createHostDisk(join(folder, 'member')) };
  },
};

describe.each(Object.entries(places))('a log on %s', (_, makePlace) => {
  const setUp = (): Place & { open: (changes?: OpenChanges) => Promise<OpenedStorage<string>> } => {
    const place = makePlace();
    return { ...place, open: (changes) => opened(place.disk, place.environment, changes) };
  };

  test('begins empty, and is still as good as new when nothing was persisted', async () => {
    const { disk, open } = setUp();
    expect(await readIdentity(disk)).toBeUndefined();
    const first = await open();
    expect(first.restored).toBeUndefined();
    await first.storage.close();
    expect(await readIdentity(disk)).toEqual(identity);
    const second = await open();
    expect(second).toMatchObject({ restored: undefined, repaired: [] });
    await second.storage.close();
  });

  test('gives back entries of every kind and the hard state', async () => {
    const { open } = setUp();
    const { storage } = await open();
    const entries = [
      { kind: 'empty', index: 1, term: 1 } as const,
      entry(2, 1, ''),
      {
        kind: 'configuration',
        index: 3,
        term: 2,
        change: { steps: [{ type: 'addLearner', id: '7' }], joint: 'explicit' },
        context: 'http://peer',
      } as const,
      { kind: 'configuration', index: 4, term: 2, change: { steps: [] }, context: undefined } as const,
      entry(5, 2, 'ü'.repeat(100_000)),
    ];
    await persisted(storage, { entries, hardState: { term: 2, vote: undefined, commit: 4 } });
    await storage.close();
    const again = await open();
    expect(again.restored).toEqual({
      entries,
      hardState: { term: 2, vote: undefined, commit: 4 },
      snapshot: undefined,
    });
    await again.storage.close();
  });

  test('entries replace what stands from their first index on', async () => {
    const { open } = setUp();
    const { storage } = await open();
    await persisted(storage, { entries: [1, 2, 3, 4, 5].map((index) => entry(index)) });
    await persisted(storage, { entries: [entry(3, 2)] });
    await persisted(storage, { entries: [entry(4, 2), entry(5, 2)] });
    await persisted(storage, { entries: [entry(5, 3)] });
    await storage.close();
    const { restored, storage: second } = await open();
    expect(restored?.entries).toEqual([entry(1), entry(2), entry(3, 2), entry(4, 2), entry(5, 3)]);
    await second.close();
  });

  test('batches are done in the order of the calls, and those of one turn share a sync', async () => {
    const { open } = setUp();
    const { storage } = await open();
    const order: number[] = [];
    const last = 50;
    await new Promise<void>((resolve) => {
      for (let index = 1; index <= last; index += 1) {
        const batch = batchOf({ entries: index % 5 === 0 ? [] : [entry(index - Math.floor(index / 5))] });
        storage.persist(
          index % 5 === 0 ? { ...batch, hardState: hardState(1), mustSync: false } : batch,
          () => {
            order.push(index);
            if (index === last) resolve();
          },
        );
      }
      expect(order).toEqual([]);
    });
    expect(order).toEqual(Array.from({ length: last }, (_unused, at) => at + 1));
    await storage.close();
  });

  test('rotates segments, and a snapshot makes the old ones go', async () => {
    const { disk, open } = setUp();
    const small = { segmentBytes: 1000 };
    const { storage } = await open(small);
    for (let index = 1; index <= 60; index += 1) {
      await persisted(storage, { entries: [entry(index)], hardState: hardState(index) });
    }
    const before = (await disk.list()).filter((name) => name.startsWith('log-'));
    expect(before.length).toBeGreaterThan(4);
    const bytes = storage.bytesSinceSnapshot;
    await storage.saveSnapshot(snapshotAt(50, ['fifty']));
    expect(storage.snapshotBytes).toBeGreaterThan(0);
    expect(storage.bytesSinceSnapshot).toBeLessThan(bytes);
    await persisted(storage, { entries: [entry(61)] });
    await storage.saveSnapshot(snapshotAt(55, ['fifty-five']));
    await storage.close();
    const after = await disk.list();
    expect(after.filter((name) => name.startsWith('snapshot-'))).toHaveLength(1);
    expect(after.length).toBeLessThan(before.length);
    const again = await open(small);
    expect(again.restored?.snapshot).toEqual(snapshotAt(55, ['fifty-five']));
    expect(again.restored?.entries.map(({ index }) => index)).toEqual([56, 57, 58, 59, 60, 61]);
    await persisted(again.storage, { entries: [entry(62)] });
    await again.storage.close();
    const third = await open(small);
    expect(third.restored?.entries.at(-1)).toEqual(entry(62));
    await third.storage.close();
  });

  test('a snapshot of the leader replaces the log and is followed by its entries', async () => {
    const { open } = setUp();
    const { storage } = await open();
    await persisted(storage, { entries: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => entry(index)) });
    await persisted(storage, {
      snapshot: snapshotAt(4, ['four'], 2),
      entries: [entry(5, 3)],
      hardState: hardState(4, 3),
    });
    await storage.close();
    const { restored, storage: second } = await open();
    expect(restored).toEqual({
      snapshot: snapshotAt(4, ['four'], 2),
      entries: [entry(5, 3)],
      hardState: hardState(4, 3),
    });
    await second.close();
  });

  test('a commit that is not worth a sync goes with the next batch, or with closing', async () => {
    const { open } = setUp();
    const { storage } = await open();
    await persisted(storage, { entries: [entry(1), entry(2)], hardState: hardState(0) });
    let done = false;
    storage.persist(batchOf({ hardState: hardState(1), mustSync: false }), () => {
      done = true;
    });
    expect(done).toBe(true);
    await storage.close();
    const { restored, storage: second } = await open();
    expect(restored?.hardState).toEqual(hardState(1));
    await second.close();
  });

  test('a large state is written in slices and read back', async () => {
    const { open } = setUp();
    const { storage } = await open();
    await persisted(storage, { entries: [entry(1), entry(2)], hardState: hardState(2) });
    const content = Array.from({ length: 40 }, (_unused, at) => `${at} `.repeat(20_000));
    await storage.saveSnapshot(snapshotAt(2, content));
    await storage.close();
    const { restored, storage: second } = await open();
    expect(restored?.snapshot?.content).toEqual(content);
    expect(restored?.entries).toEqual([]);
    await second.close();
  });

  test('refuses a second opener, another cluster and another member, and changes nothing', async () => {
    const { disk, open } = setUp();
    const { storage } = await open();
    await persisted(storage, { entries: [entry(1)] });
    await expect(open()).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('in use') as string,
    });
    await storage.close();
    const before = await disk.list();
    await expect(open({ identity: { ...identity, clusterId: '1' } })).rejects.toMatchObject({
      code: 'OTHER_CLUSTER',
      message: expect.stringContaining(identity.clusterId) as string,
    });
    await expect(open({ identity: { ...identity, memberId: '2' } })).rejects.toMatchObject({
      code: 'OTHER_MEMBER',
      message: expect.stringContaining(identity.memberId) as string,
    });
    expect(await disk.list()).toEqual(before);
    const again = await open();
    expect(again.restored?.entries).toEqual([entry(1)]);
    await again.storage.close();
  });

  test("refuses a directory that holds somebody else's files", async () => {
    const { disk, open } = setUp();
    const file = await disk.open('member.db', 'create');
    await file.close();
    await expect(open()).rejects.toMatchObject({ code: 'FOREIGN' });
  });
});

test('a volatile store is done before persist returns', async () => {
  const storage = createVolatileStorage<string>();
  let done = 0;
  storage.persist(batchOf({ entries: [entry(1)] }), () => {
    done += 1;
  });
  expect(done).toBe(1);
  await storage.saveSnapshot(snapshotAt(1, []));
  expect(storage).toMatchObject({ full: false, bytesSinceSnapshot: 0, snapshotBytes: 0 });
  await storage.close();
});
