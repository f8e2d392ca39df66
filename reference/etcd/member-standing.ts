import type { Configuration, MemberId } from './raft/types.ts';

export interface StandingFacts {
  readonly memberId: MemberId;
  /** What Raft says now. */
  readonly raft: {
    readonly role: 'follower' | 'preCandidate' | 'candidate' | 'leader';
    readonly term: number;
    readonly leader: MemberId | undefined;
  };
  /** It leads, or no longer does. */
  readonly led: (leading: boolean) => void;
  /** Who leads, or the term, is another than before. */
  readonly leaderChanged: () => void;
}

/** What a member is in its cluster: whether it leads, whether it is the only one that counts, whom it last knew as leader. */
export class MemberStanding {
  readonly #facts: StandingFacts;
  #leading = false;
  #begunTerm = 0;
  #knownLeader: MemberId | undefined;
  #knownTerm = 0;
  #soleVoter = false;
  #isLearner = false;
  #isAlone = false;

  constructor(facts: StandingFacts) {
    this.#facts = facts;
  }

  get isLearner(): boolean {
    return this.#isLearner;
  }

  /** It leads without anybody who could know more: what it has applied is what everybody knows. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** Looks at Raft again. */
  turned(): void {
    const { raft, led } = this.#facts;
    const leading = raft.role === 'leader';
    if (leading !== this.#leading) {
      this.#leading = leading;
      led(leading);
    }
    this.#lookAround();
  }

  /** Tells where who leads, or the term, has changed since this was asked last. */
  lookForLeader(): void {
    const { raft, leaderChanged } = this.#facts;
    if (raft.leader === this.#knownLeader && raft.term === this.#knownTerm) return;
    this.#knownLeader = raft.leader;
    this.#knownTerm = raft.term;
    leaderChanged();
  }

  /** The first entry of a term was applied: false where it is not this member's own term as a leader. */
  begins(term: number): boolean {
    const { raft } = this.#facts;
    if (raft.role !== 'leader' || raft.term !== term) return false;
    this.#begunTerm = term;
    this.#lookAround();
    return true;
  }

  follow({ voters, outgoing, learners }: Configuration): void {
    const { memberId } = this.#facts;
    this.#isLearner = learners.includes(memberId);
    this.#soleVoter = voters.length === 1 && voters[0] === memberId && outgoing.length === 0;
    this.#lookAround();
  }

  #lookAround(): void {
    const { raft } = this.#facts;
    this.#isAlone = this.#soleVoter && raft.role === 'leader' && this.#begunTerm === raft.term;
  }
}
