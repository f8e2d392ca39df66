import type { ObjectStore } from '../registry/object-store.ts';
import type { KubeObject } from '../resource-definition.ts';

/** A namespace as the cache shows it, or as the store has it where the cache shows none. */
export function findNamespace(
  store: ObjectStore,
  name: string,
): KubeObject | undefined | Promise<KubeObject | undefined> {
  const key = store.keyOf('', name);
  const cached = store.cache.objects.get(key);
  return cached === undefined ? store.read(key).then((stored) => stored?.object) : cached.object;
}
