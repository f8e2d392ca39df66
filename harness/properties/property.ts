import type { History } from '../history/history.ts';
import type { PortName, Ports } from '../ports/ports.ts';

/** A generated test of requirements that runs on any adapter with the ports that it needs. */
export interface Property {
  /** Unique, kebab-case: `n-clients-count-to-the-sum`. */
  readonly id: string;
  readonly requirements: readonly string[];
  /** A sentence stating the rule. */
  readonly title: string;
  readonly needs: readonly PortName[];
  readonly exclusive: boolean;
  /** It looks at what the whole process of an implementation uses: nothing else is judged meanwhile. Absent: others may. */
  readonly alone?: boolean;
  /** The members that its store needs; absent: one. */
  readonly storeMembers?: number;
  /** Options that its API server is started with, see `SessionRequest`; absent: as the cluster is. */
  readonly serverFlags?: Readonly<Record<string, string>>;
  /** Fewer judged cases or operations than this fail the run: nothing was shown. */
  readonly minimumLoad: number;
  /**
   * Throws an AssertionError with the shrunk counterexample where the rule is broken. `runs` scales the number of
   * generated cases; 1 is the ordinary number.
   */
  run(context: PropertyContext): Promise<PropertyResult>;
}

export interface PropertyContext {
  readonly ports: Ports;
  readonly seed: number;
  readonly runs: number;
  /** Unique per run; append it to names so that a shared cluster stays usable. */
  readonly suffix: string;
  /** Keeps the history of a case that failed, for the report. Absent: nobody reads it, and no smaller one need be found. */
  readonly keep?: (history: History) => void;
  /** Says how much happened in a case, for the report. */
  readonly note?: (text: string) => void;
}

export interface PropertyResult {
  /** Cases or operations that were really judged. */
  readonly judged: number;
}
