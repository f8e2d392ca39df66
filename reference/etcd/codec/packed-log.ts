import { keyText } from '../key-text.ts';
import type { KeyText } from '../key-text.ts';
import type { ChangedKeys, PackedSegment } from '../revision-log.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Some records of a revision log as bytes: the first revision, their number, and the keys of each. */
export class PackedLog implements PackedSegment {
  readonly first: number;
  readonly length: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    this.bytes = bytes;
    this.first = reader.number();
    this.length = reader.count();
  }

  unpack(): ChangedKeys[] {
    const reader = new ByteReader(this.bytes);
    reader.number();
    const records = reader.list(() => readRecord(reader));
    reader.end();
    return records;
  }
}

export function writeRecords(writer: ByteWriter, first: number, records: readonly ChangedKeys[]): void {
  writer.number(first);
  writer.number(records.length);
  for (const record of records) {
    const keys = typeof record === 'string' ? [record] : record;
    writer.number(keys.length);
    for (const key of keys) {
      writer.number(key.length);
      writer.characters(key);
    }
  }
}

function readRecord(reader: ByteReader): ChangedKeys {
  const keys: KeyText[] = reader.list(() => keyText(reader.bytes()));
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? only : keys;
}
