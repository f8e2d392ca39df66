import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHostDisk } from '../../../reference/sim/host-disk.ts';
import { killRounds } from './kill-rounds.ts';

test('whatever a process acknowledged before kill -9 is there', async () => {
  const count = await killRounds(20);
  expect(count.rounds).toBe(20);
  expect(count.acknowledged).toBeGreaterThan(200);
}, 60_000);

describe('the lock of a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-lock-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is refused while another process holds it, even a stopped one, and free once that was killed', async () => {
    const program = new URL('appending-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await expect(createHostDisk(folder).lock()).rejects.toMatchObject({ code: 'LOCKED' });
    child.kill('SIGSTOP');
    await expect(createHostDisk(folder).lock()).rejects.toMatchObject({ code: 'LOCKED' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await createHostDisk(folder).lock();
    await lock.release();
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  }, 20_000);

  test('has one holder at most of many that come at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const tries = await Promise.allSettled(Array.from({ length: 4 }, () => createHostDisk(folder).lock()));
      const held = tries.filter((tried) => tried.status === 'fulfilled');
      expect(held.length).toBeLessThanOrEqual(1);
      await Promise.all(held.map(({ value }) => value.release()));
    }
    const lock = await createHostDisk(folder).lock();
    await lock.release();
  }, 20_000);

  test('works in a folder whose path is longer than that of a socket may be', async () => {
    const deep = join(folder, 'x'.repeat(100), 'y'.repeat(100));
    const lock = await createHostDisk(deep).lock();
    await expect(createHostDisk(deep).lock()).rejects.toMatchObject({ code: 'LOCKED' });
    await lock.release();
  });

  test('a folder that cannot be made is refused with its name, and not tried for ever', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => createHostDisk(file)).toThrow(`${file}: it is a file, and a directory is needed`);
    expect(() => createHostDisk(join(file, 'below'))).toThrow(`${join(file, 'below')}: ENOTDIR`);
    expect(() => createHostDisk('/proc/nowhere/below')).toThrow('/proc/nowhere/below: ENOENT');
  });
});
