import {
  addAmounts,
  amountsWhere,
  greatestAmounts,
  noAmounts,
  readAmounts,
  type Amounts,
} from './amounts.ts';
import { objectAt, objectsAt, textAt, type Fields } from './fields.ts';

/** Which side of a container's resources. */
export type ResourceSide = 'requests' | 'limits';

/**
 * What the containers of a pod need at most at one time: those that run side by side together, or, where that is more,
 * one init container with the sidecars started before it.
 */
export function containerTotal(spec: Fields, side: ResourceSide): Amounts {
  let together: Amounts = noAmounts;
  for (const container of objectsAt(spec, 'containers'))
    together = addAmounts(together, amountsOf(container, side));
  let sidecars: Amounts = noAmounts;
  let starting: Amounts = noAmounts;
  for (const container of objectsAt(spec, 'initContainers')) {
    const own = amountsOf(container, side);
    const isSidecar = textAt(container, 'restartPolicy') === 'Always';
    const needed = addAmounts(own, sidecars);
    if (isSidecar) {
      together = addAmounts(together, own);
      sidecars = needed;
    }
    starting = greatestAmounts(starting, needed);
  }
  return greatestAmounts(together, starting);
}

/** What a pod is counted with: its containers and what running a pod costs by itself, added to limits only where there are some. */
export function podTotal(spec: Fields, side: ResourceSide): Amounts {
  const total = containerTotal(spec, side);
  const overhead = readAmounts(objectAt(spec, 'overhead'));
  if (side === 'requests') return addAmounts(total, overhead);
  return addAmounts(
    total,
    amountsWhere(overhead, (name) => (total.get(name)?.nano ?? 0n) !== 0n),
  );
}

export function amountsOf(container: Fields, side: ResourceSide): Amounts {
  return readAmounts(objectAt(objectAt(container, 'resources'), side));
}
