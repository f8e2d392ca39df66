import { pathToFileURL } from 'node:url';
import { isAbsolute, resolve } from 'node:path';
import type { Adapter, AdapterOptions, CreateAdapter } from '../ports/adapter.ts';

/** This file's own ending tells whether the source tree or the compiled package runs. */
const ending = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Adapters in the box. The reference's own are loaded by name, exactly as a stranger's would be. */
const inTheBox: Readonly<Record<string, string>> = {
  reference: '../../reference/adapter/index',
  processes: '../../reference/adapter/processes',
  kubeconfig: './kubeconfig',
  etcd: './etcd',
};

/** Loads the adapter of a specification, `NAME|PATH[?option=value&…]`, and opens it. */
export async function loadAdapter(specification: string): Promise<Adapter> {
  const [name = '', query = ''] = specification.split('?', 2);
  const options: AdapterOptions = Object.fromEntries(new URLSearchParams(query));
  const module = (await import(moduleOf(name))) as { readonly createAdapter?: CreateAdapter };
  if (module.createAdapter === undefined) throw new Error(`the adapter "${name}" exports no createAdapter`);
  return module.createAdapter(options);
}

function moduleOf(name: string): string {
  const boxed = inTheBox[name];
  if (boxed !== undefined) return new URL(boxed + ending, import.meta.url).href;
  return name.startsWith('.') || isAbsolute(name) ? pathToFileURL(resolve(name)).href : name;
}
