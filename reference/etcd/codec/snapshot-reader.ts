import { keyText } from '../key-text.ts';
import type { KeyText } from '../key-text.ts';
import { liveOnes } from '../key-version.ts';
import type { KeyVersion } from '../key-version.ts';
import { oneEach } from '../lessor.ts';
import type { MemberState } from '../member-parts.ts';
import type { StoreSnapshot } from '../mvcc-store.ts';
import { OrderedTree } from '../ordered-tree.ts';
import type { Entries, PackedLeaf } from '../ordered-tree.ts';
import { RevisionLog } from '../revision-log.ts';
import { BlockAssembler } from './block-assembler.ts';
import { ByteReader, MalformedBytes } from './byte-reader.ts';
import { PackedAttachments } from './packed-attachments.ts';
import { PackedKeys, readVersion } from './packed-keys.ts';
import { PackedLog } from './packed-log.ts';
import { blockKinds } from './snapshot-format.ts';
import { readState } from './state-codec.ts';
import type { StateOutline, StoreOutline } from './state-codec.ts';

/** Puts a state together again from the chunks of `snapshotChunks`, cut anywhere. */
export class SnapshotReader {
  readonly #blocks = new BlockAssembler((kind, bytes) => {
    this.#take(kind, bytes);
  });
  readonly #keys: PackedLeaf<KeyVersion>[] = [];
  readonly #log: PackedLog[] = [];
  readonly #attachments: PackedAttachments[] = [];
  #outline: StateOutline | undefined;
  /** The part of a long history that has come so far. */
  #history: { readonly key: KeyText; readonly newest: KeyVersion } | undefined;
  #ended = false;

  /** The chunk is copied: the caller may use its bytes again. */
  push(chunk: Uint8Array): void {
    this.#blocks.push(chunk);
  }

  end(): MemberState {
    if (!this.#ended || this.#outline === undefined) throw new MalformedBytes('a snapshot ends too early');
    return { ...this.#outline, store: this.#store(this.#outline.store) };
  }

  #take(kind: number, bytes: Uint8Array): void {
    if (this.#ended) throw new MalformedBytes('something follows the end of a snapshot');
    if ((kind === blockKinds.state) !== (this.#outline === undefined)) {
      throw new MalformedBytes('this is not a snapshot of a store');
    }
    if (kind === blockKinds.state) this.#outline = readState(new ByteReader(bytes));
    else if (kind === blockKinds.keys) this.#keys.push(new PackedKeys(bytes));
    else if (kind === blockKinds.history) this.#takeHistory(bytes);
    else if (kind === blockKinds.log) this.#log.push(new PackedLog(bytes));
    else if (kind === blockKinds.attachments) this.#attachments.push(new PackedAttachments(bytes));
    else if (kind === blockKinds.end) this.#ended = true;
    else throw new MalformedBytes('a snapshot has a block of no known kind');
  }

  #takeHistory(bytes: Uint8Array): void {
    const reader = new ByteReader(bytes);
    const rawKey = reader.bytes();
    const key = keyText(rawKey);
    const last = reader.byte() === 1;
    let newest = this.#history?.key === key ? this.#history.newest : undefined;
    for (let left = reader.count(); left > 0; left -= 1) newest = readVersion(reader, rawKey, newest);
    reader.end();
    if (newest === undefined) throw new MalformedBytes('a history has no version');
    this.#history = last ? undefined : { key, newest };
    if (last) this.#keys.push(new SingleKey(key, newest));
  }

  #store(outline: StoreOutline): StoreSnapshot {
    const { leases, logFirst, ...rest } = outline;
    const log =
      this.#log.length === 0 ? new RevisionLog(rest.revision + 1) : RevisionLog.of(logFirst, this.#log);
    if (log.next !== rest.revision + 1)
      throw new MalformedBytes('the log does not reach the newest revision');
    return {
      ...rest,
      keys: OrderedTree.ofLeaves(liveOnes, this.#keys),
      log,
      leaseTable: { leases, attachments: OrderedTree.ofLeaves(oneEach, this.#attachments) },
    };
  }
}

/** A key whose history was too long to be packed. */
class SingleKey implements PackedLeaf<KeyVersion> {
  readonly lowKey: KeyText;
  readonly size = 1;
  readonly weight: number;
  readonly stamp: number;
  readonly #newest: KeyVersion;

  constructor(key: KeyText, newest: KeyVersion) {
    this.lowKey = key;
    this.weight = liveOnes.weight(newest);
    this.stamp = liveOnes.stamp(newest);
    this.#newest = newest;
  }

  unpack(): Entries<KeyVersion> {
    return { keys: [this.lowKey], values: [this.#newest] };
  }
}
