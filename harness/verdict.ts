/**
 * What a run says of one check. `passed` and `failed` are judgements of the implementation; `unmet` says that something
 * the check builds on did not hold (counts as failed); `notApplicable` that the adapter cannot or need not show it, with
 * the reason; `error` that the harness or the adapter broke and nothing was judged; `knownFailure` that it failed as the
 * known-failures file foretold. A skip is never a pass.
 */
export type Verdict = 'passed' | 'failed' | 'unmet' | 'notApplicable' | 'error' | 'knownFailure';

export const verdicts: readonly Verdict[] = [
  'passed',
  'failed',
  'unmet',
  'notApplicable',
  'error',
  'knownFailure',
];

/** Thrown by a step whose precondition the implementation did not give: the verdict is `unmet`. */
export class PrerequisiteUnmet extends Error {
  override readonly name = 'PrerequisiteUnmet';
}

/** Thrown where the adapter cannot offer what the check needs: the verdict is `notApplicable`. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const impatient = 'impatience: ';

/** Why a scenario is not applicable that lets more real time pass than the run allows. */
export function impatience(durationMs: number): string {
  return `${impatient}it lets ${durationMs / 60_000} minutes of real time pass, and the run waits for less; see --patience`;
}

export function isImpatience(reason: string): boolean {
  return reason.startsWith(impatient);
}

/** An error's verdict: only a failed assertion is a judgement; whatever else breaks is `error`. */
export function verdictOf(error: unknown): Verdict {
  if (!(error instanceof Error)) return 'error';
  if (error.name === 'PrerequisiteUnmet') return 'unmet';
  if (error.name === 'NotApplicable') return 'notApplicable';
  return 'code' in error && error.code === 'ERR_ASSERTION' ? 'failed' : 'error';
}

/** The media type under which a scenario attaches its `ScenarioVerdict`, as JSON, to the stream of Cucumber Messages. */
export const verdictMediaType = 'application/vnd.plimsoll.verdict+json';

/** Attached, with `{"reached":true}`, where a saboteur really committed its breach in a scenario. */
export const reachedMediaType = 'application/vnd.plimsoll.reached+json';

export interface ScenarioVerdict {
  readonly verdict: Verdict;
  readonly reason?: string;
}
