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
import { parseIp } from './ip-address.ts';
import {
  label1035Problems,
  labelProblems,
  pathSegmentProblems,
  regexProblem,
  subdomainProblems,
} from './names.ts';
import { Problems } from './problems.ts';
import { checkName, checkPort, notAnIp, portNameProblems } from './scalars.ts';

const classAnnotation = 'kubernetes.io/ingress.class';

export function validateIngress(ingress: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkIngress(problems, ingress, { oddSecrets: false, oddWildcards: false });
  const annotated = ingress.metadata?.annotations?.[classAnnotation];
  const named = valueAt(objectAt(ingress, 'spec'), 'ingressClassName');
  if (annotated !== undefined && typeof named === 'string' && annotated !== named) {
    const detail = 'must match `ingressClassName` when both are specified';
    problems.invalid(`annotations.${classAnnotation}`, annotated, detail);
  }
  return problems.found;
}

/** What was let in before a rule came is let in again. */
export function validateIngressUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const old = objectAt(before, 'spec') ?? {};
  checkIngress(problems, after, {
    oddSecrets: objectsAt(old, 'tls').some((tls) => secretProblems(tls).length > 0),
    oddWildcards: objectsAt(old, 'rules').some(
      (rule) => textAt(rule, 'host').includes('*') && ruleProblems(rule).size > 0,
    ),
  });
  return problems.found;
}

interface Tolerated {
  readonly oddSecrets: boolean;
  readonly oddWildcards: boolean;
}

function checkIngress(problems: Problems, ingress: KubeObject, tolerated: Tolerated): void {
  const spec = objectAt(ingress, 'spec') ?? {};
  const rules = objectsAt(spec, 'rules');
  const fallback = objectAt(spec, 'defaultBackend');
  if (rules.length === 0 && fallback === undefined)
    problems.invalid('spec', [], 'either `defaultBackend` or `rules` must be specified');
  if (fallback !== undefined) checkBackend(problems, 'spec.defaultBackend', fallback);
  for (const [index, rule] of rules.entries()) {
    const field = `spec.rules[${index}]`;
    const host = textAt(rule, 'host');
    checkHost(problems, `${field}.host`, host);
    if (!host.includes('*') || !tolerated.oddWildcards) checkRule(problems, field, rule);
  }
  for (const [index, tls] of objectsAt(spec, 'tls').entries())
    checkTls(problems, `spec.tls[${index}]`, { tls, oddSecrets: tolerated.oddSecrets });
  const className = valueAt(spec, 'ingressClassName');
  if (typeof className === 'string') checkName(problems, 'spec.ingressClassName', className, 'subdomain');
}

const wildcardPattern = '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const wildcardText =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower " +
  "case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

function wildcardProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (name.length > 253) problems.push('must be no more than 253 characters');
  if (!new RegExp(`^${wildcardPattern}$`).test(name))
    problems.push(regexProblem(wildcardText, wildcardPattern, '*.example.com'));
  return problems;
}

function hostProblems(host: string): readonly string[] {
  return host.includes('*') ? wildcardProblems(host) : subdomainProblems(host, false);
}

function checkHost(problems: Problems, field: string, host: string): void {
  if (host === '') return;
  if (parseIp(host) !== undefined) problems.invalid(field, host, 'must be a DNS name, not an IP address');
  for (const text of hostProblems(host)) problems.invalid(field, host, text);
}

function checkTls(problems: Problems, field: string, given: { tls: Fields; oddSecrets: boolean }): void {
  for (const [index, host] of textsAt(given.tls, 'hosts').entries())
    for (const text of hostProblems(host)) problems.invalid(`${field}.hosts[${index}]`, host, text);
  if (given.oddSecrets) return;
  for (const text of secretProblems(given.tls))
    problems.invalid(`${field}.secretName`, textAt(given.tls, 'secretName'), text);
}

function secretProblems(tls: Fields): readonly string[] {
  const name = textAt(tls, 'secretName');
  return name === '' ? [] : subdomainProblems(name, false);
}

function ruleProblems(rule: Fields): Problems {
  const problems = new Problems();
  checkRule(problems, '', rule);
  return problems;
}

function checkRule(problems: Problems, field: string, rule: Fields): void {
  const http = objectAt(rule, 'http');
  if (http === undefined) return;
  const paths = objectsAt(http, 'paths');
  if (paths.length === 0) problems.required(`${field}.http.paths`);
  for (const [index, path] of paths.entries()) checkPath(problems, `${field}.http.paths[${index}]`, path);
}

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const forbiddenSequences = ['//', '/./', '/../', '%2f', '%2F'];
const forbiddenEnds = ['/..', '/.'];

function checkPath(problems: Problems, field: string, path: Fields): void {
  const type = valueAt(path, 'pathType');
  if (typeof type !== 'string') {
    problems.required(`${field}.pathType`, 'pathType must be specified');
    return;
  }
  const text = textAt(path, 'path');
  const place = `${field}.path`;
  if (!pathTypes.includes(type)) problems.notSupported(`${field}.pathType`, type, pathTypes);
  else if (type === 'ImplementationSpecific') {
    if (text !== '' && !text.startsWith('/')) problems.invalid(place, text, 'must be an absolute path');
  } else {
    if (!text.startsWith('/')) problems.invalid(place, text, 'must be an absolute path');
    for (const part of forbiddenSequences)
      if (text.includes(part)) problems.invalid(place, text, `must not contain '${part}'`);
    for (const end of forbiddenEnds)
      if (text.endsWith(end)) problems.invalid(place, text, `cannot end with '${end}'`);
  }
  checkBackend(problems, `${field}.backend`, objectAt(path, 'backend') ?? {});
}

function checkBackend(problems: Problems, field: string, backend: Fields): void {
  const service = objectAt(backend, 'service');
  const resource = objectAt(backend, 'resource');
  if (service !== undefined && resource !== undefined)
    problems.invalid(field, '', 'cannot set both resource and service backends');
  else if (resource !== undefined) checkTypedReference(problems, `${field}.resource`, resource);
  else if (service !== undefined) checkServiceBackend(problems, field, service);
  else problems.invalid(field, '', 'resource or service backend is required');
}

function checkServiceBackend(problems: Problems, field: string, service: Fields): void {
  const name = textAt(service, 'name');
  if (name === '') problems.required(`${field}.service.name`);
  for (const text of name === '' ? [] : label1035Problems(name, false))
    problems.invalid(`${field}.service.name`, name, text);
  const port = objectAt(service, 'port');
  const portName = textAt(port, 'name');
  const number = numberAt(port, 'number') ?? 0;
  if (portName !== '' && number !== 0) problems.invalid(field, '', 'cannot set both port name & port number');
  else if (portName !== '')
    for (const text of portNameProblems(portName))
      problems.invalid(`${field}.service.port.name`, portName, text);
  else if (number !== 0) checkPort(problems, `${field}.service.port.number`, number);
  else problems.required(field, 'port name or number is required');
}

function checkTypedReference(problems: Problems, field: string, reference: Fields): void {
  const group = valueAt(reference, 'apiGroup');
  if (typeof group === 'string') checkName(problems, `${field}.apiGroup`, group, 'subdomain');
  for (const name of ['kind', 'name']) {
    const value = textAt(reference, name);
    if (value === '') problems.required(`${field}.${name}`, `${name} is required`);
    for (const text of value === '' ? [] : pathSegmentProblems(value, false))
      problems.invalid(`${field}.${name}`, value, text);
  }
}

/** What controllers report. */
export function validateIngressStatus(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const ingress = objectsAt(objectAt(objectAt(after, 'status'), 'loadBalancer'), 'ingress');
  for (const [index, entry] of ingress.entries()) {
    const field = `status.loadBalancer.ingress[${index}]`;
    const ip = textAt(entry, 'ip');
    if (ip !== '' && parseIp(ip) === undefined) problems.invalid(`${field}.ip`, ip, notAnIp);
    const hostname = textAt(entry, 'hostname');
    if (hostname === '') continue;
    checkName(problems, `${field}.hostname`, hostname, 'subdomain');
    if (parseIp(hostname) !== undefined)
      problems.invalid(`${field}.hostname`, hostname, 'must be a DNS name, not an IP address');
  }
  return problems.found;
}

const longestController = 250;
const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

export function validateIngressClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const controller = textAt(spec, 'controller');
  if (controller.length > longestController) problems.tooLong('spec.controller', longestController);
  checkPrefixedPath(problems, 'spec.controller', controller);
  const parameters = objectAt(spec, 'parameters');
  if (parameters !== undefined) checkParameters(problems, 'spec.parameters', parameters);
  return problems.found;
}

/** `example.com/controller`. */
function checkPrefixedPath(problems: Problems, field: string, text: string): void {
  const slash = text.indexOf('/');
  if (text === '') problems.required(field);
  else if (slash <= 0 || slash === text.length - 1)
    problems.invalid(field, text, 'must be a domain-prefixed path (such as "acme.io/foo")');
  else {
    checkName(problems, field, text.slice(0, slash), 'subdomain');
    const path = text.slice(slash + 1);
    if (!new RegExp(`^${httpPath}$`).test(path))
      problems.invalid(field, path, regexProblem('Invalid path', httpPath));
  }
}

function checkParameters(problems: Problems, field: string, parameters: Fields): void {
  checkTypedReference(problems, field, parameters);
  const scope = valueAt(parameters, 'scope');
  const namespace = valueAt(parameters, 'namespace');
  if (typeof scope !== 'string') problems.required(`${field}.scope`);
  else if (scope !== 'Cluster' && scope !== 'Namespace')
    problems.notSupported(`${field}.scope`, scope, ['Cluster', 'Namespace']);
  else if (scope === 'Cluster') {
    if (typeof namespace === 'string')
      problems.forbidden(`${field}.namespace`, "`parameters.scope` is set to 'Cluster'");
  } else if (typeof namespace !== 'string')
    problems.required(`${field}.namespace`, "`parameters.scope` is set to 'Namespace'");
  else
    for (const text of labelProblems(namespace, false))
      problems.invalid(`${field}.namespace`, namespace, text);
}

export function validateIngressClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const controllerOf = (object: KubeObject): unknown => objectAt(object, 'spec')?.['controller'];
  if (!equalJson(controllerOf(before) ?? '', controllerOf(after) ?? ''))
    problems.invalid('spec.controller', controllerOf(after), 'field is immutable');
  problems.add(...validateIngressClass(after));
  return problems.found;
}
