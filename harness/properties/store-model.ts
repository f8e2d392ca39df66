import type { EtcdKeyRange, EtcdKeyValue, EtcdRequestOp } from '../../schemas/types/etcd.ts';

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** An entry as values that compare and print well. */
export function shownEntry(entry: EtcdKeyValue): unknown {
  return {
    ...entry,
    key: Buffer.from(entry.key).toString('latin1'),
    value: Buffer.from(entry.value).toString('latin1'),
  };
}

/** What a store should hold and tell of the keys below a prefix: whole contents in a list, nothing clever. */
export class StoreModel {
  readonly prefix: string;
  readonly range: EtcdKeyRange;
  /** The content after each revision, in key order, as `shownEntry` shows it. */
  readonly contents: Map<number, unknown[]> = new Map();
  /** `[type, key, previous]` of every event, in order. */
  readonly events: unknown[] = [];
  readonly #keys = new Map<string, EtcdKeyValue>();
  #revision: number;

  constructor(prefix: string, revision: number) {
    this.prefix = prefix;
    this.range = { key: bytesOf(prefix), rangeEnd: bytesOf(`${prefix.slice(0, -1)}0`) };
    this.#revision = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  modRevision(key: string): number {
    return this.#keys.get(this.prefix + key)?.modRevision ?? 0;
  }

  /** Does the writes of one transaction. */
  apply(operations: readonly EtcdRequestOp[]): void {
    const before = this.events.length;
    for (const operation of operations) {
      if ('put' in operation) this.#put(operation.put.key, operation.put.value);
      if ('deleteRange' in operation) this.#delete(operation.deleteRange);
    }
    if (this.events.length === before) return;
    this.#revision += 1;
    const sorted = [...this.#keys].sort(([left], [right]) => (left < right ? -1 : 1));
    this.contents.set(
      this.#revision,
      sorted.map(([, entry]) => shownEntry(entry)),
    );
  }

  #put(key: Uint8Array, value: Uint8Array): void {
    const name = Buffer.from(key).toString('latin1');
    const old = this.#keys.get(name);
    const modRevision = this.#revision + 1;
    const entry: EtcdKeyValue = {
      key,
      value,
      createRevision: old?.createRevision ?? modRevision,
      modRevision,
      version: (old?.version ?? 0) + 1,
      lease: 0,
    };
    this.#keys.set(name, entry);
    this.events.push(['PUT', shownEntry(entry), old === undefined ? undefined : shownEntry(old)]);
  }

  #delete(range: EtcdKeyRange): void {
    const from = Buffer.from(range.key).toString('latin1');
    const to = Buffer.from(range.rangeEnd ?? []).toString('latin1');
    for (const name of [...this.#keys.keys()].sort()) {
      const old = this.#keys.get(name);
      if (old === undefined || name < from || name >= to) continue;
      this.#keys.delete(name);
      const gone = { key: old.key, value: bytesOf(''), createRevision: 0, version: 0, lease: 0 };
      this.events.push(['DELETE', shownEntry({ ...gone, modRevision: this.#revision + 1 }), shownEntry(old)]);
    }
  }
}
