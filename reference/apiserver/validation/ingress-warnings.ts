import { objectAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';

const classAnnotation = 'kubernetes.io/ingress.class';

/** What the writer of an Ingress should hear although nothing is wrong. */
export function ingressWarnings(ingress: KubeObject): readonly string[] {
  if (ingress.metadata?.annotations?.[classAnnotation] === undefined) return [];
  if (typeof objectAt(ingress, 'spec')?.['ingressClassName'] === 'string') return [];
  return [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`];
}
