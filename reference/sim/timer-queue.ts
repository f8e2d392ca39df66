import type { EpochMs } from './environment.ts';

export interface QueuedTimer {
  readonly dueAt: EpochMs;
  /** Rises with every timer of a queue: decides between timers of one instant. */
  readonly sequence: number;
  readonly action: () => void;
  cancelled: boolean;
}

/**
 * Timers in (time, sequence) order: a binary heap. A cancelled timer stays in the heap until it comes to the top or
 * until more than half of the heap is cancelled.
 */
export class TimerQueue {
  #heap: QueuedTimer[] = [];
  #cancelled = 0;
  #lastSequence = 0;

  add(dueAt: EpochMs, action: () => void): QueuedTimer {
    this.#lastSequence += 1;
    const timer: QueuedTimer = { dueAt, sequence: this.#lastSequence, action, cancelled: false };
    this.#heap.push(timer);
    this.#raise(this.#heap.length - 1);
    return timer;
  }

  cancel(timer: QueuedTimer): void {
    if (timer.cancelled) return;
    timer.cancelled = true;
    this.#cancelled += 1;
    if (this.#cancelled > 64 && this.#cancelled > this.#heap.length / 2) this.#sweep();
  }

  /** The timer that fires next, still in the queue. */
  peek(): QueuedTimer | undefined {
    let first = this.#heap[0];
    while (first?.cancelled === true) {
      this.#removeFirst();
      this.#cancelled -= 1;
      first = this.#heap[0];
    }
    return first;
  }

  /** Takes the next timer out if it is due at `now`. It counts as fired: cancelling it has no effect any more. */
  takeDue(now: EpochMs): QueuedTimer | undefined {
    const first = this.peek();
    if (first === undefined || first.dueAt > now) return undefined;
    this.#removeFirst();
    first.cancelled = true;
    return first;
  }

  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  #sweep(): void {
    this.#heap = this.#heap.filter((timer) => !timer.cancelled).sort((left, right) => order(left, right));
    this.#cancelled = 0;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #raise(from: number): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      const child = heap[index];
      if (parent === undefined || child === undefined || order(parent, child) <= 0) return;
      heap[parentIndex] = child;
      heap[index] = parent;
      index = parentIndex;
    }
  }

  #sink(from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      const smallest = this.#smallerChild(index);
      const parent = heap[index];
      const child = smallest === undefined ? undefined : heap[smallest];
      if (smallest === undefined || parent === undefined || child === undefined) return;
      if (order(parent, child) <= 0) return;
      heap[index] = child;
      heap[smallest] = parent;
      index = smallest;
    }
  }

  #smallerChild(index: number): number | undefined {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined) return undefined;
    return right !== undefined && order(right, left) < 0 ? 2 * index + 2 : 2 * index + 1;
  }
}

function order(left: QueuedTimer, right: QueuedTimer): number {
  return left.dueAt - right.dueAt || left.sequence - right.sequence;
}
