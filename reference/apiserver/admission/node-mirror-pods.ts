import { configMapsOf, secretsOf } from '../authorization/pod-references.ts';
import { booleanAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { notFound, type Refusal } from '../status.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';

/**
 * Why a node may not create the pod; undefined where it may: only the image of one of its own static pods, which uses nothing of
 * the API. `uidOf` answers with the uid of the node's own object, undefined where it is not there.
 */
export function whyNoMirrorPod(
  pod: Fields,
  node: string,
  uidOf: () => string | undefined,
): string | Refusal | undefined {
  const metadata = objectAt(pod, 'metadata') ?? {};
  const spec = objectAt(pod, 'spec') ?? {};
  if (!Object.hasOwn(objectAt(metadata, 'annotations') ?? {}, mirrorAnnotation)) {
    return `pod does not have "${mirrorAnnotation}" annotation, node "${node}" can only create mirror pods`;
  }
  if (textAt(spec, 'nodeName') !== node) {
    return `node "${node}" can only create pods with spec.nodeName set to itself`;
  }
  const [owner, ...others] = objectsAt(metadata, 'ownerReferences');
  if (others.length > 0) {
    return `node "${node}" can only create pods with a single owner reference set to itself`;
  }
  return whyNotItsOwner(owner, node, uidOf) ?? whatItUses(spec, node);
}

function whyNotItsOwner(
  owner: Fields | undefined,
  node: string,
  uidOf: () => string | undefined,
): string | Refusal | undefined {
  const [version, kind, name] = ['apiVersion', 'kind', 'name'].map((field) => textAt(owner, field));
  if (version !== 'v1' || kind !== 'Node' || name !== node) {
    return `node "${node}" can only create pods with an owner reference set to itself`;
  }
  if (booleanAt(owner, 'controller') !== true) {
    return `node "${node}" can only create pods with a controller owner reference set to itself`;
  }
  if (booleanAt(owner, 'blockOwnerDeletion') === true) {
    return `node "${node}" must not set blockOwnerDeletion on an owner reference`;
  }
  const uid = uidOf();
  if (uid === undefined) return notFound({ group: '', resource: 'node' }, node);
  const told = textAt(owner, 'uid');
  return told === uid ? undefined : `node ${node} UID mismatch: expected ${told} got ${uid}`;
}

function whatItUses(spec: Fields, node: string): string | undefined {
  const volumes = objectsAt(spec, 'volumes');
  const sources = volumes.flatMap((volume) => objectsAt(objectAt(volume, 'projected'), 'sources'));
  const uses = [
    [textAt(spec, 'serviceAccountName') !== '', 'a service account'],
    [secretsOf(spec).size > 0, 'secrets'],
    [configMapsOf(spec).size > 0, 'configmaps'],
    [sources.some((source) => objectAt(source, 'clusterTrustBundle') !== undefined), 'clustertrustbundles'],
    [
      volumes.some((volume) => objectAt(volume, 'persistentVolumeClaim') !== undefined),
      'persistentvolumeclaims',
    ],
    [objectsAt(spec, 'resourceClaims').length > 0, 'resourceclaims'],
  ] as const;
  const [, used] = uses.find(([isUsed]) => isUsed) ?? [];
  return used === undefined ? undefined : `node "${node}" can not create pods that reference ${used}`;
}
