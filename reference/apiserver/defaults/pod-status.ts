import { objectAt, objectsAt, type Fields } from '../fields.ts';
import { parseQuantity } from '../validation/quantity.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const counted = ['cpu', 'memory'];

/**
 * Guaranteed: every container limits CPU and memory and asks for as much. BestEffort: none asks for or limits anything.
 * Burstable: the rest.
 */
export function qosClassOf(spec: Fields | undefined): QosClass {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const resources = containers.map((container) => objectAt(container, 'resources'));
  const mentions = resources.some(
    (entry) => names(entry, 'requests').length + names(entry, 'limits').length > 0,
  );
  if (!mentions) return 'BestEffort';
  return resources.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

/** Of the resources that count, those with an amount above zero. */
function names(resources: Fields | undefined, list: 'requests' | 'limits'): readonly string[] {
  const amounts = objectAt(resources, list);
  return counted.filter((name) => (parseQuantity(amounts?.[name]) ?? 0n) > 0n);
}

function isGuaranteed(resources: Fields | undefined): boolean {
  if (names(resources, 'limits').length !== counted.length) return false;
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  return counted.every((name) => {
    const request = requests?.[name];
    return request === undefined || parseQuantity(request) === parseQuantity(limits?.[name]);
  });
}
