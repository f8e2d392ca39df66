import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { ResourceCache } from '../watch-cache/resource-cache.ts';
import { claimsOf, configMapsOf, secretsOf, volumesWithSecrets } from './pod-references.ts';

/** What a node may be related to: by pods that run on it, by volumes of theirs, or directly. */
export type RelatedKind =
  | 'secret'
  | 'configmap'
  | 'persistentvolumeclaim'
  | 'persistentvolume'
  | 'pod'
  | 'serviceaccount'
  | 'resourceclaim'
  | 'volumeattachment'
  | 'resourceslice';

/** Whose objects make the relations. */
export interface NodeGraphCaches {
  readonly pods: ResourceCache;
  readonly persistentVolumes: ResourceCache;
  readonly volumeAttachments: ResourceCache;
}

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/**
 * Which nodes each object is related to. It follows the caches: a change costs what the changed object refers to, and a
 * question one look-up, or one for each volume that uses the Secret; however many pods and nodes there are.
 */
export class NodeGraph {
  /** How many relations lead from an object to a node. */
  readonly #nodes = new Map<string, Map<string, number>>();
  /** The claim that a persistent volume is bound to. */
  readonly #claims = new Map<string, string>();
  /** The persistent volumes that use a Secret. */
  readonly #volumes = new Map<string, Set<string>>();

  constructor(caches: NodeGraphCaches) {
    const changePod = (pod: KubeObject, by: 1 | -1): void => {
      this.#pod(pod, by);
    };
    follow(caches.pods, changePod, hasSameRelations);
    follow(caches.persistentVolumes, (object, by) => {
      this.#volume(object, by);
    });
    follow(caches.volumeAttachments, (object, by) => {
      const node = textAt(objectAt(object, 'spec'), 'nodeName');
      if (node !== '') this.#relate(keyOf('volumeattachment', '', nameOf(object)), node, by);
    });
  }

  isRelated(
    node: string,
    kind: RelatedKind,
    object: { readonly namespace: string; readonly name: string },
  ): boolean {
    if (kind === 'persistentvolume')
      return object.namespace === '' && this.#reachesByVolume(object.name, node);
    const key = keyOf(kind, object.namespace, object.name);
    if (this.#nodes.get(key)?.has(node) === true) return true;
    if (kind !== 'secret') return false;
    for (const volume of this.#volumes.get(key) ?? []) if (this.#reachesByVolume(volume, node)) return true;
    return false;
  }

  #reachesByVolume(volume: string, node: string): boolean {
    const claim = this.#claims.get(volume);
    return claim !== undefined && this.#nodes.get(claim)?.has(node) === true;
  }

  #pod(pod: KubeObject, by: 1 | -1): void {
    const node = nodeOf(pod);
    if (node === '') return;
    for (const key of relationsOfPod(pod)) this.#relate(key, node, by);
  }

  #volume(volume: KubeObject, by: 1 | -1): void {
    const spec = objectAt(volume, 'spec') ?? {};
    const claim = objectAt(spec, 'claimRef');
    if (claim === undefined) return;
    const name = nameOf(volume);
    const namespace = textAt(claim, 'namespace');
    if (by < 0) this.#claims.delete(name);
    else this.#claims.set(name, keyOf('persistentvolumeclaim', namespace, textAt(claim, 'name')));
    for (const secret of secretsOfVolume(spec, namespace)) {
      const volumes = this.#volumes.get(secret) ?? new Set();
      if (by < 0) volumes.delete(name);
      else volumes.add(name);
      if (volumes.size === 0) this.#volumes.delete(secret);
      else this.#volumes.set(secret, volumes);
    }
  }

  #relate(key: string, node: string, by: 1 | -1): void {
    const nodes = this.#nodes.get(key) ?? new Map<string, number>();
    const count = (nodes.get(node) ?? 0) + by;
    if (count > 0) nodes.set(node, count);
    else nodes.delete(node);
    if (nodes.size === 0) this.#nodes.delete(key);
    else this.#nodes.set(key, nodes);
  }
}

function follow(
  cache: ResourceCache,
  change: (object: KubeObject, by: 1 | -1) => void,
  isSame: (before: KubeObject, after: KubeObject) => boolean = () => false,
): void {
  for (const { object } of cache.objects.range(cache.prefix)) change(object, 1);
  cache.follow(({ stored, previous }) => {
    if (stored !== undefined && previous !== undefined && isSame(previous.object, stored.object)) return;
    if (previous !== undefined) change(previous.object, -1);
    if (stored !== undefined) change(stored.object, 1);
  });
}

/**
 * Almost every change of a pod is one of its status: what its spec refers to never changes once it has a node, unless it gets a
 * container to be debugged with.
 */
function hasSameRelations(before: KubeObject, after: KubeObject): boolean {
  return (
    nodeOf(before) === nodeOf(after) &&
    before.metadata?.uid === after.metadata?.uid &&
    isMirror(before) === isMirror(after) &&
    debuggersOf(before) === debuggersOf(after) &&
    [...resourceClaimsOf(before)].join() === [...resourceClaimsOf(after)].join()
  );
}

/** Containers of this kind are added, and never changed or taken away. */
function debuggersOf(pod: KubeObject): number {
  return objectsAt(objectAt(pod, 'spec'), 'ephemeralContainers').length;
}

function* relationsOfPod(pod: KubeObject): Generator<string> {
  const namespace = pod.metadata?.namespace ?? '';
  const name = nameOf(pod);
  yield keyOf('pod', namespace, name);
  // It stands for a file on the node: whoever can write that may not gain rights by it.
  if (isMirror(pod)) return;
  const spec = objectAt(pod, 'spec') ?? {};
  const account = textAt(spec, 'serviceAccountName');
  if (account !== '') yield keyOf('serviceaccount', namespace, account);
  for (const secret of secretsOf(spec)) yield keyOf('secret', namespace, secret);
  for (const configMap of configMapsOf(spec)) yield keyOf('configmap', namespace, configMap);
  for (const claim of claimsOf(name, spec)) yield keyOf('persistentvolumeclaim', namespace, claim);
  for (const claim of resourceClaimsOf(pod)) yield keyOf('resourceclaim', namespace, claim);
}

function isMirror({ metadata }: KubeObject): boolean {
  return Object.hasOwn(metadata?.annotations ?? {}, mirrorAnnotation);
}

function* resourceClaimsOf(pod: KubeObject): Generator<string> {
  const made = objectsAt(objectAt(pod, 'status'), 'resourceClaimStatuses');
  for (const claim of objectsAt(objectAt(pod, 'spec'), 'resourceClaims')) {
    const status = made.find((candidate) => textAt(candidate, 'name') === textAt(claim, 'name'));
    const name = textAt(claim, 'resourceClaimName') || textAt(status, 'resourceClaimName');
    if (name !== '') yield name;
  }
}

/** The Secrets of a persistent volume that nodes use to mount it; those of its controller are not among them. */
function* secretsOfVolume(spec: Fields, claimNamespace: string): Generator<string> {
  const azure = objectAt(spec, 'azureFile');
  if (azure !== undefined) {
    yield keyOf('secret', textAt(azure, 'secretNamespace') || claimNamespace, textAt(azure, 'secretName'));
  }
  for (const kind of volumesWithSecrets) yield* secretAt(objectAt(spec, kind), 'secretRef', claimNamespace);
  for (const field of ['nodePublishSecretRef', 'nodeStageSecretRef', 'nodeExpandSecretRef']) {
    yield* secretAt(objectAt(spec, 'csi'), field, '');
  }
}

function* secretAt(source: Fields | undefined, field: string, otherwise: string): Generator<string> {
  const reference = objectAt(source, field);
  if (reference === undefined) return;
  const name = textAt(reference, 'name');
  if (name !== '') yield keyOf('secret', textAt(reference, 'namespace') || otherwise, name);
}

function nodeOf(pod: KubeObject): string {
  return textAt(objectAt(pod, 'spec'), 'nodeName');
}

function nameOf({ metadata }: KubeObject): string {
  return metadata?.name ?? '';
}

/** No name and no namespace has a slash in it. */
function keyOf(kind: RelatedKind, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
