import { loadAdapter } from '../adapters/load.ts';
import { stackAdapters } from '../adapters/stack.ts';
import type { Adapter } from '../ports/adapter.ts';

const opened = new Map<string, Promise<Adapter>>();

/**
 * The adapter for these specifications, opened once per process however many runs ask for it: a proof runs the suite
 * hundreds of times on one adapter.
 */
export function openedAdapter(specifications: readonly string[]): Promise<Adapter> {
  const key = specifications.join(' ');
  let adapter = opened.get(key);
  if (adapter === undefined) {
    adapter = open(specifications);
    opened.set(key, adapter);
  }
  return adapter;
}

async function open(specifications: readonly string[]): Promise<Adapter> {
  return stackAdapters(await Promise.all(specifications.map((specification) => loadAdapter(specification))));
}

/** Closes every adapter that was opened; called once, at the end of the process. */
export async function closeOpenedAdapters(): Promise<void> {
  const all = [...opened.values()];
  opened.clear();
  for (const adapter of await Promise.allSettled(all)) {
    if (adapter.status === 'fulfilled') await adapter.value.close();
  }
}
