import type { EtcdEvent } from '../../schemas/types/etcd.ts';
import { invariant } from './invariant.ts';
import { keyBytes } from './key-text.ts';
import type { KeyText } from './key-text.ts';
import { deletionOf, entryAt, eventOf } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import type { OrderedTree } from './ordered-tree.ts';
import type { ChangedKeys, KeyChange, RevisionLog, RevisionRecord } from './revision-log.ts';

/** Versions further back than this are looked up in a list of the whole history. */
const nearby = 64;
const mostListed = 64;

interface ListedHistory {
  readonly newest: KeyVersion;
  /** Oldest first. */
  readonly versions: readonly KeyVersion[];
}

/** What each revision changed, put together from the log and the keys' own history. */
export class RevisionHistory {
  readonly #keys: OrderedTree<KeyVersion>;
  readonly #log: RevisionLog;
  readonly #listed = new Map<KeyText, ListedHistory>();

  constructor(keys: OrderedTree<KeyVersion>, log: RevisionLog) {
    this.#keys = keys;
    this.#log = log;
  }

  /**
   * The changes of a revision; undefined where it is compacted or still to come. Of the compacted revision itself it
   * tells what each key came to: what was before is gone.
   */
  record(revision: number, compactRevision: number): RevisionRecord | undefined {
    if (revision < compactRevision) return undefined;
    const changed = this.#log.at(revision);
    if (changed === undefined) return undefined;
    const changes =
      revision === compactRevision ? this.#outcomes(changed, revision) : this.#changes(changed, revision);
    return { revision, changes };
  }

  /** Lets go of what was put together for fast reading. */
  forget(): void {
    if (this.#listed.size > 0) this.#listed.clear();
  }

  #changes(changed: ChangedKeys, revision: number): KeyChange[] {
    if (typeof changed === 'string') return [this.#change(changed, revision, 0)];
    const seen = new Map<KeyText, number>();
    return changed.map((key) => {
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return this.#change(key, revision, before);
    });
  }

  /** `place`: how many changes of the key by the same revision come before this one. */
  #change(key: KeyText, revision: number, place: number): KeyChange {
    const versions: KeyVersion[] = [];
    let version = this.#notAfter(key, revision);
    for (; version?.entry.modRevision === revision; version = version.older) versions.unshift(version);
    const found = versions[place];
    invariant(found !== undefined, 'what is not compacted is in the history of its key');
    return { key, event: eventOf(found) };
  }

  #outcomes(changed: ChangedKeys, revision: number): KeyChange[] {
    const keys = typeof changed === 'string' ? [changed] : [...new Set(changed)];
    return keys.map((key) => ({ key, event: this.#outcome(key, revision) }));
  }

  #outcome(key: KeyText, revision: number): EtcdEvent {
    const newest = this.#keys.get(key);
    const kv = newest === undefined ? undefined : entryAt(newest, revision);
    return kv === undefined
      ? { type: 'DELETE', kv: deletionOf(keyBytes(key), revision) }
      : { type: 'PUT', kv };
  }

  /** The newest version of a key at or before a revision. */
  #notAfter(key: KeyText, revision: number): KeyVersion | undefined {
    const newest = this.#keys.get(key);
    let version = newest;
    for (let steps = 0; version !== undefined && version.entry.modRevision > revision; steps += 1) {
      if (steps === nearby && newest !== undefined) return lastNotAfter(this.#list(key, newest), revision);
      version = version.older;
    }
    return version;
  }

  /** A history is listed once however many of its revisions are replayed. */
  #list(key: KeyText, newest: KeyVersion): readonly KeyVersion[] {
    const known = this.#listed.get(key);
    if (known?.newest === newest) return known.versions;
    if (this.#listed.size >= mostListed) this.#listed.clear();
    const versions: KeyVersion[] = [];
    for (let version: KeyVersion | undefined = newest; version !== undefined; version = version.older) {
      versions.push(version);
    }
    versions.reverse();
    this.#listed.set(key, { newest, versions });
    return versions;
  }
}

function lastNotAfter(versions: readonly KeyVersion[], revision: number): KeyVersion | undefined {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((versions[middle]?.entry.modRevision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return versions[low - 1];
}
