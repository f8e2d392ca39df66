import { objectAt, objectsAt, type Fields } from '../fields.ts';

/** One container of a Pod, and where it stands: `spec.initContainers[0]`. */
export interface PlacedContainer {
  readonly container: Fields;
  readonly field: string;
}

const lists = ['initContainers', 'containers', 'ephemeralContainers'];

/** Every container of a Pod in the order in which upstream visits them: initial, ordinary, ephemeral. */
export function containersOf(pod: Readonly<Fields> | undefined): readonly PlacedContainer[] {
  const spec = objectAt(pod, 'spec');
  return lists.flatMap((list) =>
    objectsAt(spec, list).map((container, index) => ({ container, field: `spec.${list}[${index}]` })),
  );
}
