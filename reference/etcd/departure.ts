import type { Environment, Timer } from '../sim/environment.ts';

export interface DepartureOptions {
  readonly isLeading: () => boolean;
  readonly electionMs: number;
  readonly leave: () => void;
}

/** How many election timeouts a leader that was removed goes on for. */
const mostRounds = 3;

/**
 * How a member that was removed leaves. A leader goes on until another leads, since those who are left may not know yet that the
 * change is decided; but not for ever.
 */
export class Departure {
  readonly #environment: Environment;
  readonly #options: DepartureOptions;
  #timer: Timer | undefined;

  constructor(environment: Environment, options: DepartureOptions) {
    this.#environment = environment;
    this.#options = options;
  }

  /** To be told more than once changes nothing. */
  begin(): void {
    if (this.#timer === undefined) this.#wait(mostRounds);
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  #wait(roundsLeft: number): void {
    const { isLeading, electionMs, leave } = this.#options;
    this.#timer = this.#environment.timers.after(isLeading() ? electionMs : 0, () => {
      if (isLeading() && roundsLeft > 1) this.#wait(roundsLeft - 1);
      else leave();
    });
  }
}
