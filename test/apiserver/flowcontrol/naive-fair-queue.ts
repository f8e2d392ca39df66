/** A request of the twin. */
export interface NaiveRequest {
  readonly id: number;
  readonly queue: number;
  readonly seats: number;
  arrivalR: number;
  startedMs: number;
}

interface NaiveQueue {
  waiting: NaiveRequest[];
  executing: NaiveRequest[];
  nextR: number;
}

const guessMs = 3;

/**
 * Fair queuing as it is defined, with nothing kept that can be counted anew: every queue and every request is looked at in
 * each step. Requests have one phase and are told their queue.
 */
export class NaiveFairQueue {
  readonly #seats: number;
  readonly #queues: readonly NaiveQueue[];
  #lastMs = 0;
  #r = 0;
  #robin = -1;

  constructor(queues: number, seats: number) {
    this.#seats = seats;
    this.#queues = Array.from({ length: queues }, () => ({ waiting: [], executing: [], nextR: 0 }));
  }

  arrive(nowMs: number, request: NaiveRequest): readonly number[] {
    this.#advance(nowMs);
    const queue = this.#at(request.queue);
    if (queue.waiting.length + queue.executing.length === 0) queue.nextR = this.#r;
    request.arrivalR = this.#r;
    queue.waiting.push(request);
    this.#bound(queue);
    return this.#dispatch(nowMs);
  }

  finish(nowMs: number, id: number): readonly number[] {
    this.#advance(nowMs);
    for (const queue of this.#queues) {
      const done = queue.executing.find((request) => request.id === id);
      if (done === undefined) continue;
      queue.executing = queue.executing.filter((request) => request !== done);
      queue.nextR -= done.seats * (guessMs - (nowMs - done.startedMs));
      this.#bound(queue);
    }
    return this.#dispatch(nowMs);
  }

  giveUp(nowMs: number, id: number): boolean {
    this.#advance(nowMs);
    for (const queue of this.#queues) {
      const before = queue.waiting.length;
      queue.waiting = queue.waiting.filter((request) => request.id !== id);
      if (queue.waiting.length === before) continue;
      this.#bound(queue);
      return true;
    }
    return false;
  }

  #at(index: number): NaiveQueue {
    const queue = this.#queues[index];
    if (queue === undefined) throw new Error(`no queue ${index}`);
    return queue;
  }

  #sum(of: (queue: NaiveQueue) => readonly NaiveRequest[]): number {
    return this.#queues.flatMap((queue) => of(queue)).reduce((sum, { seats }) => sum + seats, 0);
  }

  #advance(nowMs: number): void {
    const active = this.#queues.filter(({ waiting, executing }) => waiting.length + executing.length > 0);
    const wanted = this.#sum(({ waiting }) => waiting) + this.#sum(({ executing }) => executing);
    if (active.length > 0) {
      this.#r += (Math.min(wanted, this.#seats) / active.length) * (nowMs - this.#lastMs);
    }
    this.#lastMs = nowMs;
  }

  #bound(queue: NaiveQueue): void {
    const [oldest] = queue.waiting;
    if (oldest !== undefined) queue.nextR = Math.max(queue.nextR, oldest.arrivalR);
  }

  #dispatch(nowMs: number): readonly number[] {
    const started: number[] = [];
    for (;;) {
      const turns = this.#queues.map((_queue, turn) => (this.#robin + 1 + turn) % this.#queues.length);
      const finishes = turns
        .filter((index) => this.#at(index).waiting.length > 0)
        .map((index) => ({
          index,
          finish: this.#at(index).nextR + (this.#at(index).waiting[0]?.seats ?? 0) * guessMs,
        }));
      const least = Math.min(...finishes.map(({ finish }) => finish));
      const chosen = finishes.find(({ finish }) => finish === least);
      if (chosen === undefined) return started;
      const queue = this.#at(chosen.index);
      const [request] = queue.waiting;
      const inUse = this.#sum(({ executing }) => executing);
      if (request === undefined || inUse + request.seats > this.#seats) return started;
      this.#robin = chosen.index;
      queue.waiting.shift();
      queue.executing.push(request);
      queue.nextR += request.seats * guessMs;
      this.#bound(queue);
      request.startedMs = nowMs;
      started.push(request.id);
    }
  }
}
