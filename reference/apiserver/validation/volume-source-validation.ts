import {
  booleanAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import { checkDownwardFile, checkFileMode, checkKeyToPath } from './volume-files.ts';
import { checkLocalPath, checkNoBacksteps } from './local-paths.ts';
import { subdomainProblems } from './names.ts';
import { goList, type Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';
import { checkName, checkNumberRange, checkOptionalEnum } from './scalars.ts';
import { checkClaimTemplate } from './volume-claim-validation.ts';
import { checkProjectedVolume } from './projected-volume-validation.ts';

/** Who has the volume, since a few rules differ. */
export interface VolumeOwner {
  /** Set where a persistent volume has the source. */
  readonly persistentVolumeName?: string;
}

/** What is wrong with one source of a volume; `field` is the source's own. */
export type SourceRule = (problems: Problems, field: string, source: Fields, owner: VolumeOwner) => void;

/** Reports those of the texts that are missing or empty. */
export function requireTexts(
  problems: Problems,
  field: string,
  source: Fields,
  names: readonly string[],
): void {
  for (const name of names) if (textAt(source, name) === '') problems.required(`${field}.${name}`);
}

function requiring(...names: readonly string[]): SourceRule {
  return (problems, field, source) => {
    requireTexts(problems, field, source, names);
  };
}

/** A secret that is named, for persistent volumes with its namespace. */
function checkSecretRef(problems: Problems, field: string, source: Fields, names: readonly string[]): void {
  const reference = objectAt(source, 'secretRef');
  if (reference !== undefined) requireTexts(problems, `${field}.secretRef`, reference, names);
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const hostPath: SourceRule = (problems, field, source) => {
  const path = textAt(source, 'path');
  if (path === '') {
    problems.required(`${field}.path`);
    return;
  }
  checkNoBacksteps(problems, `${field}.path`, path);
  const type = textAt(source, 'type');
  if (!hostPathTypes.includes(type)) problems.notSupported(`${field}.type`, type, hostPathTypes);
};

const disk =
  (idName: string): SourceRule =>
  (problems, field, source) => {
    requireTexts(problems, field, source, [idName]);
    const partition = numberAt(source, 'partition') ?? 0;
    if (partition < 0 || partition > 255)
      problems.invalid(`${field}.partition`, partition, 'must be between 1 and 255, inclusive');
  };

const keyed =
  (nameField: string): SourceRule =>
  (problems, field, source) => {
    requireTexts(problems, field, source, [nameField]);
    checkFileMode(problems, `${field}.defaultMode`, numberAt(source, 'defaultMode'));
    for (const [index, item] of objectsAt(source, 'items').entries())
      checkKeyToPath(problems, `${field}.items[${index}]`, item);
  };

const nfs: SourceRule = (problems, field, source) => {
  requireTexts(problems, field, source, ['server', 'path']);
  const path = textAt(source, 'path');
  if (!path.startsWith('/')) problems.invalid(`${field}.path`, path, 'must be an absolute path');
};

const qualifiedNames: readonly (readonly [prefix: string, pattern: RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
];

function checkIscsiName(problems: Problems, field: string, name: string, whenUnknown: string): void {
  const known = qualifiedNames.find(([prefix]) => name.startsWith(prefix));
  if (known === undefined) problems.invalid(field, name, whenUnknown);
  else if (!known[1].test(name)) problems.invalid(field, name, 'must be valid format');
}

const portalTooLong =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';

const iscsi: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  const isPersistent = persistentVolumeName !== undefined;
  const portal = textAt(source, 'targetPortal');
  const initiator = valueAt(source, 'initiatorName');
  const whenUnknown = isPersistent
    ? 'must be valid format'
    : 'must be valid format starting with iqn, eui, or naa';
  if (portal === '') problems.required(`${field}.targetPortal`);
  if (isPersistent && initiator !== undefined && `${persistentVolumeName}:${portal}`.length > 64)
    problems.invalid(`${field}.targetportal`, portal, portalTooLong);
  const iqn = textAt(source, 'iqn');
  if (iqn === '') problems.required(`${field}.iqn`);
  else checkIscsiName(problems, `${field}.iqn`, iqn, whenUnknown);
  checkNumberRange(problems, `${field}.lun`, numberAt(source, 'lun') ?? 0, [0, 255]);
  const authenticates =
    booleanAt(source, 'chapAuthDiscovery') === true || booleanAt(source, 'chapAuthSession') === true;
  if (authenticates && objectAt(source, 'secretRef') === undefined) problems.required(`${field}.secretRef`);
  if (isPersistent) checkSecretRef(problems, field, source, ['name']);
  if (initiator !== undefined)
    checkIscsiName(problems, `${field}.initiatorname`, textAt(source, 'initiatorName'), whenUnknown);
};

/** The name of a pod's volume goes into a path together with the portal's. */
export function checkInitiatorLength(problems: Problems, field: string, volume: Fields): void {
  const source = objectAt(volume, 'iscsi');
  const name = textAt(volume, 'name');
  if (valueAt(source, 'initiatorName') === undefined) return;
  if (`${name}:${textAt(source, 'targetPortal')}`.length > 64)
    problems.invalid(`${field}.name`, name, portalTooLong);
}

const glusterfs: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  requireTexts(problems, field, source, ['endpoints', 'path']);
  if (persistentVolumeName === undefined || valueAt(source, 'endpointsNamespace') === undefined) return;
  const namespace = textAt(source, 'endpointsNamespace');
  const path = `${field}.endpointsNamespace`;
  if (namespace !== '') checkName(problems, path, namespace, 'label');
  else problems.invalid(path, '', 'if the endpointnamespace is set, it must be a valid namespace name');
};

const flocker: SourceRule = (problems, field, source) => {
  const name = textAt(source, 'datasetName');
  const uuid = textAt(source, 'datasetUUID');
  if (name === '' && uuid === '') problems.required(field, 'one of datasetName and datasetUUID is required');
  if (name !== '' && uuid !== '')
    problems.invalid(field, 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  if (name.includes('/')) problems.invalid(`${field}.datasetName`, name, "must not contain '/'");
};

const rbd: SourceRule = (problems, field, source) => {
  if (listAt(source, 'monitors').length === 0) problems.required(`${field}.monitors`);
  requireTexts(problems, field, source, ['image']);
};

const cephfs: SourceRule = (problems, field, source) => {
  if (listAt(source, 'monitors').length === 0) problems.required(`${field}.monitors`);
};

const cinder: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  requireTexts(problems, field, source, ['volumeID']);
  checkSecretRef(
    problems,
    field,
    source,
    persistentVolumeName === undefined ? ['name'] : ['name', 'namespace'],
  );
};

const hostPort = /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/;
const registryText = 'must be a host:port pair or multiple pairs separated by commas';

const quobyte: SourceRule = (problems, field, source) => {
  const registry = textAt(source, 'registry');
  if (registry === '') problems.required(`${field}.registry`, registryText);
  else if (textAt(source, 'tenant').length >= 65)
    problems.required(`${field}.tenant`, 'must be a UUID and may not exceed a length of 64 characters');
  else
    for (const pair of registry.split(','))
      if (!hostPort.test(pair)) problems.invalid(`${field}.registry`, registry, registryText);
  requireTexts(problems, field, source, ['volume']);
};

const downwardAPI: SourceRule = (problems, field, source) => {
  checkFileMode(problems, `${field}.defaultMode`, numberAt(source, 'defaultMode'));
  // Upstream names the source here, not the item.
  for (const item of objectsAt(source, 'items')) checkDownwardFile(problems, field, item);
};

const fc: SourceRule = (problems, field, source) => {
  const names = textsAt(source, 'targetWWNs');
  const ids = textsAt(source, 'wwids');
  if (names.length + ids.length === 0)
    problems.required(`${field}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both');
  if (names.length > 0 && ids.length > 0)
    problems.invalid(
      `${field}.targetWWNs`,
      goList(names),
      'targetWWNs and wwids can not be specified simultaneously',
    );
  if (names.length === 0) return;
  const lun = numberAt(source, 'lun');
  if (lun === undefined) problems.required(`${field}.lun`, 'lun is required if targetWWNs is specified');
  else checkNumberRange(problems, `${field}.lun`, lun, [0, 255]);
};

const flexVolume: SourceRule = (problems, field, source) => {
  requireTexts(problems, field, source, ['driver']);
  for (const key of Object.keys(objectAt(source, 'options') ?? {})) {
    const domain = `.${(key.split('/')[0] ?? '').toLowerCase()}`;
    if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io'))
      problems.invalid(`${field}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved');
  }
};

const azureFile: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  requireTexts(problems, field, source, ['secretName', 'shareName']);
  if (persistentVolumeName === undefined || valueAt(source, 'secretNamespace') === undefined) return;
  requireTexts(problems, field, source, ['secretNamespace']);
};

const managedDisk =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

const azureDisk: SourceRule = (problems, field, source) => {
  requireTexts(problems, field, source, ['diskName', 'diskURI']);
  const uri = textAt(source, 'diskURI');
  const kind = textAt(source, 'kind');
  checkOptionalEnum(problems, `${field}.cachingMode`, valueAt(source, 'cachingMode'), [
    'None',
    'ReadOnly',
    'ReadWrite',
  ]);
  checkOptionalEnum(problems, `${field}.kind`, valueAt(source, 'kind'), ['Dedicated', 'Managed', 'Shared']);
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/'))
    problems.notSupported(`${field}.diskURI`, uri, [managedDisk]);
  if (kind !== 'Managed' && !uri.startsWith('https://'))
    problems.notSupported(`${field}.diskURI`, uri, [blobDisk]);
};

const storageos: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  const name = textAt(source, 'volumeName');
  if (name === '') problems.required(`${field}.volumeName`);
  else checkName(problems, `${field}.volumeName`, name, 'label');
  const namespace = textAt(source, 'volumeNamespace');
  if (namespace !== '') checkName(problems, `${field}.volumeNamespace`, namespace, 'label');
  checkSecretRef(
    problems,
    field,
    source,
    persistentVolumeName === undefined ? ['name'] : ['name', 'namespace'],
  );
};

const local: SourceRule = (problems, field, source) => {
  requireTexts(problems, field, source, ['path']);
  checkNoBacksteps(problems, `${field}.path`, textAt(source, 'path'));
};

/** A CSI driver is called as a DNS subdomain is, in any case of letters. */
export function checkDriverName(problems: Problems, field: string, name: string): void {
  if (name === '') problems.required(field);
  if (name.length > 63) problems.tooLong(field, 63);
  for (const text of subdomainProblems(name.toLowerCase(), false)) problems.invalid(field, name, text);
}

const persistentCsiSecrets = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
];

const csi: SourceRule = (problems, field, source, { persistentVolumeName }) => {
  checkDriverName(problems, `${field}.driver`, textAt(source, 'driver'));
  if (persistentVolumeName === undefined) {
    const reference = objectAt(source, 'nodePublishSecretRef');
    const name = textAt(reference, 'name');
    if (reference === undefined) return;
    if (name === '') problems.required(`${field}.nodePublishSecretRef.name`);
    else checkName(problems, `${field}.name`, name, 'subdomain');
    return;
  }
  requireTexts(problems, field, source, ['volumeHandle']);
  for (const secret of persistentCsiSecrets) {
    const reference = objectAt(source, secret);
    if (reference === undefined) continue;
    requireNameOf(problems, `${field}.${secret}.name`, textAt(reference, 'name'), 'subdomain');
    requireNameOf(problems, `${field}.${secret}.namespace`, textAt(reference, 'namespace'), 'label');
  }
};

function requireNameOf(problems: Problems, field: string, name: string, rule: 'subdomain' | 'label'): void {
  if (name === '') problems.required(field);
  else checkName(problems, field, name, rule);
}

const emptyDir: SourceRule = (problems, field, source) => {
  const limit = parseQuantity(valueAt(source, 'sizeLimit'));
  if (limit !== undefined && limit < 0n)
    problems.forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
};

const gitRepo: SourceRule = (problems, field, source) => {
  requireTexts(problems, field, source, ['repository']);
  checkLocalPath(problems, `${field}.directory`, textAt(source, 'directory'));
};

const ephemeral: SourceRule = (problems, field, source) => {
  const template = objectAt(source, 'volumeClaimTemplate');
  if (template === undefined) problems.required(`${field}.volumeClaimTemplate`);
  else checkClaimTemplate(problems, `${field}.volumeClaimTemplate`, template);
};

/** The sources of a pod's volume, in the order in which upstream looks at them. */
export const podSources: Readonly<Record<string, SourceRule>> = {
  emptyDir,
  hostPath,
  gitRepo,
  gcePersistentDisk: disk('pdName'),
  awsElasticBlockStore: disk('volumeID'),
  secret: keyed('secretName'),
  nfs,
  iscsi,
  glusterfs,
  flocker,
  persistentVolumeClaim: requiring('claimName'),
  rbd,
  cinder,
  cephfs,
  quobyte,
  downwardAPI,
  fc,
  flexVolume,
  configMap: keyed('name'),
  azureFile,
  vsphereVolume: requiring('volumePath'),
  photonPersistentDisk: requiring('pdID'),
  portworxVolume: requiring('volumeID'),
  azureDisk,
  storageos,
  projected: checkProjectedVolume,
  scaleIO: requiring('gateway', 'system', 'volumeName'),
  csi,
  ephemeral,
};

/** The same of a persistent volume. */
export const persistentSources: Readonly<Record<string, SourceRule>> = {
  hostPath,
  gcePersistentDisk: disk('pdName'),
  awsElasticBlockStore: disk('volumeID'),
  glusterfs,
  flocker,
  nfs,
  rbd,
  quobyte,
  cephfs,
  iscsi,
  cinder,
  fc,
  flexVolume,
  azureFile,
  vsphereVolume: requiring('volumePath'),
  photonPersistentDisk: requiring('pdID'),
  portworxVolume: requiring('volumeID'),
  azureDisk,
  scaleIO: requiring('gateway', 'system', 'volumeName'),
  local,
  storageos,
  csi,
};

/** Where upstream's paths say something else than the field's name. */
export const oddSourcePaths: Readonly<Record<string, { readonly own?: string; readonly extra?: string }>> = {
  gcePersistentDisk: { own: 'persistentDisk' },
  cephfs: { extra: 'cephFS' },
  downwardAPI: { extra: 'downwarAPI' },
};
