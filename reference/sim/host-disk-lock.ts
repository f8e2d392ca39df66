import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DiskLock } from './disk.ts';
import { DiskError } from './disk.ts';

/*
 * The lock of a folder is a socket in it on which its holder listens. The kernel stops listening for a process that ends, however
 * it ends, so a socket that refuses a connection is stale for ever; one that accepts has a living holder, even a stopped
 * one. Unlike a process id or an abstract socket this holds across process and network namespaces.
 *
 * Whoever wants the lock first publishes a socket under a name of its own, then looks for others. A socket is renamed to its
 * public name only when it listens already, so that a stale one can be removed without a race. Of two that arrive at one
 * moment at least one sees the other and gives way.
 */

const prefix = '.lock-';
const unpublished = '.new';
const attempts = 5;

export function isLockName(name: string): boolean {
  return name.startsWith(prefix);
}

/** Rejects with `LOCKED` where a living process holds the lock, this one included. */
export async function lockFolder(folder: string): Promise<DiskLock> {
  for (let attempt = 1; ; attempt += 1) {
    const own = await publish(folder);
    if (own !== undefined) {
      if (!(await isHeldByAnother(folder, own.name))) return { release: () => release(folder, own) };
      await release(folder, own);
    }
    // A holder stays; one that only tried has gone by the next look.
    if (attempt === attempts) {
      throw new DiskError('LOCKED', `${folder} is in use by another process that is running`);
    }
    await wait(Math.random() * 10 * attempt);
  }
}

interface PublishedLock {
  readonly server: Server;
  readonly name: string;
}

/** Undefined: somebody took the socket for a stale one while it did not listen yet. */
async function publish(folder: string): Promise<PublishedLock | undefined> {
  const name = `${prefix}${process.pid}-${randomBytes(6).toString('hex')}`;
  const server = createServer((socket) => socket.destroy());
  await atSocket(folder, `${name}${unpublished}`, (path) => listening(server, path));
  server.unref();
  try {
    fs.renameSync(join(folder, `${name}${unpublished}`), join(folder, name));
  } catch (error) {
    server.close();
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return { server, name };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

async function isHeldByAnother(folder: string, own: string): Promise<boolean> {
  for (const name of fs.readdirSync(folder)) {
    if (!isLockName(name) || name === own) continue;
    const answer = await atSocket(folder, name, answerOf);
    if (answer === 'stale') fs.rmSync(join(folder, name), { force: true });
    else if (answer === 'alive' && !name.endsWith(unpublished)) return true;
  }
  return false;
}

function answerOf(path: string): Promise<'alive' | 'stale' | 'gone'> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path }, () => {
      socket.destroy();
      resolve('alive');
    });
    socket.on('error', (error) => {
      if (hasCode(error, 'ECONNREFUSED')) resolve('stale');
      else if (hasCode(error, 'ENOENT')) resolve('gone');
      // Its queue is full: it listens, but does not get round to it.
      else if (hasCode(error, 'EAGAIN') || hasCode(error, 'ECONNRESET')) resolve('alive');
      else reject(error);
    });
  });
}

async function release(folder: string, { server, name }: PublishedLock): Promise<void> {
  fs.rmSync(join(folder, name), { force: true });
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

/** A socket's path is limited to 107 bytes; by way of the folder's handle it is short wherever the folder is. */
async function atSocket<Value>(
  folder: string,
  name: string,
  use: (path: string) => Promise<Value>,
): Promise<Value> {
  if (!fs.existsSync('/proc/self/fd')) return use(join(folder, name));
  const handle = fs.openSync(folder, 'r');
  try {
    return await use(`/proc/self/fd/${handle}/${name}`);
  } finally {
    fs.closeSync(handle);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
