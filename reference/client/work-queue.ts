import type { Environment } from '../sim/environment.ts';

export interface WorkQueueLimits {
  /** The delay after the first failure of an item; it doubles with each further one. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Retries of all items together: so many per second after a first burst. */
  readonly retriesPerSecond: number;
  readonly burst: number;
}

/** As client-go's default controller rate limiter. */
export const defaultLimits: WorkQueueLimits = {
  firstRetryMs: 5,
  longestRetryMs: 1_000_000,
  retriesPerSecond: 10,
  burst: 100,
};

export interface WorkQueueOptions {
  /** Handles one item. A rejection is a failure: the item comes again after a delay that grows. */
  readonly work: (item: string) => Promise<void>;
  /** Items handled at one time; absent: 1. */
  readonly workers?: number;
  readonly limits?: WorkQueueLimits;
  /** Told of every failure, before the item is added again. */
  readonly onFailure?: (item: string, error: unknown) => void;
}

/**
 * Items to be looked at, each once however often it was added. What is added while it is being handled is handled once
 * more afterwards, never twice at one time. Items are taken in the order in which they were added.
 */
export class WorkQueue {
  readonly #environment: Environment;
  readonly #work: (item: string) => Promise<void>;
  readonly #limits: WorkQueueLimits;
  readonly #onFailure: WorkQueueOptions['onFailure'];
  readonly #failures = new Map<string, number>();
  /** Waiting or, while being handled, to be handled again. */
  readonly #dirty = new Set<string>();
  readonly #inWork = new Set<string>();
  /** When each delayed item is due, the soonest if it was delayed several times. */
  readonly #delayed = new Map<string, number>();
  #order: string[] = [];
  #tokens: number;
  #tokensAt: number;
  #idleWorkers: number;
  #isStopped = false;

  constructor(environment: Environment, options: WorkQueueOptions) {
    this.#environment = environment;
    this.#work = options.work;
    this.#onFailure = options.onFailure;
    this.#limits = options.limits ?? defaultLimits;
    this.#tokens = this.#limits.burst;
    this.#tokensAt = environment.clock.now();
    this.#idleWorkers = options.workers ?? 1;
  }

  /** Items waiting, without those being handled. */
  get length(): number {
    return this.#order.length;
  }

  /** Nothing waits, nothing is delayed, nothing is being handled. */
  get isIdle(): boolean {
    return this.#order.length === 0 && this.#inWork.size === 0 && this.#delayed.size === 0;
  }

  failures(item: string): number {
    return this.#failures.get(item) ?? 0;
  }

  add(item: string): void {
    if (this.#isStopped || this.#dirty.has(item)) return;
    this.#dirty.add(item);
    if (this.#inWork.has(item)) return;
    this.#order.push(item);
    this.#pump();
  }

  addAfter(item: string, delayMs: number): void {
    if (this.#isStopped) return;
    if (delayMs <= 0) {
      this.add(item);
      return;
    }
    const dueAt = this.#environment.clock.now() + delayMs;
    if ((this.#delayed.get(item) ?? Number.POSITIVE_INFINITY) <= dueAt) return;
    this.#delayed.set(item, dueAt);
    this.#environment.timers.after(delayMs, () => {
      if (this.#delayed.get(item) !== dueAt) return;
      this.#delayed.delete(item);
      this.add(item);
    });
  }

  /** Adds the item after a delay that grows with its failures; counts one more. */
  addRateLimited(item: string): void {
    const failures = this.failures(item);
    this.#failures.set(item, failures + 1);
    const { firstRetryMs, longestRetryMs } = this.#limits;
    const ownDelayMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs);
    this.addAfter(item, Math.max(ownDelayMs, this.#bucketDelayMs()));
  }

  /** The failures of an item are no longer counted. */
  forget(item: string): void {
    this.#failures.delete(item);
  }

  /** No item is begun afterwards; those being handled run to their end. */
  stop(): void {
    this.#isStopped = true;
    this.#order = [];
    this.#dirty.clear();
    this.#delayed.clear();
  }

  #bucketDelayMs(): number {
    const { retriesPerSecond, burst } = this.#limits;
    const now = this.#environment.clock.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#tokensAt) / 1000) * retriesPerSecond);
    this.#tokensAt = now;
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / retriesPerSecond) * 1000;
  }

  #pump(): void {
    while (this.#idleWorkers > 0) {
      const item = this.#order.shift();
      if (item === undefined) return;
      this.#idleWorkers -= 1;
      this.#dirty.delete(item);
      this.#inWork.add(item);
      void this.#handle(item);
    }
  }

  async #handle(item: string): Promise<void> {
    try {
      await this.#work(item);
      this.forget(item);
    } catch (error) {
      this.#onFailure?.(item, error);
      this.addRateLimited(item);
    }
    this.#inWork.delete(item);
    this.#idleWorkers += 1;
    if (this.#dirty.has(item)) this.#order.push(item);
    this.#pump();
  }
}
