import {
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { Problems } from './problems.ts';
import { checkEnumStrictly, checkIntOrPercent, checkName, checkNonNegative, isIpv4 } from './scalars.ts';

/** A PriorityClass of a user stays below the system's. */
const highestUserPriority = 1_000_000_000;

export function validatePriorityClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const value = numberAt(object, 'value') ?? 0;
  const name = object.metadata?.name ?? '';
  const system = name === 'system-node-critical' || name === 'system-cluster-critical';
  if (name.startsWith('system-') && !system) {
    problems.forbidden(
      'metadata.name',
      "priority class names with 'system-' prefix are reserved for system use only. error: it is not a known system priority class",
    );
  } else if (!system && value > highestUserPriority) {
    problems.forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`);
  }
  const policy = textAt(object, 'preemptionPolicy');
  if (policy !== '')
    checkEnumStrictly(problems, 'preemptionPolicy', policy, ['Never', 'PreemptLowerPriority']);
  return problems.found;
}

export function validatePriorityClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const name of ['value', 'preemptionPolicy']) {
    if ((before[name] ?? 0) !== (after[name] ?? 0)) problems.invalid(name, after[name], 'field is immutable');
  }
  return problems.found;
}

export function validateLease(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec');
  const duration = numberAt(spec, 'leaseDurationSeconds');
  if (duration !== undefined && duration <= 0) {
    problems.invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0');
  }
  const transitions = numberAt(spec, 'leaseTransitions');
  if (transitions !== undefined && transitions < 0) {
    problems.invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0');
  }
  return problems.found;
}

export function validateRole(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  for (const [index, rule] of objectsAt(object, 'rules').entries()) {
    const field = `rules[${index}]`;
    if (textsAt(rule, 'verbs').length === 0)
      problems.required(`${field}.verbs`, 'verbs must contain at least one value');
    const urls = textsAt(rule, 'nonResourceURLs');
    if (urls.length > 0) {
      if (object.kind === 'Role')
        problems.invalid(
          `${field}.nonResourceURLs`,
          urls,
          'namespaced rules cannot apply to non-resource URLs',
        );
      if (textsAt(rule, 'apiGroups').length + textsAt(rule, 'resources').length > 0) {
        problems.invalid(
          `${field}.nonResourceURLs`,
          urls,
          'rules cannot apply to both regular resources and non-resource URLs',
        );
      }
      continue;
    }
    if (textsAt(rule, 'apiGroups').length === 0) {
      problems.required(`${field}.apiGroups`, 'resource rules must supply at least one api group');
    }
    if (textsAt(rule, 'resources').length === 0) {
      problems.required(`${field}.resources`, 'resource rules must supply at least one resource');
    }
  }
  return problems.found;
}

export function validateRoleBinding(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const role = objectAt(object, 'roleRef') ?? {};
  checkEnumStrictly(problems, 'roleRef.apiGroup', textAt(role, 'apiGroup'), ['rbac.authorization.k8s.io']);
  const kinds = object.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['Role', 'ClusterRole'];
  checkEnumStrictly(problems, 'roleRef.kind', textAt(role, 'kind'), kinds);
  if (textAt(role, 'name') === '') problems.required('roleRef.name');
  for (const [index, subject] of objectsAt(object, 'subjects').entries())
    checkSubject(problems, `subjects[${index}]`, { subject, kind: object.kind ?? '' });
  return problems.found;
}

function checkSubject(problems: Problems, field: string, given: { subject: Fields; kind: string }): void {
  const { subject } = given;
  const name = textAt(subject, 'name');
  if (name === '') problems.required(`${field}.name`);
  const kind = textAt(subject, 'kind');
  if (kind === 'ServiceAccount') {
    if (name !== '') checkName(problems, `${field}.name`, name, 'subdomain');
    if (textAt(subject, 'namespace') === '' && given.kind === 'ClusterRoleBinding')
      problems.required(`${field}.namespace`);
  } else checkEnumStrictly(problems, `${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']);
}

export function validateRoleBindingUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateRoleBinding(after));
  if (!equalJson(before['roleRef'], after['roleRef']))
    problems.invalid('roleRef', after['roleRef'], 'cannot change roleRef');
  return problems.found;
}

export function validateAutoscaler(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const low = numberAt(spec, 'minReplicas');
  const high = numberAt(spec, 'maxReplicas') ?? 0;
  if (low !== undefined && low < 1)
    problems.invalid('spec.minReplicas', low, 'must be greater than or equal to 1');
  if (high < 1) problems.invalid('spec.maxReplicas', high, 'must be greater than 0');
  if (low !== undefined && high < low)
    problems.invalid('spec.maxReplicas', high, 'must be greater than or equal to `minReplicas`');
  const target = objectAt(spec, 'scaleTargetRef');
  for (const name of ['kind', 'name'])
    if (textAt(target, name) === '') problems.required(`spec.scaleTargetRef.${name}`);
  return problems.found;
}

export function validateIngress(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const rules = objectsAt(spec, 'rules');
  const fallback = objectAt(spec, 'defaultBackend');
  if (rules.length === 0 && fallback === undefined) {
    problems.invalid('spec', [], 'either `defaultBackend` or `rules` must be specified');
  }
  if (fallback !== undefined) checkBackend(problems, 'spec.defaultBackend', fallback);
  for (const [index, rule] of rules.entries()) {
    const host = textAt(rule, 'host');
    const field = `spec.rules[${index}]`;
    if (isIpv4(host)) problems.invalid(`${field}.host`, host, 'must be a DNS name, not an IP address');
    else if (host !== '') checkName(problems, `${field}.host`, host.replace(/^\*\./, ''), 'subdomain');
    const http = objectAt(rule, 'http');
    if (http === undefined) continue;
    if (objectsAt(http, 'paths').length === 0) problems.required(`${field}.http.paths`);
    for (const [at, path] of objectsAt(http, 'paths').entries())
      checkIngressPath(problems, `${field}.http.paths[${at}]`, path);
  }
  return problems.found;
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function checkIngressPath(problems: Problems, field: string, path: Fields): void {
  const type = textAt(path, 'pathType');
  const text = textAt(path, 'path');
  if (type === '') problems.required(`${field}.pathType`, 'pathType must be specified');
  else if (!pathTypes.includes(type)) problems.notSupported(`${field}.pathType`, type, pathTypes);
  else if (type !== 'ImplementationSpecific' && !text.startsWith('/')) {
    problems.invalid(`${field}.path`, text, 'must be an absolute path');
  }
  checkBackend(problems, `${field}.backend`, objectAt(path, 'backend') ?? {});
}

function checkBackend(problems: Problems, field: string, backend: Fields): void {
  const service = objectAt(backend, 'service');
  const resource = objectAt(backend, 'resource');
  if (service !== undefined && resource !== undefined) {
    problems.invalid(field, '', 'cannot set both resource and service backends');
  } else if (service === undefined && resource === undefined) {
    problems.required(field, 'resource or service backend is required');
  }
  if (service === undefined) return;
  const name = textAt(service, 'name');
  if (name === '') problems.required(`${field}.service.name`);
  else checkName(problems, `${field}.service.name`, name, 'label1035');
  const port = objectAt(service, 'port');
  if (textAt(port, 'name') === '' && (numberAt(port, 'number') ?? 0) === 0) {
    problems.required(`${field}.service.port`, 'port name or number is required');
  }
}

export function validateDisruptionBudget(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  if (valueAt(spec, 'minAvailable') !== undefined && valueAt(spec, 'maxUnavailable') !== undefined) {
    problems.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set');
  }
  for (const name of ['minAvailable', 'maxUnavailable'])
    checkIntOrPercent(problems, `spec.${name}`, valueAt(spec, name));
  checkLabelSelector(problems, 'spec.selector', objectAt(spec, 'selector'));
  return problems.found;
}

export function validateStorageClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  if (textAt(object, 'provisioner') === '') problems.required('provisioner');
  checkEnumStrictly(problems, 'reclaimPolicy', textAt(object, 'reclaimPolicy'), ['Delete', 'Retain']);
  checkEnumStrictly(problems, 'volumeBindingMode', textAt(object, 'volumeBindingMode'), [
    'Immediate',
    'WaitForFirstConsumer',
  ]);
  return problems.found;
}

export function validateStorageClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateStorageClass(after));
  if (!equalJson(before['parameters'], after['parameters'])) {
    problems.forbidden('parameters', 'updates to parameters are forbidden.');
  }
  for (const name of ['provisioner', 'reclaimPolicy']) {
    if (before[name] !== after[name]) problems.forbidden(name, `updates to ${name} are forbidden.`);
  }
  if (before['volumeBindingMode'] !== after['volumeBindingMode']) {
    problems.invalid('volumeBindingMode', after['volumeBindingMode'], 'field is immutable');
  }
  return problems.found;
}

export function validateEndpointSlice(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const type = textAt(object, 'addressType');
  if (type === '') problems.required('addressType');
  else checkEnumStrictly(problems, 'addressType', type, ['FQDN', 'IPv4', 'IPv6']);
  for (const [index, endpoint] of objectsAt(object, 'endpoints').entries()) {
    if (textsAt(endpoint, 'addresses').length === 0) {
      problems.required(`endpoints[${index}].addresses`, 'must contain at least 1 address');
    }
    for (const [at, address] of textsAt(endpoint, 'addresses').entries()) {
      const field = `endpoints[${index}].addresses[${at}]`;
      if (type === 'IPv4' && !isIpv4(address))
        problems.invalid(field, address, 'must be a valid IPv4 address');
    }
  }
  return problems.found;
}

export function validateEndpointSliceUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateEndpointSlice(after));
  if (before['addressType'] !== after['addressType']) {
    problems.invalid('addressType', after['addressType'], 'field is immutable');
  }
  return problems.found;
}

export function validateControllerRevision(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  if (object['data'] === undefined) problems.required('data', 'data is mandatory');
  checkNonNegative(problems, 'revision', numberAt(object, 'revision'));
  return problems.found;
}

export function validateControllerRevisionUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateControllerRevision(after));
  if (!equalJson(before['data'], after['data']))
    problems.invalid('data', after['data'], 'field is immutable');
  return problems.found;
}
