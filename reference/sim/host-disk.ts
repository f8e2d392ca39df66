import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { crc32 as hostCrc32 } from 'node:zlib';
import { crc32 } from './crc32.ts';
import type { Disk } from './disk.ts';
import { diskError } from './host-disk-error.ts';
import { HostDiskFile } from './host-disk-file.ts';
import { isLockName, lockFolder } from './host-disk-lock.ts';

const open = promisify(fs.open);
const close = promisify(fs.close);
const fsync = promisify(fs.fsync);
const fstat = promisify(fs.fstat);
const rename = promisify(fs.rename);
const unlink = promisify(fs.unlink);
const readdir = promisify(fs.readdir);

/** Below this a call into the host costs more than it saves. */
const hostChecksumFromBytes = 256;

/** The folder `path` of this machine; made, for its owner alone, where it is not there. Throws `DiskError` where it cannot be. */
export function createHostDisk(path: string): Disk {
  try {
    makeFolder(path);
  } catch (error) {
    throw diskError(error, path);
  }
  const act = async <Value>(name: string, action: (file: string) => Promise<Value>): Promise<Value> => {
    const file = join(path, name);
    return action(file).catch((error: unknown) => {
      throw diskError(error, file);
    });
  };
  return {
    name: path,
    list: () => act('', async () => (await readdir(path)).filter((name) => !isLockName(name)).sort()),
    open: (name, how, options = {}) =>
      act(name, async (file) => {
        const handle = await open(file, how === 'create' ? 'wx+' : 'r+', 0o600);
        const { size } = await fstat(handle);
        return new HostDiskFile({ handle, path: file, size, reserveBytes: options.reserveBytes ?? 0 });
      }),
    rename: (from, to) => act(from, (file) => rename(file, join(path, to))),
    remove: (name) => act(name, (file) => unlink(file)),
    syncNames: () => act('', () => syncFolder(path)),
    lock: () => act('', () => lockFolder(path)),
    checksum: (bytes, seed = 0) =>
      bytes.length < hostChecksumFromBytes ? crc32(bytes, seed) : hostCrc32(bytes, seed),
  };
}

/**
 * A new folder's own name is durable too. Made one by one: where a file system answers ENOENT to any new folder, as /proc does,
 * the recursion of Node's `mkdir` never ends.
 */
function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !fs.existsSync(folder); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) {
    makeOne(folder);
    const parent = fs.openSync(dirname(folder), 'r');
    try {
      fs.fsyncSync(parent);
    } finally {
      fs.closeSync(parent);
    }
  }
  if (!fs.statSync(path).isDirectory()) throw new Error('it is a file, and a directory is needed');
}

/** Another process may be making the same one. */
function makeOne(folder: string): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await fsync(handle);
  } finally {
    await close(handle);
  }
}
