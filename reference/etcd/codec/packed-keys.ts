import { keyText } from '../key-text.ts';
import type { KeyText } from '../key-text.ts';
import { deletedVersion, deletionOf, liveOnes, putVersion } from '../key-version.ts';
import type { KeyVersion } from '../key-version.ts';
import type { Entries, PackedLeaf } from '../ordered-tree.ts';
import { ByteReader, MalformedBytes } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const deletedFlag = 1;
const leaseFlag = 2;

/**
 * Some keys with their history, next to each other in rising order, as bytes: how many there are, what they sum up to,
 * the lengths of the keys, the keys, and for each its versions, newest first.
 */
export class PackedKeys implements PackedLeaf<KeyVersion> {
  readonly lowKey: KeyText;
  readonly size: number;
  readonly weight: number;
  readonly stamp: number;
  readonly bytes: Uint8Array;

  /** The bytes must not change afterwards: keys and values become views of them. */
  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    this.bytes = bytes;
    this.size = reader.count();
    this.weight = reader.number();
    this.stamp = reader.number();
    if (this.size === 0) throw new MalformedBytes('a leaf holds no key');
    const low = reader.number();
    for (let index = 1; index < this.size; index += 1) reader.number();
    this.lowKey = keyText(reader.raw(low));
  }

  unpack(): Entries<KeyVersion> {
    const reader = new ByteReader(this.bytes);
    for (let skipped = 0; skipped < 3; skipped += 1) reader.number();
    const lengths: number[] = [];
    for (let index = 0; index < this.size; index += 1) lengths.push(reader.number());
    const rawKeys = lengths.map((length) => reader.raw(length));
    const entries: Entries<KeyVersion> = { keys: [], values: [] };
    for (const key of rawKeys) {
      entries.keys.push(keyText(key));
      entries.values.push(readHistory(reader, key));
    }
    reader.end();
    return entries;
  }
}

/** Writes what `PackedKeys` reads: the entries from `from` up to, not including, `to`. */
export function writeKeys(
  writer: ByteWriter,
  { keys, values }: { readonly keys: readonly KeyText[]; readonly values: readonly KeyVersion[] },
  { from, to }: { readonly from: number; readonly to: number },
): void {
  let weight = 0;
  let stamp = 0;
  for (const newest of values.slice(from, to)) {
    weight += liveOnes.weight(newest);
    stamp = Math.max(stamp, liveOnes.stamp(newest));
  }
  writer.number(to - from);
  writer.number(weight);
  writer.number(stamp);
  const within = keys.slice(from, to);
  for (const key of within) writer.number(key.length);
  for (const key of within) writer.characters(key);
  for (const newest of values.slice(from, to)) {
    const versions: KeyVersion[] = [];
    for (let version: KeyVersion | undefined = newest; version !== undefined; version = version.older) {
      versions.push(version);
    }
    writer.number(versions.length);
    for (const version of versions) writeVersion(writer, version);
  }
}

export function writeVersion(writer: ByteWriter, { entry, deleted }: KeyVersion): void {
  writer.byte((deleted ? deletedFlag : 0) | (entry.lease === 0 ? 0 : leaseFlag));
  writer.number(entry.modRevision);
  if (deleted) return;
  writer.number(entry.modRevision - entry.createRevision);
  writer.number(entry.version);
  if (entry.lease !== 0) writer.number(entry.lease);
  writer.bytes(entry.value);
}

/** A version put on top of the ones before it. */
export function readVersion(reader: ByteReader, key: Uint8Array, older: KeyVersion | undefined): KeyVersion {
  const flags = reader.byte();
  const modRevision = reader.number();
  if ((flags & deletedFlag) !== 0) {
    return older === undefined
      ? { entry: deletionOf(key, modRevision), deleted: true, older }
      : deletedVersion(key, modRevision, older);
  }
  const createRevision = modRevision - reader.number();
  const version = reader.number();
  const lease = (flags & leaseFlag) === 0 ? 0 : reader.number();
  return putVersion({ key, value: reader.bytes(), createRevision, modRevision, version, lease }, older);
}

function readHistory(reader: ByteReader, key: Uint8Array): KeyVersion {
  const length = reader.count();
  if (length === 1) return readVersion(reader, key, undefined);
  const newestFirst: KeyVersion[] = [];
  for (let index = 0; index < length; index += 1) newestFirst.push(readVersion(reader, key, undefined));
  let chain: KeyVersion | undefined;
  for (const { entry, deleted } of newestFirst.reverse()) chain = { entry, deleted, older: chain };
  if (chain === undefined) throw new MalformedBytes('a key has no version');
  return chain;
}
