import type { EpochMs, Environment, Timer } from '../sim/environment.ts';
import type { Raft, ReadState } from './raft/types.ts';

interface Waiter {
  readonly tell: (reached: boolean) => void;
  readonly deadline: EpochMs;
}

export interface ReadBarrierOptions {
  readonly raft: Pick<Raft<never>, 'readIndex'>;
  /** Distinguishes this run of this member from all others. */
  readonly label: string;
  /** Asks again after so long without an answer. */
  readonly retryMs: number;
  /** Gives up after so long. */
  readonly limitMs: number;
  /** Called when something was asked of Raft. */
  readonly stir: () => void;
}

/**
 * The point that a linearizable read waits for: this member has applied everything that was acknowledged anywhere before
 * the read came. Reads that come while a question is under way wait for the next one, together.
 */
export class ReadBarrier {
  readonly #environment: Environment;
  readonly #options: ReadBarrierOptions;
  #waiting: Waiter[] = [];
  #asked: { context: string; readonly waiters: readonly Waiter[] } | undefined;
  /** Answered: they wait for this member to apply so much. */
  #known: { readonly index: number; readonly waiters: readonly Waiter[] }[] = [];
  #questions = 0;
  #applied = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(environment: Environment, options: ReadBarrierOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** Resolves with false where no majority answers in time, or this member does not apply in time what they have agreed on. */
  wait(): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const deadline = this.#environment.clock.now() + this.#options.limitMs;
      this.#waiting.push({ tell: resolve, deadline });
      if (this.#asked === undefined) this.#options.stir();
    });
  }

  /** Asks for those who wait, all at once. Called when everything that came in this turn is gathered. */
  ask(): void {
    if (this.#asked !== undefined || this.#waiting.length === 0) return;
    if (this.#known.length > 0) this.#giveUpLate();
    this.#questions += 1;
    const context = `${this.#options.label}/${this.#questions}`;
    this.#asked = { context, waiters: this.#waiting };
    this.#waiting = [];
    this.#options.raft.readIndex(context);
    this.#look();
  }

  /** Whoever was asked may lead no longer: the next one is asked. */
  leaderChanged(): void {
    if (this.#asked !== undefined) this.#askAgain();
  }

  answered(states: readonly ReadState[]): void {
    for (const { context, index } of states) {
      if (this.#asked?.context !== context) continue;
      this.#known.push({ index, waiters: this.#asked.waiters });
      this.#asked = undefined;
    }
    this.#release();
    if (this.#asked === undefined && this.#waiting.length > 0) this.#options.stir();
  }

  appliedTo(index: number): void {
    this.#applied = index;
    if (this.#known.length > 0) this.#release();
  }

  /** Everybody who waits is told that it is not to be. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    const waiters = [
      ...this.#known.flatMap((known) => known.waiters),
      ...(this.#asked?.waiters ?? []),
      ...this.#waiting,
    ];
    this.#known = [];
    this.#asked = undefined;
    this.#waiting = [];
    for (const { tell } of waiters) tell(false);
  }

  #release(): void {
    while ((this.#known[0]?.index ?? Infinity) <= this.#applied) {
      for (const { tell } of this.#known.shift()?.waiters ?? []) tell(true);
    }
    if (this.#known.length === 0 && this.#asked === undefined) this.#timer?.cancel();
  }

  #look(): void {
    this.#timer?.cancel();
    this.#timer = this.#environment.timers.after(this.#options.retryMs, () => {
      this.#giveUpLate();
      if (this.#asked !== undefined) this.#askAgain();
      else if (this.#known.length > 0) this.#look();
    });
  }

  /** Those whose index is known and not applied wait no longer than the others. */
  #giveUpLate(): void {
    const now = this.#environment.clock.now();
    const known = this.#known;
    this.#known = [];
    for (const { index, waiters } of known) {
      const left = this.#stillWaiting(waiters, now);
      if (left.length > 0) this.#known.push({ index, waiters: left });
    }
  }

  /** What was asked before may still be answered, but for another context: nobody listens to it then. */
  #askAgain(): void {
    const waiters = this.#asked?.waiters ?? [];
    this.#asked = undefined;
    this.#waiting.unshift(...this.#stillWaiting(waiters, this.#environment.clock.now()));
    if (this.#waiting.length > 0) this.#options.stir();
    else if (this.#known.length > 0) this.#look();
  }

  #stillWaiting(waiters: readonly Waiter[], now: EpochMs): readonly Waiter[] {
    for (const { tell, deadline } of waiters) if (deadline <= now) tell(false);
    return waiters.filter(({ deadline }) => deadline > now);
  }
}
