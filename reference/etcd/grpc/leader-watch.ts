import type { Timer, Timers } from '../../sim/environment.ts';
import { EtcdError, refusals } from '../refusal.ts';
import type { StreamingCall } from './streaming-call.ts';

export interface LeaderWatchOptions {
  readonly timers: Timers;
  status(): { readonly leader: string; readonly isLearner: boolean };
  /** The member is without a leader for three of these before streams are ended, as etcd has it. */
  readonly electionTimeoutMs: number;
}

const timeoutsWithoutLeader = 3;
const looksPerTimeout = 10;

/** Looks at the member again and again, and ends the streams whose clients asked for it where there is no leader for a while. */
export class LeaderWatch {
  readonly streams: Set<StreamingCall> = new Set();
  readonly #options: LeaderWatchOptions;
  #without = 0;
  #timer: Timer;
  #stopped = false;
  #isLearner: boolean;

  constructor(options: LeaderWatchOptions) {
    this.#options = options;
    this.#isLearner = options.status().isLearner;
    this.#timer = this.#arm();
  }

  /** As of the last look, at most a tenth of an election timeout ago. */
  get isLearner(): boolean {
    return this.#isLearner;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  #arm(): Timer {
    return this.#options.timers.after(this.#options.electionTimeoutMs / looksPerTimeout, () => {
      if (this.#stopped) return;
      this.#look();
      this.#timer = this.#arm();
    });
  }

  #look(): void {
    const { leader, isLearner } = this.#options.status();
    this.#isLearner = isLearner;
    this.#without = leader === '0' ? this.#without + 1 : 0;
    if (this.#without < timeoutsWithoutLeader * looksPerTimeout) return;
    this.#without = 0;
    for (const stream of [...this.streams]) stream.fail(new EtcdError(refusals.noLeader));
  }
}
