import type { EtcdEvent, EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import type { Breach } from './chaos-report.ts';

/** A write as its client knows it. Values are unique: each says which write it is of. */
export interface ChronicledWrite {
  readonly key: string;
  readonly value: string;
  /** Present where the write was made on the condition that the key's newest revision is this one; 0: that there is none. */
  readonly expected?: number;
  outcome: 'acknowledged' | 'refused' | 'unknown';
  revision: number;
}

interface ChronicledEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly key: string;
  readonly value: string;
  readonly revision: number;
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What all watches of a simulation together tell of the history of the store, against what the clients were told. */
export class StoreChronicle {
  readonly #revisions = new Map<number, readonly ChronicledEvent[]>();
  readonly #byKey = new Map<string, ChronicledEvent[]>();
  readonly #writes: ChronicledWrite[] = [];
  readonly #reads: {
    readonly key: string;
    readonly revision: number;
    readonly kv: EtcdKeyValue | undefined;
  }[] = [];
  readonly #onBreach: (breach: Breach) => void;

  constructor(onBreach: (breach: Breach) => void) {
    this.#onBreach = onBreach;
  }

  wrote(write: ChronicledWrite): void {
    this.#writes.push(write);
  }

  read(key: string, revision: number, kv: EtcdKeyValue | undefined): void {
    this.#reads.push({ key, revision, kv });
  }

  /** All events of one revision, as one watch told them. True the first time. */
  told(revision: number, events: readonly EtcdEvent[]): boolean {
    const told = events.map(({ type, kv }) => ({
      type,
      key: textOf(kv.key),
      value: textOf(kv.value),
      revision,
    }));
    const known = this.#revisions.get(revision);
    if (known === undefined) {
      this.#revisions.set(revision, told);
      return true;
    }
    const [one, other] = [lineOf(known), lineOf(told)];
    if (one !== other)
      this.#breach('ETCD-9', `revision ${revision} is ${one} at one member and ${other} at another`);
    return false;
  }

  /** Holds everything together. `final` is what is there in the end, at `finalRevision`. */
  conclude(final: readonly EtcdKeyValue[], finalRevision: number): void {
    for (const revision of [...this.#revisions.keys()].sort((one, other) => one - other))
      for (const event of this.#revisions.get(revision) ?? []) {
        const events = this.#byKey.get(event.key);
        if (events === undefined) this.#byKey.set(event.key, [event]);
        else events.push(event);
      }
    this.#checkWrites(finalRevision);
    for (const { key, revision, kv } of this.#reads) this.#checkRead(key, revision, kv);
    this.#checkFinal(final, finalRevision);
  }

  #checkWrites(finalRevision: number): void {
    const places = new Map<string, number[]>();
    for (const events of this.#revisions.values())
      for (const { type, value, revision } of events)
        if (type === 'PUT') places.set(value, [...(places.get(value) ?? []), revision]);
    for (const write of this.#writes) {
      const { key, value, outcome, revision } = write;
      const [first, second] = places.get(value) ?? [];
      if (second !== undefined)
        this.#breach('ETCD-17f', `${key}=${value} was written at ${String(first)} and again at ${second}`);
      if (outcome === 'refused' && first !== undefined)
        this.#breach('ETCD-17f', `${key}=${value} was refused, and written at ${first}`);
      if (outcome !== 'acknowledged') continue;
      if (revision > finalRevision)
        this.#breach(
          'ETCD-12',
          `${key}=${value} was acknowledged at ${revision}; the store ends at ${finalRevision}`,
        );
      else if (first === undefined && this.#revisions.has(revision))
        this.#breach('ETCD-12', `${key}=${value} was acknowledged at ${revision}, where something else is`);
      else if (first !== undefined && first !== revision)
        this.#breach('ETCD-17', `${key}=${value} was acknowledged at ${revision} and is at ${first}`);
      if (write.expected !== undefined && first !== undefined) this.#checkCondition(write, write.expected);
    }
  }

  #checkCondition({ key, value, revision }: ChronicledWrite, expected: number): void {
    const before = this.#newest(key, revision - 1);
    const found = before === undefined || before.type === 'DELETE' ? 0 : before.revision;
    if (
      found === expected ||
      (expected > 0 && !this.#revisions.has(expected)) ||
      this.#isIncomplete(found, revision)
    )
      return;
    this.#breach('ETCD-5', `${key}=${value} at ${revision} was to follow ${expected} and follows ${found}`);
  }

  #checkRead(key: string, revision: number, kv: EtcdKeyValue | undefined): void {
    const event = this.#newest(key, revision);
    if (event === undefined || this.#isIncomplete(event.revision, revision)) return;
    const expected = event.type === 'DELETE' ? 'nothing' : event.value;
    const found = kv === undefined ? 'nothing' : textOf(kv.value);
    if (found !== expected)
      this.#breach(
        'ETCD-17',
        `a read of ${key} at ${revision} gave ${found}; written at ${event.revision}: ${expected}`,
      );
  }

  #checkFinal(final: readonly EtcdKeyValue[], revision: number): void {
    const found = new Map(final.map((kv) => [textOf(kv.key), kv]));
    for (const key of this.#byKey.keys()) this.#checkRead(key, revision, found.get(key));
  }

  #newest(key: string, revision: number): ChronicledEvent | undefined {
    return this.#byKey.get(key)?.findLast((event) => event.revision <= revision);
  }

  /** A revision between is one that nobody has watched: it was compacted too early. */
  #isIncomplete(from: number, to: number): boolean {
    for (let revision = Math.max(2, from); revision <= to; revision += 1)
      if (!this.#revisions.has(revision)) return true;
    return false;
  }

  #breach(requirement: string, message: string): void {
    this.#onBreach({ requirement, message });
  }
}

function lineOf(events: readonly ChronicledEvent[]): string {
  return events.map(({ type, key, value }) => `${type} ${key} ${value.slice(0, 40)}`).join(', ');
}
