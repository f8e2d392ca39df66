import { DiskError } from '../../sim/disk.ts';
import type { Timers } from '../../sim/environment.ts';

/** The storage was closed before something could be finished. */
export class StorageClosed extends Error {
  constructor() {
    super('the storage is closed');
    this.name = 'StorageClosed';
  }
}

/** Tries again and again what a full disk has no room for. One attempt at a time. */
export class RoomWait {
  /** True while something waits. */
  isMissing = false;
  readonly #timers: Timers;
  readonly #retryAfterMs: number;
  #givenUp = false;
  #wake: (() => void) | undefined;

  constructor(timers: Timers, retryAfterMs: number) {
    this.#timers = timers;
    this.#retryAfterMs = retryAfterMs;
  }

  /** Rejects as `attempt` does unless with `FULL`; with `StorageClosed` once it is given up. */
  async wait<Value>(attempt: () => Promise<Value>): Promise<Value> {
    for (;;) {
      try {
        const value = await attempt();
        this.isMissing = false;
        return value;
      } catch (error) {
        if (!(error instanceof DiskError) || error.code !== 'FULL') throw error;
      }
      this.isMissing = true;
      if (this.#givenUp) throw new StorageClosed();
      await this.#pause();
    }
  }

  /** Waits no longer. */
  giveUp(): void {
    this.#givenUp = true;
    this.#wake?.();
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#timers.after(this.#retryAfterMs, resolve);
      this.#wake = (): void => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
