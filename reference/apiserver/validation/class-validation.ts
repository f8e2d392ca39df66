import { booleanAt, numberAt, objectAt, objectsAt, textAt, textEntriesAt, valueAt } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import { checkResources } from './resource-validation.ts';
import { checkEnum } from './scalars.ts';
import { checkTolerations } from './toleration-validation.ts';

/** A PriorityClass of a user stays below the system's. */
const highestUserPriority = 1_000_000_000;

const systemClasses: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

export function validatePriorityClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const value = numberAt(object, 'value') ?? 0;
  const name = object.metadata?.name ?? '';
  if (name.startsWith('system-')) {
    const why = systemClassProblem(name, value, booleanAt(object, 'globalDefault') ?? false);
    const text = "priority class names with 'system-' prefix are reserved for system use only. error: ";
    if (why !== undefined) problems.forbidden('metadata.name', `${text}${why}`);
  } else if (value > highestUserPriority)
    problems.forbidden('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`);
  const policy = valueAt(object, 'preemptionPolicy');
  if (typeof policy === 'string')
    checkEnum(problems, 'preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']);
  return problems.found;
}

function systemClassProblem(name: string, value: number, isDefault: boolean): string | undefined {
  const known = Object.hasOwn(systemClasses, name) ? systemClasses[name] : undefined;
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export function validatePriorityClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  if ((before['value'] ?? 0) !== (after['value'] ?? 0))
    problems.forbidden('value', 'may not be changed in an update.');
  if ((before['preemptionPolicy'] ?? null) !== (after['preemptionPolicy'] ?? null))
    problems.invalid('preemptionPolicy', after['preemptionPolicy'], 'field is immutable');
  return problems.found;
}

export function validateRuntimeClass(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const handler = textAt(object, 'handler');
  for (const text of labelProblems(handler, false)) problems.invalid('handler', handler, text);
  const overhead = objectAt(object, 'overhead');
  if (overhead !== undefined) checkResources(problems, 'overhead', { limits: overhead['podFixed'] });
  const scheduling = objectAt(object, 'scheduling');
  if (scheduling === undefined) return problems.found;
  for (const [key, value] of textEntriesAt(scheduling, 'nodeSelector')) {
    for (const text of qualifiedNameProblems(key)) problems.invalid('scheduling.nodeSelector', key, text);
    for (const text of labelValueProblems(value)) problems.invalid('scheduling.nodeSelector', value, text);
  }
  // Upstream names the list twice.
  checkTolerations(problems, 'scheduling.tolerations.tolerations', scheduling);
  const seen = new Set<string>();
  for (const [index, toleration] of objectsAt(scheduling, 'tolerations').entries()) {
    const key = ['key', 'operator', 'value', 'effect'].map((name) => textAt(toleration, name)).join(' ');
    if (seen.has(key)) problems.duplicate(`scheduling.tolerations[${index}]`, toleration);
    seen.add(key);
  }
  return problems.found;
}

export function validateRuntimeClassUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  problems.add(...validateRuntimeClass(after));
  if (before['handler'] !== after['handler'])
    problems.invalid('handler', after['handler'], 'field is immutable');
  return problems.found;
}

const leaseStrategies = ['OldestEmulationVersion'];

export function validateLease(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  const spec = objectAt(object, 'spec');
  const duration = numberAt(spec, 'leaseDurationSeconds');
  if (duration !== undefined && duration <= 0)
    problems.invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0');
  const transitions = numberAt(spec, 'leaseTransitions');
  if (transitions !== undefined && transitions < 0)
    problems.invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0');
  const strategy = textAt(spec, 'strategy');
  if (strategy !== '' && !leaseStrategies.includes(strategy) && !/^[^/]+\/[^/]+$/.test(strategy))
    problems.notSupported('spec.strategy', strategy, leaseStrategies);
  if (textAt(spec, 'preferredHolder') !== '' && strategy === '')
    problems.forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined');
  return problems.found;
}
