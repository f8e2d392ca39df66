import type { EtcdConnection, EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import type { Environment, RandomStream } from '../../sim/environment.ts';
import { textAt, isFields, type Fields } from '../fields.ts';
import { utf8 } from '../registry/store-key.ts';

export interface AllocationRange {
  /** `serviceips`: the object's name below `ranges/` in the store. */
  readonly name: string;
  /** What the stored object says of itself: `10.96.0.0/12`, `30000-32767`. */
  readonly range: string;
  readonly size: number;
  /** Numbers below this are chosen last, so that people can ask for them. */
  readonly keptForRequests: number;
}

/** What is in the store: the numbers taken, as upstream's bitmap, and the revision that says so. */
interface Snapshot {
  readonly bits: Uint8Array;
  readonly revision: number;
}

/**
 * Hands out the numbers 0 … size-1, each to one holder at a time. The truth is one object in the store, changed by
 * compare-and-swap, so that any number of API servers can share it. It is upstream's RangeAllocation: a bitmap, the
 * lowest number in the last byte's lowest bit.
 */
export class RangeAllocator {
  readonly range: AllocationRange;
  readonly #store: EtcdConnection;
  readonly #random: RandomStream;
  readonly #key: Uint8Array;
  #known: Snapshot = { bits: new Uint8Array(), revision: 0 };

  /** `root`: where everything lies in the store, `/registry/`. */
  constructor(
    environment: Environment,
    store: { readonly connection: EtcdConnection; readonly root: string },
    range: AllocationRange,
  ) {
    this.range = range;
    this.#store = store.connection;
    this.#random = environment.random(`allocation of ${range.name}`);
    this.#key = utf8(`${store.root}ranges/${range.name}`);
  }

  /** Takes `wanted`, or any free number. */
  async take(wanted: number | undefined, dryRun: boolean): Promise<number | 'taken' | 'full'> {
    if (dryRun) this.#known = await this.#read();
    for (;;) {
      const { bits } = this.#known;
      const chosen = wanted ?? this.#choose(bits);
      if (chosen === undefined || (wanted !== undefined && has(bits, wanted))) {
        if (await this.#isNewest()) return wanted === undefined ? 'full' : 'taken';
        continue;
      }
      if (dryRun || (await this.#swap(withBit(bits, chosen, true)))) return chosen;
    }
  }

  async give(number: number): Promise<void> {
    for (;;) {
      const { bits } = this.#known;
      if (has(bits, number)) {
        if (await this.#swap(withBit(bits, number, false))) return;
      } else if (await this.#isNewest()) return;
    }
  }

  /** A free number: at random among those not kept for requests, then the first of the kept ones. */
  #choose(bits: Uint8Array): number | undefined {
    const { size, keptForRequests } = this.range;
    const free = size - keptForRequests;
    const start = this.#random.below(free);
    for (let step = 0; step < free; step += 1) {
      const number = keptForRequests + ((start + step) % free);
      if (!has(bits, number)) return number;
    }
    for (let number = 0; number < keptForRequests; number += 1) if (!has(bits, number)) return number;
    return undefined;
  }

  async #isNewest(): Promise<boolean> {
    const before = this.#known.revision;
    this.#known = await this.#read();
    return this.#known.revision === before;
  }

  async #read(): Promise<Snapshot> {
    const answer = await this.#store.range({ key: this.#key });
    return this.#decode(answer.kvs[0]);
  }

  async #swap(bits: Uint8Array): Promise<boolean> {
    const value = utf8(JSON.stringify(this.#object(bits)));
    const answer = await this.#store.txn({
      compare: [{ key: this.#key, result: 'EQUAL', target: { modRevision: this.#known.revision } }],
      success: [{ put: { key: this.#key, value } }],
      failure: [{ range: { key: this.#key } }],
    });
    if (answer.succeeded) {
      this.#known = { bits, revision: answer.header.revision };
      return true;
    }
    const first = answer.responses[0];
    this.#known = this.#decode(first !== undefined && 'range' in first ? first.range.kvs[0] : undefined);
    return false;
  }

  /** Numbers count from the beginning of a range: with another one they would mean something else. */
  #decode(kv: EtcdKeyValue | undefined): Snapshot {
    if (kv === undefined) return { bits: new Uint8Array(), revision: 0 };
    const value: unknown = JSON.parse(new TextDecoder().decode(kv.value));
    const stored = isFields(value) ? value : {};
    const range = textAt(stored, 'range');
    if (range !== '' && range !== this.range.range)
      throw new Error(`the provided range ${this.range.range} does not match the current range ${range}`);
    const bits = Uint8Array.from(Buffer.from(textAt(stored, 'data'), 'base64')).toReversed();
    return { bits, revision: kv.modRevision };
  }

  #object(bits: Uint8Array): Fields {
    const data = Buffer.from(trimmed(bits).toReversed()).toString('base64');
    const metadata = { creationTimestamp: null };
    return { kind: 'RangeAllocation', apiVersion: 'v1', metadata, range: this.range.range, data };
  }
}

function has(bits: Uint8Array, number: number): boolean {
  return (((bits[number >> 3] ?? 0) >> (number & 7)) & 1) === 1;
}

function withBit(bits: Uint8Array, number: number, set: boolean): Uint8Array {
  const copy = new Uint8Array(Math.max(bits.length, (number >> 3) + 1));
  copy.set(bits);
  const mask = 1 << (number & 7);
  copy[number >> 3] = set ? (copy[number >> 3] ?? 0) | mask : (copy[number >> 3] ?? 0) & ~mask;
  return copy;
}

/** Without the empty bytes at the high end. */
function trimmed(bits: Uint8Array): Uint8Array {
  let length = bits.length;
  while (length > 0 && bits[length - 1] === 0) length -= 1;
  return bits.subarray(0, length);
}
