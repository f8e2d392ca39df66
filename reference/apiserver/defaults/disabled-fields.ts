import { objectAt, objectsAt, setOrRemove, textAt, without, type Fields } from '../fields.ts';

/**
 * Fields that the API describes but that 1.32 takes no notice of unless an alpha feature is switched on: they are dropped
 * before validation, from new and from changed objects, without a word.
 */
function drop(parent: Fields | undefined, name: string): void {
  if (parent?.[name] !== undefined) Reflect.deleteProperty(parent, name);
}

const ofSpec = ['hostUsers', 'resources', 'resourceClaims'];
const ofSecurity = ['supplementalGroupsPolicy', 'seLinuxChangePolicy'];

/** From a pod's spec or a template's, which is changed in place. */
export function dropDisabledPodFields(spec: Fields | undefined): void {
  if (spec === undefined) return;
  for (const name of ofSpec) drop(spec, name);
  const security = objectAt(spec, 'securityContext');
  for (const name of ofSecurity) drop(security, name);
  for (const list of ['containers', 'initContainers', 'ephemeralContainers'])
    for (const container of objectsAt(spec, list)) {
      drop(container, 'resizePolicy');
      drop(objectAt(container, 'resources'), 'claims');
      const own = objectAt(container, 'securityContext');
      if (own?.['procMount'] !== undefined) own['procMount'] = 'Default';
    }
  for (const volume of objectsAt(spec, 'volumes'))
    for (const source of objectsAt(objectAt(volume, 'projected'), 'sources'))
      drop(source, 'clusterTrustBundle');
  dropImageVolumes(spec);
}

/** Volumes of images go whole, and with them the mounts that show them. */
function dropImageVolumes(spec: Fields): void {
  const volumes = objectsAt(spec, 'volumes');
  const images = volumes.filter((volume) => volume['image'] !== undefined);
  if (images.length === 0) return;
  const names = new Set(images.map((volume) => textAt(volume, 'name')));
  keepOthers(spec, 'volumes', (volume) => volume['image'] !== undefined);
  for (const list of ['containers', 'initContainers', 'ephemeralContainers'])
    for (const container of objectsAt(spec, list))
      keepOthers(container, 'volumeMounts', (mount) => names.has(textAt(mount, 'name')));
}

function keepOthers(parent: Fields, list: string, isGone: (entry: Fields) => boolean): void {
  const kept = objectsAt(parent, list).filter((entry) => !isGone(entry));
  setOrRemove(parent, list, kept.length === 0 ? undefined : kept);
}

const ofContainerStatus = ['resources', 'allocatedResources', 'allocatedResourcesStatus', 'user'];

export function dropDisabledPodStatusFields(status: Fields | undefined): void {
  drop(status, 'resize');
  drop(status, 'resourceClaimStatuses');
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'])
    for (const entry of objectsAt(status, list)) for (const name of ofContainerStatus) drop(entry, name);
}

/** The template of an object whose spec has one. */
export function dropDisabledTemplateFields(object: Fields): void {
  dropDisabledPodFields(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'spec'));
}

/** From a claim's spec; `before` is what is stored: a source that a claim has stays, whatever it is. */
export function dropDisabledClaimFields(spec: Fields | undefined, before?: Fields): void {
  if (spec === undefined) return;
  drop(spec, 'volumeAttributesClassName');
  const inUse = ['dataSource', 'dataSourceRef'].some((name) => before?.[name] !== undefined);
  if (!inUse) dropUnknownSources(spec);
  matchDataSources(spec);
}

function dropUnknownSources(spec: Fields): void {
  if (textAt(objectAt(spec, 'dataSourceRef'), 'namespace') !== '') drop(spec, 'dataSourceRef');
  const source = objectAt(spec, 'dataSource');
  const group = textAt(source, 'apiGroup');
  const kind = textAt(source, 'kind');
  const isKnown =
    (kind === 'PersistentVolumeClaim' && group === '') ||
    (kind === 'VolumeSnapshot' && group === 'snapshot.storage.k8s.io');
  if (!isKnown && spec['dataSourceRef'] === undefined) drop(spec, 'dataSource');
}

/** Both ways to name where a claim's content comes from say the same. */
function matchDataSources(spec: Fields): void {
  const source = objectAt(spec, 'dataSource');
  const reference = objectAt(spec, 'dataSourceRef');
  if (source !== undefined && reference === undefined) spec['dataSourceRef'] = { ...source };
  else if (reference !== undefined && source === undefined && textAt(reference, 'namespace') === '')
    spec['dataSource'] = without(reference, ['namespace']);
}
