import type { Clock } from '../../ports/ports.ts';

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

export interface Sleep {
  readonly over: Promise<void>;
  cancel(): void;
}

/** How far a virtual clock goes on in one step where nobody sleeps. */
const stepMs = 50;

/**
 * The time of one case. On a virtual clock everybody who waits sleeps here, and `drive` alone moves the clock, from one
 * waking to the next: with one seed everything happens at the same moments and in the same order each time.
 */
export class CaseTime {
  readonly clock: Clock;
  #sleepers: Sleeper[] = [];
  #now = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get isVirtual(): boolean {
    return this.clock.kind === 'virtual';
  }

  now(): Promise<number> {
    return this.clock.now();
  }

  /** Only while `drive` is at work. */
  sleep(durationMs: number): Sleep {
    if (!this.isVirtual) return hostSleep(durationMs);
    let sleeper: Sleeper | undefined;
    const over = new Promise<void>((resolve) => {
      sleeper = { dueAt: this.#now + durationMs, wake: resolve };
      this.#sleepers.push(sleeper);
    });
    return {
      over,
      cancel: () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
      },
    };
  }

  /** What `work` comes to, or undefined where it has not ended within the limit; it goes on then. */
  async within<Value>(limitMs: number, work: Promise<Value>): Promise<Value | undefined> {
    const limit = this.sleep(limitMs);
    try {
      return await Promise.race([work, limit.over.then(() => undefined)]);
    } finally {
      limit.cancel();
    }
  }

  /** Lets time pass until `work` has come to its end. Throws where it takes longer than the limit. */
  async drive<Value>(limitMs: number, work: () => Promise<Value>): Promise<Value> {
    if (!this.isVirtual) return work();
    this.#now = await this.clock.now();
    const until = this.#now + limitMs;
    const ended = { yes: false };
    const result = work().finally(() => {
      ended.yes = true;
    });
    result.catch(() => undefined);
    for (;;) {
      await this.clock.settle();
      if (ended.yes) return result;
      if (this.#now >= until) throw new Error(`the case did not end within ${limitMs} ms of virtual time`);
      const next = Math.min(this.#now + stepMs, ...this.#sleepers.map(({ dueAt }) => dueAt));
      await this.clock.advance(Math.max(0, next - this.#now));
      this.#now = await this.clock.now();
      this.#wakeSleepers();
    }
  }

  #wakeSleepers(): void {
    const due = this.#sleepers.filter(({ dueAt }) => dueAt <= this.#now);
    this.#sleepers = this.#sleepers.filter(({ dueAt }) => dueAt > this.#now);
    for (const { wake } of due.sort((one, other) => one.dueAt - other.dueAt)) wake();
  }
}

function hostSleep(durationMs: number): Sleep {
  let cancel = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    cancel = () => {
      clearTimeout(timer);
    };
  });
  return { over, cancel };
}
