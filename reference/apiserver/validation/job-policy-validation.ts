import { listAt, numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import { countIndexes } from './index-intervals.ts';
import { qualifiedNameProblems } from './names.ts';
import { omitted, type Problems } from './problems.ts';
import { checkNonNegative } from './scalars.ts';

const mostRules = 20;
const mostValues = 255;

/** One of a closed set that must be given; what may be given is said where it is not. */
function checkRequiredEnum(
  problems: Problems,
  field: string,
  value: string,
  supported: readonly string[],
): void {
  const list = supported.map((entry) => JSON.stringify(entry)).join(' ');
  if (value === '') problems.required(field, `valid values: [${list}]`);
  else if (!supported.includes(value)) problems.notSupported(field, value, supported);
}

/** What the end of a pod means for its job, by exit codes and conditions. */
export function checkFailurePolicy(problems: Problems, field: string, spec: Fields): void {
  const rules = objectsAt(objectAt(spec, 'podFailurePolicy'), 'rules');
  if (rules.length > mostRules) problems.tooMany(`${field}.rules`, rules.length, mostRules);
  const podSpec = objectAt(objectAt(spec, 'template'), 'spec');
  const containers = [...objectsAt(podSpec, 'containers'), ...objectsAt(podSpec, 'initContainers')];
  const names = containers.map((container) => textAt(container, 'name'));
  for (const [index, rule] of rules.entries()) {
    const path = `${field}.rules[${index}]`;
    checkAction(problems, `${path}.action`, textAt(rule, 'action'), spec);
    const codes = objectAt(rule, 'onExitCodes');
    const conditions = objectsAt(rule, 'onPodConditions');
    if (codes !== undefined) checkExitCodes(problems, `${path}.onExitCodes`, codes, names);
    checkConditions(problems, `${path}.onPodConditions`, conditions);
    if (codes !== undefined && conditions.length > 0)
      problems.invalid(path, omitted, 'specifying both OnExitCodes and OnPodConditions is not supported');
    if (codes === undefined && conditions.length === 0)
      problems.invalid(path, omitted, 'specifying one of OnExitCodes and OnPodConditions is required');
  }
}

function checkAction(problems: Problems, field: string, action: string, spec: Fields): void {
  if (action === 'FailIndex') {
    if (valueAt(spec, 'backoffLimitPerIndex') === undefined)
      problems.invalid(field, action, 'requires the backoffLimitPerIndex to be set');
  } else checkRequiredEnum(problems, field, action, ['Count', 'FailIndex', 'FailJob', 'Ignore']);
}

function checkExitCodes(problems: Problems, field: string, codes: Fields, names: readonly string[]): void {
  const operator = textAt(codes, 'operator');
  checkRequiredEnum(problems, `${field}.operator`, operator, ['In', 'NotIn']);
  const container = valueAt(codes, 'containerName');
  if (typeof container === 'string' && !names.includes(container))
    problems.invalid(
      `${field}.containerName`,
      container,
      'must be one of the container or initContainer names in the pod template',
    );
  const values = listAt(codes, 'values').map(Number);
  if (values.length === 0) problems.invalid(`${field}.values`, values, 'at least one value is required');
  else if (values.length > mostValues) problems.tooMany(`${field}.values`, values.length, mostValues);
  for (const [index, value] of values.entries()) {
    const path = `${field}.values[${index}]`;
    if (operator === 'In' && value === 0) problems.invalid(path, 0, 'must not be 0 for the In operator');
    if (values.indexOf(value) < index) problems.duplicate(path, value);
  }
  if (values.some((value, index) => value < (values[index - 1] ?? value)))
    problems.invalid(`${field}.values`, values, 'must be ordered');
}

function checkConditions(problems: Problems, field: string, conditions: readonly Fields[]): void {
  if (conditions.length > mostRules) problems.tooMany(field, conditions.length, mostRules);
  for (const [index, condition] of conditions.entries()) {
    const type = textAt(condition, 'type');
    for (const text of qualifiedNameProblems(type)) problems.invalid(`${field}[${index}].type`, type, text);
    const status = textAt(condition, 'status');
    checkRequiredEnum(problems, `${field}[${index}].status`, status, ['False', 'True', 'Unknown']);
  }
}

const longestIndexList = 64 * 1024;

/** When enough indexes have succeeded for the whole job. */
export function checkSuccessPolicy(problems: Problems, field: string, spec: Fields): void {
  const rules = objectsAt(objectAt(spec, 'successPolicy'), 'rules');
  const path = `${field}.rules`;
  if (rules.length === 0)
    problems.required(path, 'at least one rules must be specified when the successPolicy is specified');
  if (rules.length > mostRules) problems.tooMany(path, rules.length, mostRules);
  const completions = numberAt(spec, 'completions') ?? 0;
  for (const [index, rule] of rules.entries())
    checkSuccessRule(problems, `${path}[${index}]`, rule, completions);
}

function checkSuccessRule(problems: Problems, field: string, rule: Fields, completions: number): void {
  const indexes = valueAt(rule, 'succeededIndexes');
  const count = numberAt(rule, 'succeededCount');
  let total = 0;
  if (typeof indexes === 'string') {
    const path = `${field}.succeededIndexes`;
    if (indexes.length > longestIndexList) problems.tooLong(path, longestIndexList);
    const counted = countIndexes(indexes, completions);
    if ('count' in counted) total = counted.count;
    else problems.invalid(path, indexes, `error parsing succeededIndexes: ${counted.problem}`);
  } else if (count === undefined)
    problems.required(field, 'at least one of succeededCount or succeededIndexes must be specified');
  if (count === undefined) return;
  const path = `${field}.succeededCount`;
  const atMost = (limit: number, what: string): void => {
    if (count > limit)
      problems.invalid(path, count, `must be less than or equal to ${limit} (the number of ${what})`);
  };
  checkNonNegative(problems, path, count);
  atMost(completions, 'specified completions');
  if (typeof indexes === 'string') atMost(total, 'indexes in the specified succeededIndexes field');
}
