import { agreedIndex, agreedVote, type VoteOutcome } from './quorum.ts';
import type { Configuration, LogPosition, MemberId } from './types.ts';

/**
 * The judgements on which the safety of Raft rests, each a pure function, apart from the machinery that asks for them.
 * Source: Ongaro (2014), 3.4, 3.6.1, 3.6.2, 4.3.
 */
export interface SafetyRules {
  /** The largest index that enough members have reached for it to be decided. */
  agreedIndex(configuration: Configuration, indexOf: (id: MemberId) => number): number;
  agreedVote(configuration: Configuration, voteOf: (id: MemberId) => boolean | undefined): VoteOutcome;
  /** Whether a leader may conclude from its members' logs alone that an entry of `entryTerm` is committed. */
  mayCommit(entryTerm: number | undefined, currentTerm: number): boolean;
  /** Whether a candidate whose log ends at `candidate` may get the vote of a member whose log ends at `own`. */
  upToDate(candidate: LogPosition, own: LogPosition): boolean;
}

export const standardRules: SafetyRules = {
  agreedIndex,
  agreedVote,
  // An entry of an earlier term may stand on a majority and still be overwritten; one of the own term may not.
  mayCommit: (entryTerm, currentTerm) => entryTerm === currentTerm,
  upToDate: (candidate, own) =>
    candidate.term > own.term || (candidate.term === own.term && candidate.index >= own.index),
};
