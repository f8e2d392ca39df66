import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { qualifiedNameProblems } from './names.ts';
import { bare, Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';
import { checkContainerResourceName, checkResourceName, isOvercommitAllowed } from './resource-names.ts';

const limitTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

export function validateLimitRange(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const seen = new Set<string>();
  for (const [index, limit] of objectsAt(objectAt(object, 'spec'), 'limits').entries()) {
    const field = `spec.limits[${index}]`;
    const type = textAt(limit, 'type');
    checkType(problems, `${field}.type`, type);
    if (seen.has(type)) problems.duplicate(`${field}.type`, type);
    seen.add(type);
    checkLimit(problems, field, limit, type);
  }
  return problems.found;
}

function checkType(problems: Problems, field: string, type: string): void {
  const wrong = qualifiedNameProblems(type);
  for (const text of wrong) problems.invalid(field, type, text);
  if (wrong.length === 0 && !type.includes('/') && !limitTypes.includes(type))
    problems.invalid(field, type, 'must be a standard limit type or fully qualified');
}

function checkLimit(problems: Problems, field: string, limit: Fields, type: string): void {
  const lists = ['max', 'min', ...(type === 'Pod' ? [] : ['default', 'defaultRequest'])];
  for (const list of lists) checkNames(problems, `${field}.${list}`, objectAt(limit, list), type);
  for (const list of type === 'Pod' ? ['default', 'defaultRequest'] : []) {
    const given = Object.keys(objectAt(limit, list) ?? {}).length > 0;
    if (given) problems.forbidden(`${field}.${list}`, "may not be specified when `type` is 'Pod'");
  }
  const bounds = [objectAt(limit, 'min'), objectAt(limit, 'max')];
  if (type === 'PersistentVolumeClaim' && bounds.every((bound) => bound?.['storage'] === undefined)) {
    const text = 'either minimum or maximum storage value is required, but neither was provided';
    problems.required(`${field}.limits`, text);
  }
  checkNames(problems, `${field}.maxLimitRequestRatio`, objectAt(limit, 'maxLimitRequestRatio'), type);
  const lower = [...lists, 'maxLimitRequestRatio'].flatMap((list) =>
    Object.keys(objectAt(limit, list) ?? {}),
  );
  for (const name of [...new Set(lower)].sort()) checkOrder(problems, field, limit, name);
}

function checkNames(problems: Problems, field: string, amounts: Fields | undefined, type: string): void {
  const check = type === 'Pod' || type === 'Container' ? checkContainerResourceName : checkResourceName;
  for (const name of Object.keys(amounts ?? {}).sort()) check(problems, `${field}[${name}]`, name);
}

/** Which amount may not be above which, under whose path that is said, and how the two are called. */
const orders: readonly {
  readonly low: string;
  readonly high: string;
  readonly at: string;
  readonly text: readonly [string, string];
}[] = [
  { low: 'min', high: 'max', at: 'min', text: ['min', 'max'] },
  { low: 'min', high: 'defaultRequest', at: 'defaultRequest', text: ['min', 'default request'] },
  { low: 'defaultRequest', high: 'max', at: 'defaultRequest', text: ['default request', 'max'] },
  {
    low: 'defaultRequest',
    high: 'default',
    at: 'defaultRequest',
    text: ['default request', 'default limit'],
  },
  { low: 'min', high: 'default', at: 'default', text: ['min', 'default'] },
  { low: 'default', high: 'max', at: 'default', text: ['default', 'max'] },
];

function checkOrder(problems: Problems, field: string, limit: Fields, name: string): void {
  const valueOf = (list: string): unknown => objectAt(limit, list)?.[name];
  const amountOf = (list: string): bigint | undefined => parseQuantity(valueOf(list));
  for (const { low, high, at, text } of orders) {
    if (at.startsWith('default') && textAt(limit, 'type') === 'Pod') continue;
    const [lower, upper] = [amountOf(low), amountOf(high)];
    if (lower === undefined || upper === undefined || lower <= upper) continue;
    const detail = `${text[0]} value ${String(valueOf(low))} is greater than ${text[1]} value ${String(valueOf(high))}`;
    problems.invalid(`${field}.${at}[${name}]`, bare(String(valueOf(at))), detail);
  }
  checkRatio(problems, `${field}.maxLimitRequestRatio[${name}]`, { limit, name });
  const [usual, request] = [amountOf('default'), amountOf('defaultRequest')];
  const differs = usual !== undefined && request !== undefined && usual !== request;
  if (!isOvercommitAllowed(name) && differs) {
    const values = `default value ${String(valueOf('default'))} must equal to defaultRequest value ${String(valueOf('defaultRequest'))}`;
    problems.invalid(
      `${field}.defaultRequest[${name}]`,
      bare(String(valueOf('defaultRequest'))),
      `${values} in ${name}`,
    );
  }
}

const one = 10n ** 9n;

function checkRatio(problems: Problems, field: string, given: { limit: Fields; name: string }): void {
  const amountOf = (list: string): bigint | undefined =>
    parseQuantity(objectAt(given.limit, list)?.[given.name]);
  const shown = String(objectAt(given.limit, 'maxLimitRequestRatio')?.[given.name]);
  const ratio = amountOf('maxLimitRequestRatio');
  const [min, max] = [amountOf('min'), amountOf('max')];
  if (ratio === undefined) return;
  if (ratio < one) problems.invalid(field, bare(shown), `ratio ${shown} is less than 1`);
  if (min === undefined || max === undefined) return;
  const greatest = Number(max) / Number(min);
  if (Number(ratio) / Number(one) > greatest)
    problems.invalid(field, bare(shown), `ratio ${shown} is greater than max/min = ${greatest.toFixed(6)}`);
}
