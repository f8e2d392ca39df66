import type { EpochMs } from '../sim/environment.ts';
import type { ProposedCommand } from './command.ts';
import type { Outcome } from './refusal.ts';

/** A request on its way through the log. */
export interface PendingRequest {
  readonly data: ProposedCommand;
  readonly deadline: EpochMs;
  /** When it was last handed to Raft. */
  lastTry: EpochMs;
  /** The term in which Raft last took it; 0: it did not; -1: it is never to be tried again, whatever becomes of it. */
  triedTerm: number;
  /** Known where the request was applied before anybody waited for it. */
  outcome: Outcome<unknown> | undefined;
  resolve: ((outcome: Outcome<unknown>) => void) | undefined;
}

/** The requests that this member has proposed and not yet seen applied, oldest first, by sequence number. */
export class PendingRequests {
  readonly #bySequence = new Map<number, PendingRequest>();

  get size(): number {
    return this.#bySequence.size;
  }

  add(data: ProposedCommand, now: EpochMs, limitMs: number): PendingRequest {
    const request: PendingRequest = {
      data,
      deadline: now + limitMs,
      lastTry: now,
      triedTerm: 0,
      outcome: undefined,
      resolve: undefined,
    };
    this.#bySequence.set(data.sequence, request);
    return request;
  }

  get(sequence: number): PendingRequest | undefined {
    return this.#bySequence.get(sequence);
  }

  /** The request was applied, or is given up. Nothing happens where it was before. */
  settle(sequence: number, outcome: Outcome<unknown>): void {
    const request = this.#bySequence.get(sequence);
    if (request === undefined) return;
    this.#bySequence.delete(sequence);
    request.outcome = outcome;
    request.resolve?.(outcome);
  }

  /** Gives up what has waited too long. */
  expire(now: EpochMs, outcome: Outcome<unknown>): void {
    for (const [sequence, request] of this.#bySequence) {
      if (request.deadline > now) break;
      this.settle(sequence, outcome);
    }
  }

  settleAll(outcome: Outcome<unknown>): void {
    for (const sequence of [...this.#bySequence.keys()]) this.settle(sequence, outcome);
  }

  /** Oldest first. */
  list(): readonly PendingRequest[] {
    return [...this.#bySequence.values()];
  }
}

/** The outcome now where it is known, else when it comes. */
export function outcomeOf<Answer>(request: PendingRequest): Outcome<Answer> | Promise<Outcome<Answer>> {
  if (request.outcome !== undefined) return request.outcome as Outcome<Answer>;
  return new Promise((resolve) => {
    request.resolve = resolve as (outcome: Outcome<unknown>) => void;
  });
}
