import type { Environment } from '../../sim/environment.ts';
import type { AuditEvent } from './audit-event.ts';

export interface BatchLimits {
  /** Events that may wait; what comes beyond is lost. */
  readonly bufferSize: number;
  readonly maxBatchSize: number;
  /** How long a batch waits to become full. */
  readonly maxWaitMs: number;
  /** Batches a second, and at once after a rest; undefined: any number. */
  readonly throttle?: { readonly perSecond: number; readonly burst: number };
}

export interface BatchOutlet {
  /** Never rejects. Not waited for before the next batch is sent. */
  send(events: readonly AuditEvent[]): Promise<unknown>;
  /** Told how many events were lost for want of room. */
  onLost(events: number): void;
}

type Timer = ReturnType<Environment['timers']['after']>;

/** Gathers events and sends them in batches: as soon as one is full, or has waited for long enough. */
export class AuditBatches {
  readonly #environment: Environment;
  readonly #limits: BatchLimits;
  readonly #outlet: BatchOutlet;
  readonly #underWay = new Set<Promise<unknown>>();
  #waiting: AuditEvent[] = [];
  /** Until the batch that is not full is sent anyway, or until the next one may be sent. */
  #timer: Timer | undefined;
  #allowance: number;
  #allowanceAtMs: number;

  constructor(environment: Environment, limits: BatchLimits, outlet: BatchOutlet) {
    this.#environment = environment;
    this.#limits = limits;
    this.#outlet = outlet;
    this.#allowance = limits.throttle?.burst ?? Infinity;
    this.#allowanceAtMs = environment.clock.now();
  }

  add(event: AuditEvent): void {
    const { bufferSize, maxBatchSize, maxWaitMs } = this.#limits;
    if (this.#waiting.length >= bufferSize + maxBatchSize) {
      this.#outlet.onLost(1);
      return;
    }
    this.#waiting.push(event);
    if (this.#waiting.length >= maxBatchSize) this.#sendFull();
    else
      this.#timer ??= this.#after(maxWaitMs, () => {
        this.#send();
      });
  }

  /** Sends what is left, whatever the limits. Resolves when everything has come to its end. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#waiting.length > 0) this.#send();
    await Promise.all(this.#underWay);
  }

  #sendFull(): void {
    const { maxBatchSize, maxWaitMs } = this.#limits;
    while (this.#waiting.length >= maxBatchSize) {
      const pauseMs = this.#pauseMs();
      this.#timer?.cancel();
      this.#timer = undefined;
      if (pauseMs > 0) {
        this.#timer = this.#after(pauseMs, () => {
          this.#sendFull();
        });
        return;
      }
      this.#send();
    }
    if (this.#waiting.length > 0)
      this.#timer ??= this.#after(maxWaitMs, () => {
        this.#send();
      });
  }

  #send(): void {
    const events = this.#waiting.slice(0, this.#limits.maxBatchSize);
    this.#waiting = this.#waiting.slice(events.length);
    this.#allowance -= 1;
    const sending = this.#outlet.send(events).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** How long until one more batch may be sent. */
  #pauseMs(): number {
    const { throttle } = this.#limits;
    if (throttle === undefined) return 0;
    const now = this.#environment.clock.now();
    const gained = ((now - this.#allowanceAtMs) / 1000) * throttle.perSecond;
    this.#allowance = Math.min(throttle.burst, this.#allowance + gained);
    this.#allowanceAtMs = now;
    return this.#allowance >= 1 ? 0 : Math.ceil(((1 - this.#allowance) / throttle.perSecond) * 1000);
  }

  #after(lengthMs: number, step: () => void): Timer {
    return this.#environment.timers.after(lengthMs, () => {
      this.#timer = undefined;
      step();
    });
  }
}
