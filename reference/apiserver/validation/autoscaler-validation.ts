import { numberAt, objectAt, objectsAt, textAt, valueAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { labelProblems, pathSegmentProblems } from './names.ts';
import { Problems } from './problems.ts';
import { parseQuantity } from './quantity.ts';
import { checkContainerResourceName } from './resource-names.ts';
import { checkNonNegative } from './scalars.ts';

export function validateAutoscaler(object: KubeObject): readonly FieldProblem[] {
  return specProblems(object, 1);
}

/** Who scaled to nothing before may go on doing so. */
export function validateAutoscalerUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  return specProblems(after, numberAt(objectAt(before, 'spec'), 'minReplicas') === 0 ? 0 : 1);
}

function specProblems(object: KubeObject, lowest: number): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const low = numberAt(spec, 'minReplicas');
  const high = numberAt(spec, 'maxReplicas') ?? 0;
  if (low !== undefined && low < lowest)
    problems.invalid('spec.minReplicas', low, `must be greater than or equal to ${lowest}`);
  if (high < 1) problems.invalid('spec.maxReplicas', high, 'must be greater than 0');
  if (low !== undefined && high < low)
    problems.invalid('spec.maxReplicas', high, 'must be greater than or equal to `minReplicas`');
  checkReference(problems, 'spec.scaleTargetRef', objectAt(spec, 'scaleTargetRef'));
  checkMetrics(problems, objectsAt(spec, 'metrics'), low);
  const behavior = objectAt(spec, 'behavior');
  for (const name of ['scaleUp', 'scaleDown']) {
    const rules = objectAt(behavior, name);
    if (rules !== undefined) checkScalingRules(problems, `spec.behavior.${name}`, rules);
  }
  return problems.found;
}

function checkReference(problems: Problems, field: string, reference: Fields | undefined): void {
  for (const name of ['kind', 'name']) {
    const value = textAt(reference, name);
    if (value === '') problems.required(`${field}.${name}`);
    else
      for (const text of pathSegmentProblems(value, false)) problems.invalid(`${field}.${name}`, value, text);
  }
}

const wantsOutsideMetric =
  'must specify at least one Object or External metric to support scaling to zero replicas';

function checkMetrics(problems: Problems, metrics: readonly Fields[], low: number | undefined): void {
  for (const [index, metric] of metrics.entries()) checkMetric(problems, `spec.metrics[${index}]`, metric);
  const outside = metrics.some((metric) => ['Object', 'External'].includes(textAt(metric, 'type')));
  if (low === 0 && !outside) problems.forbidden('spec.metrics', wantsOutsideMetric);
}

const sourceTypes = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

type CheckSource = (problems: Problems, field: string, source: Fields) => void;

/** In the order in which upstream looks; of several only the first is looked at. */
const sources: readonly (readonly [name: string, check: CheckSource])[] = [
  ['object', checkObjectSource],
  ['external', checkExternalSource],
  ['pods', checkPodsSource],
  ['resource', checkResourceSource],
  ['containerResource', checkContainerResourceSource],
];

function checkMetric(problems: Problems, field: string, metric: Fields): void {
  const type = textAt(metric, 'type');
  if (type === '') problems.required(`${field}.type`, 'must specify a metric source type');
  const known = sourceTypes.includes(type);
  if (!known) problems.notSupported(`${field}.type`, type, sourceTypes);
  const present = sources.filter(([name]) => objectAt(metric, name) !== undefined);
  const [first] = present;
  if (first !== undefined) first[1](problems, `${field}.${first[0]}`, objectAt(metric, first[0]) ?? {});
  const expected = known ? `${type.charAt(0).toLowerCase()}${type.slice(1)}` : '';
  // Upstream tells it a second time.
  if (!known) problems.notSupported(`${field}.type`, type, sourceTypes);
  else if (objectAt(metric, expected) === undefined)
    problems.required(`${field}.${expected}`, 'must populate information for the given metric source');
  if (present.length === 1) return;
  for (const [name] of present)
    if (name !== expected)
      problems.forbidden(`${field}.${name}`, 'must populate the given metric source only');
}

function checkObjectSource(problems: Problems, field: string, source: Fields): void {
  checkReference(problems, `${field}.describedObject`, objectAt(source, 'describedObject'));
  checkIdentifier(problems, `${field}.metric`, objectAt(source, 'metric'));
  const target = checkTarget(problems, `${field}.target`, source);
  if (!isSet(target, 'value') && !isSet(target, 'averageValue'))
    problems.required(`${field}.target.averageValue`, 'must set either a target value or averageValue');
}

function checkExternalSource(problems: Problems, field: string, source: Fields): void {
  checkIdentifier(problems, `${field}.metric`, objectAt(source, 'metric'));
  const target = checkTarget(problems, `${field}.target`, source);
  const words = 'a target value for metric';
  if (!isSet(target, 'value') && !isSet(target, 'averageValue'))
    problems.required(`${field}.target.averageValue`, `must set either ${words} or a per-pod target`);
  if (isSet(target, 'value') && isSet(target, 'averageValue'))
    problems.forbidden(`${field}.target.value`, `may not set both ${words} and a per-pod target`);
}

function checkPodsSource(problems: Problems, field: string, source: Fields): void {
  checkIdentifier(problems, `${field}.metric`, objectAt(source, 'metric'));
  const target = checkTarget(problems, `${field}.target`, source);
  if (!isSet(target, 'averageValue'))
    problems.required(`${field}.target.averageValue`, 'must specify a positive target averageValue');
}

function checkResourceSource(problems: Problems, field: string, source: Fields): void {
  if (textAt(source, 'name') === '') problems.required(`${field}.name`, 'must specify a resource name');
  checkUtilization(problems, field, source);
}

function checkContainerResourceSource(problems: Problems, field: string, source: Fields): void {
  const name = textAt(source, 'name');
  if (name === '') problems.required(`${field}.name`, 'must specify a resource name');
  else checkContainerResourceName(problems, `${field}.name`, name);
  const container = textAt(source, 'container');
  if (container === '') problems.required(`${field}.container`, 'must specify a container');
  else
    for (const text of labelProblems(container, false))
      problems.invalid(`${field}.container`, container, text);
  checkUtilization(problems, field, source);
}

function checkUtilization(problems: Problems, field: string, source: Fields): void {
  const target = checkTarget(problems, `${field}.target`, source);
  const raw = isSet(target, 'averageValue');
  const relative = isSet(target, 'averageUtilization');
  const words = 'a target raw value';
  if (!raw && !relative)
    problems.required(
      `${field}.target.averageUtilization`,
      `must set either ${words} or a target utilization`,
    );
  if (raw && relative)
    problems.forbidden(`${field}.target.averageValue`, `may not set both ${words} and a target utilization`);
}

function isSet(target: Fields, name: string): boolean {
  return (valueAt(target, name) ?? null) !== null;
}

const targetTypes = ['Utilization', 'Value', 'AverageValue'];

function checkTarget(problems: Problems, field: string, source: Fields): Fields {
  const target = objectAt(source, 'target') ?? {};
  const type = textAt(target, 'type');
  if (type === '') problems.required(`${field}.type`, 'must specify a metric target type');
  if (!targetTypes.includes(type))
    problems.invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue');
  for (const name of ['value', 'averageValue']) {
    const amount = parseQuantity(valueAt(target, name));
    if (amount !== undefined && amount <= 0n)
      problems.invalid(`${field}.${name}`, target[name], 'must be positive');
  }
  const percent = numberAt(target, 'averageUtilization');
  if (percent !== undefined && percent < 1)
    problems.invalid(`${field}.averageUtilization`, percent, 'must be greater than 0');
  return target;
}

function checkIdentifier(problems: Problems, field: string, metric: Fields | undefined): void {
  const name = textAt(metric, 'name');
  if (name === '') problems.required(`${field}.name`, 'must specify a metric name');
  else for (const text of pathSegmentProblems(name, false)) problems.invalid(`${field}.name`, name, text);
}

const longestWindowSeconds = 3600;
const longestPeriodSeconds = 1800;

function checkScalingRules(problems: Problems, field: string, rules: Fields): void {
  const window = numberAt(rules, 'stabilizationWindowSeconds') ?? 0;
  const place = `${field}.stabilizationWindowSeconds`;
  if (window < 0) problems.invalid(place, window, 'must be greater than or equal to zero');
  if (window > longestWindowSeconds)
    problems.invalid(place, window, `must be less than or equal to ${longestWindowSeconds}`);
  const select = valueAt(rules, 'selectPolicy');
  const selections = ['Disabled', 'Max', 'Min'];
  if (typeof select === 'string' && !selections.includes(select))
    problems.notSupported(`${field}.selectPolicy`, select, selections);
  const policies = objectsAt(rules, 'policies');
  if (policies.length === 0) problems.required(`${field}.policies`, 'must specify at least one Policy');
  for (const [index, policy] of policies.entries())
    checkScalingPolicy(problems, `${field}.policies[${index}]`, policy);
}

function checkScalingPolicy(problems: Problems, field: string, policy: Fields): void {
  const type = textAt(policy, 'type');
  if (type !== 'Pods' && type !== 'Percent')
    problems.notSupported(`${field}.type`, type, ['Percent', 'Pods']);
  for (const name of ['value', 'periodSeconds']) {
    const value = numberAt(policy, name) ?? 0;
    if (value <= 0) problems.invalid(`${field}.${name}`, value, 'must be greater than zero');
  }
  const period = numberAt(policy, 'periodSeconds') ?? 0;
  if (period > longestPeriodSeconds)
    problems.invalid(
      `${field}.periodSeconds`,
      period,
      `must be less than or equal to ${longestPeriodSeconds}`,
    );
}

export function validateAutoscalerStatus(_before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const status = objectAt(after, 'status');
  for (const name of ['currentReplicas', 'desiredReplicas'])
    checkNonNegative(problems, `status.${name}`, numberAt(status, name));
  return problems.found;
}
