import { areaOf } from '../catalogue/catalogue.ts';
import type { History } from '../history/history.ts';
import type { Judge, Judgement } from './judgement.ts';
import { leaseLifetimes } from './lease-lifetimes.ts';
import { linearizable } from './linearizable.ts';
import { optimisticLocking } from './optimistic-locking.ts';
import { revisionOrder } from './revision-order.ts';
import { storeRevisions } from './store-revisions.ts';
import { validWatch } from './valid-watch.ts';
import { watchGuarantees } from './watch-guarantees.ts';

/** Of a store that clients speak to directly, under faults. */
const storeJudges: readonly Judge[] = [storeRevisions, linearizable, watchGuarantees, leaseLifetimes];

/** Every judge there is. */
export const judges: readonly Judge[] = [validWatch, revisionOrder, optimisticLocking, ...storeJudges];

/** Which judges speak for the requirements of an area. */
const byArea: Readonly<Record<string, readonly Judge[]>> = {
  WATCH: [validWatch],
  LOCK: [optimisticLocking, revisionOrder],
  ETCD: judges,
  API: [validWatch, revisionOrder, optimisticLocking],
};

export interface RequirementJudgement {
  readonly requirement: string;
  readonly judgements: readonly Judgement[];
}

/** Judges a history for the requirements that its header names. */
export function judgeHistory(history: History): readonly RequirementJudgement[] {
  const made = new Map(judges.map((judge) => [judge, judge.judge(history)]));
  return history.header.requirements.map((requirement) => ({
    requirement,
    judgements: (byArea[areaOf(requirement)] ?? judges).flatMap((judge) => made.get(judge) ?? []),
  }));
}
