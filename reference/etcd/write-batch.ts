import type {
  Bytes,
  EtcdDeleteRangeRequest,
  EtcdKeyValue,
  EtcdPutRequest,
} from '../../schemas/types/etcd.ts';
import { keyText, spanOf } from './key-text.ts';
import type { KeyText } from './key-text.ts';
import { deletedVersion, entryAt, eventOf, putVersion, sizeOfEntry } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import type { Lessor } from './lessor.ts';
import type { OrderedTree } from './ordered-tree.ts';
import type { KeyChange } from './revision-log.ts';

/** The writes of one revision, done to the keys as they come; reads at `revision` see those done so far. */
export class WriteBatch {
  readonly revision: number;
  readonly changes: KeyChange[] = [];
  /** By how much the bytes of the newest live versions have grown. */
  bytesInUseDelta = 0;
  /** Bytes of all versions that were written. */
  bytesWritten = 0;
  readonly #keys: OrderedTree<KeyVersion>;
  readonly #lessor: Lessor;

  constructor(revision: number, keys: OrderedTree<KeyVersion>, lessor: Lessor) {
    this.revision = revision;
    this.#keys = keys;
    this.#lessor = lessor;
  }

  /** The revision that a reader inside this batch sees. */
  get readRevision(): number {
    return this.changes.length === 0 ? this.revision - 1 : this.revision;
  }

  /**
   * Returns what the key held before. The lease must exist. Where value or lease are to be kept the key was checked to
   * exist before the transaction; if the transaction itself has deleted it there is nothing to keep (etcd would die).
   */
  put(request: EtcdPutRequest): EtcdKeyValue | undefined {
    const key = keyText(request.key);
    const older = this.#keys.get(key);
    const previous = older?.deleted === false ? older.entry : undefined;
    const entry = this.#newEntry(request, previous);
    this.bytesInUseDelta += sizeOfEntry(entry) - (previous === undefined ? 0 : sizeOfEntry(previous));
    if (previous !== undefined && previous.lease !== 0) this.#lessor.detach(previous.lease, key);
    if (entry.lease !== 0) this.#lessor.attach(entry.lease, key, entry.key);
    this.#write(key, putVersion(entry, older));
    return previous;
  }

  /** Returns what the deleted keys held, in key order. */
  deleteRange(request: EtcdDeleteRangeRequest): readonly EtcdKeyValue[] {
    const doomed: { readonly key: KeyText; readonly newest: KeyVersion; readonly entry: EtcdKeyValue }[] = [];
    this.#keys.walk(spanOf(request), (key, newest) => {
      const entry = entryAt(newest, this.revision);
      if (entry !== undefined) doomed.push({ key, newest, entry });
      return true;
    });
    for (const { key, newest, entry } of doomed) {
      if (entry.lease !== 0) this.#lessor.detach(entry.lease, key);
      this.bytesInUseDelta -= sizeOfEntry(entry);
      this.#write(key, deletedVersion(entry.key, this.revision, newest));
    }
    return doomed.map(({ entry }) => entry);
  }

  #newEntry(request: EtcdPutRequest, previous: EtcdKeyValue | undefined): EtcdKeyValue {
    const keepsValue = request.ignoreValue === true;
    const keepsLease = request.ignoreLease === true;
    return {
      key: previous?.key ?? ownBytes(request.key),
      value: keepsValue && previous !== undefined ? previous.value : ownBytes(request.value),
      createRevision: previous?.createRevision ?? this.revision,
      modRevision: this.revision,
      version: (previous?.version ?? 0) + 1,
      lease: keepsLease ? (previous?.lease ?? 0) : (request.lease ?? 0),
    };
  }

  #write(key: KeyText, version: KeyVersion): void {
    const held = this.#keys.set(key, version);
    this.bytesWritten += sizeOfEntry(version.entry);
    this.changes.push({ key: held, event: eventOf(version) });
  }
}

/**
 * Bytes without what lies around them: a view of a message must not keep the whole message for as long as its key
 * lives. Views at the very beginning are not noticed; no message begins with a key or a value.
 */
function ownBytes(bytes: Bytes): Bytes {
  return bytes.byteOffset === 0 ? bytes : new Uint8Array(bytes);
}
