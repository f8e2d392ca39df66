import type { History } from '../history/history.ts';
import type { Verdict } from '../verdict.ts';
import type { PlannedCheck } from './plan.ts';

/** What a run found out about one check. */
export interface CheckResult {
  readonly check: PlannedCheck;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly durationMs: number;
  readonly log?: string;
  /** Of a property: what was generated and how much was judged. */
  readonly seed?: number;
  readonly judged?: number;
  /** Of a property that failed: what was recorded. */
  readonly history?: History;
}

export type VerdictCounts = Record<Verdict, number>;

export function countVerdicts(found: readonly { readonly verdict: Verdict }[]): VerdictCounts {
  const counts: VerdictCounts = {
    passed: 0,
    failed: 0,
    unmet: 0,
    notApplicable: 0,
    error: 0,
    knownFailure: 0,
  };
  for (const { verdict } of found) counts[verdict] += 1;
  return counts;
}

/** Worst first: what one breach, one error or one known failure among its checks makes of a requirement. */
const precedence: readonly Verdict[] = [
  'failed',
  'unmet',
  'error',
  'knownFailure',
  'passed',
  'notApplicable',
];

/** The verdict of a requirement, from those of its checks; `passed` where at least one passed and none did worse. */
export function worstVerdict(found: readonly Verdict[]): Verdict {
  return precedence.find((verdict) => found.includes(verdict)) ?? 'notApplicable';
}
