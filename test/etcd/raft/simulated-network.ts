import type { MemberId, Message } from '../../../reference/etcd/raft/types.ts';
import type { RandomStream } from '../../../reference/sim/environment.ts';

export type SimulatedMessage = Message<string>;

/** How badly messages fare, each a chance in [0, 1) per message. */
export interface Weather {
  readonly loss: number;
  readonly duplication: number;
  /** Put aside for a long time. */
  readonly delay: number;
  /** Out of order with those sent shortly before or after. */
  readonly disorder: number;
}

export const calm: Weather = { loss: 0, duplication: 0, delay: 0, disorder: 0 };

/** Messages on their way. Nothing is promised of them but that they were sent. */
export class SimulatedNetwork {
  weather: Weather = calm;
  readonly #random: RandomStream;
  #underWay: SimulatedMessage[] = [];
  #aside: SimulatedMessage[] = [];
  readonly #cut = new Set<string>();

  constructor(random: RandomStream) {
    this.#random = random;
  }

  get quiet(): boolean {
    return this.#underWay.length === 0;
  }

  get hasAside(): boolean {
    return this.#aside.length > 0;
  }

  send(message: SimulatedMessage): void {
    const draw = this.#random.next();
    (draw < this.weather.delay ? this.#aside : this.#underWay).push(message);
    if (draw > 1 - this.weather.duplication) this.#underWay.push(message);
  }

  /** The next message that arrives somewhere, or is lost. */
  take(): { readonly message: SimulatedMessage; readonly lost: boolean } | undefined {
    if (this.quiet) return undefined;
    const disordered = this.#random.next() < this.weather.disorder;
    const at = disordered ? this.#random.below(Math.min(this.#underWay.length, 30)) : 0;
    const [message] = this.#underWay.splice(at, 1);
    if (message === undefined) return undefined;
    const lost = this.isCut(message.from, message.to) || this.#random.next() < this.weather.loss;
    return { message, lost };
  }

  /** Something that was put aside comes after all. */
  releaseOne(): void {
    if (!this.hasAside) return;
    const [message] = this.#aside.splice(this.#random.below(this.#aside.length), 1);
    if (message !== undefined) this.#underWay.push(message);
  }

  isCut(from: MemberId, to: MemberId): boolean {
    return this.#cut.has(`${from}>${to}`);
  }

  /** One way only. */
  cut(from: MemberId, to: MemberId): void {
    this.#cut.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }
}
