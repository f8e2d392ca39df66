import type { RandomStream } from '../sim/environment.ts';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
  /** How much longer each delay is than the one before. */
  readonly factor: number;
  /** A delay is lengthened by up to this share of itself, by chance. */
  readonly jitter: number;
}

/** As client-go's reflector waits between failed lists and watches. */
export const relistBackoff: BackoffLimits = { firstMs: 800, longestMs: 30_000, factor: 2, jitter: 1 };

/** Delays that grow while things fail and begin anew after `reset`. */
export class Backoff {
  readonly #limits: BackoffLimits;
  readonly #random: RandomStream;
  #failures = 0;

  constructor(limits: BackoffLimits, random: RandomStream) {
    this.#limits = limits;
    this.#random = random;
  }

  nextMs(): number {
    const { firstMs, longestMs, factor, jitter } = this.#limits;
    const delayMs = Math.min(firstMs * factor ** this.#failures, longestMs);
    this.#failures += 1;
    return delayMs + delayMs * jitter * this.#random.next();
  }

  reset(): void {
    this.#failures = 0;
  }
}
