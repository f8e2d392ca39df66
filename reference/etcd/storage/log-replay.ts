import type { Entry, HardState, LogPosition } from '../raft/types.ts';
import { ByteReader } from './byte-reader.ts';
import { readRecord } from './log-record.ts';
import type { LogRecord, SegmentHeader } from './log-record.ts';
import type { DataCodec, StorageIdentity } from './types.ts';

/** What the records of a log come to, taken one after the other. Throws plain errors, to which the reader adds the place. */
export class LogReplay<Data> {
  identity: StorageIdentity | undefined;
  hardState: HardState | undefined;
  snapshot: LogPosition | undefined;
  /** The last entry that has been written and not replaced. */
  lastIndex = 0;
  /** The highest entry of the segment at hand, whether it was replaced or not. */
  highestInSegment = 0;
  /** Of frames since the last record of a snapshot. */
  bytesSinceSnapshot = 0;
  readonly #codec: DataCodec<Data>;
  /** Follow one another without a gap from `#firstIndex`. */
  #entries: Entry<Data>[] = [];
  #firstIndex = 1;

  constructor(codec: DataCodec<Data>) {
    this.#codec = codec;
  }

  frame(payload: Uint8Array): void {
    this.bytesSinceSnapshot += payload.length;
    const reader = new ByteReader(payload);
    for (;;) {
      const record = readRecord(reader, this.#codec);
      if (record === undefined) return;
      this.#record(record);
    }
  }

  #record(record: LogRecord<Data>): void {
    if (record.type !== 'header' && this.identity === undefined) throw new Error('the header is missing');
    switch (record.type) {
      case 'header':
        this.#header(record.header);
        return;
      case 'entries':
        this.#replaceSuffix(record.entries);
        return;
      case 'hardState':
        this.hardState = record.hardState;
        return;
      case 'installed':
        this.#entries = [];
        this.#firstIndex = record.position.index + 1;
        this.lastIndex = record.position.index;
        this.#snapshotAt(record.position);
        return;
      case 'saved':
        this.#snapshotAt(record.position);
    }
  }

  #header(header: SegmentHeader): void {
    if (this.identity === undefined) {
      this.identity = header.identity;
      this.hardState = header.hardState;
      this.snapshot = header.snapshot;
      this.lastIndex = header.lastIndex;
      this.#firstIndex = header.lastIndex + 1;
    } else if (
      header.identity.clusterId !== this.identity.clusterId ||
      header.identity.memberId !== this.identity.memberId
    ) {
      throw new Error('it belongs to another member than the segments before it');
    } else if (header.lastIndex !== this.lastIndex) {
      throw new Error(
        `it follows entry ${header.lastIndex}, yet the segments before it end with entry ${this.lastIndex}`,
      );
    }
  }

  #replaceSuffix(entries: readonly Entry<Data>[]): void {
    const first = entries[0];
    if (first === undefined) return;
    if (first.index > this.lastIndex + 1) {
      throw new Error(`entry ${first.index} follows entry ${this.lastIndex}: those between are missing`);
    }
    const kept = Math.max(0, first.index - this.#firstIndex);
    if (kept === 0) this.#firstIndex = first.index;
    if (kept < this.#entries.length) this.#entries.length = kept;
    for (const entry of entries) this.#entries.push(entry);
    this.lastIndex = first.index + entries.length - 1;
    this.highestInSegment = Math.max(this.highestInSegment, this.lastIndex);
  }

  #snapshotAt(position: LogPosition): void {
    this.snapshot = position;
    this.bytesSinceSnapshot = 0;
  }

  /** The entries behind the snapshot. Throws where some are missing, or are known to be committed and not there. */
  entriesBehindSnapshot(): readonly Entry<Data>[] {
    const from = (this.snapshot?.index ?? 0) + 1;
    const behind = this.lastIndex >= from;
    if (behind && (this.#entries.length === 0 || this.#firstIndex > from)) {
      const found =
        this.#entries.length === 0 ? 'none is there' : `the log begins with entry ${this.#firstIndex}`;
      throw new Error(`entry ${from} should follow the snapshot, yet ${found}`);
    }
    const commit = this.hardState?.commit ?? 0;
    const last = Math.max(this.lastIndex, from - 1);
    if (commit > last) {
      throw new Error(`entries up to ${commit} are committed, yet the log ends with entry ${last}`);
    }
    return behind ? this.#entries.slice(from - this.#firstIndex) : [];
  }
}
