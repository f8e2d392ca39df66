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

/** The keys that one revision changed, in order; nearly always it is one. A key changed twice is there twice. */
export type ChangedKeys = KeyText | readonly KeyText[];

/** Part of a log as it was read from a snapshot, not yet taken apart. */
export interface PackedSegment {
  /** The revision of its first record. */
  readonly first: number;
  readonly length: number;
  unpack(): ChangedKeys[];
}

interface Segment {
  readonly first: number;
  records: ChangedKeys[];
  /** Until the segment is first looked into; then `records` holds what was in it. */
  packed: PackedSegment | undefined;
}

/** Segments begin at multiples of this, all but the first. */
export const segmentLength = 1024;

/**
 * Which keys every revision changed, by revision, without gaps. What it changed in them is in the keys' own history:
 * nothing is kept twice.
 */
export class RevisionLog {
  readonly #segments: Segment[];
  #first: number;
  #next: number;

  /** A log without records, of which the first will be of revision `next`. */
  constructor(next: number) {
    this.#segments = [];
    this.#first = next;
    this.#next = next;
  }

  /** A log from the segments of another, in order and without gaps; records before `first` are passed over. */
  static of(first: number, segments: readonly PackedSegment[]): RevisionLog {
    const log = new RevisionLog(first);
    for (const packed of segments) {
      log.#segments.push({ first: packed.first, records: [], packed });
      log.#next = packed.first + packed.length;
    }
    return log;
  }

  /** The revision of the oldest record that is kept, or of the next one where none is. */
  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  append(revision: number, changed: ChangedKeys): void {
    invariant(revision === this.#next, 'revisions rise by one');
    const last = this.#segments.at(-1);
    if (last === undefined || revision % segmentLength === 0) {
      this.#segments.push({ first: revision, records: [changed], packed: undefined });
    } else {
      opened(last).push(changed);
    }
    this.#next = revision + 1;
  }

  /** The keys that a revision changed; undefined where it is forgotten or still to come. */
  at(revision: number): ChangedKeys | undefined {
    if (revision < this.#first || revision >= this.#next) return undefined;
    const oldest = this.#segments[0]?.first ?? 0;
    const segment = this.#segments[segmentOf(revision) - segmentOf(oldest)];
    invariant(segment !== undefined, 'a log has no gaps');
    return opened(segment)[revision - segment.first];
  }

  /** Forgets the records up to, not including, `revision`. */
  dropBefore(revision: number): void {
    if (revision <= this.#first) return;
    invariant(revision <= this.#next, 'only what was recorded is forgotten');
    this.#first = revision;
    let over = 0;
    for (const segment of this.#segments) {
      if (revision < this.#next && segmentOf(segment.first) >= segmentOf(revision)) break;
      over += 1;
    }
    if (over > 0) this.#segments.splice(0, over);
  }

  /** A log with the same records; what is appended to or dropped from one is not seen by the other. */
  fork(): RevisionLog {
    const twin = new RevisionLog(this.#next);
    twin.#first = this.#first;
    twin.#segments.push(...this.#segments);
    const last = twin.#segments.pop();
    if (last !== undefined) {
      twin.#segments.push({ first: last.first, records: opened(last).slice(), packed: undefined });
    }
    return twin;
  }

  /** Its parts in order, each as it stands: taken apart or not. */
  *parts(): Generator<PackedSegment | { readonly first: number; readonly records: readonly ChangedKeys[] }> {
    for (const segment of this.#segments) yield segment.packed ?? segment;
  }
}

function segmentOf(revision: number): number {
  return Math.floor(revision / segmentLength);
}

function opened(segment: Segment): ChangedKeys[] {
  if (segment.packed !== undefined) {
    segment.records = segment.packed.unpack();
    segment.packed = undefined;
  }
  return segment.records;
}
