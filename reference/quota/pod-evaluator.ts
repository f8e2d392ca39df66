import type { Quantity } from '../../schemas/quantity.ts';
import { addAmounts, one, type Amounts } from './amounts.ts';
import { countName, type Evaluator } from './evaluator.ts';
import { objectAt, objectsAt, textAt, type Fields } from './fields.ts';
import { amountsOf, podTotal } from './pod-resources.ts';
import { podInScope } from './pod-scopes.ts';
import { isExtendedResource, isNativeResource } from './resource-names.ts';

const count = countName('', 'pods');
const basic = ['cpu', 'memory', 'ephemeral-storage'];
const names: ReadonlySet<string> = new Set([
  count,
  'pods',
  ...basic.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);

/** Where a quota counts one of these, every container must say how much it wants. Kept for old times' sake; others never joined. */
const demanded: ReadonlySet<string> = new Set(
  ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
);

/** Pods: their number and what their containers ask for. */
export const podEvaluator: Evaluator = {
  group: '',
  plural: 'pods',
  chargesUpdates: false,
  counts: (name) =>
    names.has(name) ||
    name.startsWith('hugepages-') ||
    name.startsWith('requests.hugepages-') ||
    (name.startsWith('requests.') && !isNativeResource(name)),
  inScope: podInScope,
  missing,
  usage,
};

function missing(limited: readonly string[], pod: Fields): string {
  const wanted = limited.filter((name) => demanded.has(name));
  if (wanted.length === 0) return '';
  const spec = objectAt(pod, 'spec');
  const lacking = new Map<string, Set<string>>();
  for (const container of [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')]) {
    const said = counted(amountsOf(container, 'requests'), amountsOf(container, 'limits'));
    for (const name of wanted.filter((wantedName) => !said.has(wantedName))) {
      lacking.set(name, (lacking.get(name) ?? new Set()).add(textAt(container, 'name')));
    }
  }
  if (lacking.size === 0) return '';
  const texts = [...lacking].map(([name, containers]) => `${name} for: ${[...containers].sort().join(',')}`);
  return `must specify ${texts.sort().join('; ')}`;
}

/** A pod that has come to its end no longer needs anything, but is still there. */
function usage(pod: Fields, nowMs: number): Amounts {
  const itself: Amounts = new Map([[count, one]]);
  if (hasEnded(pod, nowMs)) return itself;
  const spec = objectAt(pod, 'spec');
  return addAmounts(itself, counted(podTotal(spec, 'requests'), podTotal(spec, 'limits')));
}

/** Finished, or due to be gone: a node that is lost cannot say that it has stopped the pod. */
export function hasEnded(pod: Fields, nowMs: number): boolean {
  const phase = textAt(objectAt(pod, 'status'), 'phase');
  if (phase === 'Failed' || phase === 'Succeeded') return true;
  const metadata = objectAt(pod, 'metadata');
  const grace = metadata['deletionGracePeriodSeconds'];
  const deletedAt = textAt(metadata, 'deletionTimestamp');
  if (deletedAt === '' || typeof grace !== 'number') return false;
  // eslint-disable-next-line no-restricted-globals -- reads a given instant, and no clock
  return nowMs > Date.parse(deletedAt) + grace * 1000;
}

/** Requests and limits under the names that quotas use. */
function counted(requests: Amounts, limits: Amounts): Amounts {
  const found = new Map<string, Quantity>([['pods', one]]);
  for (const name of basic) {
    const request = requests.get(name);
    const limit = limits.get(name);
    if (request !== undefined) found.set(name, request).set(`requests.${name}`, request);
    if (limit !== undefined) found.set(`limits.${name}`, limit);
  }
  for (const [name, request] of requests) {
    if (name.startsWith('hugepages-')) found.set(name, request).set(`requests.${name}`, request);
    else if (isExtendedResource(name)) found.set(`requests.${name}`, request);
  }
  return found;
}
