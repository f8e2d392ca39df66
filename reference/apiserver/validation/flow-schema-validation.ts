import {
  booleanAt,
  equalJson,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
  type Fields,
} from '../fields.ts';
import { mandatoryObjects } from '../flowcontrol/bootstrap-configuration.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkConditions } from './flow-control-conditions.ts';
import { goList, goStruct, Problems } from './problems.ts';
import { checkName } from './scalars.ts';

const leastUrgent = 10_000;
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];
const everything = '*';

export function validateFlowSchema(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const name = object.metadata?.name ?? '';
  checkSpec(problems, spec, name);
  const fixed = mandatoryObjects.flowSchemas.find((mandatory) => mandatory.name === name);
  if (fixed !== undefined && !equalJson(spec, fixed.spec))
    problems.invalid(
      'spec',
      goStruct('flowcontrol.FlowSchemaSpec'),
      `spec of '${name}' must equal the fixed value`,
    );
  checkConditions(problems, object);
  return problems.found;
}

export function validateFlowSchemaStatus(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkConditions(problems, after);
  return problems.found;
}

function checkSpec(problems: Problems, spec: Fields, name: string): void {
  const precedence = numberAt(spec, 'matchingPrecedence') ?? 0;
  const place = 'spec.matchingPrecedence';
  if (precedence <= 0) problems.invalid(place, precedence, 'must be a positive value');
  if (precedence > leastUrgent)
    problems.invalid(place, precedence, `must not be greater than ${leastUrgent}`);
  if (precedence === 1 && name !== 'exempt')
    problems.invalid(place, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  const method = objectAt(spec, 'distinguisherMethod');
  const methods = ['ByNamespace', 'ByUser'];
  if (method !== undefined && !methods.includes(textAt(method, 'type'))) {
    const told = goStruct(
      'flowcontrol.FlowDistinguisherMethod',
      `Type:${JSON.stringify(textAt(method, 'type'))}`,
    );
    problems.notSupported('spec.distinguisherMethod.type', told, methods);
  }
  const level = textAt(objectAt(spec, 'priorityLevelConfiguration'), 'name');
  if (level === '')
    problems.required('spec.priorityLevelConfiguration.name', 'must reference a priority level');
  else checkName(problems, 'spec.priorityLevelConfiguration.name', level, 'subdomain');
  for (const [index, rule] of objectsAt(spec, 'rules').entries())
    checkRule(problems, `spec.rules[${index}]`, rule);
}

function checkRule(problems: Problems, field: string, rule: Fields): void {
  const subjects = objectsAt(rule, 'subjects');
  if (subjects.length === 0)
    problems.required(`${field}.subjects`, 'subjects must contain at least one value');
  for (const [index, subject] of subjects.entries())
    checkSubject(problems, `${field}.subjects[${index}]`, subject);
  const resourceRules = objectsAt(rule, 'resourceRules');
  const nonResourceRules = objectsAt(rule, 'nonResourceRules');
  if (resourceRules.length === 0 && nonResourceRules.length === 0) {
    const detail = 'at least one of resourceRules and nonResourceRules has to be non-empty';
    problems.required(field, detail);
  }
  for (const [index, entry] of resourceRules.entries())
    checkResourceRule(problems, `${field}.resourceRules[${index}]`, entry);
  for (const [index, entry] of nonResourceRules.entries())
    checkNonResourceRule(problems, `${field}.nonResourceRules[${index}]`, entry);
}

/** Each kind of subject is told by the field of its name, and by no other. */
const subjectFields: readonly (readonly [kind: string, field: string])[] = [
  ['ServiceAccount', 'serviceAccount'],
  ['User', 'user'],
  ['Group', 'group'],
];

function checkSubject(problems: Problems, field: string, subject: Fields): void {
  const kind = textAt(subject, 'kind');
  const own = subjectFields.find(([known]) => known === kind)?.[1];
  if (own === undefined) {
    problems.notSupported(`${field}.kind`, kind, ['Group', 'ServiceAccount', 'User']);
    return;
  }
  const named = objectAt(subject, own);
  if (named === undefined)
    problems.required(`${field}.${own}`, `${own} is required when subject kind is '${kind}'`);
  else checkSubjectName(problems, `${field}.${own}`, { kind, named });
  for (const [other, name] of subjectFields) {
    if (name === own || objectAt(subject, name) === undefined) continue;
    problems.forbidden(`${field}.${name}`, `${name} is forbidden when subject kind is not '${other}'`);
  }
}

function checkSubjectName(
  problems: Problems,
  field: string,
  { kind, named }: { readonly kind: string; readonly named: Fields },
): void {
  const name = textAt(named, 'name');
  if (name === '') problems.required(`${field}.name`);
  if (kind !== 'ServiceAccount') return;
  if (name !== '' && name !== everything) checkName(problems, `${field}.name`, name, 'subdomain');
  const namespace = textAt(named, 'namespace');
  if (namespace === '') problems.required(`${field}.namespace`, 'must specify namespace for service account');
  else checkName(problems, `${field}.namespace`, namespace, 'label');
}

function checkVerbs(problems: Problems, field: string, given: readonly string[]): void {
  if (given.length === 0) problems.required(field, 'verbs must contain at least one value');
  else if (given.includes(everything)) {
    if (given.length > 1)
      problems.invalid(field, goList(given), "if '*' is present, must not specify other verbs");
  } else if (!given.every((verb) => verbs.includes(verb))) {
    problems.notSupported(field, goList(given), verbs);
  }
}

function checkResourceRule(problems: Problems, field: string, rule: Fields): void {
  checkVerbs(problems, `${field}.verbs`, textsAt(rule, 'verbs'));
  for (const [name, told, some] of [
    ['apiGroups', 'api groups', 'api group'],
    ['resources', 'resources', 'resource'],
  ] as const) {
    const given = textsAt(rule, name);
    if (given.length === 0)
      problems.required(`${field}.${name}`, `resource rules must supply at least one ${some}`);
    else if (given.length > 1 && given.includes(everything))
      problems.invalid(
        `${field}.${name}`,
        goList(given),
        `if '*' is present, must not specify other ${told}`,
      );
  }
  checkNamespaces(problems, `${field}.namespaces`, rule);
}

function checkNamespaces(problems: Problems, field: string, rule: Fields): void {
  const given = textsAt(rule, 'namespaces');
  if (given.length === 0 && booleanAt(rule, 'clusterScope') !== true) {
    const detail = 'resource rules that are not cluster scoped must supply at least one namespace';
    problems.required(field, detail);
  } else if (given.includes(everything)) {
    if (given.length > 1)
      problems.invalid(field, goList(given), "if '*' is present, must not specify other namespaces");
  } else {
    for (const [index, namespace] of given.entries())
      checkNamespace(problems, `${field}[${index}]`, namespace);
  }
}

function checkNamespace(problems: Problems, field: string, namespace: string): void {
  const found = new Problems();
  checkName(found, field, namespace, 'label');
  const intro = "each member of this list must be '*' or a DNS-1123 label; ";
  const told = `Invalid value: ${JSON.stringify(namespace)}: `;
  for (const problem of found.found)
    problems.add({ ...problem, message: told + intro + problem.message.slice(told.length) });
}

function checkNonResourceRule(problems: Problems, field: string, rule: Fields): void {
  checkVerbs(problems, `${field}.verbs`, textsAt(rule, 'verbs'));
  const place = `${field}.nonResourceURLs`;
  const given = textsAt(rule, 'nonResourceURLs');
  if (given.length === 0) problems.required(place, 'nonResourceURLs must contain at least one value');
  else if (given.includes(everything)) {
    if (given.length > 1)
      problems.invalid(place, goList(given), "if '*' is present, must not specify other non-resource URLs");
  } else {
    for (const [index, path] of given.entries()) {
      const detail = pathProblem(path);
      if (detail !== undefined) problems.invalid(`${place}[${index}]`, path, detail);
    }
  }
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'must start with slash';
  if (path.includes(' ')) return 'must not contain white-space';
  if (path.includes('//')) return 'must not contain double slash';
  const stars = path.split('*').length - 1;
  if (stars > 1 || (stars === 1 && !path.endsWith('/*'))) return 'wildcard can only do suffix matching';
  return undefined;
}
