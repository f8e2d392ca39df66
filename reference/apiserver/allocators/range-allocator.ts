import type { EtcdConnection, EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import type { Environment, RandomStream } from '../../sim/environment.ts';
import { textAt, isFields, type Fields } from '../fields.ts';
import { utf8 } from '../registry/store-key.ts';
import { NumberSet } from './number-set.ts';

export interface AllocationRange {
  /** `serviceips`: the object's name below `ranges/` in the store. */
  readonly name: string;
  /** What the stored object says of itself: `10.96.0.0/12`, `30000-32767`. */
  readonly range: string;
  /** Whoever asks may have any number below this. */
  readonly size: number;
  /** The server itself chooses among the numbers below this as long as one of them is free. */
  readonly chosenAmong: number;
  /** Numbers below this are chosen last, so that people can ask for them. */
  readonly keptForRequests: number;
}

/** What is in the store: the numbers taken, the range that they count in, and the revision that says so. */
interface Snapshot {
  readonly taken: NumberSet;
  readonly range: string;
  readonly revision: number;
}

export type Granted = number | 'taken' | 'full';

/** Something that a caller waits for. */
interface Wish {
  readonly resolve: (granted: Granted) => void;
  readonly reject: (why: unknown) => void;
  /** `give` takes the number back; otherwise it, or any number, is taken. */
  readonly kind: 'take' | 'give';
  readonly number: number | undefined;
}

/**
 * Hands out the numbers 0 … size-1, each to one holder at a time. The truth is one object in the store, changed by
 * compare-and-swap, so that any number of API servers can share it; it is upstream's RangeAllocation. What is asked for
 * while a write is under way goes into the next one together, in the order in which it was asked.
 */
export class RangeAllocator {
  readonly range: AllocationRange;
  readonly #store: EtcdConnection;
  readonly #random: RandomStream;
  readonly #key: Uint8Array;
  #known: Snapshot;
  #waiting: Wish[] = [];
  #working = false;

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
    this.#known = { taken: new NumberSet(), range: range.range, revision: 0 };
  }

  /** Takes `wanted`, or any free number. A refusal rests on the newest state of the store. */
  take(wanted: number | undefined): Promise<Granted> {
    return this.#ask('take', wanted);
  }

  /** Frees a number; nothing happens where it is free already. */
  async give(number: number): Promise<void> {
    await this.#ask('give', number);
  }

  /** Whether somebody holds the number now. */
  async isTaken(number: number): Promise<boolean> {
    this.#known = await this.#read();
    return this.#known.taken.has(number);
  }

  /**
   * Writes what `decide` makes of the numbers that are taken now, unless it makes the same of them; decides anew where
   * somebody was faster. Numbers of another range than this one mean nothing here: then `decide` begins from none.
   */
  async rebuild(decide: (taken: NumberSet) => Promise<NumberSet | undefined>): Promise<void> {
    for (;;) {
      this.#known = await this.#read();
      const { range, revision } = this.#known;
      const before = range === this.range.range ? this.#known.taken : new NumberSet();
      const after = await decide(before);
      if (after === undefined) return;
      const same = range === this.range.range && after.toBase64() === before.toBase64();
      if (same || (revision === 0 && [...after].length === 0)) return;
      if (await this.#swap(after, revision)) return;
    }
  }

  #ask(kind: Wish['kind'], number: number | undefined): Promise<Granted> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, kind, number });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      const wishes = this.#waiting.splice(0);
      try {
        const granted = await this.#grant(wishes);
        for (const [index, wish] of wishes.entries()) wish.resolve(granted[index] ?? 'full');
      } catch (error) {
        for (const wish of wishes) wish.reject(error);
      }
    }
    this.#working = false;
  }

  /** Tries until the store takes the outcome, or until nothing changes and that rests on the newest state. */
  async #grant(wishes: readonly Wish[]): Promise<readonly Granted[]> {
    for (;;) {
      const { revision } = this.#usable();
      const taken = this.#known.taken.copy();
      const outcomes = wishes.map((wish) => this.#apply(taken, wish));
      const changed = outcomes.some((outcome) => outcome.changed);
      const rests = changed ? await this.#swap(taken, revision) : await this.#isNewest();
      if (rests) return outcomes.map((outcome) => outcome.granted);
    }
  }

  #apply(taken: NumberSet, { kind, number }: Wish): { granted: Granted; changed: boolean } {
    if (kind === 'give') {
      const held = number !== undefined && taken.has(number);
      if (held) taken.delete(number);
      return { granted: number ?? 0, changed: held };
    }
    const chosen = number ?? this.#choose(taken);
    if (chosen === undefined) return { granted: 'full', changed: false };
    if (taken.has(chosen)) return { granted: 'taken', changed: false };
    taken.add(chosen);
    return { granted: chosen, changed: true };
  }

  /** A free number: at random among those not kept for requests, then among the kept ones, then any. */
  #choose(taken: NumberSet): number | undefined {
    const { size, chosenAmong, keptForRequests: kept } = this.range;
    return (
      this.#chooseBetween(taken, kept, chosenAmong) ??
      this.#chooseBetween(taken, 0, kept) ??
      this.#chooseBetween(taken, chosenAmong, size)
    );
  }

  #chooseBetween(taken: NumberSet, from: number, to: number): number | undefined {
    const count = to - from;
    if (count <= 0) return undefined;
    const start = this.#random.below(count);
    for (let step = 0; step < count; step += 1) {
      const number = from + ((start + step) % count);
      if (!taken.has(number)) return number;
    }
    return undefined;
  }

  /** Numbers count from the beginning of a range: with another one they would mean something else. */
  #usable(): Snapshot {
    const { range } = this.#known;
    if (range === this.range.range) return this.#known;
    throw new Error(`the provided range ${this.range.range} does not match the current range ${range}`);
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

  async #swap(taken: NumberSet, revision: number): Promise<boolean> {
    const value = utf8(JSON.stringify(this.#object(taken)));
    const answer = await this.#store.txn({
      compare: [{ key: this.#key, result: 'EQUAL', target: { modRevision: revision } }],
      success: [{ put: { key: this.#key, value } }],
      failure: [{ range: { key: this.#key } }],
    });
    if (answer.succeeded) {
      this.#known = { taken, range: this.range.range, revision: answer.header.revision };
      return true;
    }
    const first = answer.responses[0];
    this.#known = this.#decode(first !== undefined && 'range' in first ? first.range.kvs[0] : undefined);
    return false;
  }

  #decode(kv: EtcdKeyValue | undefined): Snapshot {
    const own = this.range.range;
    if (kv === undefined) return { taken: new NumberSet(), range: own, revision: 0 };
    const value: unknown = JSON.parse(new TextDecoder().decode(kv.value));
    const stored = isFields(value) ? value : {};
    const taken = NumberSet.fromBase64(textAt(stored, 'data'));
    return { taken, range: textAt(stored, 'range') || own, revision: kv.modRevision };
  }

  #object(taken: NumberSet): Fields {
    const metadata = { creationTimestamp: null };
    const { range } = this.range;
    return { kind: 'RangeAllocation', apiVersion: 'v1', metadata, range, data: taken.toBase64() };
  }
}
