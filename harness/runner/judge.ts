/** From what cucumber recorded to verdicts: a pure function, so that a recording can be judged again. */
import type { Envelope, TestStepResult } from '@cucumber/messages';
import {
  reachedMediaType,
  verdictMediaType,
  verdicts,
  type ScenarioVerdict,
  type Verdict,
} from '../verdict.ts';

export interface JudgedScenario {
  /** `file:line` of the scenario or of the example's row. */
  readonly place: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly durationMs: number;
  /** What the scenario logged: requests and answers. */
  readonly log?: string;
  /** A saboteur reported that it committed its breach. */
  readonly reached: boolean;
}

const logMediaType = 'text/x.cucumber.log+plain';

interface Attempt {
  readonly pickleId: string;
  readonly startedMs: number;
  finishedMs: number;
  readonly results: TestStepResult[];
  readonly logs: string[];
  attached?: ScenarioVerdict;
  reached: boolean;
}

function milliseconds(time: { readonly seconds: number; readonly nanos: number }): number {
  return time.seconds * 1000 + time.nanos / 1e6;
}

/**
 * One judgement for every scenario that was started, in the order in which they started. A scenario whose own verdict
 * contradicts what cucumber saw is an error, and so is one that began but never ended: neither is ever a pass.
 */
export function judge(envelopes: readonly Envelope[]): readonly JudgedScenario[] {
  const pickles = new Map(envelopes.flatMap(({ pickle }) => (pickle ? [[pickle.id, pickle] as const] : [])));
  return [...attemptsOf(envelopes).values()].map((attempt) => {
    const pickle = pickles.get(attempt.pickleId);
    const { verdict, reason } = verdictOfAttempt(attempt);
    return {
      place: `${pickle?.uri ?? '?'}:${pickle?.location?.line ?? 0}`,
      name: pickle?.name ?? '?',
      verdict,
      ...(reason === undefined ? {} : { reason }),
      durationMs: Math.max(0, attempt.finishedMs - attempt.startedMs),
      ...(attempt.logs.length > 0 ? { log: attempt.logs.join('\n') } : {}),
      reached: attempt.reached,
    };
  });
}

function attemptsOf(envelopes: readonly Envelope[]): ReadonlyMap<string, Attempt> {
  const pickleOf = new Map(
    envelopes.flatMap(({ testCase }) => (testCase ? [[testCase.id, testCase.pickleId] as const] : [])),
  );
  const attempts = new Map<string, Attempt>();
  for (const { testCaseStarted, testStepFinished, testCaseFinished, attachment } of envelopes) {
    if (testCaseStarted) {
      const pickleId = pickleOf.get(testCaseStarted.testCaseId) ?? '';
      const startedMs = milliseconds(testCaseStarted.timestamp);
      attempts.set(testCaseStarted.id, {
        pickleId,
        startedMs,
        finishedMs: -1,
        results: [],
        logs: [],
        reached: false,
      });
    }
    if (testStepFinished)
      attempts.get(testStepFinished.testCaseStartedId)?.results.push(testStepFinished.testStepResult);
    if (attachment) attach(attempts.get(attachment.testCaseStartedId ?? ''), attachment);
    const ended = attempts.get(testCaseFinished?.testCaseStartedId ?? '');
    if (ended && testCaseFinished) ended.finishedMs = milliseconds(testCaseFinished.timestamp);
  }
  return attempts;
}

function attach(attempt: Attempt | undefined, attachment: NonNullable<Envelope['attachment']>): void {
  if (!attempt) return;
  const encoded = attachment.contentEncoding.toString() === 'BASE64';
  const body = encoded ? Buffer.from(attachment.body, 'base64').toString() : attachment.body;
  if (attachment.mediaType === verdictMediaType) attempt.attached = scenarioVerdict(body);
  if (attachment.mediaType === reachedMediaType) attempt.reached = true;
  if (attachment.mediaType === logMediaType) attempt.logs.push(body);
}

function scenarioVerdict(body: string): ScenarioVerdict {
  try {
    const value = JSON.parse(body) as Partial<ScenarioVerdict>;
    if (value.verdict !== undefined && verdicts.includes(value.verdict)) return value as ScenarioVerdict;
  } catch {
    // falls through: a verdict that cannot be read is none
  }
  return {
    verdict: 'error',
    reason: `the scenario attached a verdict that cannot be read: ${body.slice(0, 200)}`,
  };
}

function verdictOfAttempt(attempt: Attempt): ScenarioVerdict {
  if (attempt.finishedMs < 0) return { verdict: 'error', reason: 'the scenario began but never ended' };
  const bad = attempt.results.find((result) => result.status.toString() !== 'PASSED');
  const status = bad?.status.toString() ?? 'PASSED';
  const { attached } = attempt;
  if (status === 'UNDEFINED' || status === 'AMBIGUOUS' || status === 'PENDING') {
    return { verdict: 'error', reason: firstLines(bad?.message) ?? `a step is ${status.toLowerCase()}` };
  }
  if (!attached) return withoutVerdict(status, bad);
  if (attached.verdict === 'passed' && status !== 'PASSED') {
    return { verdict: 'error', reason: firstLines(bad?.message) ?? `it says passed but a step is ${status}` };
  }
  if (attached.verdict !== 'passed' && status === 'PASSED') {
    return { verdict: 'error', reason: `it says ${attached.verdict} although every step passed` };
  }
  return attached;
}

/** Support code that attaches no verdict: cucumber's own status decides, and only an assertion is a failure. */
function withoutVerdict(status: string, bad: TestStepResult | undefined): ScenarioVerdict {
  if (status === 'PASSED') return { verdict: 'passed' };
  if (status !== 'FAILED') return { verdict: 'error', reason: `a step is ${status} and nobody said why` };
  const type = bad?.exception?.type;
  const reason = bad?.exception?.message ?? firstLines(bad?.message) ?? 'a step failed';
  if (type === 'PrerequisiteUnmet') return { verdict: 'unmet', reason };
  if (type === 'NotApplicable') return { verdict: 'notApplicable', reason };
  return { verdict: type === 'AssertionError' ? 'failed' : 'error', reason };
}

function firstLines(text: string | undefined): string | undefined {
  return text?.split('\n').slice(0, 6).join('\n');
}
