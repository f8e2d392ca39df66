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
import { CompactionSweep } from './compaction-sweep.ts';
import { liveOnes } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import { Lessor } from './lessor.ts';
import type { Lease, LeaseTable } from './lessor.ts';
import { OrderedTree } from './ordered-tree.ts';
import { readRange } from './range-read.ts';
import { accepted, refusals, refused } from './refusal.ts';
import type { Outcome } from './refusal.ts';
import { RevisionHistory } from './revision-history.ts';
import { RevisionLog } from './revision-log.ts';
import type { RevisionRecord } from './revision-log.ts';
import { checkDecided, checkPlainPut, checkReadRevision, decideTxn, runTxn } from './transaction.ts';
import type { StoreView } from './transaction.ts';
import { WriteBatch } from './write-batch.ts';

/** A store at one moment. Taking and opening one shares everything and copies next to nothing. */
export interface StoreSnapshot {
  readonly revision: number;
  readonly compactRevision: number;
  readonly keys: OrderedTree<KeyVersion>;
  readonly log: RevisionLog;
  readonly leaseTable: LeaseTable;
  /** The next revision that the sweep after the last compaction has to look at. */
  readonly sweepNext: number;
  readonly storedBytes: number;
  readonly storedBytesInUse: number;
}

/** What a command did: its answer, and the new revision with its changes where it wrote anything. */
export interface Applied<Answer> {
  readonly outcome: Outcome<Answer>;
  readonly record: RevisionRecord | undefined;
}

/** The longest lease that etcd grants. */
const longestTtlSeconds = 9_000_000_000;

/** What a compaction sweeps at once, what each write sweeps on the side, and what one `compactStep` does unasked. */
const sweptAtOnce = 500;
const sweptPerWrite = 8;

/**
 * The replicated state machine of etcd: keys with their history, and leases. Synchronous and without a clock: members
 * that apply the same commands in the same order hold the same state. A command that is refused changes nothing.
 *
 * Keys and values handed in are kept as they are: whoever hands them over must not change them afterwards. Only where
 * they are views into something larger they are copied.
 */
export class MvccStore implements StoreView {
  readonly keys: OrderedTree<KeyVersion>;
  readonly #header: (revision: number) => EtcdResponseHeader;
  readonly #log: RevisionLog;
  readonly #lessor: Lessor;
  readonly #history: RevisionHistory;
  readonly #sweep: CompactionSweep;
  #revision: number;
  #compactRevision: number;
  #storedBytes: number;
  #storedBytesInUse: number;

  constructor(header: (revision: number) => EtcdResponseHeader, snapshot?: StoreSnapshot) {
    this.#header = header;
    this.keys = snapshot?.keys.fork() ?? new OrderedTree(liveOnes);
    this.#log = snapshot?.log.fork() ?? new RevisionLog(2);
    this.#lessor = new Lessor(snapshot?.leaseTable);
    this.#history = new RevisionHistory(this.keys, this.#log);
    this.#revision = snapshot?.revision ?? 1;
    this.#compactRevision = snapshot?.compactRevision ?? -1;
    this.#storedBytes = snapshot?.storedBytes ?? 0;
    this.#storedBytesInUse = snapshot?.storedBytesInUse ?? 0;
    this.#sweep = new CompactionSweep(
      { keys: this.keys, log: this.#log },
      { target: this.#compactRevision, next: snapshot?.sweepNext ?? 2 },
    );
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
    return this.#history.record(revision, this.#compactRevision);
  }

  snapshot(): StoreSnapshot {
    return {
      revision: this.#revision,
      compactRevision: this.#compactRevision,
      keys: this.keys.fork(),
      log: this.#log.fork(),
      leaseTable: this.#lessor.snapshot(),
      sweepNext: this.#sweep.next,
      storedBytes: this.#storedBytes,
      storedBytesInUse: this.#storedBytesInUse,
    };
  }

  /**
   * Bytes of keys and values that are kept, history included. Members that hold the same may differ by what a compaction
   * has made unreachable and is not swept yet.
   */
  storedBytes(): number {
    return this.#storedBytes;
  }

  /** Bytes of the newest version of each key that exists. */
  storedBytesInUse(): number {
    return this.#storedBytesInUse;
  }

  range(request: EtcdRangeRequest): Outcome<EtcdRangeResponse> {
    const asked = request.revision ?? 0;
    const problem = checkReadRevision(this, asked);
    if (problem !== undefined) return refused(problem);
    const result = readRange(this.keys, request, asked > 0 ? asked : this.#revision);
    return accepted({ header: this.#header(this.#revision), ...result });
  }

  put(request: EtcdPutRequest): Applied<EtcdPutResponse> {
    const problem = checkPlainPut(this, request);
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

  /**
   * Forgets what no read at `revision` or later can find. The events of `revision` itself stay. It takes effect at once;
   * the room is given back at once where there is little to remove, otherwise by `compactStep` and, if that is not
   * called, little by little with each write.
   */
  compact(revision: number): Applied<EtcdCompactionResponse> {
    if (revision <= this.#compactRevision) return { outcome: refused(refusals.compacted), record: undefined };
    if (revision > this.#revision) return { outcome: refused(refusals.futureRevision), record: undefined };
    this.#compactRevision = revision;
    this.#sweep.begin(revision);
    this.compactStep();
    return { outcome: accepted({ header: this.#header(this.#revision) }), record: undefined };
  }

  /** Sweeps on after a compaction, as far as `changes` go. True while there is more: no answer depends on how far it is. */
  compactStep(changes: number = sweptAtOnce): boolean {
    if (this.#sweep.finished) return false;
    this.#history.forget();
    this.#storedBytes -= this.#sweep.step(changes);
    return !this.#sweep.finished;
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

  /** The answer to a command that leaves keys and leases alone. */
  acknowledge(): Applied<{ readonly header: EtcdResponseHeader }> {
    return { outcome: accepted({ header: this.#header(this.#revision) }), record: undefined };
  }

  #batch(): WriteBatch {
    return new WriteBatch(this.#revision + 1, this.keys, this.#lessor);
  }

  #commit(batch: WriteBatch): RevisionRecord | undefined {
    if (batch.changes.length === 0) return undefined;
    const { revision, changes } = batch;
    const [only] = changes;
    const keys = changes.length === 1 && only !== undefined ? only.key : changes.map((change) => change.key);
    this.#log.append(revision, keys);
    this.#revision = revision;
    this.#storedBytes += batch.bytesWritten;
    this.#storedBytesInUse += batch.bytesInUseDelta;
    if (!this.#sweep.finished) this.compactStep(sweptPerWrite);
    return { revision, changes };
  }
}
