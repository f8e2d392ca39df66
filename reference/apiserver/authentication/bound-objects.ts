import { storeOf } from '../admission/plugin-catalogue.ts';
import type { Registry } from '../registry/registry.ts';
import type { KubeObject } from '../resource-definition.ts';

/** What a service-account token stands and falls with. */
export type BoundResource = 'serviceaccounts' | 'pods' | 'secrets' | 'nodes';

/** Finds objects that tokens name: as this server knows them, or, where it knows of none, in the store. */
export type FindBound = (
  resource: BoundResource,
  namespace: string,
  name: string,
) => Promise<KubeObject | undefined>;

export function boundObjects(registry: Registry): FindBound {
  return async (resource, namespace, name) => {
    if (name === '') return undefined;
    const store = storeOf(registry, '', resource);
    const key = store.keyOf(resource === 'nodes' ? '' : namespace, name);
    return (store.cache.objects.get(key) ?? (await store.read(key)))?.object;
  };
}
