import type { History } from '../history/history.ts';

/** One breach, at the line of the history that shows it. */
export interface Breach {
  readonly line: number;
  readonly message: string;
}

export interface Judgement {
  readonly judge: string;
  /** What was looked at: events, writes, rounds. 0: the history holds nothing for this judge. */
  readonly judged: number;
  readonly breaches: readonly Breach[];
  /** What was too much to be judged within the judge's limit: neither a pass nor a breach. Absent: nothing. */
  readonly undecided?: readonly Breach[];
}

/** A judge is pure: the same history, the same judgement. */
export interface Judge {
  /** The rule in a word or two: `valid watch`. */
  readonly name: string;
  readonly judge: (history: History) => Judgement;
}
