import { groupVersionOf, type Resource } from '../client/resource.ts';

/** What a controller needs of a client to learn which resources there are. */
export interface DiscoverySource {
  raw(method: string, path: string): Promise<unknown>;
}

/** A resource, and what can be done with it. */
export interface ServedResource extends Resource {
  readonly verbs: readonly string[];
}

interface GroupListDocument {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

interface ResourceListDocument {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** Every resource that the server has, in its preferred version, without subresources. Rejects if any part fails. */
export async function discoverResources(source: DiscoverySource): Promise<readonly ServedResource[]> {
  const groups = (await source.raw('GET', '/apis')) as GroupListDocument;
  const groupVersions = groups.groups.map((group) => group.preferredVersion.groupVersion);
  const lists = await Promise.all([
    resourcesAt(source, '/api/v1', { group: '', version: 'v1' }),
    ...groupVersions.map((groupVersion) => {
      const [group = '', version = ''] = groupVersion.split('/');
      return resourcesAt(source, `/apis/${groupVersion}`, { group, version });
    }),
  ]);
  return lists.flat();
}

async function resourcesAt(
  source: DiscoverySource,
  path: string,
  groupVersion: { readonly group: string; readonly version: string },
): Promise<readonly ServedResource[]> {
  const list = (await source.raw('GET', path)) as ResourceListDocument;
  return list.resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, verbs }) => ({ ...groupVersion, plural: name, kind, namespaced, verbs }));
}

/** Finds resources by `apiVersion` and kind, as an owner reference names them. */
export function indexByKind<R extends Resource>(resources: readonly R[]): ReadonlyMap<string, R> {
  return new Map(resources.map((resource) => [`${groupVersionOf(resource)}/${resource.kind}`, resource]));
}
