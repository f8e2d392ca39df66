import type { PeerQuestionsOptions } from './peer/peer-questions.ts';
import type { Question, Reply } from './peer/peer-link.ts';
import type { Proposals } from './proposals.ts';
import { promotionProblem } from './raft-administration.ts';
import type { Administered } from './raft-administration.ts';
import { refusals, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import type { ReplicatedState } from './replicated-state.ts';

export interface LeaderAnswersOptions {
  readonly isLeading: () => boolean;
  readonly state: ReplicatedState;
  readonly proposals: Proposals;
  readonly raft: Administered['raft'];
  /** False where no majority answers in time. */
  readonly barrier: () => Promise<boolean>;
}

/** A lease whose end could not be agreed on is tried again so much later. */
const revokeAgainMs = 500;

/** What only the leader does: it keeps the time of leases, and knows how far learners have come. */
export class LeaderAnswers implements Pick<PeerQuestionsOptions, 'answer'> {
  readonly #options: LeaderAnswersOptions;

  constructor(options: LeaderAnswersOptions) {
    this.#options = options;
  }

  /** A leader whom others no longer follow must not prolong a lease: a majority confirms it first. */
  answer: (question: Question) => Promise<Reply> = async (question) => {
    const { isLeading, barrier, state } = this.#options;
    const confirmed = isLeading() && (await barrier());
    if (!confirmed || !isLeading()) return refused(refusals.notLeader) as Reply;
    if (question.kind === 'renewLease')
      return { accepted: true, value: state.served.renewLease(question.id) ?? 0 };
    if (question.kind === 'leaseTtl')
      return { accepted: true, value: state.served.remainingTtl(question.id) ?? -1 };
    const outcome = await this.#promote(question.id);
    return outcome.accepted ? { accepted: true, value: 0 } : outcome;
  };

  /** Who no longer leads must not end a lease that the new leader has prolonged: this is never handed to another leader. */
  async revoke(id: number): Promise<void> {
    const { isLeading, proposals, state } = this.#options;
    if (!isLeading()) return;
    const outcome = await proposals.propose({ kind: 'leaseRevoke', body: { id } }, { once: true });
    if (!outcome.accepted && isLeading()) state.served.retryLease(id, revokeAgainMs);
  }

  async #promote(id: string): Promise<Outcome<unknown>> {
    const { state, raft, proposals } = this.#options;
    const problem = promotionProblem({ membership: state.membership, raft }, id);
    if (problem !== undefined) return refused(problem);
    const member = state.membership.get(id);
    if (member === undefined) return refused(refusals.memberNotFound);
    const change = { steps: [{ type: 'addVoter', id }] } as const;
    return proposals.propose({ kind: 'member', body: { ...member, isLearner: false } }, { change });
  }
}
