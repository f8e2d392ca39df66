import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A component in a process of its own. */
export interface SpawnedComponent {
  readonly name: string;
  readonly pid: number;
  /** The address that it printed, if it listens. */
  readonly url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const main = fileURLToPath(new URL(`./component-process${import.meta.filename.slice(-3)}`, import.meta.url));

/** Starts a component and resolves once it says that it works. Rejects with what it wrote where it ends before. */
export async function spawnComponent(
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<SpawnedComponent> {
  const child = spawn(process.execPath, [main, name, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const line = await firstLine(name, child);
  const url = /\bhttps?:\/\/\S+/.exec(line)?.[0] ?? '';
  return {
    name,
    pid: child.pid ?? 0,
    url,
    stop: () => ended(child, 'SIGTERM'),
    kill: () => ended(child, 'SIGKILL'),
  };
}

function firstLine(name: string, child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let problems = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) resolve(text);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      problems += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${name} ended with code ${code ?? 'none'} before it worked: ${problems}`));
    });
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill(signal);
  });
}
