import { equalJson, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems, regexProblem } from './names.ts';
import { checkPodSpec } from './pod-validation.ts';
import { Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';
import { checkEnum, checkName, checkQuantity } from './scalars.ts';

const totalSizeLimitBytes = 1024 * 1024;
const immutableSet = 'field is immutable when `immutable` is set';

/** Keys of ConfigMaps and Secrets: they become file names. */
function checkDataKey(problems: Problems, field: string, key: string): void {
  const pattern = '[-._a-zA-Z0-9]+';
  if (key.length > 253) problems.invalid(field, key, 'must be no more than 253 characters');
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.invalid(field, key, regexProblem(text, pattern, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (key === '.' || key === '..') problems.invalid(field, key, `must not be '${key}'`);
  else if (key.startsWith('..')) problems.invalid(field, key, "must not start with '..'");
}

export function validateConfigMap(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  let size = 0;
  const binary = objectAt(object, 'binaryData') ?? {};
  for (const [key, value] of Object.entries(objectAt(object, 'data') ?? {})) {
    checkDataKey(problems, `data[${key}]`, key);
    if (Object.hasOwn(binary, key))
      problems.invalid(`data[${key}]`, key, `duplicate of key present in binaryData`);
    size += Buffer.byteLength(String(value));
  }
  for (const [key, value] of Object.entries(binary)) {
    checkDataKey(problems, `binaryData[${key}]`, key);
    size += Buffer.byteLength(String(value), 'base64');
  }
  if (size > totalSizeLimitBytes) problems.tooLong('', totalSizeLimitBytes);
  return problems.found;
}

/** Once `immutable` is true it stays, and so does the content. */
function checkImmutable(problems: Problems, before: KubeObject, after: KubeObject): void {
  if (valueAt(before, 'immutable') !== true) return;
  if (valueAt(after, 'immutable') !== true) problems.forbidden('immutable', immutableSet);
  for (const name of ['data', 'binaryData', 'stringData']) {
    if (!equalJson(before[name], after[name])) problems.forbidden(name, immutableSet);
  }
}

export function validateConfigMapUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkImmutable(problems, before, after);
  problems.add(...validateConfigMap(after));
  return problems.found;
}

const requiredSecretKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

export function validateSecret(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const data = objectAt(object, 'data') ?? {};
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    checkDataKey(problems, `data[${key}]`, key);
    size += Buffer.byteLength(String(value), 'base64');
  }
  if (size > totalSizeLimitBytes) problems.tooLong('data', totalSizeLimitBytes);
  const type = textAt(object, 'type');
  for (const key of (Object.hasOwn(requiredSecretKeys, type) ? requiredSecretKeys[type] : undefined) ?? []) {
    if (!Object.hasOwn(data, key)) problems.required(`data[${key}]`);
  }
  if (
    type === 'kubernetes.io/basic-auth' &&
    !Object.hasOwn(data, 'username') &&
    !Object.hasOwn(data, 'password')
  ) {
    problems.required('data[username]');
    problems.required('data[password]');
  }
  if (type === 'kubernetes.io/service-account-token') {
    const account = object.metadata?.annotations?.['kubernetes.io/service-account.name'] ?? '';
    if (account === '') problems.required('metadata.annotations[kubernetes.io/service-account.name]');
  }
  for (const key of ['.dockercfg', '.dockerconfigjson']) {
    const text = textAt(data, key);
    const wanted = type === 'kubernetes.io/dockercfg' ? '.dockercfg' : '.dockerconfigjson';
    if (type.startsWith('kubernetes.io/dockerc') && key === wanted && text !== '' && !isJson(text)) {
      problems.invalid(
        `data[${key}]`,
        '<secret contents redacted>',
        'invalid character: the value is no JSON',
      );
    }
  }
  return problems.found;
}

function isJson(base64: string): boolean {
  try {
    JSON.parse(Buffer.from(base64, 'base64').toString());
    return true;
  } catch {
    return false;
  }
}

export function validateSecretUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  if (textAt(before, 'type') !== textAt(after, 'type')) {
    problems.invalid('type', textAt(after, 'type'), 'field is immutable');
  }
  checkImmutable(problems, before, after);
  problems.add(...validateSecret(after));
  return problems.found;
}

export function validateNamespace(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, finalizer] of textsAt(objectAt(object, 'spec'), 'finalizers').entries()) {
    for (const text of qualifiedNameProblems(finalizer))
      problems.invalid(`spec.finalizers[${index}]`, finalizer, text);
  }
  return problems.found;
}

export function validateNode(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec');
  const seen = new Set<string>();
  for (const [index, taint] of objectsAt(spec, 'taints').entries()) {
    // Upstream's paths say metadata here.
    const field = `metadata.taints[${index}]`;
    const key = textAt(taint, 'key');
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.key`, key, text);
    const effect = textAt(taint, 'effect');
    checkEnum(problems, `${field}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
    if (seen.has(`${key} ${effect}`)) problems.duplicate(field, taint);
    seen.add(`${key} ${effect}`);
  }
  for (const list of ['capacity', 'allocatable']) {
    for (const [name, value] of Object.entries(objectAt(objectAt(object, 'status'), list) ?? {})) {
      checkQuantity(problems, `status.${list}[${name}]`, value);
    }
  }
  return problems.found;
}

export function validateNodeUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateNode(after));
  const old = objectAt(before, 'spec');
  const next = objectAt(after, 'spec');
  const podCidrs = textsAt(old, 'podCIDRs');
  if (podCidrs.length > 0 && !equalJson(podCidrs, textsAt(next, 'podCIDRs'))) {
    problems.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  }
  const provider = textAt(old, 'providerID');
  if (provider !== '' && provider !== textAt(next, 'providerID')) {
    problems.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
  }
  return problems.found;
}

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function checkAccessModes(problems: Problems, spec: Fields): void {
  const modes = textsAt(spec, 'accessModes');
  if (modes.length === 0) problems.required('spec.accessModes', 'at least 1 access mode is required');
  for (const mode of modes)
    if (!accessModes.includes(mode)) problems.notSupported('spec.accessModes', mode, accessModes);
}

export function validatePersistentVolume(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkAccessModes(problems, spec);
  const capacity = objectAt(spec, 'capacity') ?? {};
  if (Object.keys(capacity).length === 0) problems.required('spec.capacity');
  else if (!Object.hasOwn(capacity, 'storage') || Object.keys(capacity).length > 1) {
    problems.notSupported('spec.capacity', capacity, ['storage']);
  }
  for (const [name, value] of Object.entries(capacity)) {
    const amount = parseQuantity(value);
    if (amount !== undefined && amount <= 0n)
      problems.invalid(`spec.capacity[${name}]`, value, 'must be greater than zero');
  }
  const policies = ['Delete', 'Recycle', 'Retain'];
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy');
  if (policy !== '' && !policies.includes(policy)) {
    problems.notSupported('spec.persistentVolumeReclaimPolicy', policy, policies);
  }
  const sources = Object.keys(spec).filter((name) => volumeSources.has(name));
  if (sources.length === 0) problems.required('spec', 'must specify a volume type');
  for (const extra of sources.slice(1))
    problems.forbidden(`spec.${extra}`, 'may not specify more than 1 volume type');
  const path = textAt(objectAt(spec, 'hostPath'), 'path');
  if (objectAt(spec, 'hostPath') !== undefined && path === '') problems.required('spec.hostPath.path');
  return problems.found;
}

const volumeSources: ReadonlySet<string> = new Set([
  'hostPath',
  'gcePersistentDisk',
  'quobyte',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flocker',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
  'portworxVolume',
  'flexVolume',
]);

export function validatePersistentVolumeUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validatePersistentVolume(after));
  const source = (object: KubeObject): readonly unknown[] =>
    [...volumeSources].map((name) => objectAt(object, 'spec')?.[name]);
  if (!equalJson(source(before), source(after))) {
    problems.forbidden(
      'spec.persistentvolumesource',
      'spec.persistentvolumesource is immutable after creation',
    );
  }
  return problems.found;
}

export function validatePersistentVolumeClaim(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  checkAccessModes(problems, spec);
  const storage = objectAt(objectAt(spec, 'resources'), 'requests')?.['storage'];
  if (storage === undefined) problems.required('spec.resources[storage]');
  else if ((parseQuantity(storage) ?? 1n) <= 0n) {
    problems.invalid('spec.resources[storage]', storage, 'must be greater than zero');
  }
  const className = textAt(spec, 'storageClassName');
  if (className !== '') checkName(problems, 'spec.storageClassName', className, 'subdomain');
  const mode = textAt(spec, 'volumeMode');
  if (mode !== '' && mode !== 'Block' && mode !== 'Filesystem') {
    problems.notSupported('spec.volumeMode', mode, ['Block', 'Filesystem']);
  }
  return problems.found;
}

/** A claim is what it asked for: later it may only name its volume, and grow. */
export function validatePersistentVolumeClaimUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validatePersistentVolumeClaim(after));
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const fixed = (spec: Fields): Fields => {
    const bound = textAt(old, 'volumeName') !== '';
    return {
      ...spec,
      volumeName: bound ? spec['volumeName'] : undefined,
      resources: undefined,
      volumeAttributesClassName: undefined,
    };
  };
  if (!equalJson(fixed(old), fixed(next))) {
    problems.forbidden(
      'spec',
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
    return problems.found;
  }
  const had = parseQuantity(objectAt(objectAt(old, 'resources'), 'requests')?.['storage']) ?? 0n;
  const has = parseQuantity(objectAt(objectAt(next, 'resources'), 'requests')?.['storage']) ?? 0n;
  if (has < had) {
    problems.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  } else if (has > had && textAt(objectAt(before, 'status'), 'phase') !== 'Bound') {
    problems.forbidden(
      'spec',
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
    );
  }
  return problems.found;
}

export function validateResourceQuota(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [name, value] of Object.entries(objectAt(objectAt(object, 'spec'), 'hard') ?? {})) {
    const field = `spec.hard[${name}]`;
    for (const text of qualifiedNameProblems(name)) problems.invalid(field, name, text);
    checkQuantity(problems, field, value);
  }
  return problems.found;
}

const limitTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

export function validateLimitRange(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const seen = new Set<string>();
  for (const [index, limit] of objectsAt(objectAt(object, 'spec'), 'limits').entries()) {
    const field = `spec.limits[${index}]`;
    const type = textAt(limit, 'type');
    if (!limitTypes.includes(type) && !type.includes('/')) {
      problems.invalid(`${field}.type`, type, 'must be a standard limit type or fully qualified');
    }
    if (seen.has(type)) problems.duplicate(`${field}.type`, type);
    seen.add(type);
    checkLimitOrder(problems, field, limit);
  }
  return problems.found;
}

const limitOrder = [
  ['min', 'max'],
  ['defaultRequest', 'max'],
  ['min', 'defaultRequest'],
  ['default', 'max'],
  ['min', 'default'],
  ['defaultRequest', 'default'],
] as const;

function checkLimitOrder(problems: Problems, field: string, limit: Fields): void {
  for (const [low, high] of limitOrder) {
    for (const [name, value] of Object.entries(objectAt(limit, low) ?? {})) {
      const lower = parseQuantity(value);
      const upperValue = objectAt(limit, high)?.[name];
      const upper = parseQuantity(upperValue);
      if (lower === undefined || upper === undefined || lower <= upper) continue;
      const detail = `${low} value ${String(value)} is greater than ${high} value ${String(upperValue)}`;
      problems.invalid(`${field}.${low}[${name}]`, value, detail);
    }
  }
}

export function validatePodTemplate(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkPodSpec(problems, 'template.spec', objectAt(objectAt(object, 'template'), 'spec') ?? {});
  return problems.found;
}

export function validateEvent(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const involved = objectAt(object, 'involvedObject') ?? objectAt(object, 'regarding');
  const namespace = textAt(involved, 'namespace');
  const own = object.metadata?.namespace ?? '';
  if (namespace !== '' && namespace !== own) {
    problems.invalid('involvedObject.namespace', namespace, 'does not match event.namespace');
  } else if (namespace === '' && own !== 'default') {
    problems.invalid('involvedObject.namespace', namespace, 'does not match event.namespace');
  }
  return problems.found;
}
