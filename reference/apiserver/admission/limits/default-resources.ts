import { formatQuantity } from '../../../../schemas/quantity.ts';
import type { Amounts } from '../../../quota/amounts.ts';
import { ensureObject, objectAt, objectsAt, setOwn, textAt, type Fields } from '../../fields.ts';
import type { Draft } from '../../resource-definition.ts';
import type { Limit } from './limit-range.ts';

const told = 'kubernetes.io/limit-ranger';

/** Gives the containers of a pod what the limits set where a container says nothing, and notes on the pod what was set. */
export function setDefaultResources(pod: Draft, limits: readonly Limit[]): void {
  const containerLimits = limits.filter(({ type }) => type === 'Container');
  if (containerLimits.length === 0) return;
  const requests = merged(containerLimits.map(({ defaultRequest }) => defaultRequest));
  const most = merged(containerLimits.map((limit) => limit.default));
  const spec = objectAt(pod, 'spec');
  const notes: string[] = [];
  for (const [list, called] of [
    ['containers', 'container'],
    ['initContainers', 'init container'],
  ] as const) {
    for (const container of objectsAt(spec, list)) {
      const limited = setMissing(container, 'limits', most);
      const requested = setMissing(container, 'requests', requests);
      const name = textAt(container, 'name');
      if (requested !== '') notes.push(`${requested} request for ${called} ${name}`);
      if (limited !== '') notes.push(`${limited} limit for ${called} ${name}`);
    }
  }
  if (notes.length === 0) return;
  const annotations = ensureObject(ensureObject(pod, 'metadata'), 'annotations');
  annotations[told] = `LimitRanger plugin set: ${notes.join('; ')}`;
}

function merged(all: readonly Amounts[]): Amounts {
  return new Map(all.flatMap((amounts) => [...amounts]));
}

/** Gives back the names of what was set, for people. */
function setMissing(container: Fields, side: 'requests' | 'limits', amounts: Amounts): string {
  const present = objectAt(objectAt(container, 'resources'), side) ?? {};
  const missing = [...amounts].filter(([name]) => !Object.hasOwn(present, name));
  if (missing.length === 0) return '';
  const list = ensureObject(ensureObject(container, 'resources'), side);
  for (const [name, quantity] of missing) setOwn(list, name, formatQuantity(quantity));
  return missing
    .map(([name]) => name)
    .sort()
    .join(', ');
}
