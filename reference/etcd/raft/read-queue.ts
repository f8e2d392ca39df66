import type { MemberId } from './types.ts';

export interface ReadRequest {
  readonly context: string;
  /** Who asked, and is to be answered. */
  readonly from: MemberId;
}

export interface ReadRound {
  readonly number: number;
  /** The commit index when the round began: nothing acknowledged before is above it. */
  readonly index: number;
  readonly requests: readonly ReadRequest[];
}

/**
 * The linearizable reads that a leader has been asked for. Those that come between two rounds of heartbeats share the next
 * one. A round that enough members have answered proves that this was still the leader when the round began, and so does
 * the answer to any later round; lost answers therefore delay, and never lose, a request.
 * Source: Ongaro (2014), 6.4.
 */
export class ReadQueue {
  /** Counts the rounds of this leadership, from 1. */
  lastRound = 0;
  #waiting: ReadRequest[] = [];
  #rounds: ReadRound[] = [];

  ask(request: ReadRequest): void {
    this.#waiting.push(request);
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** True while a round has not been answered by enough. */
  get hasOpenRound(): boolean {
    return this.#rounds.length > 0;
  }

  /** Begins a round for all who wait. */
  beginRound(index: number): void {
    this.lastRound += 1;
    this.#rounds.push({ number: this.lastRound, index, requests: this.#waiting });
    this.#waiting = [];
  }

  /** Takes out the rounds up to `number`, in order. */
  takeUpTo(number: number): readonly ReadRound[] {
    let count = 0;
    while (count < this.#rounds.length && (this.#rounds[count]?.number ?? 0) <= number) count += 1;
    return count === 0 ? [] : this.#rounds.splice(0, count);
  }
}
