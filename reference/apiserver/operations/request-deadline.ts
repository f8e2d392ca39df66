import type { Environment, Timer } from '../../sim/environment.ts';
import type { ApiAnswer } from '../message.ts';
import type { RequestPath } from '../request-info.ts';
import { badRequest, type Refusal } from '../status.ts';
import { parseGoDuration } from './go-duration.ts';

const status = {
  metadata: {},
  status: 'Failure',
  message: 'Timeout: request did not complete within the allotted timeout',
  reason: 'Timeout',
  details: {},
  code: 504,
};

/** As kube-apiserver: the text of a Status, said to be plain text. */
const late: ApiAnswer = {
  status: 504,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private' },
  body: new TextEncoder().encode(`${JSON.stringify(status)}\n`),
};

interface Waiting {
  readonly dueMs: number;
  readonly giveUp: () => void;
}

/**
 * Answers with 504 in the place of a request that takes too long. What it does goes on: whether it was done is not known
 * then. Those that wait for the ordinary time share one timer.
 */
export class RequestDeadline {
  readonly #environment: Environment;
  readonly #mostMs: number;
  /** In the order in which they are due, since all have the same time. */
  readonly #waiting = new Set<Waiting>();
  #timer: Timer | undefined;

  constructor(environment: Environment, mostMs: number) {
    this.#environment = environment;
    this.#mostMs = mostMs;
  }

  /** How long the request may take, or why what it says of that cannot be understood. */
  limitOf({ query }: RequestPath): number | Refusal {
    const text = query.get('timeout');
    if (text === null || text === '') return this.#mostMs;
    const asked = parseGoDuration(text);
    if (typeof asked !== 'number') {
      return badRequest(`invalid timeout specified in the request URL - ${asked.problem}`);
    }
    return asked > 0 && asked < this.#mostMs ? asked : this.#mostMs;
  }

  within(limitMs: number, next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    if (limitMs < 1) return Promise.resolve(late);
    return limitMs === this.#mostMs ? this.#withinMost(next) : this.#withinOwn(limitMs, next);
  }

  async #withinOwn(limitMs: number, next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    let timer: Timer | undefined;
    const limit = new Promise<ApiAnswer>((resolve) => {
      timer = this.#environment.timers.after(limitMs, () => {
        resolve(late);
      });
    });
    const answer = await Promise.race([next(), limit]);
    timer?.cancel();
    return answer;
  }

  #withinMost(next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        dueMs: this.#environment.clock.now() + this.#mostMs,
        giveUp: () => {
          resolve(late);
        },
      };
      this.#waiting.add(entry);
      this.#timer ??= this.#wake(this.#mostMs);
      const settled = next().finally(() => this.#waiting.delete(entry));
      settled.then(resolve, reject);
    });
  }

  #wake(delayMs: number): Timer {
    return this.#environment.timers.after(delayMs, () => {
      this.#timer = undefined;
      const now = this.#environment.clock.now();
      for (const entry of this.#waiting) {
        if (entry.dueMs > now) {
          this.#timer = this.#wake(entry.dueMs - now);
          return;
        }
        this.#waiting.delete(entry);
        entry.giveUp();
      }
    });
  }
}
