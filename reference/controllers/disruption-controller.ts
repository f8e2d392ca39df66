import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { keyOf } from '../client/object-cache.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';
import {
  countHealthy,
  deletionTimeoutMs,
  failedStatus,
  pendingEvictions,
  scaled,
  statusOf,
  type Demand,
} from './disruption-status.ts';
import { isSelected } from './label-selection.ts';
import { controllerOf, scaleOfOwner } from './pod-owner-scale.ts';
import { timestampMs, timestampText } from './timestamp.ts';

type Budget = ObjectsByKind['PodDisruptionBudget'];
type Pod = ObjectsByKind['Pod'];

/** What this controller does with the API. */
export type DisruptionApi = InformerSource & Pick<KubeClient, 'get' | 'raw' | 'update'>;

/** A grant lapses after, not at, the end of its time. */
const justAfterMs = 1;

/**
 * Keeps the accounts of disruption budgets: how many of the chosen Pods are healthy, how many have to be, and how many may be evicted
 * therefore. A status is written upon the very budget that was counted for, so that an eviction granted meanwhile is never
 * forgotten: it stands in `disruptedPods` until its Pod is going, or for two minutes.
 *
 * Pods that say for two minutes that they are about to be disrupted and are not going say so no longer. What owners want is asked of
 * the API when it is needed, and followed by nobody: as upstream, a budget is looked at when it or one of its Pods changes.
 */
export class DisruptionController {
  readonly #environment: Environment;
  readonly #api: DisruptionApi;
  readonly #budgets: Informer<Budget>;
  readonly #pods: Informer<Pod>;
  readonly #queue: WorkQueue;
  readonly #stalePods: WorkQueue;

  constructor(environment: Environment, api: DisruptionApi) {
    this.#environment = environment;
    this.#api = api;
    const byNamespace = { indexers: { namespace: namespacesOf } };
    this.#budgets = createInformer(environment, { client: api, target: 'PodDisruptionBudget' }, byNamespace);
    this.#pods = createInformer(environment, { client: api, target: 'Pod' }, byNamespace);
    this.#queue = new WorkQueue(environment, { work: (key) => this.#sync(key) });
    this.#stalePods = new WorkQueue(environment, { work: (key) => this.#syncStalePod(key) });
    const lookAtBudget = (budget: Budget): void => {
      this.#queue.add(keyOf(budget));
    };
    this.#budgets.addHandler({
      added: lookAtBudget,
      updated: (_before, after) => {
        lookAtBudget(after);
      },
    });
    const lookAtPod = (pod: Pod): void => {
      this.#lookAtPod(pod);
    };
    this.#pods.addHandler({
      added: lookAtPod,
      updated: (_before, after) => {
        lookAtPod(after);
      },
      deleted: lookAtPod,
    });
  }

  start(): void {
    this.#budgets.start();
    this.#pods.start();
    // Nothing is counted before every Pod is known.
    void this.#pods.synced().then(() => {
      for (const budget of this.#budgets.list()) this.#queue.add(keyOf(budget));
    });
  }

  stop(): void {
    this.#budgets.stop();
    this.#pods.stop();
    this.#queue.stop();
    this.#stalePods.stop();
  }

  #lookAtPod(pod: Pod): void {
    for (const budget of this.#budgets.byIndex('namespace', pod.metadata?.namespace ?? ''))
      if (chooses(budget, pod)) this.#queue.add(keyOf(budget));
    const staleInMs = this.#staleInMs(pod);
    if (staleInMs !== undefined) this.#stalePods.addAfter(keyOf(pod), staleInMs);
  }

  async #sync(key: string): Promise<void> {
    const budget = this.#budgets.get(key);
    if (budget === undefined || !this.#pods.hasSynced) return;
    const pods = this.#pods
      .byIndex('namespace', budget.metadata?.namespace ?? '')
      .filter((pod) => chooses(budget, pod));
    try {
      await this.#count(budget, pods);
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return;
      if (isRefusal(error, 'Conflict')) throw error;
      const why = error instanceof Error ? error.message : String(error);
      await this.#write(budget, failedStatus(budget, why, this.#environment.clock.now()));
    }
  }

  async #count(budget: Budget, pods: readonly Pod[]): Promise<void> {
    const demand = await this.#demandOf(budget, pods);
    const nowMs = this.#environment.clock.now();
    const { disruptedPods, lapsesInMs } = pendingEvictions(budget, pods, nowMs);
    const currentHealthy = countHealthy(pods, disruptedPods);
    await this.#write(budget, statusOf(budget, { ...demand, currentHealthy, disruptedPods }, nowMs));
    if (lapsesInMs !== undefined) this.#queue.addAfter(keyOf(budget), lapsesInMs + justAfterMs);
  }

  async #demandOf({ spec }: Budget, pods: readonly Pod[]): Promise<Demand> {
    const { maxUnavailable, minAvailable } = spec ?? {};
    if (maxUnavailable !== undefined) {
      const expectedPods = await this.#scaleOf(pods);
      const desiredHealthy = Math.max(0, expectedPods - scaled(maxUnavailable, expectedPods));
      return { expectedPods, desiredHealthy };
    }
    if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
    if (typeof minAvailable === 'number') return { expectedPods: pods.length, desiredHealthy: minAvailable };
    const expectedPods = await this.#scaleOf(pods);
    return { expectedPods, desiredHealthy: scaled(minAvailable, expectedPods) };
  }

  /** How many Pods their controllers want together. Pods without one count for nothing. */
  async #scaleOf(pods: readonly Pod[]): Promise<number> {
    const asked = new Set<string>();
    const scales = new Map<string, number>();
    for (const { metadata } of pods) {
      const owner = controllerOf(metadata);
      if (owner === undefined || asked.has(owner.uid)) continue;
      const found = await scaleOfOwner(this.#api, owner, metadata?.namespace ?? '');
      if (found === undefined)
        throw new Error(`found no controllers for pod ${JSON.stringify(metadata?.name ?? '')}`);
      asked.add(owner.uid);
      scales.set(found.uid, found.replicas);
    }
    return [...scales.values()].reduce((sum, one) => sum + one, 0);
  }

  async #write(budget: Budget, status: NonNullable<Budget['status']>): Promise<void> {
    if (isSame(budget.status, status)) return;
    await this.#api.update('PodDisruptionBudget', { ...budget, status }, { subresource: 'status' });
  }

  /** When the Pod's word that it is about to be disrupted is too old; undefined where it says no such thing. */
  #staleInMs({ metadata, status }: Pod): number | undefined {
    if (metadata?.deletionTimestamp !== undefined) return undefined;
    if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return undefined;
    const condition = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
    if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
    const sinceMs = timestampMs(condition.lastTransitionTime ?? '1970-01-01T00:00:00Z');
    return Math.max(0, sinceMs + deletionTimeoutMs - this.#environment.clock.now());
  }

  async #syncStalePod(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    const staleInMs = pod === undefined ? undefined : this.#staleInMs(pod);
    if (pod === undefined || staleInMs === undefined) return;
    if (staleInMs > 0) {
      this.#stalePods.addAfter(key, staleInMs);
      return;
    }
    const lastTransitionTime = timestampText(this.#environment.clock.now());
    const conditions = (pod.status?.conditions ?? []).map((condition) =>
      condition.type === 'DisruptionTarget'
        ? { type: condition.type, status: 'False', lastTransitionTime }
        : condition,
    );
    try {
      const status = { ...pod.status, conditions };
      await this.#api.update('Pod', { ...pod, status }, { subresource: 'status' });
    } catch (error) {
      if (!isRefusal(error, 'NotFound')) throw error;
    }
  }
}

function namespacesOf({ metadata }: Budget | Pod): readonly string[] {
  return [metadata?.namespace ?? ''];
}

/** A budget without a selector chooses nobody, one with an empty selector everybody in its namespace. */
function chooses({ spec }: Budget, { metadata }: Pod): boolean {
  return spec?.selector !== undefined && isSelected(spec.selector, metadata?.labels ?? {});
}

function isSame(left: Budget['status'], right: Budget['status']): boolean {
  return canonical(left) === canonical(right);
}

/** Texts that are equal where the values are, whatever the order of the fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
