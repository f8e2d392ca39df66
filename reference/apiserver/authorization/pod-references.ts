import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';

/** The names of the Secrets that a pod's spec uses, each once. */
export function secretsOf(spec: Fields): ReadonlySet<string> {
  const names = new Set<string>();
  for (const reference of objectsAt(spec, 'imagePullSecrets')) names.add(textAt(reference, 'name'));
  addFromContainers(names, spec, { whole: 'secretRef', key: 'secretKeyRef' });
  for (const volume of objectsAt(spec, 'volumes')) {
    names.add(textAt(objectAt(volume, 'secret'), 'secretName'));
    names.add(textAt(objectAt(volume, 'azureFile'), 'secretName'));
    names.add(textAt(objectAt(objectAt(volume, 'csi'), 'nodePublishSecretRef'), 'name'));
    for (const kind of volumesWithSecrets) {
      names.add(textAt(objectAt(objectAt(volume, kind), 'secretRef'), 'name'));
    }
    addFromProjection(names, volume, 'secret');
  }
  names.delete('');
  return names;
}

/** The names of the ConfigMaps that a pod's spec uses, each once. */
export function configMapsOf(spec: Fields): ReadonlySet<string> {
  const names = new Set<string>();
  addFromContainers(names, spec, { whole: 'configMapRef', key: 'configMapKeyRef' });
  for (const volume of objectsAt(spec, 'volumes')) {
    names.add(textAt(objectAt(volume, 'configMap'), 'name'));
    addFromProjection(names, volume, 'configMap');
  }
  names.delete('');
  return names;
}

/** The names of the claims that a pod's volumes stand on, those made for the pod included. */
export function claimsOf(podName: string, spec: Fields): ReadonlySet<string> {
  const names = new Set<string>();
  for (const volume of objectsAt(spec, 'volumes')) {
    const named = objectAt(volume, 'persistentVolumeClaim');
    if (named !== undefined) names.add(textAt(named, 'claimName'));
    else if (objectAt(volume, 'ephemeral') !== undefined) names.add(`${podName}-${textAt(volume, 'name')}`);
  }
  names.delete('');
  return names;
}

/** Volumes that name one Secret of theirs as `secretRef`, in pods as in persistent volumes. */
export const volumesWithSecrets: readonly string[] = [
  'cephfs',
  'cinder',
  'flexVolume',
  'rbd',
  'scaleIO',
  'iscsi',
  'storageos',
];

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'];

function addFromContainers(
  names: Set<string>,
  spec: Fields,
  fields: { readonly whole: string; readonly key: string },
): void {
  for (const container of containerLists.flatMap((list) => objectsAt(spec, list))) {
    for (const source of objectsAt(container, 'envFrom')) {
      names.add(textAt(objectAt(source, fields.whole), 'name'));
    }
    for (const variable of objectsAt(container, 'env')) {
      names.add(textAt(objectAt(objectAt(variable, 'valueFrom'), fields.key), 'name'));
    }
  }
}

function addFromProjection(names: Set<string>, volume: Fields, field: 'secret' | 'configMap'): void {
  for (const source of objectsAt(objectAt(volume, 'projected'), 'sources')) {
    names.add(textAt(objectAt(source, field), 'name'));
  }
}
