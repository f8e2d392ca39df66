import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documentErrors } from '../catalogue/document-schema.ts';
import { nearMatches } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import type { Adapter, AdapterOptions, CreateAdapter } from '../ports/adapter.ts';
import { createExecAdapter } from './exec.ts';
import { parseSpecification } from './specification.ts';

const extension = extname(import.meta.filename);
const codeFolder = join(import.meta.dirname, '..', '..');

/** The adapters in the box, as modules below the folder of this code. The reference's own are loaded like a stranger's. */
const inTheBox: Readonly<Record<string, string>> = {
  reference: 'reference/adapter/reference',
  processes: 'reference/adapter/processes',
  kubeconfig: 'harness/adapters/kubeconfig',
  etcd: 'harness/adapters/etcd',
  'kube-apiserver': 'harness/adapters/kube-apiserver',
};

/** Names that `--adapter` knows, besides paths, packages and `exec:COMMAND`. */
export const adapterNames: readonly string[] = Object.keys(inTheBox);

/**
 * Loads and starts an adapter: a name in the box, the path of a module, the name of a package, or `exec:COMMAND`.
 * Rejects with a `UsageError` that says what is known where there is no such adapter, and where the adapter does not
 * start or its manifest is not valid.
 */
export async function loadAdapter(specification: string): Promise<Adapter> {
  const parsed = parseSpecification(specification);
  const adapter =
    parsed.kind === 'program'
      ? await started(specification, () => createExecAdapter({ command: parsed.command }))
      : await moduleAdapter(specification, parsed);
  const errors = documentErrors('adapter-manifest', adapter.manifest);
  if (errors.length === 0) return adapter;
  await adapter.close();
  throw new UsageError(`the manifest of the adapter "${specification}" is not valid: ${errors.join('; ')}`);
}

async function moduleAdapter(
  specification: string,
  { name, options }: { readonly name: string; readonly options: AdapterOptions },
): Promise<Adapter> {
  const createAdapter = await creator(specification, moduleUrl(name));
  return started(specification, () => createAdapter(options));
}

function moduleUrl(name: string): string {
  const boxed = inTheBox[name];
  if (boxed !== undefined) return pathToFileURL(join(codeFolder, boxed + extension)).href;
  if (/^[./]|\.[cm]?[jt]s$/.test(name)) {
    const path = resolve(name);
    if (!existsSync(path)) throw new UsageError(`there is no adapter module ${path}`);
    return pathToFileURL(path).href;
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve(name)).href;
  } catch {
    throw new UsageError(unknownAdapter(name));
  }
}

function unknownAdapter(name: string): string {
  const near = nearMatches(name, [...adapterNames, 'exec:']);
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}? In the box` : '; in the box';
  return `unknown adapter "${name}"${hint}: ${adapterNames.join(', ')}, exec:COMMAND; else give the path of a module or the name of an installed package`;
}

async function creator(specification: string, url: string): Promise<CreateAdapter> {
  let module: { readonly createAdapter?: unknown };
  try {
    module = (await import(url)) as { readonly createAdapter?: unknown };
  } catch (error) {
    throw new UsageError(`the adapter "${specification}" could not be loaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const { createAdapter } = module;
  if (typeof createAdapter === 'function') return createAdapter as CreateAdapter;
  throw new UsageError(
    `the module of the adapter "${specification}" does not export a function createAdapter`,
  );
}

async function started(specification: string, create: () => Promise<Adapter>): Promise<Adapter> {
  try {
    return await create();
  } catch (error) {
    throw new UsageError(`the adapter "${specification}" did not start: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
