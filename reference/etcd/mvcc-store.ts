import type {
  EtcdCompactionResponse,
  EtcdDeleteRangeRequest,
  EtcdDeleteRangeResponse,
  EtcdLeaseGrantResponse,
  EtcdPutRequest,
  EtcdPutResponse,
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdTxnResponse,
} from '../../schemas/types/etcd.ts';
import type { KeyText } from './key-text.ts';
import { compactedChain } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import { Lessor } from './lessor.ts';
import type { Lease, LeaseTable } from './lessor.ts';
import { OrderedTree } from './ordered-tree.ts';
import { readRange } from './range-read.ts';
import { accepted, refusals, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import { RevisionLog } from './revision-log.ts';
import type { RevisionRecord } from './revision-log.ts';
import { checkDecided, checkReadRevision, decideTxn, runTxn } from './transaction.ts';
import type { StoreView } from './transaction.ts';
import { WriteBatch } from './write-batch.ts';

/** A store at one moment. Taking and opening one shares everything and copies next to nothing. */
export interface StoreSnapshot {
  readonly revision: number;
  readonly compactRevision: number;
  readonly keys: OrderedTree<KeyVersion>;
  readonly records: readonly RevisionRecord[];
  readonly leaseTable: LeaseTable;
}

/** What a command did: its answer, and the new revision with its changes where it wrote anything. */
export interface Applied<Answer> {
  readonly outcome: Outcome<Answer>;
  readonly record: RevisionRecord | undefined;
}

/** The longest lease that etcd grants. */
const longestTtlSeconds = 9_000_000_000;

const liveOnes = {
  weight: (version: KeyVersion): number => (version.deleted ? 0 : 1),
  stamp: (version: KeyVersion): number => version.entry.modRevision,
};

/**
 * The replicated state machine of etcd: keys with their history, and leases. Synchronous and without a clock: members
 * that apply the same commands in the same order hold the same state. A command that is refused changes nothing.
 *
 * Keys and values handed in are kept as they are, not copied: whoever hands them over must not change them afterwards.
 */
export class MvccStore implements StoreView {
  readonly keys: OrderedTree<KeyVersion>;
  readonly #header: (revision: number) => EtcdResponseHeader;
  readonly #log: RevisionLog;
  readonly #lessor: Lessor;
  #revision: number;
  #compactRevision: number;

  constructor(header: (revision: number) => EtcdResponseHeader, snapshot?: StoreSnapshot) {
    this.#header = header;
    this.keys = snapshot?.keys.fork() ?? new OrderedTree(liveOnes);
    this.#log = new RevisionLog(snapshot?.records);
    this.#lessor = new Lessor(snapshot?.leaseTable);
    this.#revision = snapshot?.revision ?? 1;
    this.#compactRevision = snapshot?.compactRevision ?? -1;
  }

  /** The newest revision. An empty store is at 1. */
  get revision(): number {
    return this.#revision;
  }

  /** Reads and watches below this revision are refused; -1 where nothing was ever compacted. */
  get compactRevision(): number {
    return this.#compactRevision;
  }

  hasLease(id: number): boolean {
    return this.#lessor.has(id);
  }

  lease(id: number): Lease | undefined {
    return this.#lessor.get(id);
  }

  leases(): readonly Lease[] {
    return this.#lessor.list();
  }

  leaseKeys(id: number): readonly Uint8Array[] {
    return this.#lessor.keysOf(id);
  }

  /** What a revision changed; undefined where it is compacted away or still to come. */
  recordOf(revision: number): RevisionRecord | undefined {
    return this.#log.at(revision);
  }

  snapshot(): StoreSnapshot {
    return {
      revision: this.#revision,
      compactRevision: this.#compactRevision,
      keys: this.keys.fork(),
      records: this.#log.records(),
      leaseTable: this.#lessor.snapshot(),
    };
  }

  /** Bytes of keys and values that are kept, history included. Walks the whole store. */
  storedBytes(): number {
    let sum = 0;
    this.keys.walk({ from: '' as KeyText, to: undefined }, (key, newest) => {
      let version: KeyVersion | undefined = newest;
      for (; version !== undefined; version = version.older) sum += key.length + version.entry.value.length;
      return true;
    });
    return sum;
  }

  range(request: EtcdRangeRequest): Outcome<EtcdRangeResponse> {
    const asked = request.revision ?? 0;
    const problem = checkReadRevision(this, asked);
    if (problem !== undefined) return refused(problem);
    const result = readRange(this.keys, request, asked > 0 ? asked : this.#revision);
    return accepted({ header: this.#header(this.#revision), ...result });
  }

  put(request: EtcdPutRequest): Applied<EtcdPutResponse> {
    const txn = { succeeded: true, operations: [{ put: request }] };
    const problem = checkDecided(this, txn);
    if (problem !== undefined) return { outcome: refused(problem), record: undefined };
    const batch = this.#batch();
    const previous = batch.put(request);
    const record = this.#commit(batch);
    const header = this.#header(this.#revision);
    const tells = request.prevKv === true && previous !== undefined;
    return { outcome: accepted(tells ? { header, prevKv: previous } : { header }), record };
  }

  deleteRange(request: EtcdDeleteRangeRequest): Applied<EtcdDeleteRangeResponse> {
    const batch = this.#batch();
    const previous = batch.deleteRange(request);
    const record = this.#commit(batch);
    const prevKvs = request.prevKv === true ? previous : [];
    const header = this.#header(this.#revision);
    return { outcome: accepted({ header, deleted: previous.length, prevKvs }), record };
  }

  txn(request: EtcdTxnRequest): Applied<EtcdTxnResponse> {
    const decided = decideTxn(this, request);
    const problem = checkDecided(this, decided);
    if (problem !== undefined) return { outcome: refused(problem), record: undefined };
    const batch = this.#batch();
    const answer = runTxn(decided, batch, { keys: this.keys, header: this.#header });
    return { outcome: accepted(answer), record: this.#commit(batch) };
  }

  /** Forgets what no read at `revision` or later can find. The events of `revision` itself stay. */
  compact(revision: number): Applied<EtcdCompactionResponse> {
    if (revision <= this.#compactRevision) return { outcome: refused(refusals.compacted), record: undefined };
    if (revision > this.#revision) return { outcome: refused(refusals.futureRevision), record: undefined };
    for (const key of this.#keysChangedUpTo(revision)) {
      const newest = this.keys.get(key);
      if (newest === undefined) continue;
      const chain = compactedChain(newest, revision);
      if (chain === undefined) this.keys.delete(key);
      else if (chain !== newest) this.keys.set(key, chain);
    }
    this.#log.dropBefore(revision);
    this.#compactRevision = revision;
    return { outcome: accepted({ header: this.#header(this.#revision) }), record: undefined };
  }

  /** `ttlSeconds` is granted as it stands: raising it to a minimum is the proposer's part. */
  grantLease(id: number, ttlSeconds: number): Applied<EtcdLeaseGrantResponse> {
    if (ttlSeconds > longestTtlSeconds)
      return { outcome: refused(refusals.leaseTtlTooLarge), record: undefined };
    if (this.#lessor.has(id)) return { outcome: refused(refusals.leaseExists), record: undefined };
    this.#lessor.add({ id, ttlSeconds });
    return { outcome: accepted({ header: this.#header(this.#revision), id, ttlSeconds }), record: undefined };
  }

  /** Deletes the attached keys, all in one revision, in key order. */
  revokeLease(id: number): Applied<{ readonly header: EtcdResponseHeader }> {
    if (!this.#lessor.has(id)) return { outcome: refused(refusals.leaseNotFound), record: undefined };
    const batch = this.#batch();
    for (const key of this.#lessor.keysOf(id)) batch.deleteRange({ key });
    this.#lessor.remove(id);
    const record = this.#commit(batch);
    return { outcome: accepted({ header: this.#header(this.#revision) }), record };
  }

  #batch(): WriteBatch {
    return new WriteBatch(this.#revision + 1, this.keys, this.#lessor);
  }

  #commit(batch: WriteBatch): RevisionRecord | undefined {
    if (batch.changes.length === 0) return undefined;
    // A copy of just its length: the record is kept, and a list that was pushed to has room to spare.
    const record = { revision: batch.revision, changes: batch.changes.slice() };
    this.#log.append(record);
    this.#revision = batch.revision;
    return record;
  }

  #keysChangedUpTo(revision: number): Set<KeyText> {
    const changed = new Set<KeyText>();
    const first = Math.max(this.#compactRevision, 2);
    for (let current = first; current <= revision; current += 1) {
      for (const change of this.#log.at(current)?.changes ?? []) changed.add(change.key);
    }
    return changed;
  }
}
