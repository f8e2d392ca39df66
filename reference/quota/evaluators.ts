import { claimEvaluator } from './claim-evaluator.ts';
import type { Evaluator } from './evaluator.ts';
import { objectEvaluator } from './object-evaluator.ts';
import { podEvaluator } from './pod-evaluator.ts';
import { serviceEvaluator } from './service-evaluator.ts';

/** Kinds of which more than the number is counted. */
const special: readonly Evaluator[] = [podEvaluator, serviceEvaluator, claimEvaluator];

/** What is never stored, and events, which come and go by themselves. */
const uncounted: ReadonlySet<string> = new Set([
  '/bindings',
  '/componentstatuses',
  '/events',
  'events.k8s.io/events',
  'authentication.k8s.io/tokenreviews',
  'authentication.k8s.io/selfsubjectreviews',
  'authorization.k8s.io/subjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
]);

const known = new Map<string, Evaluator | undefined>(
  special.map((evaluator) => [`${evaluator.group}/${evaluator.plural}`, evaluator]),
);

/** How objects of a resource are counted; undefined where they never are. The same answer for the same resource. */
export function evaluatorFor(group: string, plural: string): Evaluator | undefined {
  const key = `${group}/${plural}`;
  if (uncounted.has(key)) return undefined;
  const found = known.get(key) ?? objectEvaluator(group, plural);
  known.set(key, found);
  return found;
}
