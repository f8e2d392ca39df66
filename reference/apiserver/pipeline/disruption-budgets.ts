import { systemPeer } from '../own-objects/own-request.ts';
import { ensureObject, numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import type { ResourceEntry } from '../registry/registry.ts';
import { draftOf } from '../registry/metadata.ts';
import type { KubeObject } from '../resource-definition.ts';
import { forbidden, notFound, Refusal, tooManyRequests } from '../status.ts';
import { timestampText } from '../timestamp.ts';
import { labelsOf, selectsLabels } from '../validation/label-selectors.ts';
import type { RequestContext } from './context.ts';
import { updateObject } from './update.ts';

/** Evictions that were granted and that the controller has not seen yet. */
const mostDisruptedPods = 2000;
const retrySeconds = 10;
const noQuery = new URLSearchParams();

/** The budgets that are about a Pod, from the store itself: one that was made a moment ago counts. */
export async function budgetsOf(context: RequestContext, pod: KubeObject): Promise<readonly KubeObject[]> {
  const store = entryOf(context)?.store;
  if (store === undefined) return [];
  const prefix = `${store.cache.prefix}${context.info.namespace}/`;
  const { items } = await store.page(prefix, { startKey: prefix, revision: 0, limit: 0 });
  const labels = labelsOf({ ...pod.metadata });
  return items
    .map(({ object }) => object)
    .filter((budget) => {
      const selector = objectAt(objectAt(budget, 'spec'), 'selector');
      return selector !== undefined && selectsLabels(selector, labels);
    });
}

/** Whether the budget lets Pods go that are not ready, without counting them. */
export function sparesNotReady(budget: KubeObject): boolean {
  if (textAt(objectAt(budget, 'spec'), 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true;
  const { currentHealthy, desiredHealthy } = accountOf(budget);
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/**
 * Takes one disruption from the budget and notes whose it is. Nothing is taken from a state that has been overtaken, so that
 * however many ask at one time, no more is granted than the budget allowed. A dry run looks and takes nothing.
 */
export async function takeDisruption(
  context: RequestContext,
  budget: KubeObject,
  wish: { readonly podName: string; readonly dryRun: boolean },
): Promise<Refusal | undefined> {
  if (wish.dryRun) return refusalOf(budget);
  const entry = entryOf(context);
  const name = budget.metadata?.name ?? '';
  if (entry === undefined) return notFound(budgets, name);
  const grantedAt = timestampText(context.server.environment.clock.now());
  const outcome = await updateObject(ownRequest(context, entry, name), {
    namespace: context.info.namespace,
    name,
    options: { dryRun: false, fieldManager: '', fieldValidation: 'Ignore' },
    part: 'status',
    transform: (before) => refusalOf(before) ?? withDisruption(before, wish.podName, grantedAt),
  });
  if (outcome === 'missing') return notFound(budgets, name);
  return outcome instanceof Refusal ? outcome : undefined;
}

/** The controller has to look first. */
export function notLookedAtYet(name: string): Refusal {
  return violates(`The disruption budget ${name} is still being processed by the server.`, retrySeconds);
}

const budgets = { group: 'policy', resource: 'poddisruptionbudgets' };

function entryOf({ server }: RequestContext): ResourceEntry | undefined {
  return server.registry.find('policy', 'v1', 'poddisruptionbudgets');
}

/** The server's own write, about which admission is asked as about any other. */
function ownRequest(context: RequestContext, entry: ResourceEntry, name: string): RequestContext {
  const { namespace } = context.info;
  const resource = { ...budgets, version: 'v1', resource: budgets.resource, subresource: 'status' };
  const info = { ...context.info, ...resource, namespace, name };
  const path = `/apis/policy/v1/namespaces/${namespace}/${budgets.resource}/${name}/status`;
  return {
    ...context,
    request: { ...context.request, method: 'PUT', path },
    path: { path, query: noQuery, resource: info },
    info,
    verb: 'update',
    identity: systemPeer,
    entry,
    definition: entry.definition,
    warnings: [],
    annotations: new Map(),
  };
}

interface Account {
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
}

function accountOf(budget: KubeObject): Account {
  const status = objectAt(budget, 'status');
  return {
    disruptionsAllowed: numberAt(status, 'disruptionsAllowed') ?? 0,
    currentHealthy: numberAt(status, 'currentHealthy') ?? 0,
    desiredHealthy: numberAt(status, 'desiredHealthy') ?? 0,
  };
}

function refusalOf(budget: KubeObject): Refusal | undefined {
  const status = objectAt(budget, 'status');
  const { name = '', generation = 0 } = budget.metadata ?? {};
  if ((numberAt(status, 'observedGeneration') ?? 0) < generation) return notLookedAtYet(name);
  const { disruptionsAllowed, currentHealthy, desiredHealthy } = accountOf(budget);
  const of = { group: 'policy', resource: 'poddisruptionbudget' };
  if (disruptionsAllowed < 0) return forbidden(of, name, 'pdb disruptions allowed is negative');
  if (Object.keys(objectAt(status, 'disruptedPods') ?? {}).length > mostDisruptedPods) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    return forbidden(of, name, why);
  }
  if (disruptionsAllowed > 0) return undefined;
  return violates(
    `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
  );
}

function violates(message: string, retryAfterSeconds?: number): Refusal {
  const why = "Cannot evict pod as it would violate the pod's disruption budget.";
  const { status } = tooManyRequests(why, retryAfterSeconds);
  const causes = [{ reason: 'DisruptionBudget', message }];
  return new Refusal({ ...status, details: { ...status.details, causes } });
}

function withDisruption(budget: KubeObject, podName: string, grantedAt: string): Fields {
  const draft = draftOf(budget);
  const status = ensureObject(draft, 'status');
  const left = (numberAt(status, 'disruptionsAllowed') ?? 0) - 1;
  status['disruptionsAllowed'] = left;
  ensureObject(status, 'disruptedPods')[podName] = grantedAt;
  if (left > 0) return draft;
  const before = objectsAt(status, 'conditions').find(({ type }) => type === 'DisruptionAllowed');
  const observedGeneration = numberAt(status, 'observedGeneration');
  const condition = {
    type: 'DisruptionAllowed',
    status: 'False',
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    lastTransitionTime: before?.['status'] === 'False' ? before['lastTransitionTime'] : grantedAt,
    reason: 'InsufficientPods',
    message: '',
  };
  const conditions = objectsAt(status, 'conditions');
  status['conditions'] =
    before === undefined
      ? [...conditions, condition]
      : conditions.map((entry) => (entry === before ? condition : entry));
  return draft;
}
