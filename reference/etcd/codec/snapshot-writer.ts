import type { KeyText } from '../key-text.ts';
import { sizeOfEntry } from '../key-version.ts';
import type { KeyVersion } from '../key-version.ts';
import type { MemberState } from '../member-parts.ts';
import type { StoreSnapshot } from '../mvcc-store.ts';
import type { Entries } from '../ordered-tree.ts';
import { ByteWriter } from './byte-writer.ts';
import { PackedAttachments, writeAttachments } from './packed-attachments.ts';
import { PackedKeys, writeKeys, writeVersion } from './packed-keys.ts';
import { PackedLog, writeRecords } from './packed-log.ts';
import { blockKinds } from './snapshot-format.ts';
import { writeState } from './state-codec.ts';

/** A chunk is given out once it is at least this long. */
const chunkBytes = 256 * 1024;
/** A block of keys ends once its keys and values are this long. */
const blockBytes = 64 * 1024;
/** A longer history does not share a block with other keys, and is cut into parts of this many versions. */
const longestHistory = 256;

/** The bytes of a state that no longer changes, in chunks that belong to the reader. */
export function* snapshotChunks(state: MemberState): Generator<Uint8Array> {
  const out = new ByteWriter(2 * chunkBytes);
  for (const gathered of blocksOf(state, out)) {
    if (gathered >= chunkBytes) yield out.take();
  }
  yield out.take();
}

/** Stops after each block with how many bytes have gathered. */
function* blocksOf(state: MemberState, out: ByteWriter): Generator<number> {
  yield block(out, blockKinds.state, () => {
    writeState(out, state);
  });
  for (const leaf of state.store.keys.leaves()) {
    if (leaf instanceof PackedKeys) yield copied(out, blockKinds.keys, leaf.bytes);
    else yield* keyBlocks(out, 'unpack' in leaf ? leaf.unpack() : leaf);
  }
  yield* logBlocks(out, state.store);
  for (const leaf of state.store.leaseTable.attachments.leaves()) {
    if (leaf instanceof PackedAttachments) yield copied(out, blockKinds.attachments, leaf.bytes);
    else {
      const { keys } = 'unpack' in leaf ? leaf.unpack() : leaf;
      if (keys.length === 0) continue;
      yield block(out, blockKinds.attachments, () => {
        writeAttachments(out, keys);
      });
    }
  }
  yield block(out, blockKinds.end, () => undefined);
}

function* logBlocks(out: ByteWriter, { log }: StoreSnapshot): Generator<number> {
  for (const part of log.parts()) {
    if (part instanceof PackedLog) yield copied(out, blockKinds.log, part.bytes);
    else {
      const records = 'unpack' in part ? part.unpack() : part.records;
      yield block(out, blockKinds.log, () => {
        writeRecords(out, part.first, records);
      });
    }
  }
}

function* keyBlocks(out: ByteWriter, entries: Entries<KeyVersion>): Generator<number> {
  const { keys, values } = entries;
  let from = 0;
  let bytes = 0;
  const flush = (to: number): void => {
    if (to > from) {
      block(out, blockKinds.keys, () => {
        writeKeys(out, entries, { from, to });
      });
    }
    from = to;
    bytes = 0;
  };
  for (const [index, newest] of values.entries()) {
    const size = sizeOfHistory(newest);
    if (size === undefined) {
      flush(index);
      yield out.length;
      yield* historyBlocks(out, keys[index] ?? ('' as KeyText), newest);
      from = index + 1;
    } else {
      bytes += size;
      if (bytes < blockBytes) continue;
      flush(index + 1);
      yield out.length;
    }
  }
  flush(values.length);
  yield out.length;
}

/** Undefined where the history is too long or too large to share a block. */
function sizeOfHistory(newest: KeyVersion): number | undefined {
  let sum = 0;
  let length = 0;
  for (let version: KeyVersion | undefined = newest; version !== undefined; version = version.older) {
    sum += sizeOfEntry(version.entry);
    length += 1;
    if (length > longestHistory || (length > 1 && sum > 4 * blockBytes)) return undefined;
  }
  return sum;
}

function* historyBlocks(out: ByteWriter, key: KeyText, newest: KeyVersion): Generator<number> {
  const versions: KeyVersion[] = [];
  for (let version: KeyVersion | undefined = newest; version !== undefined; version = version.older) {
    versions.push(version);
  }
  versions.reverse();
  for (let from = 0; from < versions.length;) {
    let to = from;
    for (let bytes = 0; to < versions.length && to - from < longestHistory && bytes < blockBytes; to += 1) {
      bytes += versions[to]?.entry.value.length ?? 0;
    }
    const part = versions.slice(from, to);
    const last = to === versions.length;
    yield block(out, blockKinds.history, () => {
      out.number(key.length);
      out.characters(key);
      out.byte(last ? 1 : 0);
      out.number(part.length);
      for (const version of part) writeVersion(out, version);
    });
    from = to;
  }
}

function block(out: ByteWriter, kind: number, fill: () => void): number {
  out.byte(kind);
  const place = out.beginLength();
  fill();
  out.endLength(place);
  return out.length;
}

function copied(out: ByteWriter, kind: number, bytes: Uint8Array): number {
  return block(out, kind, () => {
    out.raw(bytes);
  });
}
