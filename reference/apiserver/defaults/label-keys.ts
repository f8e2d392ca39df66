import { objectAt, objectsAt, textsAt, type Fields } from '../fields.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/**
 * Writes into the selectors of a new pod's affinities what `matchLabelKeys` and `mismatchLabelKeys` mean for this pod: the values
 * of its own labels.
 */
export function applyLabelKeys(pod: Fields): void {
  const affinity = objectAt(objectAt(pod, 'spec'), 'affinity');
  if (affinity === undefined) return;
  const labels = objectAt(objectAt(pod, 'metadata'), 'labels') ?? {};
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const terms = objectAt(affinity, name);
    for (const term of objectsAt(terms, preferred)) applyTo(objectAt(term, 'podAffinityTerm'), labels);
    for (const term of objectsAt(terms, required)) applyTo(term, labels);
  }
}

function applyTo(term: Fields | undefined, labels: Fields): void {
  const selector = objectAt(term, 'labelSelector');
  if (selector === undefined) return;
  const added = [
    ...expressionsFor(textsAt(term, 'matchLabelKeys'), 'In', labels),
    ...expressionsFor(textsAt(term, 'mismatchLabelKeys'), 'NotIn', labels),
  ];
  if (added.length > 0) selector['matchExpressions'] = [...objectsAt(selector, 'matchExpressions'), ...added];
}

function expressionsFor(keys: readonly string[], operator: string, labels: Fields): readonly Fields[] {
  return keys.flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}
