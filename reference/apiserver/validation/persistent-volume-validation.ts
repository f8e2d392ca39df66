import { equalJson, objectAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkNodeSelector } from './affinity-validation.ts';
import { Problems } from './problems.ts';
import { isNegative, parseQuantity } from './quantity.ts';
import { checkName, checkOptionalEnum, checkTextOf } from './scalars.ts';
import { checkAccessModes, volumeModes } from './volume-claim-validation.ts';
import { persistentSources } from './volume-source-validation.ts';
import { checkOneSource } from './volume-validation.ts';

export function validatePersistentVolume(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  if (textsAt(spec, 'accessModes').length === 0) problems.required('spec.accessModes');
  checkAccessModes(problems, 'spec', spec);
  checkCapacity(problems, objectAt(spec, 'capacity') ?? {});
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy');
  const policyPath = 'spec.persistentVolumeReclaimPolicy';
  checkTextOf(problems, policyPath, policy, ['Delete', 'Recycle', 'Retain']);
  checkNodeAffinity(problems, spec);
  checkSources(problems, spec, object.metadata?.name ?? '');
  const hostPath = objectAt(spec, 'hostPath');
  if (policy === 'Recycle' && hostPath !== undefined && isRoot(textAt(hostPath, 'path')))
    problems.forbidden(policyPath, "may not be 'recycle' for a hostPath mount of '/'");
  const className = textAt(spec, 'storageClassName');
  if (className !== '') checkName(problems, 'spec.storageClassName', className, 'subdomain');
  checkOptionalEnum(problems, 'spec.volumeMode', valueAt(spec, 'volumeMode'), volumeModes);
  return problems.found;
}

function checkCapacity(problems: Problems, capacity: Fields): void {
  const names = Object.keys(capacity);
  if (names.length === 0) problems.required('spec.capacity');
  if (names.length !== 1 || names[0] !== 'storage')
    problems.notSupported('spec.capacity', capacity, ['storage']);
  for (const name of names) {
    const field = `spec.capacity[${name}]`;
    const value = capacity[name];
    const amount = parseQuantity(value);
    if (amount === undefined) continue;
    if (isNegative(amount)) problems.invalid(field, Number(value), 'must be a valid resource quantity');
    if (amount <= 0n) problems.invalid(field, String(value), 'must be greater than zero');
  }
}

function checkNodeAffinity(problems: Problems, spec: Fields): void {
  const affinity = objectAt(spec, 'nodeAffinity');
  const field = 'spec.nodeAffinity';
  const required = objectAt(affinity, 'required');
  if (required !== undefined) checkNodeSelector(problems, `${field}.required`, required);
  else if (affinity !== undefined)
    problems.required(`${field}.required`, 'must specify required node constraints');
}

/** Exactly one source; a volume on a node's own disk says on which node. */
function checkSources(problems: Problems, spec: Fields, name: string): void {
  const [first] = Object.keys(persistentSources).filter((source) => objectAt(spec, source) !== undefined);
  if (first === undefined) problems.required('spec', 'must specify a volume type');
  checkOneSource(problems, 'spec', spec, persistentSources, name);
  if (first === 'local' && objectAt(spec, 'nodeAffinity') === undefined)
    problems.required('spec.nodeAffinity', 'Local volume requires node affinity');
}

/** True for every way to write `/`. */
function isRoot(path: string): boolean {
  const depth: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') depth.pop();
    else if (step !== '' && step !== '.') depth.push(step);
  }
  return path.startsWith('/') && depth.length === 0;
}

/** Zones and the like that nodes are called by in an old and in a new way. */
const renamedLabels: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** True where the new terms are the old ones, but for keys that got their new names. */
function isSameAffinity(old: unknown, next: unknown): boolean {
  if (Array.isArray(old) && Array.isArray(next))
    return old.length === next.length && old.every((entry: unknown, at) => isSameAffinity(entry, next[at]));
  if (typeof old !== 'object' || typeof next !== 'object' || old === null || next === null)
    return old === next;
  const [before, after] = [old as Fields, next as Fields];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].every((name) => {
    // Upstream lets a key without a new name become empty, too; that is refused elsewhere.
    const isRenamed = name === 'key' && (renamedLabels[textAt(before, 'key')] ?? '') === textAt(after, 'key');
    return isRenamed || isSameAffinity(before[name], after[name]);
  });
}

/** What a volume is made of stays; secrets for growing it may be added. */
export function validatePersistentVolumeUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validatePersistentVolume(after));
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const rule = 'spec.persistentvolumesource is immutable after creation';
  const isSame = Object.keys(persistentSources).every((name) =>
    equalJson(old[name], sourceOf(next, old, name)),
  );
  if (!isSame) problems.forbidden('spec.persistentvolumesource', rule);
  if (valueAt(old, 'volumeMode') !== valueAt(next, 'volumeMode'))
    problems.invalid('volumeMode', valueAt(next, 'volumeMode'), 'field is immutable');
  const [hadAffinity, hasAffinity] = [valueAt(old, 'nodeAffinity'), valueAt(next, 'nodeAffinity')];
  if (hadAffinity !== undefined && !isSameAffinity(hadAffinity, hasAffinity))
    problems.invalid(
      'nodeAffinity',
      hasAffinity,
      'field is immutable, except for updating from beta label to GA',
    );
  return problems.found;
}

function sourceOf(next: Fields, old: Fields, name: string): unknown {
  const source = objectAt(next, name);
  if (name !== 'csi' || source === undefined || objectAt(old, 'csi') === undefined) return next[name];
  if (valueAt(objectAt(old, 'csi'), 'controllerExpandSecretRef') !== undefined) return source;
  const { controllerExpandSecretRef, ...rest } = source;
  return controllerExpandSecretRef === undefined ? source : rest;
}
