import { equalJson, objectAt, objectIn, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import { isNegative, parseQuantity } from './quantity.ts';
import { checkClaimSpec } from './volume-claim-validation.ts';

export function validatePersistentVolumeClaim(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkClaimSpec(problems, 'spec', objectAt(object, 'spec') ?? {});
  return problems.found;
}

const specRule =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function storageOf(object: KubeObject): unknown {
  return objectIn(object, 'spec', 'resources', 'requests')?.['storage'];
}

/** The new spec with everything taken back that may change. */
function withoutChangeable(before: KubeObject, after: KubeObject): Fields {
  const old = objectAt(before, 'spec') ?? {};
  const spec: Fields = { ...objectAt(after, 'spec') };
  // A claim is bound by naming its volume, and a claim of no class may get one.
  if (textAt(old, 'volumeName') === '') restore(spec, old, 'volumeName');
  if (valueAt(old, 'storageClassName') === undefined) restore(spec, old, 'storageClassName');
  const resources = objectAt(spec, 'resources');
  const requests = objectAt(resources, 'requests');
  const isBound = textAt(objectAt(after, 'status'), 'phase') === 'Bound';
  if (isBound && requests !== undefined)
    spec['resources'] = { ...resources, requests: { ...requests, storage: storageOf(before) } };
  return spec;
}

function restore(spec: Fields, old: Fields, name: string): void {
  if (old[name] === undefined) Reflect.deleteProperty(spec, name);
  else spec[name] = old[name];
}

/** A claim is what it asked for: later it may only name its volume, and grow. */
export function validatePersistentVolumeClaimUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const hasGroup = ['dataSource', 'dataSourceRef'].some(
    (name) => valueAt(objectAt(old, name), 'apiGroup') !== undefined,
  );
  // Upstream looks at a changed claim twice.
  for (let times = 0; times < 2; times += 1) checkClaimSpec(problems, 'spec', next, hasGroup);
  if (!equalJson(old, withoutChangeable(before, after))) problems.forbidden('spec', specRule);
  const had = parseQuantity(storageOf(before)) ?? 0n;
  const has = parseQuantity(storageOf(after)) ?? 0n;
  const capacity = parseQuantity(objectIn(before, 'status', 'capacity')?.['storage']) ?? 0n;
  if (has < had && has <= capacity)
    problems.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  if (valueAt(old, 'volumeMode') !== valueAt(next, 'volumeMode'))
    problems.invalid('volumeMode', valueAt(next, 'volumeMode'), 'field is immutable');
  return problems.found;
}

const resizeStates = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].sort();

/** What a controller may say of a claim's volume. */
export function validatePersistentVolumeClaimStatusUpdate(
  _before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  const status = objectAt(after, 'status');
  if (textsAt(objectAt(after, 'spec'), 'accessModes').length === 0) problems.required('Spec.accessModes');
  for (const [name, value] of Object.entries(objectAt(status, 'capacity') ?? {}))
    checkAmount(problems, `status.capacity[${name}]`, value);
  for (const [name, value] of Object.entries(objectAt(status, 'allocatedResourceStatuses') ?? {})) {
    const field = 'status.allocatedResourceStatus';
    checkStorageKey(problems, field, name);
    if (!resizeStates.includes(String(value))) problems.notSupported(field, name, resizeStates);
  }
  for (const [name, value] of Object.entries(objectAt(status, 'allocatedResources') ?? {})) {
    const field = 'status.allocatedResources';
    if (checkStorageKey(problems, field, name)) checkAmount(problems, `${field}[${name}]`, value);
  }
  return problems.found;
}

function checkAmount(problems: Problems, field: string, value: unknown): void {
  const amount = parseQuantity(value);
  if (amount !== undefined && isNegative(amount))
    problems.invalid(field, Number(value), 'must be a valid resource quantity');
}

/** Of the resources without a domain only storage makes sense here; answers whether the key is fine. */
function checkStorageKey(problems: Problems, field: string, name: string): boolean {
  const wrong = qualifiedNameProblems(name);
  for (const text of wrong) problems.invalid(field, name, text);
  const isNative = !name.includes('/') || name.includes('kubernetes.io/');
  const isOdd = wrong.length === 0 && isNative && name !== 'storage';
  if (isOdd) problems.notSupported(field, name, ['storage']);
  return wrong.length === 0 && !isOdd;
}
