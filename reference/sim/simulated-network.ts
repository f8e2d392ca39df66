import type { Environment, RandomStream } from './environment.ts';

/** What the network does to a message. Probabilities from 0 to 1. */
export interface SimulatedNetworkConditions {
  readonly loss: number;
  readonly duplication: number;
  /** Each message takes a time between these, in milliseconds; messages overtake each other where they differ. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** One place on the network. */
export interface NetworkPlace<Message> {
  send(to: string, message: Message): void;
  /** Nothing is delivered here any longer. */
  leave(): void;
}

const calm: SimulatedNetworkConditions = { loss: 0, duplication: 0, minDelayMs: 0, maxDelayMs: 0 };

/**
 * Links between named places, in the time of an environment. A message is delivered to whoever is at its place when it arrives;
 * what happens to it on the way is drawn from the environment's chance. Counts what happened, so that nobody takes an
 * undisturbed run for a test.
 */
export class SimulatedNetwork<Message> {
  readonly counts = { sent: 0, lost: 0, cut: 0, repeated: 0, delivered: 0 };
  readonly #environment: Environment;
  readonly #random: RandomStream;
  readonly #places = new Map<string, { readonly receive: (message: Message) => void }>();
  readonly #cuts = new Set<string>();
  #groups: readonly ReadonlySet<string>[] | undefined;
  #conditions: SimulatedNetworkConditions = calm;

  constructor(environment: Environment, name: string) {
    this.#environment = environment;
    this.#random = environment.random(`network/${name}`);
  }

  /** Whoever was at this place before is there no longer. */
  join(name: string, receive: (message: Message) => void): NetworkPlace<Message> {
    const place = { receive };
    this.#places.set(name, place);
    return {
      send: (to, message) => {
        if (this.#places.get(name) === place) this.#send(name, to, message);
      },
      leave: () => {
        if (this.#places.get(name) === place) this.#places.delete(name);
      },
    };
  }

  /** Only places of one group reach each other. */
  partition(groups: readonly (readonly string[])[]): void {
    this.#groups = groups.map((group) => new Set(group));
  }

  /** Nothing goes from one place to the other; the way back is open. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from} ${to}`);
  }

  heal(): void {
    this.#groups = undefined;
    this.#cuts.clear();
  }

  disturb(conditions: SimulatedNetworkConditions): void {
    this.#conditions = conditions;
  }

  #isCut(from: string, to: string): boolean {
    if (this.#cuts.has(`${from} ${to}`)) return true;
    return this.#groups !== undefined && !this.#groups.some((group) => group.has(from) && group.has(to));
  }

  #send(from: string, to: string, message: Message): void {
    this.counts.sent += 1;
    const { loss, duplication } = this.#conditions;
    if (loss > 0 && this.#random.next() < loss) {
      this.counts.lost += 1;
      return;
    }
    this.#carry(from, to, message);
    if (duplication > 0 && this.#random.next() < duplication) {
      this.counts.repeated += 1;
      this.#carry(from, to, message);
    }
  }

  /** A link that is cut loses what is sent, and what is still on its way. */
  #carry(from: string, to: string, message: Message): void {
    if (this.#isCut(from, to)) {
      this.counts.cut += 1;
      return;
    }
    const { minDelayMs, maxDelayMs } = this.#conditions;
    const delayMs =
      maxDelayMs > 0 ? Math.round(minDelayMs + this.#random.next() * (maxDelayMs - minDelayMs)) : 0;
    this.#environment.timers.after(delayMs, () => {
      if (this.#isCut(from, to)) {
        this.counts.cut += 1;
        return;
      }
      this.counts.delivered += 1;
      this.#places.get(to)?.receive(message);
    });
  }
}
