/** Processes, directories and ports that adapters take on this machine, and that go when the harness goes. */
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What must not outlive the harness however it ends. */
const running = new Set<ChildProcess>();
const directories = new Set<string>();

function leaveNothing(): void {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

process.on('exit', leaveNothing);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    leaveNothing();
    process.kill(process.pid, signal);
  });
}

/** The process is killed when the harness ends, unless it has ended before. */
export function endWithHarness(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** A new directory that is removed when the harness ends, at the latest. */
export async function temporaryDirectory(parent: string): Promise<string> {
  const directory = await mkdtemp(join(parent, 'plimsoll-'));
  directories.add(directory);
  return directory;
}

/** Below the ports that systems give to connections, so that none takes the port of a member that is down. */
const firstPort = 20_000;
const portCount = 12_000;
const portAttempts = 50;

/** A TCP port of the loopback interface that nobody listens on just now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < portAttempts; attempt += 1) {
    const port = firstPort + randomInt(portCount);
    if (await isFree(port)) return port;
  }
  throw new Error(
    `no free port of the loopback interface between ${firstPort} and ${firstPort + portCount} was found`,
  );
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
