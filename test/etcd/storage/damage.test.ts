import { describe, expect, test } from 'vitest';
import type { Disk } from '../../../reference/sim/disk.ts';
import { entry, hardState, persisted, simulatedPlace, snapshotAt } from './storage-under-test.ts';
import type { SimulatedPlace } from './storage-under-test.ts';

const log = 'log-0000000001';

async function sizeOf(disk: Disk, name: string): Promise<number> {
  const file = await disk.open(name, 'existing');
  await file.close();
  return file.size;
}

async function truncate(disk: Disk, name: string, size: number): Promise<void> {
  const file = await disk.open(name, 'existing');
  await file.truncate(size);
  await file.sync();
  await file.close();
}

/** A log of `count` entries, each in a frame of its own, and where the frames end. */
async function writtenLog(
  count: number,
  seed = 1,
): Promise<SimulatedPlace & { readonly ends: readonly number[] }> {
  const place = simulatedPlace(seed);
  const { storage } = await place.open();
  const ends = [await sizeOf(place.disk, log)];
  for (let index = 1; index <= count; index += 1) {
    await persisted(storage, { entries: [entry(index)], hardState: hardState(index) });
    ends.push(await sizeOf(place.disk, log));
  }
  await storage.close();
  return { ...place, ends };
}

describe('a tail that was never finished', () => {
  test('is cut off and reported, wherever it was torn', async () => {
    const { ends } = await writtenLog(3);
    const [, , before = 0, end = 0] = ends;
    expect(end - before).toBeGreaterThan(24);
    for (let size = before; size < end; size += 1) {
      const { disk, open } = await writtenLog(3);
      await truncate(disk, log, size);
      const { restored, repaired, storage } = await open();
      expect(restored?.entries).toEqual([entry(1), entry(2)]);
      expect(repaired).toHaveLength(size === before ? 0 : 1);
      if (size > before)
        expect(repaired[0]).toContain(`cut ${size - before} bytes off m1/${log} at offset ${before}`);
      await persisted(storage, { entries: [entry(3, 2)] });
      await storage.close();
      const again = await open();
      expect(again.restored?.entries).toEqual([entry(1), entry(2), entry(3, 2)]);
      expect(again.repaired).toEqual([]);
      await again.storage.close();
    }
  });

  test('may be followed by zeros that were reserved', async () => {
    const { disk, open, ends } = await writtenLog(3);
    const [, , before = 0] = ends;
    await truncate(disk, log, before + 30);
    await truncate(disk, log, before + 3000);
    const { restored, repaired, storage } = await open();
    expect(restored?.entries).toHaveLength(2);
    expect(repaired).toHaveLength(1);
    await storage.close();
  });

  test('zeros alone are no damage', async () => {
    const { disk, open } = await writtenLog(3);
    await truncate(disk, log, 5000);
    const { restored, repaired, storage } = await open();
    expect(restored?.entries).toHaveLength(3);
    expect(repaired).toEqual([]);
    await storage.close();
  });

  test('a first segment that was never finished is begun again', async () => {
    const whole = await writtenLog(0);
    const size = whole.ends[0] ?? 0;
    for (let kept = 0; kept < size; kept += 1) {
      const { disk, open } = await writtenLog(0);
      await truncate(disk, log, kept);
      const { restored, storage } = await open();
      expect(restored).toBeUndefined();
      await storage.close();
    }
  });

  test('a further segment that was never finished is removed', async () => {
    const { disk, open } = await writtenLog(3);
    const file = await disk.open('log-0000000002', 'create');
    await file.append([new TextEncoder().encode('plimslog')]);
    await file.close();
    const { restored, repaired, storage } = await open();
    expect(restored?.entries).toHaveLength(3);
    expect(repaired).toEqual(['removed m1/log-0000000002, a segment that was never finished']);
    await storage.close();
    expect(await disk.list()).toEqual([log]);
  });
});

describe('damage that is refused', () => {
  test('a bit flipped in any byte but the last frame, and the file is left as it was', async () => {
    const { ends } = await writtenLog(4);
    const middle = ends.at(-2) ?? 0;
    for (let offset = 0; offset < middle; offset += 1) {
      const { disk, open } = await writtenLog(4, offset + 1);
      disk.corrupt(log, offset);
      const size = await sizeOf(disk, log);
      const begins = [0, 16, ...ends].findLast((at) => at <= offset && at !== ends.at(-1));
      await expect(open()).rejects.toMatchObject({
        code: 'CORRUPT',
        message: expect.stringMatching(
          new RegExp(`^m1/${log} is damaged at offset ${begins}: .*Put a backup of the whole directory`),
        ) as string,
      });
      expect(await sizeOf(disk, log)).toBe(size);
      await expect(open()).rejects.toMatchObject({ code: 'CORRUPT' });
    }
  });

  test('a frame that is missing in the middle', async () => {
    const { disk, open, ends } = await writtenLog(4);
    const file = await disk.open(log, 'existing');
    const bytes = await file.readAt(0, file.size);
    const [, from = 0, to = 0] = ends;
    await file.truncate(from);
    await file.append([bytes.subarray(to)]);
    await expect(open()).rejects.toThrow(
      `m1/${log} is damaged at offset ${from}: frame 4 stands where frame 3`,
    );
  });

  test('an older segment that is torn, cut short or missing', async () => {
    const write = async (): Promise<SimulatedPlace> => {
      const place = simulatedPlace();
      const { storage } = await place.open({ segmentBytes: 300 });
      for (let index = 1; index <= 12; index += 1) await persisted(storage, { entries: [entry(index)] });
      await storage.close();
      return place;
    };
    const torn = await write();
    expect((await torn.disk.list()).length).toBeGreaterThan(2);
    await truncate(torn.disk, log, (await sizeOf(torn.disk, log)) - 3);
    await expect(torn.open()).rejects.toThrow(
      /log-0000000001 is damaged at offset \d+: it ends within a frame/,
    );
    const short = await write();
    await truncate(short.disk, log, 160);
    await expect(short.open()).rejects.toMatchObject({ code: 'CORRUPT' });
    const missing = await write();
    await missing.disk.remove('log-0000000002');
    await expect(missing.open()).rejects.toThrow(
      'entry 1 should follow the snapshot, yet the log begins with entry',
    );
  });

  test('a snapshot that is damaged anywhere, cut short or missing', async () => {
    const name = 'snapshot-0000000000000002-1';
    const write = async (seed: number): Promise<SimulatedPlace> => {
      const place = simulatedPlace(seed);
      const { storage } = await place.open();
      await persisted(storage, { entries: [entry(1), entry(2)], hardState: hardState(2) });
      await storage.saveSnapshot(snapshotAt(2, ['a', 'b']));
      await storage.close();
      return place;
    };
    const size = await sizeOf((await write(1)).disk, name);
    for (let offset = 0; offset < size; offset += 1) {
      const flipped = await write(offset + 1);
      flipped.disk.corrupt(name, offset);
      await expect(flipped.open()).rejects.toThrow(new RegExp(`^m1/${name} is damaged at offset`));
      const cut = await write(1);
      await truncate(cut.disk, name, offset);
      await expect(cut.open()).rejects.toMatchObject({ code: 'CORRUPT' });
    }
    const missing = await write(1);
    await missing.disk.remove(name);
    await expect(missing.open()).rejects.toThrow(`m1/${name} is missing`);
    const logless = await write(1);
    await logless.disk.remove(log);
    await expect(logless.open()).rejects.toThrow('the log beside it is missing');
  });

  test('a commit behind the end of the log', async () => {
    const place = simulatedPlace();
    const { storage } = await place.open();
    await persisted(storage, { entries: [entry(1)], hardState: hardState(7) });
    await storage.close();
    await expect(place.open()).rejects.toThrow(
      'entries up to 7 are committed, yet the log ends with entry 1',
    );
  });

  test('another format version', async () => {
    const { disk, open } = await writtenLog(1);
    const file = await disk.open(log, 'existing');
    const bytes = await file.readAt(0, file.size);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    view.setUint32(8, 9, true);
    view.setUint32(12, disk.checksum(bytes.subarray(0, 12)), true);
    await file.truncate(0);
    await file.append([bytes]);
    await expect(open()).rejects.toMatchObject({
      code: 'OTHER_VERSION',
      message: expect.stringContaining('format version 9, this program reads and writes version 1') as string,
    });
  });
});

test('a snapshot that was never finished is removed and reported', async () => {
  const { disk, open } = await writtenLog(2);
  for (const name of ['snapshot-0000000000000002-1.unfinished', 'snapshot-0000000000000002-1']) {
    const file = await disk.open(name, 'create');
    await file.append([new Uint8Array(10)]);
    await file.close();
  }
  const { restored, repaired, storage } = await open();
  expect(restored?.snapshot).toBeUndefined();
  expect(restored?.entries).toHaveLength(2);
  expect(repaired).toEqual([
    'removed m1/snapshot-0000000000000002-1.unfinished, a snapshot that was never finished',
    'removed m1/snapshot-0000000000000002-1, a snapshot that the log does not name yet',
  ]);
  await storage.close();
  expect(await disk.list()).toEqual([log]);
});

describe('a log that is none', () => {
  test('is refused and left alone where nothing else tells what the directory holds', async () => {
    const { disk, open } = simulatedPlace(1);
    const file = await disk.open(log, 'create');
    await file.append([new TextEncoder().encode('somebody else wrote this, and would like to have it back')]);
    await file.sync();
    await file.close();
    const size = await sizeOf(disk, log);
    await expect(open()).rejects.toThrow(/log-0000000001 is damaged at offset 0/);
    expect(await sizeOf(disk, log)).toBe(size);
  });
});
