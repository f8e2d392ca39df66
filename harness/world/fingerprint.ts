import { collectionPath, resourceNamed, type ResourceAddress } from './resources.ts';
import { withoutFurniture } from './cluster-furniture.ts';
import { exchange } from './exchange.ts';
import type { PlimsollWorld } from './plimsoll-world.ts';

/** Path of an object → its uid and resourceVersion, for everything a scenario could have changed. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Looked at beside the resources that the scenario names, so that an effect on a kind nobody mentioned shows too. */
const alwaysWatched: readonly ResourceAddress[] = ['pods', 'services', 'configmaps', 'secrets'].map(
  resourceNamed,
);

/** Reads every object of the scenario's namespaces and every cluster-scoped object that it has made. */
export async function takeFingerprint(world: PlimsollWorld): Promise<Fingerprint> {
  const found = new Map<string, string>();
  const kinds = new Set([...alwaysWatched, ...world.touchedResources].filter((r) => r.namespaced));
  for (const namespace of world.namespaces) {
    for (const resource of kinds) await addCollection(found, world, collectionPath(resource, namespace));
  }
  for (const path of world.clusterScopedPaths) await addObject(found, world, path);
  return found;
}

interface Identified {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
}

async function look(world: PlimsollWorld, path: string): Promise<unknown> {
  const request = { user: 'admin', method: 'GET', path, headers: { accept: 'application/json' } };
  const { status, body } = await exchange(world.kubeApi, request);
  return status === 200 ? body : undefined;
}

async function addCollection(found: Map<string, string>, world: PlimsollWorld, path: string): Promise<void> {
  const list = withoutFurniture(await look(world, path)) as
    { readonly items: readonly Identified[] } | undefined;
  for (const { metadata } of list?.items ?? []) {
    found.set(`${path}/${metadata.name}`, `${metadata.uid} ${metadata.resourceVersion}`);
  }
}

async function addObject(found: Map<string, string>, world: PlimsollWorld, path: string): Promise<void> {
  const object = (await look(world, path)) as Identified | undefined;
  if (object !== undefined) found.set(path, `${object.metadata.uid} ${object.metadata.resourceVersion}`);
}

/** Paths that appeared, vanished or changed between two fingerprints, sorted. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
