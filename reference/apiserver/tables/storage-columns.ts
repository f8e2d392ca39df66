import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, nameColumn, textColumn, wide } from './column.ts';
import { hasAt, listAt, textAt, textsAt, valueAt } from './field.ts';

const shortModes: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

function accessModes(modes: readonly string[]): string {
  return shortModes
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

function storageClassName(object: KubeObject): string {
  const annotated = object.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'];
  return annotated ?? textAt(object, 'spec.storageClassName');
}

function phase(object: KubeObject): string {
  return hasAt(object, 'metadata.deletionTimestamp') ? 'Terminating' : textAt(object, 'status.phase');
}

/** A field of the spec that may be left out altogether. */
function setText(path: string): (object: KubeObject) => string {
  return (object) => (hasAt(object, path) ? textAt(object, path) : '<unset>');
}

const classColumns: readonly ColumnDefinition[] = [
  column('StorageClass', 'The class of storage.', storageClassName),
  column('VolumeAttributesClass', 'The class of attributes.', setText('spec.volumeAttributesClassName')),
];

const volumeModeColumn: ColumnDefinition = wide(
  column('VolumeMode', 'A file system or a block device.', setText('spec.volumeMode')),
);

export const persistentVolumeColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Capacity', 'The size of the volume.', (object) => textAt(object, 'spec.capacity.storage') || '0'),
  column('Access Modes', 'How the volume can be mounted.', (object) =>
    accessModes(textsAt(object, 'spec.accessModes')),
  ),
  textColumn('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy', 'What happens once the claim is gone.'),
  column('Status', 'Whether the volume is bound.', phase),
  column('Claim', 'The claim that it is bound to.', (object) =>
    hasAt(object, 'spec.claimRef')
      ? `${textAt(object, 'spec.claimRef.namespace')}/${textAt(object, 'spec.claimRef.name')}`
      : '',
  ),
  ...classColumns,
  textColumn('Reason', 'status.reason', 'Why the volume is in this state.'),
  ageColumn(),
  volumeModeColumn,
];

export const persistentVolumeClaimColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Status', 'Whether the claim is bound.', phase),
  textColumn('Volume', 'spec.volumeName', 'The volume that it is bound to.'),
  column('Capacity', 'The size of the volume.', (object) =>
    textAt(object, 'spec.volumeName') === '' ? '' : textAt(object, 'status.capacity.storage') || '0',
  ),
  column('Access Modes', 'How the volume can be mounted.', (object) =>
    textAt(object, 'spec.volumeName') === '' ? '' : accessModes(textsAt(object, 'status.accessModes')),
  ),
  ...classColumns,
  ageColumn(),
  volumeModeColumn,
];

export const storageClassColumns: readonly ColumnDefinition[] = [
  column('Name', 'The name of the class; the default class is marked.', (object) => {
    const annotations = object.metadata?.annotations ?? {};
    const isDefault = [
      'storageclass.kubernetes.io/is-default-class',
      'storageclass.beta.kubernetes.io/is-default-class',
    ].some((key) => annotations[key] === 'true');
    return `${object.metadata?.name ?? ''}${isDefault ? ' (default)' : ''}`;
  }),
  textColumn('Provisioner', 'provisioner', 'Who makes the volumes.'),
  column(
    'ReclaimPolicy',
    'What happens once the claim is gone.',
    (object) => textAt(object, 'reclaimPolicy') || 'Delete',
  ),
  column(
    'VolumeBindingMode',
    'When volumes are made and bound.',
    (object) => textAt(object, 'volumeBindingMode') || 'Immediate',
  ),
  column(
    'AllowVolumeExpansion',
    'Claims may grow.',
    (object) => valueAt(object, 'allowVolumeExpansion') === true,
  ),
  ageColumn(),
].map((definition, index) => (index === 0 ? { ...definition, format: 'name' } : definition));

export const csiDriverColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('AttachRequired', 'Volumes must be attached first.', flag('spec.attachRequired', true), 'boolean'),
  column(
    'PodInfoOnMount',
    'The driver learns which pod mounts.',
    flag('spec.podInfoOnMount', false),
    'boolean',
  ),
  column(
    'StorageCapacity',
    'The driver publishes its capacity.',
    flag('spec.storageCapacity', false),
    'boolean',
  ),
  column('TokenRequests', 'Audiences of the tokens that it is given.', (object) =>
    hasAt(object, 'spec.tokenRequests')
      ? listAt(object, 'spec.tokenRequests')
          .map((request) => textAt(request, 'audience'))
          .join(',')
      : '<unset>',
  ),
  column(
    'RequiresRepublish',
    'Mounts are repeated from time to time.',
    flag('spec.requiresRepublish', false),
    'boolean',
  ),
  column(
    'Modes',
    'The life cycles of its volumes.',
    (object) => textsAt(object, 'spec.volumeLifecycleModes').join(',') || '<none>',
  ),
  ageColumn(),
];

function flag(path: string, otherwise: boolean): (object: KubeObject) => boolean {
  return (object) => {
    const value = valueAt(object, path);
    return typeof value === 'boolean' ? value : otherwise;
  };
}

export const csiNodeColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Drivers', 'Drivers on the node.', (object) => listAt(object, 'spec.drivers').length, 'integer'),
  ageColumn(),
];

export const volumeAttachmentColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  { ...textColumn('Attacher', 'spec.attacher', 'The driver that attaches.'), format: 'name' },
  textColumn('PV', 'spec.source.persistentVolumeName', 'The volume.'),
  textColumn('Node', 'spec.nodeName', 'The node.'),
  column('Attached', 'The volume is attached.', flag('status.attached', false), 'boolean'),
  ageColumn(),
];
