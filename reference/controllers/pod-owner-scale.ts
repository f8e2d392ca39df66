import type { ObjectsByKind, Target } from '../client/kinds.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/kube-error.ts';

type Pod = ObjectsByKind['Pod'];
type OwnerReference = NonNullable<NonNullable<Pod['metadata']>['ownerReferences']>[number];

/** What the scale of owners is read with. */
export type ScaleApi = Pick<KubeClient, 'get' | 'raw'>;

/** A controller of Pods, and how many it is to have. */
export interface OwnerScale {
  readonly uid: string;
  readonly replicas: number;
}

interface ScaleDocument {
  readonly metadata?: { readonly uid?: string };
  readonly spec?: { readonly replicas?: number };
}

interface ResourceListDocument {
  readonly resources: readonly { readonly name: string; readonly kind: string }[];
}

/** The owner that controls the object, of which there is one at most. */
export function controllerOf(
  metadata: { readonly ownerReferences?: readonly OwnerReference[] } | undefined,
): OwnerReference | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller === true);
}

/**
 * How many Pods the controller of a Pod wants, as the API has it now: of a ReplicaSet's Deployment where it has one, of other kinds by
 * their `scale`. Answers undefined where that controller is not there any more; rejects where its kind has no scale.
 */
export async function scaleOfOwner(
  api: ScaleApi,
  owner: OwnerReference,
  namespace: string,
): Promise<OwnerScale | undefined> {
  switch (`${owner.apiVersion.split('/').slice(0, -1).join('/')} ${owner.kind}`) {
    case ' ReplicationController':
      return replicasOf(api, owner, { target: 'ReplicationController', namespace });
    case 'apps StatefulSet':
      return replicasOf(api, owner, { target: 'StatefulSet', namespace });
    case 'apps ReplicaSet':
      return scaleOfReplicaSet(api, owner, namespace);
    default:
      return scaleByDiscovery(api, owner, namespace);
  }
}

type Scaled = 'ReplicationController' | 'StatefulSet' | 'ReplicaSet' | 'Deployment';

async function replicasOf(
  api: ScaleApi,
  { name, uid }: OwnerReference,
  { target, namespace }: { readonly target: Scaled; readonly namespace: string },
): Promise<OwnerScale | undefined> {
  const found = await present(api, target, { name, namespace });
  return found?.metadata?.uid === uid ? { uid, replicas: found.spec?.replicas ?? 1 } : undefined;
}

async function scaleOfReplicaSet(
  api: ScaleApi,
  { name, uid }: OwnerReference,
  namespace: string,
): Promise<OwnerScale | undefined> {
  const replicaSet = await present(api, 'ReplicaSet', { name, namespace });
  if (replicaSet?.metadata?.uid !== uid) return undefined;
  const above = controllerOf(replicaSet.metadata);
  if (above?.kind !== 'Deployment') return { uid, replicas: replicaSet.spec?.replicas ?? 1 };
  const deployment = await replicasOf(api, above, { target: 'Deployment', namespace });
  return deployment ?? { uid, replicas: replicaSet.spec?.replicas ?? 1 };
}

async function present<R extends Target & keyof ObjectsByKind>(
  api: ScaleApi,
  target: R,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Promise<ObjectsByKind[R] | undefined> {
  try {
    return (await api.get(target, name, { namespace })) as ObjectsByKind[R];
  } catch (error) {
    if (isRefusal(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function scaleByDiscovery(
  api: ScaleApi,
  { apiVersion, kind, name, uid }: OwnerReference,
  namespace: string,
): Promise<OwnerScale | undefined> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const resources = await resourcesAt(api, group);
  const plural = resources.find((resource) => resource.kind === kind && !resource.name.includes('/'))?.name;
  if (plural === undefined)
    throw new Error(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  if (!resources.some((resource) => resource.name === `${plural}/scale`)) {
    const resource = apiVersion.includes('/') ? `${plural}.${apiVersion.split('/')[0] ?? ''}` : plural;
    throw new Error(`${resource} does not implement the scale subresource`);
  }
  try {
    const path = `${group}/namespaces/${namespace}/${plural}/${name}/scale`;
    const { metadata, spec } = (await api.raw('GET', path)) as ScaleDocument;
    return metadata?.uid === uid ? { uid, replicas: spec?.replicas ?? 0 } : undefined;
  } catch (error) {
    if (isRefusal(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** Of a group that the server does not have it says so in plain text. */
async function resourcesAt(api: ScaleApi, path: string): Promise<ResourceListDocument['resources']> {
  try {
    return ((await api.raw('GET', path)) as ResourceListDocument).resources;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return [];
    throw error;
  }
}
