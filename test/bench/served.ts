import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClusterAccess } from '../../harness/adapters/kubeconfig-file.ts';
import type { Target } from './http-load.ts';

/** A `plimsoll serve` of its own process, on free ports of loopback. */
export interface Served {
  readonly target: Target;
  /** From the start of the process until it said where it listens. */
  readonly startMs: number;
  /** Resident memory of the process in MiB, as the kernel counts it. */
  residentMiB(): Promise<number>;
  stop(): Promise<void>;
}

export async function startServed(flags: readonly string[] = []): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['harness/cli/plimsoll.mjs', 'serve', '--port', '0', '--insecure-port', '0'],
      ...['--kubeconfig', kubeconfig, ...flags],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await firstLine(child);
  const startMs = performance.now() - started;
  return {
    target: { subject: 'plimsoll', access: readClusterAccess(kubeconfig) },
    startMs,
    residentMiB: () => residentMiB(child),
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`plimsoll serve ended with ${code ?? 'a signal'} before it listened`));
    });
  });
}

async function residentMiB(child: ChildProcess): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}
