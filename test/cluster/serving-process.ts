import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readKubeconfig, type ServerAccess } from '../../reference/client/http/kubeconfig.ts';

/** `plimsoll serve` in a process of its own, on any free port. */
export interface ServingProcess {
  readonly access: ServerAccess;
  readonly kubeconfig: string;
  readonly folder: string;
  readonly child: ChildProcess;
  /** What it has written to standard error. */
  readonly log: () => string;
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '..', '..', 'harness', 'cli', 'plimsoll.mjs');

export async function startServing(flags: (folder: string) => readonly string[]): Promise<ServingProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-serving-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const words = [
    'serve',
    '--port',
    '0',
    '--insecure-port',
    '0',
    '--kubeconfig',
    kubeconfig,
    ...flags(folder),
  ];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface(child.stdout);
  const failed = ended.then((code) => {
    throw new Error(`serve ended with ${String(code)}: ${log}`);
  });
  failed.catch(() => undefined);
  await Promise.race([once(lines, 'line'), failed]);
  return {
    access: readKubeconfig(kubeconfig),
    kubeconfig,
    folder,
    child,
    log: () => log,
    ended,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
