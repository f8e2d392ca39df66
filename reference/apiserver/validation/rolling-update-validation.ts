import { objectAt, textAt, valueAt, type Fields } from '../fields.ts';
import { goIntOrString, type Problems } from './problems.ts';
import { checkIntOrPercent } from './scalars.ts';

/** `25%` as 25, a number as itself; undefined where it is no percentage. */
function percentOf(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  return match === null ? undefined : Number(match[1]);
}

/** The amount or the percentage; a text that is neither counts as the number it begins with would, upstream: as its own number or 0. */
function amountOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent !== undefined) return percent;
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

function checkAtMostAll(problems: Problems, field: string, value: unknown): void {
  if ((percentOf(value) ?? 0) > 100)
    problems.invalid(field, goIntOrString(value), 'must not be greater than 100%');
}

function checkDeploymentUpdate(problems: Problems, field: string, rolling: Fields): void {
  const { maxUnavailable, maxSurge } = rolling;
  checkIntOrPercent(problems, `${field}.maxUnavailable`, maxUnavailable);
  checkIntOrPercent(problems, `${field}.maxSurge`, maxSurge);
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0)
    problems.invalid(
      `${field}.maxUnavailable`,
      goIntOrString(maxUnavailable),
      'may not be 0 when `maxSurge` is 0',
    );
  checkAtMostAll(problems, `${field}.maxUnavailable`, maxUnavailable);
}

/** How a deployment gets from one template to the next. */
export function checkDeploymentStrategy(problems: Problems, strategy: Fields): void {
  const field = 'spec.strategy';
  const rolling = objectAt(strategy, 'rollingUpdate');
  const type = textAt(strategy, 'type');
  if (type === 'Recreate') {
    if (rolling !== undefined)
      problems.forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type !== 'RollingUpdate') problems.notSupported(field, strategy, ['Recreate', 'RollingUpdate']);
  else if (rolling === undefined)
    problems.required(`${field}.rollingUpdate`, 'this should be defaulted and never be nil');
  else checkDeploymentUpdate(problems, `${field}.rollingUpdate`, rolling);
}

/** A daemon set replaces its pods in place or beside the old ones, not both. */
export function checkDaemonStrategy(problems: Problems, strategy: Fields): void {
  const field = 'spec.updateStrategy';
  const rolling = objectAt(strategy, 'rollingUpdate');
  const type = textAt(strategy, 'type');
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    problems.notSupported(field, strategy, ['RollingUpdate', 'OnDelete']);
    return;
  }
  if (rolling === undefined) {
    problems.required(`${field}.rollingUpdate`);
    return;
  }
  const path = `${field}.rollingUpdate`;
  const { maxUnavailable, maxSurge } = rolling;
  checkIntOrPercent(problems, `${path}.maxUnavailable`, maxUnavailable);
  checkIntOrPercent(problems, `${path}.maxSurge`, maxSurge);
  checkAtMostAll(problems, `${path}.maxUnavailable`, maxUnavailable);
  checkAtMostAll(problems, `${path}.maxSurge`, maxSurge);
  const [isUnavailable, isSurging] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (isUnavailable && isSurging)
    problems.invalid(
      `${path}.maxSurge`,
      goIntOrString(maxSurge),
      'may not be set when maxUnavailable is non-zero',
    );
  else if (!isUnavailable && !isSurging)
    problems.required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
}

export function checkStatefulStrategy(problems: Problems, strategy: Fields): void {
  const field = 'spec.updateStrategy';
  const rolling = objectAt(strategy, 'rollingUpdate');
  const type = textAt(strategy, 'type');
  if (type === '') problems.required(field);
  else if (type === 'OnDelete') {
    if (rolling !== undefined)
      problems.invalid(`${field}.rollingUpdate`, rolling, "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type !== 'RollingUpdate')
    problems.invalid(field, strategy, "must be 'RollingUpdate' or 'OnDelete'");
  else {
    const partition = Number(valueAt(rolling, 'partition') ?? 0);
    if (partition < 0)
      problems.invalid(`${field}.rollingUpdate.partition`, partition, 'must be greater than or equal to 0');
  }
}
