/**
 * Commands that belong to the reference. The harness never imports it: the module is found by its place beside this
 * code and loaded by name, like a stranger's adapter.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unknownWord } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import { codeExtension } from '../runner/suite.ts';

const referenceFolder = join(import.meta.dirname, '..', '..', 'reference');

type Served = (options: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** Starts what `reference/<path>` exports under a name, with the options of the command line. */
async function startedFrom(
  path: string,
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = join(referenceFolder, path + codeExtension);
  if (!existsSync(file)) throw new UsageError(`this package has no reference/${path}`);
  const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const start = module[name];
  if (typeof start !== 'function') throw new Error(`${file} does not export a function ${name}`);
  await (start as Served)(options).catch((error: unknown) => {
    // What hinders a start says itself what to do; anything else is a fault and shows its stack.
    if (error instanceof Error && error.name === 'StartError') throw new UsageError(error.message);
    throw error;
  });
}

/** An option of the reference's API server. */
export interface ServerFlag {
  readonly name: string;
  readonly argument: string;
  readonly text: string;
}

/** Every such option; none where this package has no reference. */
export async function readServerFlags(): Promise<readonly ServerFlag[]> {
  const file = join(referenceFolder, 'cluster', `server-flags${codeExtension}`);
  if (!existsSync(file)) return [];
  const { serverFlags } = (await import(pathToFileURL(file).href)) as { serverFlags: readonly ServerFlag[] };
  return serverFlags;
}

/** `plimsoll serve`: prints where it listens and runs until it is told to end. */
export async function serveCommand(options: Readonly<Record<string, unknown>>): Promise<void> {
  await startedFrom('cluster/serve', 'serve', options);
}

/** `plimsoll proxy`: an API server on this machine, for callers without credentials. */
export async function proxyCommand(options: Readonly<Record<string, unknown>>): Promise<void> {
  await startedFrom('cluster/proxy', 'proxy', options);
}

/** `plimsoll component NAME`: one component alone, against any API server. */
export async function componentCommand(
  name: string,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const folder = join(referenceFolder, 'cluster', 'component');
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(codeExtension))
        .map((file) => basename(file, codeExtension))
    : [];
  if (!known.includes(name)) throw new UsageError(unknownWord('component', name, known));
  await startedFrom(`cluster/component/${name}`, 'runComponent', options);
}
