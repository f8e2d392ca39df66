import type { Environment, Timer } from '../sim/environment.ts';
import type { AlarmBoard } from './alarm-board.ts';
import type { Command, ProposedCommand } from './command.ts';
import type { Soon } from './member-core.ts';
import type { MvccStore } from './mvcc-store.ts';
import { outcomeOf, PendingRequests } from './pending-requests.ts';
import type { PendingRequest } from './pending-requests.ts';
import { wouldExceed } from './quota.ts';
import type { ConfigurationChange, Dropped, MemberId, Raft } from './raft/types.ts';
import { refusals, refused } from './refusal.ts';
import type { Outcome, Refusal } from './refusal.ts';

export interface ProposalsOptions {
  readonly memberId: MemberId;
  /** Higher than that of any earlier run of this member. */
  readonly boot: number;
  readonly raft: Pick<Raft<ProposedCommand>, 'role' | 'leader' | 'term' | 'propose' | 'proposeChange'>;
  readonly alarms: AlarmBoard;
  readonly store: () => MvccStore;
  /** The disk takes nothing more just now. */
  readonly isFull: () => boolean;
  /** Something was handed to Raft. */
  readonly stir: () => void;
  /** 0: none. */
  readonly quotaBytes: number;
  readonly limitMs: number;
  readonly electionMs: number;
}

export interface ProposalMode {
  /** The command describes this change of who the members are. */
  readonly change?: ConfigurationChange;
  /** Never proposed again, under another leader in particular. */
  readonly once?: boolean;
}

/** How often what waits is looked at: given up, or handed to Raft again. */
const lookMs = 500;

/**
 * The requests of one member on their way into the log. What gets lost on the way to a leader is proposed again, under the same
 * number, so that it takes effect once at most.
 */
export class Proposals {
  readonly #environment: Environment;
  readonly #options: ProposalsOptions;
  readonly #pending = new PendingRequests();
  #boot: number;
  #sequence = 0;
  #lookTimer: Timer | undefined;
  #stopped = false;

  constructor(environment: Environment, options: ProposalsOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#boot = options.boot;
  }

  propose<Answer>(command: Command, how: ProposalMode = {}): Soon<Outcome<Answer>> {
    const problem = this.#problem(command);
    if (problem !== undefined) return refused(problem);
    const { memberId, raft, limitMs, stir } = this.#options;
    this.#sequence += 1;
    const data = { origin: memberId, boot: this.#boot, sequence: this.#sequence, command };
    const request = this.#pending.add(data, this.#environment.clock.now(), limitMs);
    const { change } = how;
    if (how.once === true || change !== undefined) request.triedTerm = -1;
    const dropped = change === undefined ? this.#try(request) : raft.proposeChange(change, data);
    if (dropped === 'tooMuchUncommitted')
      this.#pending.settle(data.sequence, refused(refusals.tooManyRequests));
    if (dropped === 'changePending' || dropped === 'badChange')
      this.#pending.settle(data.sequence, refused(refusals.unhealthy));
    stir();
    if (this.#pending.size > 0) this.#look();
    return outcomeOf<Answer>(request);
  }

  /** A proposal was applied: if it was this run's of this member, whoever waits for it is answered. */
  applied(data: ProposedCommand, outcome: Outcome<unknown>): void {
    if (this.#isOwn(data)) this.#pending.settle(data.sequence, outcome);
  }

  /** A proposal stands in this member's log, whatever becomes of it there. */
  logged(data: ProposedCommand): void {
    if (!this.#isOwn(data)) return;
    const request = this.#pending.get(data.sequence);
    if (request !== undefined) request.triedTerm = -1;
  }

  /**
   * A proposal of this member with this boot was decided. Where an earlier run had a higher one, which happens when the clock
   * was put back, nothing of this run counts any longer: it goes on under a higher one still.
   */
  outrunBy(boot: number): void {
    if (boot <= this.#boot) return;
    this.#boot = boot + 1;
    this.#pending.settleAll(refused(refusals.timeout));
  }

  /** There is another leader or another term. */
  leaderChanged(): void {
    if (this.#pending.size > 0) this.#proposeAgain(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#lookTimer?.cancel();
    this.#pending.settleAll(refused(refusals.stopped));
  }

  #isOwn({ origin, boot }: ProposedCommand): boolean {
    return origin === this.#options.memberId && boot === this.#boot;
  }

  #problem(command: Command): Refusal | undefined {
    if (this.#stopped) return refusals.stopped;
    if (this.#options.isFull()) return refusals.noSpace;
    return this.#options.alarms.refusalOf(command) ?? this.#quotaProblem(command);
  }

  /** Beyond the quota no more is taken in, by no member, until somebody makes room and takes the alarm back. */
  #quotaProblem(command: Command): Refusal | undefined {
    const { quotaBytes, memberId, store } = this.#options;
    if (!wouldExceed(command, store().storedBytes(), quotaBytes)) return undefined;
    void this.propose({ kind: 'alarm', body: { memberId, alarm: 'NOSPACE', raised: true } });
    return refusals.noSpace;
  }

  /** Looks after what waits: gives up what has waited too long and proposes again what may have got lost. */
  #look(): void {
    if (this.#lookTimer !== undefined || this.#stopped) return;
    this.#lookTimer = this.#environment.timers.after(lookMs, () => {
      this.#lookTimer = undefined;
      const now = this.#environment.clock.now();
      this.#pending.expire(now, refused(refusals.timeout));
      this.#proposeAgain(now - this.#options.electionMs);
      if (this.#pending.size > 0) this.#look();
    });
  }

  /**
   * Proposes again what got lost on its way: everything under a new leader or term, else what was last tried before `before`.
   * What stands in this member's log was taken by a leader and is left alone: it is decided or, as in etcd, gone (ETCD-13a).
   */
  #proposeAgain(before: number): void {
    const { raft, stir } = this.#options;
    if (raft.leader === undefined) return;
    const leads = raft.role === 'leader';
    const due = this.#pending.list().filter((request) => {
      if (request.triedTerm < 0) return false;
      return request.triedTerm !== raft.term || (!leads && request.lastTry <= before);
    });
    for (const request of due) this.#try(request);
    if (due.length > 0) stir();
  }

  #try(request: PendingRequest): Dropped | undefined {
    const { raft } = this.#options;
    const dropped = raft.propose(request.data);
    request.lastTry = this.#environment.clock.now();
    if (request.triedTerm >= 0) request.triedTerm = dropped === undefined ? raft.term : 0;
    return dropped;
  }
}
