import { objectAt, objectsAt, type Fields } from '../fields.ts';
import { parseQuantity } from '../validation/quantity.ts';

/** Whether no container of a Pod asks for, or is limited in, any cpu or memory. */
export function isBestEffort(spec: Readonly<Fields>): boolean {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  return containers.every((container) => {
    const resources = objectAt(container, 'resources');
    return ['requests', 'limits'].every((name) => {
      const amounts = objectAt(resources, name);
      return ['cpu', 'memory'].every((resource) => (parseQuantity(amounts?.[resource]) ?? 0n) <= 0n);
    });
  });
}
