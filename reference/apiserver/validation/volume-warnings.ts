import { parseQuantity } from '../../../schemas/quantity.ts';
import { objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';

/** What is said of kinds of volumes whose drivers are gone, or will be. */
const deprecations: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/** Of a pod's volume, in upstream's order. */
export function podVolumeWarnings(volume: Fields, path: string): readonly string[] {
  const of = (names: readonly string[]): readonly string[] =>
    names
      .filter((name) => objectAt(volume, name) !== undefined)
      .map((name) => `${path}.${name === 'storageos' ? 'storageOS' : name}: ${deprecations[name] ?? ''}`);
  const claim = objectAt(objectAt(volume, 'ephemeral'), 'volumeClaimTemplate');
  return [
    ...of(['photonPersistentDisk', 'gitRepo', 'scaleIO', 'flocker', 'storageos', 'quobyte', 'glusterfs']),
    ...claimSpecWarnings(objectAt(claim, 'spec'), `${path}.ephemeral.volumeClaimTemplate.spec`),
    ...of(['cephfs', 'rbd']),
  ];
}

/** True for an amount of bytes that is no whole number; anything below a thousandth counts as one. */
export function isFractional(amount: unknown): boolean {
  const quantity = typeof amount === 'string' ? parseQuantity(amount) : undefined;
  if (quantity === undefined) return false;
  const million = 1_000_000n;
  const milli = quantity.nano / million + (quantity.nano % million > 0n ? 1n : 0n);
  // Upstream holds thousandths in 64 bits, where very large amounts come out as the largest of them.
  const largest = 2n ** 63n - 1n;
  return (milli > largest ? largest : milli) % 1000n !== 0n;
}

export function fractionWarnings(amounts: Fields | undefined, path: string, name: string): readonly string[] {
  const amount = valueAt(amounts, name);
  if (!isFractional(amount)) return [];
  return [`${path}[${name}]: fractional byte value "${String(amount)}" is invalid, must be an integer`];
}

export function claimSpecWarnings(spec: Fields | undefined, path: string): readonly string[] {
  const resources = objectAt(spec, 'resources');
  return ['requests', 'limits'].flatMap((list) =>
    fractionWarnings(objectAt(resources, list), `${path}.resources.${list}`, 'storage'),
  );
}

export function claimWarnings(claim: KubeObject): readonly string[] {
  const annotation = 'volume.beta.kubernetes.io/storage-class';
  const isOld = claim.metadata?.annotations?.[annotation] !== undefined;
  const text = `metadata.annotations[${annotation}]: deprecated since v1.8; use "storageClassName" attribute instead`;
  return [...(isOld ? [text] : []), ...claimSpecWarnings(objectAt(claim, 'spec'), 'spec')];
}

const oldVolumeAnnotations: Readonly<Record<string, string>> = {
  'volume.beta.kubernetes.io/storage-class':
    'deprecated since v1.8; use "storageClassName" attribute instead',
  'volume.beta.kubernetes.io/mount-options': 'deprecated since v1.31; use "mountOptions" attribute instead',
};

export function volumeWarnings(volume: KubeObject): readonly string[] {
  const spec = objectAt(volume, 'spec');
  const old = Object.entries(oldVolumeAnnotations)
    .filter(([key]) => volume.metadata?.annotations?.[key] !== undefined)
    .map(([key, text]) => `metadata.annotations[${key}]: ${text}`);
  const recycling =
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use ' +
    'dynamic provisioning.';
  const terms = objectsAt(objectAt(objectAt(spec, 'nodeAffinity'), 'required'), 'nodeSelectorTerms');
  const gone = [
    'cephfs',
    'photonPersistentDisk',
    'scaleIO',
    'storageos',
    'glusterfs',
    'rbd',
    'quobyte',
    'flocker',
  ];
  return [
    ...old,
    ...(textAt(spec, 'persistentVolumeReclaimPolicy') === 'Recycle' ? [recycling] : []),
    ...terms.flatMap((term, index) =>
      nodeTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${index}]`),
    ),
    ...gone
      .filter((name) => objectAt(spec, name) !== undefined)
      .map((name) => `spec.${name === 'storageos' ? 'storageOS' : name}: ${deprecations[name] ?? ''}`),
  ];
}

const oldNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods':
    'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** Why a label of nodes should not be used any more; undefined where it may. */
export function oldNodeLabel(key: string): string | undefined {
  return Object.hasOwn(oldNodeLabels, key) ? oldNodeLabels[key] : undefined;
}

export function nodeTermWarnings(term: Fields, path: string): readonly string[] {
  return objectsAt(term, 'matchExpressions').flatMap((expression, index) => {
    const key = textAt(expression, 'key');
    const text = oldNodeLabel(key);
    return text === undefined ? [] : [`${path}.matchExpressions[${index}].key: ${key} is ${text}`];
  });
}
