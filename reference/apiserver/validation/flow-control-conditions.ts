import { objectAt, objectsAt, textAt } from '../fields.ts';
import type { KubeObject } from '../resource-definition.ts';
import type { Problems } from './problems.ts';

/** Each type of condition once, and none without a type. */
export function checkConditions(problems: Problems, object: KubeObject): void {
  const seen = new Set<string>();
  for (const [index, condition] of objectsAt(objectAt(object, 'status'), 'conditions').entries()) {
    const place = `status.conditions[${index}].type`;
    const type = textAt(condition, 'type');
    if (seen.has(type)) problems.duplicate(place, type);
    seen.add(type);
    if (type === '') problems.required(place, 'must not be empty');
  }
}
