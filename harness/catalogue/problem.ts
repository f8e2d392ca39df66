/** Something wrong in a source of the suite: where, what, and what to do about it. */
export interface Problem {
  /** Relative to the root of the suite. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** `spec/watch.md:12: …`, as editors and terminals make links of it. */
export function problemLine(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** A user's mistake: the command cannot run. The message names the thing and what to do; no stack is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
