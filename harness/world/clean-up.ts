import type { KubeApi } from '../ports/ports.ts';
import { exchange, type Exchange } from './exchange.ts';
import { collectionPath, type ResourceAddress } from './resources.ts';

/** What a scenario has left on a cluster that it shares, by real names. */
interface Leftovers {
  readonly namespaces: readonly string[];
  readonly clusterScopedPaths: readonly string[];
  readonly resources: readonly ResourceAddress[];
}

interface Left {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly finalizers?: readonly string[] };
}

/**
 * Deletes what a scenario made. Finalizers that nobody else would take off are taken off, and Pods go without grace,
 * since no kubelet may be there to let them go. Never throws.
 */
export async function cleanUp(api: KubeApi, left: Leftovers): Promise<void> {
  // First what might stand in the way of the rest.
  for (const path of left.clusterScopedPaths.filter(isAdmissionRule))
    await ask(api, 'DELETE', path).catch(() => undefined);
  const namespaced = left.resources.filter((resource) => resource.namespaced);
  const collections = left.namespaces.flatMap((name) =>
    namespaced.map((resource) => collectionPath(resource, name)),
  );
  for (const path of collections) await release(api, path).catch(() => undefined);
  const paths = [...left.clusterScopedPaths, ...left.namespaces.map((name) => `/api/v1/namespaces/${name}`)];
  for (const path of new Set(paths)) await ask(api, 'DELETE', path).catch(() => undefined);
}

function isAdmissionRule(path: string): boolean {
  return path.startsWith('/apis/admissionregistration.k8s.io/');
}

async function release(api: KubeApi, collection: string): Promise<void> {
  const { body } = await ask(api, 'GET', collection);
  const { items = [] } = (body ?? {}) as { readonly items?: readonly Left[] };
  for (const { metadata } of items) {
    const path = `${collection}/${metadata.name}`;
    if (metadata.finalizers !== undefined) await ask(api, 'PATCH', path, '{"metadata":{"finalizers":null}}');
    if (collection.endsWith('/pods')) await ask(api, 'DELETE', `${path}?gracePeriodSeconds=0`);
  }
}

function ask(api: KubeApi, method: string, path: string, patch?: string): Promise<Exchange> {
  const headers = { accept: 'application/json', 'content-type': 'application/merge-patch+json' };
  const body = patch === undefined ? {} : { body: Buffer.from(patch) };
  return exchange(api, { user: 'admin', method, path, headers, ...body });
}
