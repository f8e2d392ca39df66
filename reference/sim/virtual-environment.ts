import type { Clock, EpochMs, Environment, RandomStream, Timer, Timers, Trace } from './environment.ts';
import { createTrace } from './recorded-trace.ts';
import { createRandomStream, hashOfText } from './seeded-random.ts';
import { TimerQueue } from './timer-queue.ts';

/** Midnight UTC at the start of 2026: where virtual time begins unless told otherwise. */
export const virtualEpochMs: EpochMs = Date.UTC(2026, 0, 1);

export interface VirtualEnvironmentOptions {
  readonly seed: number;
  readonly startAt?: EpochMs;
  /** Keep about this many of the newest trace events; absent: all of them. */
  readonly traceLimit?: number;
  /** More timers than this at one instant count as never coming to rest. */
  readonly timersPerInstant?: number;
}

/**
 * Simulated time. Time stands still until `advance`, yet timers of delay 0 fire by themselves as soon as everything
 * under way has come to rest, so that nobody has to advance the clock only to get an answer.
 *
 * Timers fire one at a time in (time, sequence) order; between two of them everything that the first set off through
 * promises runs to its end. With one seed, and as long as nothing waits for a socket or a file, the whole history is
 * the same each time.
 */
export interface VirtualEnvironment extends Environment {
  readonly seed: number;
  /** Moves the clock by `durationMs`, firing what falls due on the way. Calls queue up; they do not overlap. */
  advance(durationMs: number): Promise<void>;
  /** Fires what is due now and lets it come to rest. Rejects where timers of delay 0 keep setting new ones. */
  settle(): Promise<void>;
  /** When the next timer is due; undefined where none is set. */
  nextTimerAt(): EpochMs | undefined;
}

export function createVirtualEnvironment(options: VirtualEnvironmentOptions): VirtualEnvironment {
  return new SimulatedEnvironment(options);
}

class SimulatedEnvironment implements VirtualEnvironment {
  readonly seed: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly trace: Trace;
  readonly #timersPerInstant: number;
  readonly #queue = new TimerQueue();
  readonly #streams = new Map<string, RandomStream>();
  #now: EpochMs;
  #lastRun: Promise<void> = Promise.resolve();
  #runs = 0;
  #turnOrdered = false;

  constructor(options: VirtualEnvironmentOptions) {
    this.seed = options.seed;
    this.#now = options.startAt ?? virtualEpochMs;
    this.#timersPerInstant = options.timersPerInstant ?? 100_000;
    this.clock = { now: () => this.#now };
    this.timers = { after: (delayMs, action) => this.#after(delayMs, action) };
    this.trace = createTrace(() => this.#now, options.traceLimit);
  }

  random(label: string): RandomStream {
    const known = this.#streams.get(label);
    if (known !== undefined) return known;
    const stream = createRandomStream(hashOfText(`${this.seed} ${label}`));
    this.#streams.set(label, stream);
    return stream;
  }

  advance(durationMs: number): Promise<void> {
    if (!(durationMs >= 0) || !Number.isFinite(durationMs)) {
      return Promise.reject(new RangeError(`the clock cannot move by ${durationMs} ms`));
    }
    return this.#enqueueRun(() => this.#runUntil(this.#now + durationMs));
  }

  settle(): Promise<void> {
    return this.#enqueueRun(() => this.#runUntil(this.#now));
  }

  nextTimerAt(): EpochMs | undefined {
    return this.#queue.peek()?.dueAt;
  }

  #after(delayMs: number, action: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`a timer cannot be due in ${delayMs} ms`);
    const timer = this.#queue.add(this.#now + delayMs, action);
    if (delayMs === 0) this.#orderTurn();
    return {
      cancel: () => {
        this.#queue.cancel(timer);
      },
    };
  }

  /** Sees to it that timers due now fire although nobody advances the clock. */
  #orderTurn(): void {
    if (this.#runs > 0 || this.#turnOrdered) return;
    this.#turnOrdered = true;
    setImmediate(() => {
      this.#turnOrdered = false;
      if (this.#runs > 0) return;
      const timer = this.#queue.takeDue(this.#now);
      if (timer === undefined) return;
      const following = this.#queue.peek();
      if (following !== undefined && following.dueAt <= this.#now) this.#orderTurn();
      timer.action();
    });
  }

  #enqueueRun(run: () => Promise<void>): Promise<void> {
    this.#runs += 1;
    const result = this.#lastRun.then(run).finally(() => {
      this.#runs -= 1;
      const following = this.#queue.peek();
      if (following !== undefined && following.dueAt <= this.#now) this.#orderTurn();
    });
    this.#lastRun = result.catch(() => undefined);
    return result;
  }

  async #runUntil(end: EpochMs): Promise<void> {
    await rest();
    let firedNow = 0;
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.dueAt > end) break;
      if (next.dueAt > this.#now) {
        this.#now = next.dueAt;
        firedNow = 0;
      }
      firedNow += 1;
      if (firedNow > this.#timersPerInstant) throw this.#neverAtRest();
      this.#queue.takeDue(this.#now)?.action();
      await rest();
    }
    this.#now = end;
  }

  #neverAtRest(): Error {
    return new Error(
      `the simulation does not come to rest: ${this.#timersPerInstant} timers have fired at ` +
        `${new Date(this.#now).toISOString()} and set new ones for the same instant; ` +
        'something sets a timer of delay 0 again and again',
    );
  }
}

/** Resolves when all promise reactions under way, and those that they cause, have run: the host empties that queue before it turns. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
