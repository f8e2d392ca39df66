import type { Entry, HardState, LogPosition } from '../raft/types.ts';
import type { ByteReader } from './byte-reader.ts';
import { CodecError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import {
  readEntries,
  readFlag,
  readHardState,
  readPosition,
  writeEntries,
  writeFlag,
  writeHardState,
  writePosition,
} from './entry-codec.ts';
import type { DataCodec, StorageIdentity } from './types.ts';

/** What a segment begins with: all that the segments before it would tell, except the entries. */
export interface SegmentHeader {
  readonly identity: StorageIdentity;
  readonly number: number;
  /** The last entry that stands before this segment. */
  readonly lastIndex: number;
  readonly hardState: HardState | undefined;
  readonly snapshot: LogPosition | undefined;
}

export type LogRecord<Data> =
  | { readonly type: 'header'; readonly header: SegmentHeader }
  | { readonly type: 'entries'; readonly entries: readonly Entry<Data>[] }
  | { readonly type: 'hardState'; readonly hardState: HardState }
  /** The file of this snapshot is complete. `installed`: it replaces the log as well. */
  | { readonly type: 'saved' | 'installed'; readonly position: LogPosition };

/** The numbers are the format. 0 is padding: nothing follows it. */
const types = { header: 1, entries: 2, hardState: 3, saved: 4, installed: 5 } as const;

export function writeRecord<Data>(writer: ByteWriter, record: LogRecord<Data>, codec: DataCodec<Data>): void {
  writer.byte(types[record.type]);
  switch (record.type) {
    case 'header':
      writeHeader(writer, record.header);
      return;
    case 'entries':
      writeEntries(writer, record.entries, codec);
      return;
    case 'hardState':
      writeHardState(writer, record.hardState);
      return;
    case 'saved':
    case 'installed':
      writePosition(writer, record.position);
  }
}

/** The next record of a frame's payload; undefined: there is none. */
export function readRecord<Data>(reader: ByteReader, codec: DataCodec<Data>): LogRecord<Data> | undefined {
  if (reader.remaining === 0) return undefined;
  const type = reader.byte();
  switch (type) {
    case 0:
      return undefined;
    case types.header:
      return { type: 'header', header: readHeader(reader) };
    case types.entries:
      return { type: 'entries', entries: readEntries(reader, codec) };
    case types.hardState:
      return { type: 'hardState', hardState: readHardState(reader) };
    case types.saved:
      return { type: 'saved', position: readPosition(reader) };
    case types.installed:
      return { type: 'installed', position: readPosition(reader) };
    default:
      throw new CodecError(`no record is of type ${type}`);
  }
}

export function writeIdentity(writer: ByteWriter, identity: StorageIdentity): void {
  writer.text(identity.clusterId);
  writer.text(identity.memberId);
}

export function readIdentityFields(reader: ByteReader): StorageIdentity {
  return { clusterId: reader.text(), memberId: reader.text() };
}

function writeHeader(writer: ByteWriter, header: SegmentHeader): void {
  writeIdentity(writer, header.identity);
  writer.varint(header.number);
  writer.varint(header.lastIndex);
  writeFlag(writer, header.hardState !== undefined);
  if (header.hardState !== undefined) writeHardState(writer, header.hardState);
  writeFlag(writer, header.snapshot !== undefined);
  if (header.snapshot !== undefined) writePosition(writer, header.snapshot);
}

function readHeader(reader: ByteReader): SegmentHeader {
  const identity = readIdentityFields(reader);
  const number = reader.varint();
  const lastIndex = reader.varint();
  const hardState = readFlag(reader) ? readHardState(reader) : undefined;
  const snapshot = readFlag(reader) ? readPosition(reader) : undefined;
  return { identity, number, lastIndex, hardState, snapshot };
}
