import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowRequest, QueueSet } from '../../../reference/apiserver/flowcontrol/queue-set.ts';
import { NaiveFairQueue } from './naive-fair-queue.ts';

const queues = 5;

interface Event {
  readonly afterMs: number;
  readonly what: 'arrive' | 'finish' | 'giveUp';
  readonly queue: number;
  readonly seats: number;
  /** Which of those that could be meant. */
  readonly which: number;
}

const events = fc.array(
  fc.record<Event>({
    afterMs: fc.nat({ max: 10 }),
    what: fc.constantFrom('arrive', 'arrive', 'finish', 'finish', 'giveUp'),
    queue: fc.nat({ max: queues - 1 }),
    seats: fc.integer({ min: 1, max: 3 }),
    which: fc.nat(),
  }),
  { maxLength: 120 },
);

/** A queue set under such events, told by what it does. */
class Load {
  readonly set: QueueSet;
  readonly all: FlowRequest[] = [];
  readonly log: string[] = [];
  nowMs = 0;

  constructor(seats: number, queueLengthLimit = 1000) {
    this.set = new QueueSet(0, { queues, queueLengthLimit, seats });
  }

  in(state: FlowRequest['state']): readonly FlowRequest[] {
    return this.all.filter((request) => request.state === state);
  }

  play({ afterMs, what, queue, seats, which }: Event): void {
    this.nowMs += afterMs;
    if (what === 'arrive') {
      const request = new FlowRequest({ initialSeats: seats, finalSeats: 0, lingerMs: 0 }, [queue]);
      this.all.push(request);
      this.#tell(this.set.arrive(this.nowMs, request).started);
      return;
    }
    const meant = this.in(what === 'finish' ? 'executing' : 'waiting');
    const request = meant[which % meant.length];
    if (request === undefined) return;
    if (what === 'finish') this.#tell(this.set.finish(this.nowMs, request));
    else this.set.giveUp(this.nowMs, request);
  }

  #tell(started: readonly FlowRequest[]): void {
    this.log.push(started.map((request) => this.all.indexOf(request)).join(' '));
  }
}

describe('a queue set', () => {
  it('serves as fair queuing is defined', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), events, (seats, played) => {
        const load = new Load(seats);
        const twin = new NaiveFairQueue(queues, seats);
        const log: string[] = [];
        for (const event of played) {
          const meant = load.in(event.what === 'finish' ? 'executing' : 'waiting');
          const id = load.all.indexOf(meant[event.which % meant.length] ?? new FlowRequest(oneSeat, []));
          load.play(event);
          const request = { id: load.all.length - 1, queue: event.queue, seats: event.seats };
          if (event.what === 'arrive')
            log.push(twin.arrive(load.nowMs, { ...request, arrivalR: 0, startedMs: 0 }).join(' '));
          else if (id >= 0 && event.what === 'finish') log.push(twin.finish(load.nowMs, id).join(' '));
          else if (id >= 0) twin.giveUp(load.nowMs, id);
        }
        expect(load.log).toEqual(log);
      }),
      { numRuns: 300 },
    );
  });

  it('never has more seats in use than there are, nor leaves one free that somebody waits for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), events, (seats, played) => {
        const load = new Load(seats);
        for (const event of played) {
          load.play(event);
          const sum = (of: readonly FlowRequest[]): number => of.reduce((all, one) => all + one.seats, 0);
          expect(load.set.seatsInUse).toBe(sum(load.in('executing')));
          expect(load.set.seatsWaiting).toBe(sum(load.in('waiting')));
          expect(load.set.seatsInUse).toBeLessThanOrEqual(seats);
          // Of those that wait the next one may be too wide for what is free, and then nobody overtakes it.
          const widest = Math.max(0, ...load.in('waiting').map((one) => one.seats));
          // Where it gives up, the one behind it is looked at when something else happens.
          if (load.set.waiting > 0 && event.what !== 'giveUp')
            expect(seats - load.set.seatsInUse).toBeLessThan(Math.max(1, widest));
        }
      }),
    );
  });

  it('serves each queue in the order of arrival', () => {
    fc.assert(
      fc.property(events, (played) => {
        const load = new Load(3);
        for (const event of played) {
          load.play(event);
          for (let queue = 0; queue < queues; queue += 1) {
            const own = load.all.filter(({ hand, state }) => hand[0] === queue && state !== 'gone');
            const firstWaiting = own.findIndex(({ state }) => state === 'waiting');
            if (firstWaiting < 0) continue;
            expect(own.slice(firstWaiting).every(({ state }) => state === 'waiting')).toBe(true);
          }
        }
      }),
    );
  });

  it('lets nobody starve: a lone request is served before most of a flood', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 20, max: 60 }),
        fc.integer({ min: 1, max: 50 }),
        (seats, flood, serviceMs) => {
          const load = new Load(seats);
          const arrival = { afterMs: 0, what: 'arrive', seats: 1, which: 0 } as const;
          for (let count = 0; count < flood; count += 1) load.play({ ...arrival, queue: 0 });
          load.play({ ...arrival, afterMs: 1, queue: 1 });
          const lone = load.all.at(-1);
          let served = 0;
          while (lone?.state === 'waiting') {
            load.play({ afterMs: serviceMs, what: 'finish', queue: 0, seats: 1, which: 0 });
            served += 1;
          }
          expect(served).toBeLessThanOrEqual(seats);
        },
      ),
    );
  });

  it('refuses what finds its queue full only while there is no seat', () => {
    const set = new QueueSet(0, { queues: 1, queueLengthLimit: 1, seats: 1 });
    const arrivals = Array.from({ length: 3 }, () => new FlowRequest(oneSeat, [0]));
    expect(arrivals.map((request) => set.arrive(0, request).arrival)).toEqual([
      'accepted',
      'accepted',
      'queue-full',
    ]);
    expect(arrivals.map(({ state }) => state)).toEqual(['executing', 'waiting', 'arriving']);
  });

  it('lets what is wider than everything be served alone', () => {
    const set = new QueueSet(0, { queues: 0, queueLengthLimit: 0, seats: 2 });
    const wide = new FlowRequest({ ...oneSeat, initialSeats: 9 }, []);
    expect(set.arrive(0, wide).arrival).toBe('accepted');
    expect(set.arrive(0, new FlowRequest(oneSeat, [])).arrival).toBe('concurrency-limit');
    set.finish(1, wide);
    expect(set.arrive(1, new FlowRequest(oneSeat, [])).arrival).toBe('accepted');
    expect(set.arrive(1, new FlowRequest({ ...oneSeat, initialSeats: 9 }, [])).arrival).toBe(
      'concurrency-limit',
    );
  });

  it('gives the seats of what lingers to others only when it is over', () => {
    const set = new QueueSet(0, { queues: 1, queueLengthLimit: 9, seats: 2 });
    const telling = new FlowRequest({ initialSeats: 1, finalSeats: 2, lingerMs: 5 }, [0]);
    const next = new FlowRequest(oneSeat, [0]);
    set.arrive(0, telling);
    set.arrive(0, next);
    expect(set.finish(1, telling)).toEqual([]);
    expect([telling.state, next.state]).toEqual(['lingering', 'waiting']);
    expect(set.release(6, telling)).toEqual([next]);
  });

  it('serves those that wait when it is given more seats', () => {
    const set = new QueueSet(0, { queues: 1, queueLengthLimit: 9, seats: 0 });
    const request = new FlowRequest(oneSeat, [0]);
    expect(set.arrive(0, request).started).toEqual([]);
    expect(set.configure(1, { queues: 1, queueLengthLimit: 9, seats: 1 })).toEqual([request]);
  });
});

const oneSeat = { initialSeats: 1, finalSeats: 0, lingerMs: 0 };
