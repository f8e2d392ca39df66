import type { PortName } from '../ports/ports.ts';

/** One testable statement of the specification, as parsed from a chapter. Schema: `schemas/plimsoll/requirement.json`. */
export interface Requirement {
  /** Area, number and optional letter: `WATCH-4`, `ETCD-7b`. Never reused. */
  readonly id: string;
  readonly title: string;
  readonly chapter: string;
  readonly file: string;
  readonly line: number;
  /** The normative paragraph, white space folded. */
  readonly statement: string;
  /** SHA-256 of the statement, first 16 hex digits. */
  readonly hash: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY';
  readonly needs: readonly PortName[];
  readonly sources: readonly string[];
  /** Range of Kubernetes minor versions, `<1.24` or `>=1.16`; absent: all. */
  readonly applies?: string;
  /** Where a source document is wrong, and what is right. */
  readonly erratum?: string;
  /** What upstream leaves open, with the alternatives that are allowed. */
  readonly unspecified?: string;
  /** Why it is not tested, in words: listed as a gap. */
  readonly gap?: string;
  /** Why it is not required, in words. */
  readonly excluded?: string;
}
