import type { Reservation } from '../registry/write-hooks.ts';
import type { AddressPool, Holdings, ServiceRanges } from './service-ranges.ts';
import type { Granted, RangeAllocator } from './range-allocator.ts';

/** The first of the numbers that a dry run shows for node ports: outside the usual range, so that nobody relies on it. */
const firstShownPort = 32_769;

/** Why a number cannot be had. */
export class Refused {
  readonly why: 'taken' | 'full' | 'outside';
  constructor(why: 'taken' | 'full' | 'outside') {
    this.why = why;
  }
}

export interface ReservationOptions {
  /** The service's name, for refusals. */
  readonly name: string;
  readonly ranges: ServiceRanges;
  readonly dryRun: boolean;
  /** What the service holds already. */
  readonly held: Holdings;
}

/** What one write has taken beyond what the service held before. A dry run takes nothing. */
export class ServiceReservation implements Reservation {
  readonly name: string;
  readonly ranges: ServiceRanges;
  readonly held: Holdings;
  readonly #dryRun: boolean;
  readonly #taken: (readonly [RangeAllocator, number])[] = [];
  readonly #shown: number[] = [];

  constructor({ name, ranges, dryRun, held }: ReservationOptions) {
    this.name = name;
    this.ranges = ranges;
    this.held = held;
    this.#dryRun = dryRun;
  }

  /** The address that was asked for, or any one; a dry run only judges whether it lies in the range. */
  async address({ range, allocator }: AddressPool, asked: string): Promise<string | Refused> {
    const number = asked === '' ? undefined : range.numberOf(asked);
    if (asked !== '' && number === undefined) return new Refused('outside');
    if (this.#dryRun) return asked === '' ? range.placeholder : asked;
    if (number !== undefined && this.held.get(allocator)?.has(number) === true) return asked;
    const granted = await this.#take(allocator, number);
    if (typeof granted === 'string') return new Refused(granted);
    return asked === '' ? range.addressOf(granted) : asked;
  }

  /** The node port that was asked for, or, for 0, any one. */
  async port(asked: number): Promise<Granted | 'outside'> {
    const { portAllocator, ports } = this.ranges;
    const number = asked === 0 ? undefined : asked - ports.first;
    const outside = number !== undefined && (number < 0 || number >= ports.allocation.size);
    if (this.#dryRun) return this.#showPort(outside ? undefined : number, asked);
    if (outside) return 'outside';
    const granted = await this.#take(portAllocator, number);
    return typeof granted === 'string' ? granted : granted + ports.first;
  }

  /** `number` is where `asked` lies in the range; as upstream has it, a dry run does not mind one outside. */
  async #showPort(number: number | undefined, asked: number): Promise<Granted> {
    const next = this.#shown.length === 0 ? firstShownPort : Math.max(0, ...this.#shown) + 1;
    const port = asked === 0 ? next : asked;
    const taken = number !== undefined && (await this.ranges.portAllocator.isTaken(number));
    if (taken || this.#shown.includes(port)) return 'taken';
    this.#shown.push(port);
    return port;
  }

  async #take(allocator: RangeAllocator, number: number | undefined): Promise<Granted> {
    const granted = await allocator.take(number);
    if (typeof granted === 'number') this.#taken.push([allocator, granted]);
    return granted;
  }

  async release(): Promise<void> {
    for (const [allocator, number] of this.#taken.splice(0)) await allocator.give(number);
  }
}
