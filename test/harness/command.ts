import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../harness/cli/main.ts';

export const fixtureSuite: string = join(import.meta.dirname, 'fixtures', 'suite');
export const shelf: string = join(import.meta.dirname, 'fixtures', 'adapters', 'shelf.mjs');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line of Plimsoll in this process, on the suite of the fixtures unless told otherwise. */
export async function plimsoll(words: readonly string[], root: string = fixtureSuite): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const console = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    terminal: false,
    color: false,
  };
  const code = await main(words, { console, root });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** A new folder of its own for the results of one test. */
export function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'plimsoll-'));
}
