import { AssertionError } from 'node:assert';
import fc from 'fast-check';

/** Shrinking asks a live cluster many times over: after this long the smallest case found so far is reported. */
const limitMs = 60_000;

export interface CaseOptions {
  readonly seed: number;
  readonly numRuns: number;
}

/**
 * Throws an ordinary error where something that the cases are for never happened in any of them: then nothing was shown,
 * however many there were.
 */
export function requireHappened(counts: Readonly<Record<string, number>>): void {
  const missing = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [] : [what]));
  if (missing.length > 0) throw new Error(`the generated cases held no ${missing.join(', no ')}`);
}

/**
 * Runs a generated test. Throws an AssertionError with the shrunk counterexample and its seed where a case failed by
 * assertion, and the error itself where something else broke, so that a broken harness is no judgement.
 */
export async function checkCases<Case>(
  test: fc.IAsyncProperty<Case>,
  { seed, numRuns }: CaseOptions,
): Promise<void> {
  const details = await fc.check(test, {
    seed,
    numRuns,
    interruptAfterTimeLimit: limitMs,
    markInterruptAsFailure: false,
  });
  if (!details.failed) return;
  const { errorInstance } = details;
  if (!(errorInstance instanceof AssertionError)) throw errorInstance;
  throw new AssertionError({ message: `${errorInstance.message}\n${fc.defaultReportMessage(details)}` });
}
