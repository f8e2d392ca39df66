import {
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textEntriesAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { qualifiedNameProblems, subdomainProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkEnumStrictly, checkName, checkNonNegative } from './scalars.ts';
import { parseQuantity } from './quantity.ts';

const immutable = 'field is immutable';
const mostParameters = 512;
const parametersLimitBytes = 256 * 1024;

export function validateStorageClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const provisioner = textAt(object, 'provisioner');
  if (provisioner === '') problems.required('provisioner');
  else
    for (const text of qualifiedNameProblems(provisioner.toLowerCase()))
      problems.invalid('provisioner', provisioner.toLowerCase(), text);
  checkParameters(problems, object);
  const policy = textAt(object, 'reclaimPolicy');
  if (policy !== '') checkEnumStrictly(problems, 'reclaimPolicy', policy, ['Delete', 'Retain']);
  checkEnumStrictly(problems, 'volumeBindingMode', textAt(object, 'volumeBindingMode'), [
    'Immediate',
    'WaitForFirstConsumer',
  ]);
  checkTopologies(problems, objectsAt(object, 'allowedTopologies'));
  return problems.found;
}

function checkParameters(problems: Problems, object: KubeObject): void {
  const parameters = textEntriesAt(object, 'parameters');
  if (parameters.length > mostParameters) {
    problems.tooLong('parameters', mostParameters);
    return;
  }
  let size = 0;
  for (const [key, value] of parameters) {
    if (key === '') problems.invalid('parameters', key, 'field can not be empty.');
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > parametersLimitBytes) problems.tooLong('parameters', parametersLimitBytes);
}

function checkTopologies(problems: Problems, terms: readonly Fields[]): void {
  const seen: Record<string, readonly string[]>[] = [];
  for (const [index, term] of terms.entries()) {
    const field = `allowedTopologies[${index}].matchLabelExpressions`;
    const found = checkTopologyTerm(problems, field, term);
    // Upstream compares with as many empty terms as there are terms, too.
    const empty = Object.keys(found).length === 0 ? terms.length : 0;
    const alike = seen.filter((other) => equalJson(other, found)).length + empty;
    for (let count = 0; count < alike; count += 1) problems.duplicate(field, '');
    seen.push(found);
  }
}

function checkTopologyTerm(
  problems: Problems,
  field: string,
  term: Fields,
): Record<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [index, expression] of objectsAt(term, 'matchLabelExpressions').entries()) {
    const place = `${field}[${index}]`;
    const key = textAt(expression, 'key');
    const values = textsAt(expression, 'values');
    const distinct = new Set<string>();
    if (values.length === 0) problems.required(`${place}.values`);
    for (const [at, value] of values.entries()) {
      if (distinct.has(value)) problems.duplicate(`${place}.values[${at}]`, value);
      distinct.add(value);
    }
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${place}.key`, key, text);
    if (found.has(key)) problems.duplicate(`${place}.key`, key);
    found.set(key, [...distinct].sort());
  }
  return Object.fromEntries(found);
}

export function validateStorageClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateStorageClass(after));
  if (!equalJson(before['parameters'] ?? {}, after['parameters'] ?? {}))
    problems.forbidden('parameters', 'updates to parameters are forbidden.');
  for (const name of ['provisioner', 'reclaimPolicy']) {
    if (before[name] !== after[name]) problems.forbidden(name, `updates to ${name} are forbidden.`);
  }
  if (before['volumeBindingMode'] !== after['volumeBindingMode'])
    problems.invalid('volumeBindingMode', after['volumeBindingMode'], immutable);
  return problems.found;
}

const longestMessageBytes = 1024;
const attachmentLimitBytes = 256 * 1024;

export function validateVolumeAttachment(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkAttachment(problems, object);
  const spec = objectAt(object, 'spec');
  checkDriverName(problems, 'spec.attacher', textAt(spec, 'attacher'));
  const volume = valueAt(objectAt(spec, 'source'), 'persistentVolumeName');
  if (typeof volume === 'string')
    checkName(problems, 'spec.source.persistentVolumeName', volume, 'subdomain');
  return problems.found;
}

function checkAttachment(problems: Problems, object: KubeObject): void {
  const spec = objectAt(object, 'spec');
  if (textAt(spec, 'attacher') === '') problems.required('spec.attacher');
  const source = objectAt(spec, 'source');
  const volume = valueAt(source, 'persistentVolumeName');
  const named = typeof volume === 'string';
  const inline = objectAt(source, 'inlineVolumeSpec') !== undefined;
  const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (!named && !inline) problems.required('spec.source', one);
  else if (named && inline) problems.forbidden('spec.source', one);
  else if (volume === '')
    problems.required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName');
  checkName(problems, 'spec.nodeName', textAt(spec, 'nodeName'), 'subdomain');
  const status = objectAt(object, 'status');
  const metadata = textEntriesAt(status, 'attachmentMetadata');
  const size = metadata.reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);
  if (size > attachmentLimitBytes) problems.tooLong('status.attachmentMetadata', attachmentLimitBytes);
  for (const name of ['attachError', 'detachError']) {
    const message = textAt(objectAt(status, name), 'message');
    if (Buffer.byteLength(message) > longestMessageBytes)
      problems.tooLong(`status.${name}.message`, attachmentLimitBytes);
  }
}

export function validateVolumeAttachmentUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  // Upstream looks at it twice, and tells what it finds as often.
  checkAttachment(problems, after);
  checkAttachment(problems, after);
  if (!equalJson(before['spec'], after['spec'])) problems.invalid('spec', after['spec'], immutable);
  return problems.found;
}

/** A driver is called as a domain is, in at most 63 characters. */
function checkDriverName(problems: Problems, field: string, name: string): void {
  if (name === '') problems.required(field);
  if (name.length > 63) problems.tooLong(field, 63);
  for (const text of subdomainProblems(name.toLowerCase(), false)) problems.invalid(field, name, text);
}

const lifecycleModes = ['Persistent', 'Ephemeral'];
const groupPolicies = ['File', 'None', 'ReadWriteOnceWithFSType'];
const shortestTokenSeconds = 600;
const longestTokenSeconds = 2 ** 32;

export function validateCsiDriver(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const required = [
    ['attachRequired', 'attachedRequired'],
    ['podInfoOnMount', 'podInfoOnMount'],
    ['storageCapacity', 'storageCapacity'],
  ] as const;
  for (const [name, shown] of required)
    if (typeof spec[name] !== 'boolean') problems.required(`spec.${shown}`);
  const policy = valueAt(spec, 'fsGroupPolicy');
  if (typeof policy === 'string') checkEnumStrictly(problems, 'spec.fsGroupPolicy', policy, groupPolicies);
  checkTokenRequests(problems, objectsAt(spec, 'tokenRequests'));
  for (const mode of textsAt(spec, 'volumeLifecycleModes'))
    checkEnumStrictly(problems, 'spec.volumeLifecycleModes', mode, lifecycleModes);
  return problems.found;
}

function checkTokenRequests(problems: Problems, requests: readonly Fields[]): void {
  const audiences = new Set<string>();
  for (const [index, request] of requests.entries()) {
    const field = `spec.tokenRequests[${index}]`;
    const audience = textAt(request, 'audience');
    if (audiences.has(audience)) {
      problems.duplicate(`${field}.audience`, audience);
      continue;
    }
    audiences.add(audience);
    const seconds = numberAt(request, 'expirationSeconds') ?? shortestTokenSeconds;
    const place = `${field}.expirationSeconds`;
    if (seconds < shortestTokenSeconds)
      problems.invalid(place, seconds, 'may not specify a duration less than 10 minutes');
    if (seconds > longestTokenSeconds)
      problems.invalid(place, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
}

export function validateCsiDriverUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateCsiDriver(after));
  const old = objectAt(before, 'spec') ?? {};
  const next = objectAt(after, 'spec') ?? {};
  const fixed = [
    ['attachRequired', 'attachedRequired'],
    ['volumeLifecycleModes', 'volumeLifecycleModes'],
  ] as const;
  for (const [name, shown] of fixed)
    if (!equalJson(old[name], next[name])) problems.invalid(`spec.${shown}`, next[name], immutable);
  return problems.found;
}

const longestNodeId = 256;

export function validateCsiNode(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const names = new Set<string>();
  for (const [index, driver] of objectsAt(objectAt(object, 'spec'), 'drivers').entries()) {
    const field = `spec.drivers[${index}]`;
    const name = textAt(driver, 'name');
    checkDriverName(problems, `${field}.name`, name);
    const id = textAt(driver, 'nodeID');
    if (id === '') problems.required(`${field}.nodeID`);
    if (Buffer.byteLength(id) > longestNodeId)
      problems.invalid(`${field}.nodeID`, id, `must be ${longestNodeId} characters or less`);
    const count = numberAt(objectAt(driver, 'allocatable'), 'count');
    checkNonNegative(problems, `${field}.allocatable.count`, count);
    if (names.has(name)) problems.duplicate(`${field}.name`, name);
    names.add(name);
    checkTopologyKeys(problems, field, textsAt(driver, 'topologyKeys'));
  }
  return problems.found;
}

function checkTopologyKeys(problems: Problems, field: string, keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (key === '') problems.required(field);
    if (seen.has(key)) problems.duplicate(field, key);
    seen.add(key);
    for (const text of qualifiedNameProblems(key)) problems.invalid(field, key, text);
  }
}

/** Drivers come and go; what one of them says of itself stays. */
export function validateCsiNodeUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateCsiNode(after));
  const old = objectsAt(objectAt(before, 'spec'), 'drivers');
  for (const driver of objectsAt(objectAt(after, 'spec'), 'drivers')) {
    const known = old.find((other) => textAt(other, 'name') === textAt(driver, 'name'));
    if (known !== undefined && !equalJson(known, driver))
      problems.invalid('CSINodeDriver', driver, immutable);
  }
  return problems.found;
}

export function validateCsiStorageCapacity(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkLabelSelector(problems, 'nodeTopology', objectAt(object, 'nodeTopology'));
  checkName(problems, 'storageClassName', textAt(object, 'storageClassName'), 'subdomain');
  const amount = parseQuantity(valueAt(object, 'capacity'));
  if (amount !== undefined && amount < 0n)
    problems.invalid('capacity', String(object['capacity']), 'must be greater than or equal to 0');
  return problems.found;
}

export function validateCsiStorageCapacityUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateCsiStorageCapacity(after));
  for (const name of ['nodeTopology', 'storageClassName'])
    if (!equalJson(before[name], after[name])) problems.invalid(name, after[name], immutable);
  return problems.found;
}
