/** How much a request is thought to cost. Seats are what a priority level has a limited number of. */
export interface WorkEstimate {
  /** While it is served, at least 1. */
  readonly initialSeats: number;
  /** Afterwards, while those who watch are told; 0: none. */
  readonly finalSeats: number;
  /** For how long afterwards. */
  readonly lingerMs: number;
}

export interface QueueSetConfig {
  /** 0: what finds no seat is refused; `unlimited`: everything finds one. */
  readonly queues: number | 'unlimited';
  /** How many may wait in one queue while there is no seat. */
  readonly queueLengthLimit: number;
  readonly seats: number;
}

export type RequestState = 'arriving' | 'waiting' | 'executing' | 'lingering' | 'gone';

/** A request as its queue set sees it. Changed by nobody else. */
export class FlowRequest {
  /** Of the hand that its flow was dealt; empty where the level has no queues. */
  readonly hand: readonly number[];
  work: WorkEstimate;
  state: RequestState = 'arriving';
  queue: Queue | undefined;
  /** The reading of the progress meter when it came. */
  arrivalR = 0;
  startedMs = 0;

  constructor(work: WorkEstimate, hand: readonly number[]) {
    this.work = work;
    this.hand = hand;
  }

  /** While it is served it holds what it needs at most. */
  get seats(): number {
    return Math.max(this.work.initialSeats, this.work.finalSeats);
  }
}

/** What comes of an arrival: it waits or is served already (see `started`), or why it cannot be. */
export type Arrival = 'accepted' | 'concurrency-limit' | 'queue-full';

interface Queue {
  readonly index: number;
  readonly waiting: Set<FlowRequest>;
  executing: number;
  /** The sum of the work of those that wait, in seat milliseconds. */
  waitingWork: number;
  /** The reading of the progress meter at which its next request would begin in a world where all queues advance together. */
  nextDispatchR: number;
}

/** What a request is thought to take before it is known what it took. */
const estimatedServiceMs = 3;
const nobody: readonly FlowRequest[] = Object.freeze([]);

/**
 * Fair queuing over shuffle-sharded queues: hands out the seats of one priority level so that queues that have something
 * waiting advance alike, counted in seat milliseconds, whatever the length of each. It keeps a progress meter R, the seat
 * milliseconds that every busy queue has been given so far; the next to be served is the head of the queue that would be
 * done first in a world where all were served at once. Within a queue the first to come is the first to go.
 *
 * Synchronous and without a clock: every call brings the time, which never goes back, and answers which requests begin to
 * be served by it, in order. R is a binary fraction here: the turning over of upstream's 64 bits has no counterpart.
 */
export class QueueSet {
  #config: QueueSetConfig;
  readonly #queues = new Map<number, Queue>();
  /** Those with something waiting. */
  readonly #contending = new Set<Queue>();
  #activeQueues = 0;
  #currentR = 0;
  #lastMs: number;
  #robin = -1;
  #enqueued = 0;
  #waiting = 0;
  #executing = 0;
  #seatsInUse = 0;
  #seatsWaiting = 0;

  constructor(nowMs: number, config: QueueSetConfig) {
    this.#lastMs = nowMs;
    this.#config = config;
  }

  get config(): QueueSetConfig {
    return this.#config;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get executing(): number {
    return this.#executing;
  }

  get seatsInUse(): number {
    return this.#seatsInUse;
  }

  get seatsWaiting(): number {
    return this.#seatsWaiting;
  }

  get progress(): number {
    return this.#currentR;
  }

  get isIdle(): boolean {
    return this.#waiting === 0 && this.#executing === 0;
  }

  /** Every queue that has ever been used, for those who look. */
  queues(): Iterable<Readonly<Queue>> {
    return this.#queues.values();
  }

  /** Queues that are no longer wanted are served until they are empty. */
  configure(nowMs: number, config: QueueSetConfig): readonly FlowRequest[] {
    this.#advance(nowMs);
    this.#config = config;
    return this.#dispatch(nowMs);
  }

  /** Answers whether the request is let in, and who begins to be served: perhaps it, perhaps another, perhaps nobody. */
  arrive(
    nowMs: number,
    request: FlowRequest,
  ): { readonly arrival: Arrival; readonly started: readonly FlowRequest[] } {
    this.#advance(nowMs);
    const { queues } = this.#config;
    if (queues === 'unlimited' || queues < 1) {
      if (!this.#fits(request.seats)) return { arrival: 'concurrency-limit', started: nobody };
      this.#start(nowMs, request);
      return { arrival: 'accepted', started: [request] };
    }
    const queue = this.#queueFor(request.hand);
    if (this.#seatsInUse >= this.#config.seats && queue.waiting.size >= this.#config.queueLengthLimit) {
      return { arrival: 'queue-full', started: nobody };
    }
    this.#enqueue(queue, request);
    return { arrival: 'accepted', started: this.#dispatch(nowMs) };
  }

  /**
   * The request waits no longer. False where it does not wait any more: it is served, or was. As upstream, what waited
   * behind it because it was too wide is looked at with the next arrival or end.
   */
  giveUp(nowMs: number, request: FlowRequest): boolean {
    this.#advance(nowMs);
    const { queue } = request;
    if (request.state !== 'waiting' || queue === undefined) return false;
    this.#takeOut(queue, request);
    boundNextDispatch(queue);
    request.state = 'gone';
    if (queue.waiting.size === 0 && queue.executing === 0) this.#activeQueues -= 1;
    return true;
  }

  /**
   * The request is served. Where it lingers its seats are free only when `release` is called, `work.lingerMs` later; else
   * at once.
   */
  finish(nowMs: number, request: FlowRequest): readonly FlowRequest[] {
    this.#advance(nowMs);
    this.#executing -= 1;
    const lingers = request.work.lingerMs > 0;
    request.state = lingers ? 'lingering' : 'gone';
    if (!lingers) this.#seatsInUse -= request.seats;
    const { queue } = request;
    if (queue !== undefined) {
      queue.executing -= 1;
      if (queue.executing === 0 && queue.waiting.size === 0) this.#activeQueues -= 1;
      // What it took is known now: the queue is charged that, and no longer what was guessed.
      const tookMs = nowMs - request.startedMs;
      queue.nextDispatchR -= request.work.initialSeats * (estimatedServiceMs - tookMs);
      boundNextDispatch(queue);
    }
    return this.#dispatch(nowMs);
  }

  release(nowMs: number, request: FlowRequest): readonly FlowRequest[] {
    if (request.state !== 'lingering') return nobody;
    this.#advance(nowMs);
    request.state = 'gone';
    this.#seatsInUse -= request.seats;
    return this.#dispatch(nowMs);
  }

  /** All queues with something to do have been given the same since the last event. */
  #advance(nowMs: number): void {
    const passedMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (passedMs <= 0 || this.#activeQueues === 0) return;
    const wanted = Math.min(this.#seatsInUse + this.#seatsWaiting, this.#config.seats);
    this.#currentR += (wanted / this.#activeQueues) * passedMs;
  }

  /** Of the hand the one with the least work waiting; among equals each in its turn. */
  #queueFor(hand: readonly number[]): Queue {
    const offset = this.#enqueued % hand.length;
    this.#enqueued += 1;
    let best: Queue | undefined;
    for (let count = 0; count < hand.length; count += 1) {
      const index = hand[(offset + count) % hand.length] ?? 0;
      const queue = this.#queueAt(index);
      if (best === undefined || queue.waitingWork < best.waitingWork) best = queue;
    }
    return best ?? this.#queueAt(0);
  }

  #queueAt(index: number): Queue {
    const known = this.#queues.get(index);
    if (known !== undefined) return known;
    const made: Queue = { index, waiting: new Set(), executing: 0, waitingWork: 0, nextDispatchR: 0 };
    this.#queues.set(index, made);
    return made;
  }

  #enqueue(queue: Queue, request: FlowRequest): void {
    if (queue.waiting.size === 0 && queue.executing === 0) {
      queue.nextDispatchR = this.#currentR;
      this.#activeQueues += 1;
    }
    request.state = 'waiting';
    request.queue = queue;
    request.arrivalR = this.#currentR;
    queue.waiting.add(request);
    queue.waitingWork += workOf(request);
    this.#contending.add(queue);
    this.#waiting += 1;
    this.#seatsWaiting += request.seats;
    boundNextDispatch(queue);
  }

  #takeOut(queue: Queue, request: FlowRequest): void {
    queue.waiting.delete(request);
    queue.waitingWork = queue.waiting.size === 0 ? 0 : queue.waitingWork - workOf(request);
    if (queue.waiting.size === 0) this.#contending.delete(queue);
    this.#waiting -= 1;
    this.#seatsWaiting -= request.seats;
  }

  #dispatch(nowMs: number): readonly FlowRequest[] {
    if (this.#waiting === 0) return nobody;
    const started: FlowRequest[] = [];
    while (this.#waiting > 0 && this.#seatsInUse < this.#config.seats) {
      const queue = this.#nextQueue();
      const request = queue === undefined ? undefined : oldestOf(queue);
      // Whose turn it is does not lose it to a narrower one behind it, or wide requests would never be served.
      if (queue === undefined || request === undefined || !this.#fits(request.seats)) break;
      this.#takeOut(queue, request);
      request.work = this.#narrowed(request.work);
      this.#robin = queue.index;
      queue.nextDispatchR += workOf(request);
      queue.executing += 1;
      boundNextDispatch(queue);
      this.#start(nowMs, request);
      started.push(request);
    }
    return started;
  }

  /** The queue whose oldest request would be done first; among equals the next one after the last that was served. */
  #nextQueue(): Queue | undefined {
    let best: Queue | undefined;
    let bestFinish = 0;
    for (const queue of this.#contending) {
      const oldest = oldestOf(queue);
      if (oldest === undefined) continue;
      const finish = queue.nextDispatchR + workOf(oldest);
      if (
        best === undefined ||
        finish < bestFinish ||
        (finish === bestFinish && this.#isSooner(queue, best))
      ) {
        best = queue;
        bestFinish = finish;
      }
    }
    return best;
  }

  #isSooner({ index: left }: Queue, { index: right }: Queue): boolean {
    const leftIsAhead = left > this.#robin;
    return leftIsAhead === right > this.#robin ? left < right : leftIsAhead;
  }

  /** More seats than there are would never be found: it lingers longer on fewer. */
  #narrowed(work: WorkEstimate): WorkEstimate {
    const { seats } = this.#config;
    if (work.finalSeats <= seats) return work;
    return { ...work, finalSeats: seats, lingerMs: (work.finalSeats * work.lingerMs) / seats };
  }

  #start(nowMs: number, request: FlowRequest): void {
    request.state = 'executing';
    request.startedMs = nowMs;
    this.#executing += 1;
    this.#seatsInUse += request.seats;
  }

  #fits(wanted: number): boolean {
    const { queues, seats } = this.#config;
    if (queues === 'unlimited') return true;
    // What is wider than the level is served when nothing else is.
    if (wanted > seats) return this.#executing === 0;
    return this.#seatsInUse + wanted <= seats;
  }
}

/** In seat milliseconds. */
function workOf({ work }: FlowRequest): number {
  return work.initialSeats * estimatedServiceMs + work.finalSeats * work.lingerMs;
}

function oldestOf(queue: Queue): FlowRequest | undefined {
  return queue.waiting.values().next().value;
}

/** No queue saves up for later what it could not use: nothing begins before it has come. */
function boundNextDispatch(queue: Queue): void {
  const oldest = oldestOf(queue);
  if (oldest !== undefined && queue.nextDispatchR < oldest.arrivalR) queue.nextDispatchR = oldest.arrivalR;
}
