import type { EtcdEvent } from '../../schemas/types/etcd.ts';
import { invariant } from './invariant.ts';
import type { KeyText } from './key-text.ts';

export interface KeyChange {
  readonly key: KeyText;
  /** With the previous value where there was one. */
  readonly event: EtcdEvent;
}

/** What one revision changed, in the order in which the transaction changed it. */
export interface RevisionRecord {
  readonly revision: number;
  readonly changes: readonly KeyChange[];
}

/** The changes of every revision that is not compacted, by revision. There are no gaps. */
export class RevisionLog {
  #records: RevisionRecord[];

  constructor(records: readonly RevisionRecord[] = []) {
    this.#records = records.slice();
  }

  append(record: RevisionRecord): void {
    const last = this.#records.at(-1);
    invariant(last === undefined || record.revision === last.revision + 1, 'revisions rise by one');
    this.#records.push(record);
  }

  /** The record of a revision; undefined where it is compacted or still to come. */
  at(revision: number): RevisionRecord | undefined {
    const first = this.#records[0];
    return first === undefined ? undefined : this.#records[revision - first.revision];
  }

  /** Forgets the records up to, not including, `revision`. */
  dropBefore(revision: number): void {
    const kept = this.#records.findIndex((record) => record.revision >= revision);
    this.#records = kept < 0 ? [] : this.#records.slice(kept);
  }

  records(): readonly RevisionRecord[] {
    return this.#records.slice();
  }
}
