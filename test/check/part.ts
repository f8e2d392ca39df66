import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

export const root: string = join(import.meta.dirname, '..', '..');

/** One part of a check: a command, what it looks after, and the parts whose results it needs. */
export interface Part {
  readonly name: string;
  readonly command: readonly string[];
  /** Names of the parts that must have ended before, whatever their outcome. */
  readonly after?: readonly string[];
  /** Repairs what the command complains of, where that can be done without a human. */
  readonly repair?: readonly string[];
}

export interface PartResult {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly durationMs: number;
}

/** The tools of `node_modules/.bin` come first, the Node there included. */
function environment(): NodeJS.ProcessEnv {
  const bin = join(root, 'node_modules', '.bin');
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
}

/** Runs a command to its end; output is kept, or shown as it comes. */
export function runCommand(
  [program = '', ...words]: readonly string[],
  show = false,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: string[] = [];
    const take = (chunk: Buffer): void => {
      chunks.push(chunk.toString());
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => chunks.push(`${program}: ${error.message}\n`));
    child.once('close', (code) => {
      resolve({ ok: code === 0, output: chunks.join('') });
    });
  });
}

/** Runs parts side by side, `width` at a time, in the order given as far as `after` allows. Every part runs. */
export async function runParts(
  parts: readonly Part[],
  width: number,
  ended: (result: PartResult) => void,
): Promise<readonly PartResult[]> {
  const promises = new Map<string, Promise<PartResult>>();
  let free = width;
  const waiting: (() => void)[] = [];
  const acquire = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const run = async (part: Part): Promise<PartResult> => {
    await Promise.all((part.after ?? []).flatMap((name) => promises.get(name) ?? []));
    await acquire();
    const started = performance.now();
    const { ok, output } = await runCommand(part.command);
    const result = { name: part.name, ok, output, durationMs: performance.now() - started };
    release();
    ended(result);
    return result;
  };
  for (const part of parts) promises.set(part.name, run(part));
  return Promise.all([...promises.values()]);
}
