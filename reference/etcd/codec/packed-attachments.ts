import { keyText } from '../key-text.ts';
import type { KeyText } from '../key-text.ts';
import { leaseDigits } from '../lessor.ts';
import type { Entries, PackedLeaf } from '../ordered-tree.ts';
import { ByteReader, MalformedBytes } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Some attachments of keys to leases, in rising order, as bytes: how many there are, and each with its length. */
export class PackedAttachments implements PackedLeaf<Uint8Array> {
  readonly lowKey: KeyText;
  readonly size: number;
  readonly weight: number;
  readonly stamp = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    this.bytes = bytes;
    this.size = reader.count();
    this.weight = this.size;
    if (this.size === 0) throw new MalformedBytes('a leaf holds no attachment');
    this.lowKey = keyText(reader.bytes());
  }

  unpack(): Entries<Uint8Array> {
    const reader = new ByteReader(this.bytes);
    const all = reader.list(() => reader.bytes());
    reader.end();
    return {
      keys: all.map((attachment) => keyText(attachment)),
      values: all.map((attachment) => attachment.subarray(leaseDigits)),
    };
  }
}

export function writeAttachments(writer: ByteWriter, keys: readonly KeyText[]): void {
  writer.number(keys.length);
  for (const key of keys) {
    writer.number(key.length);
    writer.characters(key);
  }
}
