import type { ObjectsByKind } from '../client/kinds.ts';
import { timestampMs, timestampText } from './timestamp.ts';

type Budget = ObjectsByKind['PodDisruptionBudget'];
type Pod = ObjectsByKind['Pod'];
type Status = NonNullable<Budget['status']>;
type Condition = NonNullable<Status['conditions']>[number];

/** A Pod whose eviction was granted counts as gone for this long; whoever is still there then was not evicted after all. */
export const deletionTimeoutMs = 120_000;

const conditionType = 'DisruptionAllowed';

/** How many Pods there should be, and how many of them must be healthy. */
export interface Demand {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
}

/** A number as it stands, or a percentage of `total`, rounded up. */
export function scaled(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined)
    throw new Error('invalid value for IntOrString: invalid type: string is not a percentage');
  return Math.ceil((Number(percent) * total) / 100);
}

/** The Pods whose evictions are under way yet, and when the first of these grants lapses. */
export function pendingEvictions(
  { status }: Budget,
  pods: readonly Pod[],
  nowMs: number,
): { readonly disruptedPods: Readonly<Record<string, string>>; readonly lapsesInMs?: number } {
  const granted = new Map(Object.entries(status?.disruptedPods ?? {}));
  const pending: [string, string, number][] = [];
  for (const { metadata } of pods) {
    const { name = '' } = metadata ?? {};
    const grantedAt = granted.get(name);
    if (grantedAt === undefined || metadata?.deletionTimestamp !== undefined) continue;
    const leftMs = timestampMs(grantedAt) + deletionTimeoutMs - nowMs;
    if (leftMs >= 0) pending.push([name, grantedAt, leftMs]);
  }
  const disruptedPods = Object.fromEntries(pending.map(([name, grantedAt]) => [name, grantedAt]));
  if (pending.length === 0) return { disruptedPods };
  return { disruptedPods, lapsesInMs: Math.min(...pending.map(([, , leftMs]) => leftMs)) };
}

/** Pods that are ready, neither going nor about to go. */
export function countHealthy(pods: readonly Pod[], disruptedPods: Readonly<Record<string, string>>): number {
  return pods.filter(
    (pod) =>
      pod.metadata?.deletionTimestamp === undefined &&
      !Object.hasOwn(disruptedPods, pod.metadata?.name ?? '') &&
      isReady(pod),
  ).length;
}

function isReady({ status }: Pod): boolean {
  return (status?.conditions ?? []).some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
}

/** What the budget is to say of these Pods. */
export function statusOf(
  { metadata, status }: Budget,
  found: Demand & {
    readonly currentHealthy: number;
    readonly disruptedPods: Readonly<Record<string, string>>;
  },
  nowMs: number,
): Status {
  const { expectedPods, desiredHealthy, currentHealthy, disruptedPods } = found;
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const observedGeneration = metadata?.generation ?? 0;
  const isAllowed = disruptionsAllowed > 0;
  return {
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed,
    expectedPods,
    ...(Object.keys(disruptedPods).length === 0 ? {} : { disruptedPods }),
    observedGeneration,
    conditions: withCondition(status?.conditions, {
      type: conditionType,
      status: isAllowed ? 'True' : 'False',
      observedGeneration,
      lastTransitionTime: timestampText(nowMs),
      reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
      message: '',
    }),
  };
}

/** What the budget says where its Pods could not be counted: nobody is evicted on a guess. */
export function failedStatus({ status }: Budget, message: string, nowMs: number): Status {
  const observedGeneration = status?.observedGeneration ?? 0;
  const before: Status = {
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
    disruptionsAllowed: 0,
    ...status,
  };
  return {
    ...before,
    disruptionsAllowed: 0,
    conditions: withCondition(status?.conditions, {
      type: conditionType,
      status: 'False',
      ...(observedGeneration === 0 ? {} : { observedGeneration }),
      lastTransitionTime: timestampText(nowMs),
      reason: 'SyncFailed',
      message,
    }),
  };
}

/** The time of the last transition stays where the condition's status does. */
function withCondition(conditions: readonly Condition[] = [], wanted: Condition): Condition[] {
  const before = conditions.find(({ type }) => type === wanted.type);
  if (before === undefined) return [...conditions, wanted];
  const { lastTransitionTime } = before.status === wanted.status ? before : wanted;
  return conditions.map((condition) =>
    condition === before ? { ...wanted, lastTransitionTime } : condition,
  );
}
