import { numberAt, objectAt, type Fields } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { Problems } from './problems.ts';
import { checkNonNegative } from './scalars.ts';

interface CountRules {
  /** Counts that are not negative, in upstream's order. */
  readonly counts: readonly string[];
  /** Those that are at most `replicas`. */
  readonly atMostReplicas?: readonly string[];
  /** How upstream calls the ready replicas where more are available. */
  readonly ready?: string;
  /** True where `collisionCount` is there and never goes down. */
  readonly collides?: boolean;
}

type StatusRule = (before: KubeObject, after: KubeObject) => readonly FieldProblem[];

/** Checks a status by what it counts. */
function byCounts(rules: CountRules): StatusRule {
  return (before, after) => {
    const problems = new Problems();
    const status = objectAt(after, 'status') ?? {};
    for (const name of rules.counts) checkNonNegative(problems, `status.${name}`, numberAt(status, name));
    checkOrder(problems, status, rules);
    const collisions = numberAt(status, 'collisionCount');
    const collisionsBefore = numberAt(objectAt(before, 'status'), 'collisionCount');
    const isDecremented = collisionsBefore !== undefined && (collisions ?? -1) < collisionsBefore;
    if (rules.collides === true && isDecremented)
      problems.invalid('status.collisionCount', collisions ?? 0, 'cannot be decremented');
    return problems.found;
  };
}

function checkOrder(problems: Problems, status: Fields, { atMostReplicas, ready }: CountRules): void {
  const count = (name: string): number => numberAt(status, name) ?? 0;
  for (const name of atMostReplicas ?? [])
    if (count(name) > count('replicas'))
      problems.invalid(`status.${name}`, count(name), 'cannot be greater than status.replicas');
  if (ready !== undefined && count('availableReplicas') > count('readyReplicas'))
    problems.invalid(
      'status.availableReplicas',
      count('availableReplicas'),
      `cannot be greater than ${ready}`,
    );
}

export const validateReplicasStatus: StatusRule = byCounts({
  counts: ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  atMostReplicas: ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
  ready: 'readyReplicas',
});

export const validateDeploymentStatus: StatusRule = byCounts({
  counts: [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'collisionCount',
  ],
  atMostReplicas: ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
  ready: 'readyReplicas',
  collides: true,
});

export const validateStatefulSetStatus: StatusRule = byCounts({
  counts: [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount',
  ],
  atMostReplicas: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
  ready: 'status.readyReplicas',
  collides: true,
});

export const validateDaemonSetStatus: StatusRule = byCounts({
  counts: [
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable',
    'collisionCount',
  ],
  collides: true,
});
