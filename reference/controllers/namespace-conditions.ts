import type { ObjectsByKind } from '../client/kinds.ts';
import { timestampText } from './timestamp.ts';

/** Objects of one resource that a namespace still has. */
export interface ContentLeft {
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly count: number;
  /** The finalizers of all of them, with repetitions. */
  readonly finalizers: readonly string[];
  /** The longest grace period among them. */
  readonly graceMs: number;
}

type Condition = NonNullable<NonNullable<ObjectsByKind['Namespace']['status']>['conditions']>[number];

/** What the status of a namespace says after one attempt to empty it. */
export function deletionConditions(left: readonly ContentLeft[], nowMs: number): readonly Condition[] {
  const lastTransitionTime = timestampText(nowMs);
  const condition = (
    type: string,
    status: boolean,
    text: { reason: string; message: string },
  ): Condition => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime,
    ...text,
  });
  const finalizers = counted(left.flatMap((content) => content.finalizers));
  return [
    condition('NamespaceDeletionDiscoveryFailure', false, {
      reason: 'ResourcesDiscovered',
      message: 'Every resource of the server is known.',
    }),
    condition('NamespaceDeletionGroupVersionParsingFailure', false, {
      reason: 'ParsedGroupVersions',
      message: 'Every group version of the server is understood.',
    }),
    condition('NamespaceDeletionContentFailure', false, {
      reason: 'ContentDeleted',
      message: 'Everything was asked to go; finalizers may hold some of it.',
    }),
    left.length > 0
      ? condition('NamespaceContentRemaining', true, {
          reason: 'SomeResourcesRemain',
          message: `Still there: ${left.map(({ resource, count }) => `${count} ${resource}`).join(', ')}`,
        })
      : condition('NamespaceContentRemaining', false, {
          reason: 'ContentRemoved',
          message: 'Nothing is left.',
        }),
    finalizers.length > 0
      ? condition('NamespaceFinalizersRemaining', true, {
          reason: 'SomeFinalizersRemain',
          message: `Held by finalizers: ${finalizers.join(', ')}`,
        })
      : condition('NamespaceFinalizersRemaining', false, {
          reason: 'ContentHasNoFinalizers',
          message: 'No finalizer holds anything.',
        }),
  ];
}

function counted(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort().map(([name, count]) => `${name} (${count})`);
}

/** Old conditions with the new ones put in; times stay where the status stays. Undefined where nothing changes. */
export function mergeConditions(
  before: readonly Condition[],
  latest: readonly Condition[],
): readonly Condition[] | undefined {
  const merged = latest.map((condition): Condition => {
    const old = before.find(({ type }) => type === condition.type);
    if (old?.status !== condition.status) return condition;
    if (old.message === condition.message) return old;
    const { lastTransitionTime } = old;
    return { ...condition, ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }) };
  });
  if (merged.every((condition) => before.includes(condition))) return undefined;
  const others = before.filter(({ type }) => !latest.some((condition) => condition.type === type));
  return [...others, ...merged];
}
