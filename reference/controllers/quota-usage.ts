import { addAmounts, amountsWhere, noAmounts, wholeAmount, type Amounts } from '../quota/amounts.ts';
import type { Evaluator } from '../quota/evaluator.ts';
import { evaluatorFor } from '../quota/evaluators.ts';
import { selects, type Quota } from '../quota/quota.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ServedResource } from './resource-discovery.ts';

/** A resource of which quotas count objects. */
export interface CountedResource extends ServedResource {
  readonly evaluator: Evaluator;
  /** More than the number is counted, so that whole objects must be looked at. */
  readonly isWeighed: boolean;
}

const neededVerbs = ['create', 'list', 'watch', 'delete'];
const weighed: readonly string[] = ['pods', 'services', 'persistentvolumeclaims'];

/** Those of the resources that quotas can be about. */
export function countedResources(resources: readonly ServedResource[]): readonly CountedResource[] {
  return resources.flatMap((resource) => {
    if (!resource.namespaced || !neededVerbs.every((verb) => resource.verbs.includes(verb))) return [];
    const evaluator = evaluatorFor(resource.group, resource.plural);
    if (evaluator === undefined) return [];
    const isWeighed = resource.group === '' && weighed.includes(resource.plural);
    return [{ ...resource, evaluator, isWeighed }];
  });
}

/** What the objects that are there use of all that the quota limits and somebody can count, from fresh lists. */
export async function countUsage(
  api: Pick<KubeClient, 'list'>,
  about: { readonly quota: Quota; readonly namespace: string; readonly nowMs: number },
  resources: readonly CountedResource[],
): Promise<Amounts> {
  const { quota, namespace, nowMs } = about;
  const limited = [...quota.specHard.keys()];
  let total: Amounts = noAmounts;
  for (const resource of resources) {
    const { evaluator, isWeighed } = resource;
    const names = limited.filter((name) => evaluator.counts(name));
    if (names.length === 0) continue;
    const zeros = new Map(names.map((name) => [name, wholeAmount(0)]));
    const options = isWeighed ? { namespace } : { namespace, metadataOnly: true };
    const { items } = await api.list(resource, options);
    let used: Amounts = zeros;
    for (const item of items) {
      if (selects(quota, evaluator, item)) used = addAmounts(used, evaluator.usage(item, nowMs));
    }
    total = addAmounts(
      total,
      amountsWhere(used, (name) => names.includes(name)),
    );
  }
  return total;
}
