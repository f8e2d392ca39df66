import { numberAt, objectAt, objectsAt, valueAt } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { checkConditionList } from './condition-validation.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { Problems } from './problems.ts';
import { checkEnumStrictly, checkIntOrPercent, checkNonNegative } from './scalars.ts';

export function validateDisruptionBudget(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec') ?? {};
  const limits = ['minAvailable', 'maxUnavailable'].filter((name) => (valueAt(spec, name) ?? null) !== null);
  if (limits.length === 2)
    problems.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set');
  for (const name of limits) {
    const value = valueAt(spec, name);
    checkIntOrPercent(problems, `spec.${name}`, value);
    const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
    if (percent !== undefined && Number(percent) > 100)
      problems.invalid(`spec.${name}`, value, 'must not be greater than 100%');
  }
  checkLabelSelector(problems, 'spec.selector', objectAt(spec, 'selector'));
  const policy = valueAt(spec, 'unhealthyPodEvictionPolicy');
  if (typeof policy === 'string')
    checkEnumStrictly(problems, 'spec.unhealthyPodEvictionPolicy', policy, [
      'AlwaysAllow',
      'IfHealthyBudget',
    ]);
  return problems.found;
}

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

export function validateDisruptionBudgetStatus(
  _before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  const status = objectAt(after, 'status');
  checkConditionList(problems, 'status.conditions', objectsAt(status, 'conditions'));
  for (const name of counts) checkNonNegative(problems, `status.${name}`, numberAt(status, name));
  return problems.found;
}
