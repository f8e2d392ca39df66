import type { Bytes, EtcdEvent, EtcdKeyValue } from '../../schemas/types/etcd.ts';
import type { Measure } from './ordered-tree.ts';

/**
 * One version of a key, newest first: a chain that ends where compaction cut it. A chain never changes, so that forks
 * of a store share it. Whoever is given `entry` holds that version alone, not the versions before it.
 */
export interface KeyVersion {
  /** For a deletion: the key and the revision of the deletion, everything else empty. */
  readonly entry: EtcdKeyValue;
  readonly deleted: boolean;
  readonly older: KeyVersion | undefined;
}

/** How keys are summed up: by the number that exists, and by their newest revision. */
export const liveOnes: Measure<KeyVersion> = {
  weight: (version) => (version.deleted ? 0 : 1),
  stamp: (version) => version.entry.modRevision,
};

const noBytes: Bytes = new Uint8Array(0);

export function putVersion(entry: EtcdKeyValue, older: KeyVersion | undefined): KeyVersion {
  return { entry, deleted: false, older };
}

export function deletedVersion(key: Bytes, revision: number, older: KeyVersion): KeyVersion {
  return { entry: deletionOf(key, revision), deleted: true, older };
}

/** What stands for a key in its deletion. */
export function deletionOf(key: Bytes, revision: number): EtcdKeyValue {
  return { key, value: noBytes, createRevision: 0, modRevision: revision, version: 0, lease: 0 };
}

/** The entry that a read at `revision` finds. */
export function entryAt(newest: KeyVersion, revision: number): EtcdKeyValue | undefined {
  let version: KeyVersion | undefined = newest;
  while (version !== undefined && version.entry.modRevision > revision) version = version.older;
  return version === undefined || version.deleted ? undefined : version.entry;
}

interface Compacted {
  /** Undefined where nothing is left, the chain itself where nothing goes. */
  readonly chain: KeyVersion | undefined;
  /** The chain of what goes. */
  readonly dropped: KeyVersion | undefined;
  /** How many versions had to be looked at. */
  readonly walked: number;
}

/** The chain without what no read at `revision` or later finds. */
export function compactedChain(newest: KeyVersion, revision: number): Compacted {
  const kept: KeyVersion[] = [];
  let version: KeyVersion | undefined = newest;
  while (version !== undefined && version.entry.modRevision > revision) {
    kept.push(version);
    version = version.older;
  }
  const walked = kept.length + 1;
  const dropped = version?.deleted === true ? version : version?.older;
  if (version === undefined || dropped === undefined) return { chain: newest, dropped: undefined, walked };
  let chain = version.deleted ? undefined : putVersion(version.entry, undefined);
  for (const { entry, deleted } of kept.reverse()) chain = { entry, deleted, older: chain };
  return { chain, dropped, walked };
}

/** What a version, a deletion too, counts towards the size of a store. */
export function sizeOfEntry(entry: EtcdKeyValue): number {
  return entry.key.length + entry.value.length;
}

/**
 * What watchers are told of a version. The previous value is the one before the whole revision, and a key that the
 * revision has created has none.
 */
export function eventOf(version: KeyVersion): EtcdEvent {
  const { entry: kv, deleted } = version;
  const type = deleted ? 'DELETE' : 'PUT';
  if (!deleted && kv.createRevision === kv.modRevision) return { type, kv };
  let previous = version.older;
  while (previous?.entry.modRevision === kv.modRevision) previous = previous.older;
  return previous === undefined || previous.deleted ? { type, kv } : { type, kv, prevKv: previous.entry };
}

export function withoutValue(entry: EtcdKeyValue): EtcdKeyValue {
  return { ...entry, value: noBytes };
}
