import { compileCel, CelProblem, type CelScope } from '../cel/cel-program.ts';
import type { CelType } from '../../cel/cel-types.ts';
import { objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { pathSegmentProblems, qualifiedNameProblems } from './names.ts';
import { goList, type Problems } from './problems.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const scopes = ['*', 'Cluster', 'Namespaced'];
export const failurePolicies: readonly string[] = ['Fail', 'Ignore'];
export const matchPolicies: readonly string[] = ['Equivalent', 'Exact'];
const conditionLimit = 64;

/** A field with a closed list of values; what is not there is fine. */
export function checkChoice(
  problems: Problems,
  field: string,
  value: unknown,
  supported: readonly string[],
): void {
  if (typeof value === 'string' && !supported.includes(value)) problems.notSupported(field, value, supported);
}

/** Which requests a webhook or a policy is about. */
export function checkRules(problems: Problems, field: string, rules: readonly Fields[]): void {
  for (const [index, rule] of rules.entries()) checkRule(problems, `${field}[${index}]`, rule);
}

/** Rules of policies, which may name objects. */
export function checkNamedRules(problems: Problems, field: string, rules: readonly Fields[]): void {
  for (const [index, rule] of rules.entries()) {
    const at = `${field}[${index}].resourceNames`;
    const names = textsAt(rule, 'resourceNames');
    for (const [position, name] of names.entries()) {
      for (const text of pathSegmentProblems(name, false)) problems.invalid(`${at}[${position}]`, name, text);
      if (names.indexOf(name) < position) problems.duplicate(`${at}[${position}]`, name);
    }
  }
  checkRules(problems, field, rules);
}

function checkRule(problems: Problems, field: string, rule: Fields): void {
  const asked = textsAt(rule, 'operations');
  checkAlone(problems, `${field}.operations`, asked, 'operations');
  for (const [index, operation] of asked.entries())
    checkChoice(problems, `${field}.operations[${index}]`, operation, operations);
  checkAlone(problems, `${field}.apiGroups`, textsAt(rule, 'apiGroups'), 'API groups');
  const versions = textsAt(rule, 'apiVersions');
  checkAlone(problems, `${field}.apiVersions`, versions, 'API versions');
  for (const [index, version] of versions.entries())
    if (version === '') problems.required(`${field}.apiVersions[${index}]`);
  checkResources(problems, `${field}.resources`, textsAt(rule, 'resources'));
  checkChoice(problems, `${field}.scope`, valueAt(rule, 'scope'), scopes);
}

function checkAlone(problems: Problems, field: string, items: readonly string[], what: string): void {
  if (items.length === 0) problems.required(field);
  if (items.length > 1 && items.includes('*'))
    problems.invalid(field, items, `if '*' is present, must not specify other ${what}`);
}

function checkResources(problems: Problems, field: string, resources: readonly string[]): void {
  if (resources.length === 0) problems.required(field);
  const whole = new Set<string>();
  const everywhere = new Set<string>();
  for (const [index, text] of resources.entries()) {
    if (text === '') problems.required(`${field}[${index}]`);
    const [resource = '', ...rest] = text.split('/');
    if (rest.length === 0) continue;
    const part = rest.join('/');
    const clash = (pattern: string): string => `if '${pattern}' is present, must not specify ${text}`;
    if (whole.has(resource)) problems.invalid(`${field}[${index}]`, text, clash(`${resource}/*`));
    if (everywhere.has(part)) problems.invalid(`${field}[${index}]`, text, clash(`*/${part}`));
    if (part === '*') whole.add(resource);
    if (resource === '*') everywhere.add(part);
  }
  if (resources.length > 1 && resources.includes('*/*'))
    problems.invalid(field, goList(resources), "if '*/*' is present, must not specify other resources");
  // Upstream looks at the last resource without a subresource only.
  const last = resources.filter((text) => text !== '' && !text.includes('/')).at(-1);
  if (resources.includes('*') && last !== undefined && last !== '*') {
    const why = "if '*' is present, must not specify other resources without subresources";
    problems.invalid(field, goList(resources), why);
  }
}

/** Selectors of namespaces and objects. */
export function checkSelectors(problems: Problems, field: string, parent: Fields): void {
  for (const name of ['namespaceSelector', 'objectSelector'])
    checkLabelSelector(problems, `${field}.${name}`, objectAt(parent, name));
}

/** Conditions in CEL, all of which must be true. */
export function checkMatchConditions(
  problems: Problems,
  field: string,
  { parent, scope }: { readonly parent: Fields; readonly scope: CelScope },
): void {
  const conditions = objectsAt(parent, 'matchConditions');
  if (conditions.length > conditionLimit) problems.tooMany(field, conditions.length, conditionLimit);
  const names = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const at = `${field}[${index}]`;
    const expression = textAt(condition, 'expression').trim();
    if (expression === '') problems.required(`${at}.expression`);
    else checkExpression(problems, `${at}.expression`, { expression, scope, types: ['bool'] });
    const name = textAt(condition, 'name');
    if (name === '') problems.required(`${at}.name`);
    for (const text of name === '' ? [] : qualifiedNameProblems(name))
      problems.invalid(`${at}.name`, name, text);
    if (names.has(name)) problems.duplicate(`${at}.name`, name);
    if (name !== '') names.add(name);
  }
}

/** An expression that must compile to one of the types; no types: any. Answers its type; undefined where it does not compile. */
export function checkExpression(
  problems: Problems,
  field: string,
  {
    expression,
    written = expression,
    scope,
    types,
  }: {
    readonly expression: string;
    /** As the object has it, where that is not what is compiled. */
    readonly written?: string;
    readonly scope: CelScope;
    readonly types: readonly string[];
  },
): CelType | undefined {
  const program = compileCel(expression, scope, types.length === 0 ? undefined : { types });
  if (!(program instanceof CelProblem)) return program.type;
  if (program.isInternal) problems.internal(field, program.message);
  else problems.invalid(field, written, program.message);
  return undefined;
}
