import type { Bytes, EtcdKeyValue } from '../../schemas/types/etcd.ts';
import type { KeyVersion } from './key-version.ts';
import type { MvccStore } from './mvcc-store.ts';
import type { OrderedTree } from './ordered-tree.ts';
import { accepted, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import { checkReadRevision } from './transaction.ts';

interface Bounds {
  readonly compactRevision: number;
  readonly hashRevision: number;
}

export interface KeysHash extends Bounds {
  readonly hash: number;
}

/**
 * A number over what is kept of each key up to `revision` (0: the newest): each version that was made after the
 * compacted revision, and the one that was live then. A deletion that the compaction may forget does not count. Equal
 * at members that have applied the same, however far they have swept; not etcd's own number.
 */
export function hashKeys(store: MvccStore, revision: number): Outcome<KeysHash> {
  const steps = hashKeysInSteps(store, revision);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same a little at a time, for a store that goes on meanwhile: the answer is that of the moment of the first step. */
export function* hashKeysInSteps(
  store: MvccStore,
  revision: number,
): Generator<undefined, Outcome<KeysHash>> {
  const problem = checkReadRevision(store, revision);
  if (problem !== undefined) return refused(problem);
  const hashRevision = revision > 0 ? revision : store.revision;
  const bounds = { compactRevision: store.compactRevision, hashRevision };
  const hash = yield* keysHash(seed, store.keys.fork(), bounds);
  return accepted({ hash: finished(hash), ...bounds });
}

/** A number over everything that is replicated: keys with their history, leases and what hangs on them. */
export function hashStore(store: MvccStore): number {
  const { revision, compactRevision } = store;
  let hash = withNumber(withNumber(seed, revision), compactRevision);
  const keys = hashKeys(store, revision);
  if (keys.accepted) hash = withNumber(hash, keys.answer.hash);
  const leases = store.leases().toSorted((left, right) => left.id - right.id);
  for (const { id, ttlSeconds } of leases) {
    hash = withNumber(withNumber(hash, id), ttlSeconds);
    for (const key of store.leaseKeys(id)) hash = withBytes(hash, key);
  }
  return finished(hash);
}

const seed = 0x811c9dc5;

/** How many leaves of the tree one step goes through. */
const leavesPerStep = 32;

function* keysHash(
  before: number,
  keys: OrderedTree<KeyVersion>,
  bounds: Bounds,
): Generator<undefined, number> {
  let hash = before;
  let left = leavesPerStep;
  for (const leaf of keys.leaves()) {
    // What nobody has looked into stays packed.
    const { values } = 'unpack' in leaf ? leaf.unpack() : leaf;
    for (const newest of values) hash = withHistory(hash, newest, bounds);
    left -= 1;
    if (left > 0) continue;
    left = leavesPerStep;
    yield;
  }
  return hash;
}

function withHistory(before: number, newest: KeyVersion, bounds: Bounds): number {
  let hash = before;
  for (let version: KeyVersion | undefined = newest; version !== undefined; version = version.older) {
    const { modRevision } = version.entry;
    if (modRevision > bounds.hashRevision) continue;
    const oldest = modRevision <= bounds.compactRevision;
    if (!oldest || !version.deleted) hash = withEntry(hash, version.entry);
    if (oldest) break;
  }
  return hash;
}

function withEntry(before: number, entry: EtcdKeyValue): number {
  let hash = withBytes(before, entry.key);
  hash = withNumber(hash, entry.modRevision);
  hash = withNumber(hash, entry.createRevision);
  hash = withNumber(hash, entry.version);
  hash = withNumber(hash, entry.lease);
  return withBytes(hash, entry.value);
}

function withNumber(hash: number, value: number): number {
  return mixed(mixed(hash, value | 0), Math.floor(value / 2 ** 32) | 0);
}

/** Four bytes at a time, and the length, so that what moves from one field to the next is noticed. */
function withBytes(before: number, bytes: Bytes): number {
  let hash = mixed(before, bytes.length);
  const whole = bytes.length & ~3;
  let index = 0;
  for (; index < whole; index += 4) {
    const word =
      (bytes[index] ?? 0) |
      ((bytes[index + 1] ?? 0) << 8) |
      ((bytes[index + 2] ?? 0) << 16) |
      ((bytes[index + 3] ?? 0) << 24);
    hash = mixed(hash, word);
  }
  for (; index < bytes.length; index += 1) hash = mixed(hash, bytes[index] ?? 0);
  return hash;
}

/** The mixing of MurmurHash3. */
function mixed(hash: number, word: number): number {
  let block = Math.imul(word, 0xcc9e2d51);
  block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  const turned = hash ^ block;
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  let end = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  end = Math.imul(end ^ (end >>> 13), 0xc2b2ae35);
  return (end ^ (end >>> 16)) >>> 0;
}
