import { equalJson, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { goList, bare, Problems } from './problems.ts';
import { checkResourceAmount, checkResourceName, isQuotaResource } from './resource-names.ts';

function checkAmounts(problems: Problems, field: string, amounts: Fields | undefined): void {
  for (const name of Object.keys(amounts ?? {}).sort()) {
    const path = `${field}[${name}]`;
    checkResourceName(problems, path, name);
    if (!name.includes('/') && !isQuotaResource(name))
      problems.invalid(path, bare(name), 'must be a standard resource for quota');
    checkResourceAmount(problems, path, name, amounts?.[name]);
  }
}

const podScopes = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
];
const knownScopes = [...podScopes, 'PriorityClass'];
const computeResources = [
  'pods',
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
];

/** How many of the limited resources the scope says nothing about. */
function misfits(scope: string, hard: Fields): number {
  if (!knownScopes.includes(scope)) return 0;
  const fitting = scope === 'BestEffort' ? ['pods'] : computeResources;
  return Object.keys(hard).filter((name) => isQuotaResource(name) && !fitting.includes(name)).length;
}

function hasConflict(scopes: readonly string[]): number {
  const pairs = [
    ['BestEffort', 'NotBestEffort'],
    ['Terminating', 'NotTerminating'],
  ];
  return pairs.filter((pair) => pair.every((scope) => scopes.includes(scope))).length;
}

function repeat(times: number, action: () => void): void {
  for (let count = 0; count < times; count += 1) action();
}

function checkScopes(problems: Problems, spec: Fields, hard: Fields): void {
  const scopes = textsAt(spec, 'scopes');
  const refuse = (text: string) => (): void => {
    problems.invalid('spec.scopes', goList(scopes), text);
  };
  for (const scope of scopes) {
    if (!knownScopes.includes(scope)) refuse('unsupported scope')();
    repeat(misfits(scope, hard), refuse('unsupported scope applied to resource'));
  }
  repeat(hasConflict(scopes), refuse('conflicting scopes'));
}

const existsOnly =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, " +
  'ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity';

/** Upstream names the list of expressions, not the one that is wrong. */
function checkScopeSelector(problems: Problems, spec: Fields, hard: Fields): void {
  const field = 'spec.scopeSelector.matchExpressions';
  const selector = objectAt(spec, 'scopeSelector');
  const expressions = objectsAt(selector, 'matchExpressions');
  for (const expression of expressions) {
    const scope = textAt(expression, 'scopeName');
    const operator = textAt(expression, 'operator');
    if (!knownScopes.includes(scope)) problems.invalid(`${field}.scopeName`, scope, 'unsupported scope');
    repeat(misfits(scope, hard), () => {
      problems.invalid(field, selector, 'unsupported scope applied to resource');
    });
    if (podScopes.includes(scope) && operator !== 'Exists')
      problems.invalid(`${field}.operator`, operator, existsOnly);
    checkValues(problems, field, operator, textsAt(expression, 'values'));
  }
  const scopes = expressions.map((expression) => textAt(expression, 'scopeName'));
  repeat(hasConflict(scopes), () => {
    problems.invalid(field, goList(textsAt(spec, 'scopes')), 'conflicting scopes');
  });
}

function checkValues(problems: Problems, field: string, operator: string, values: readonly string[]): void {
  if (operator === 'In' || operator === 'NotIn') {
    const text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) problems.required(`${field}.values`, text);
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (values.length > 0) problems.invalid(`${field}.values`, goList(values), text);
  } else problems.invalid(`${field}.operator`, operator, 'not a valid selector operator');
}

export function validateResourceQuota(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const hard = objectAt(spec, 'hard') ?? {};
  checkAmounts(problems, 'spec.hard', hard);
  checkScopes(problems, spec, hard);
  checkScopeSelector(problems, spec, hard);
  return problems.found;
}

export function validateResourceQuotaUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateResourceQuota(after));
  const scopesOf = (object: KubeObject): readonly string[] => textsAt(objectAt(object, 'spec'), 'scopes');
  const sorted = (object: KubeObject): readonly string[] => [...new Set(scopesOf(object))].sort();
  if (!equalJson(sorted(before), sorted(after)))
    problems.invalid('spec.scopes', goList(scopesOf(after)), 'field is immutable');
  return problems.found;
}

export function validateResourceQuotaStatusUpdate(
  _before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  const status = objectAt(after, 'status');
  for (const list of ['hard', 'used']) checkAmounts(problems, `status.${list}`, objectAt(status, list));
  return problems.found;
}
