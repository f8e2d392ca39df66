import type { Bytes, EtcdEvent, EtcdKeyValue } from '../../schemas/types/etcd.ts';

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

const noBytes: Bytes = new Uint8Array(0);

export function putVersion(entry: EtcdKeyValue, older: KeyVersion | undefined): KeyVersion {
  return { entry, deleted: false, older };
}

export function deletedVersion(key: Bytes, revision: number, older: KeyVersion): KeyVersion {
  const entry = { key, value: noBytes, createRevision: 0, modRevision: revision, version: 0, lease: 0 };
  return { entry, deleted: true, older };
}

/** The entry that a read at `revision` finds. */
export function entryAt(newest: KeyVersion, revision: number): EtcdKeyValue | undefined {
  let version: KeyVersion | undefined = newest;
  while (version !== undefined && version.entry.modRevision > revision) version = version.older;
  return version === undefined || version.deleted ? undefined : version.entry;
}

/** The chain without what no read at `revision` or later finds; undefined where nothing is left. */
export function compactedChain(newest: KeyVersion, revision: number): KeyVersion | undefined {
  const kept: KeyVersion[] = [];
  let version: KeyVersion | undefined = newest;
  while (version !== undefined && version.entry.modRevision > revision) {
    kept.push(version);
    version = version.older;
  }
  if (version?.older === undefined && version?.deleted !== true) return newest;
  let chain = version.deleted ? undefined : putVersion(version.entry, undefined);
  for (const newer of kept.reverse()) chain = { ...newer, older: chain };
  return chain;
}

/** What watchers are told of a version that follows `older`. */
export function eventOf(version: KeyVersion): EtcdEvent {
  const type = version.deleted ? 'DELETE' : 'PUT';
  const previous = version.older;
  return previous === undefined || previous.deleted
    ? { type, kv: version.entry }
    : { type, kv: version.entry, prevKv: previous.entry };
}

export function withoutValue(entry: EtcdKeyValue): EtcdKeyValue {
  return { ...entry, value: noBytes };
}
