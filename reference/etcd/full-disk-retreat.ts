import type { Environment } from '../sim/environment.ts';
import type { MemberId, Raft } from './raft/types.ts';

export interface FullDiskRetreatOptions {
  readonly memberId: MemberId;
  readonly raft: Pick<Raft<never>, 'role' | 'status' | 'transferLeadership'>;
  /** The disk takes nothing more just now. */
  readonly isFull: () => boolean;
  /** Asks anew after so long. */
  readonly againMs: number;
}

/**
 * A leader whose disk is full applies nothing any more, whatever the others decide: it hands over to the voter that has most of its
 * log.
 */
export class FullDiskRetreat {
  readonly #environment: Environment;
  readonly #options: FullDiskRetreatOptions;
  #nextAt = 0;

  constructor(environment: Environment, options: FullDiskRetreatOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** To be called now and then. */
  look(): void {
    const { raft, isFull, againMs } = this.#options;
    if (raft.role !== 'leader' || !isFull()) return;
    const now = this.#environment.clock.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + againMs;
    const successor = this.#successor();
    if (successor !== undefined) raft.transferLeadership(successor);
  }

  #successor(): MemberId | undefined {
    const { memberId, raft } = this.#options;
    const { progress, configuration } = raft.status();
    let best: { readonly id: MemberId; readonly match: number } | undefined;
    for (const [id, { match, recentlyActive }] of progress) {
      if (id === memberId || !recentlyActive || !configuration.voters.includes(id)) continue;
      if (best === undefined || match > best.match) best = { id, match };
    }
    return best?.id;
  }
}
