import type { Disk, DiskLock } from '../../sim/disk.ts';
import type { Environment } from '../../sim/environment.ts';
import { invariant } from '../invariant.ts';
import type { HardState, LogPosition, RaftSnapshot } from '../raft/types.ts';
import { ByteWriter } from './byte-writer.ts';
import { snapshotName } from './file-names.ts';
import { beginFrame, finishFrame, frameHeaderBytes } from './frame.ts';
import { writeRecord } from './log-record.ts';
import type { LogRecord } from './log-record.ts';
import { LogWriter } from './log-writer.ts';
import type { RecoveredLog } from './recovery.ts';
import { RoomWait, StorageClosed } from './room-wait.ts';
import { isHarmless, writeSnapshotFile } from './snapshot-file.ts';
import type { DataCodec, MemberStorage, PersistBatch, SnapshotCodec, StorageIdentity } from './types.ts';

/** A group takes no further batch once it is this long. */
const groupBytes = 4 * 1024 * 1024;

export interface DurableLogOptions<Data> {
  readonly disk: Disk;
  readonly identity: StorageIdentity;
  readonly codec: DataCodec<Data>;
  readonly snapshotCodec: SnapshotCodec;
  readonly environment: Pick<Environment, 'timers'>;
  readonly segmentBytes: number;
  readonly retryFullAfterMs: number;
  readonly onFailure: (error: Error) => void;
  readonly lock: DiskLock;
  readonly recovered: RecoveredLog<Data>;
}

/** What waits for its turn. A snapshot, of either kind, is always the first of its group. */
type Work<Data> =
  { readonly kind: 'batch'; readonly batch: PersistBatch<Data>; readonly done: () => void } | SavedSnapshot;

interface SavedSnapshot {
  readonly kind: 'saved';
  readonly position: LogPosition;
  readonly bytes: number;
  /** `#writtenBytes` when its state was frozen. */
  readonly frozenAt: number;
}

/**
 * The log and the snapshots of a member on a disk. One loop takes what has been asked for, as much at a time as has come
 * together, writes it as one frame and syncs it; only then the next.
 */
export class DurableLog<Data> implements MemberStorage<Data> {
  readonly #options: DurableLogOptions<Data>;
  readonly #log: LogWriter;
  readonly #frame = new ByteWriter();
  readonly #room: RoomWait;
  #queue: Work<Data>[] = [];
  /** Asked for and not done, in the queue or out of it. */
  #unfinished = 0;
  /** Where the next batch goes on, whether those before it are written or not. */
  #askedIndex: number;
  #writtenIndex: number;
  #writtenBytes: number;
  #frozenBytes = 0;
  #snapshot: LogPosition | undefined;
  #snapshotBytes: number;
  #hardState: HardState | undefined;
  /** Newer than what is written, but not worth a sync: it goes with the next frame. */
  #idleHardState: HardState | undefined;
  #running: Promise<void> | undefined;
  #saving: Promise<void> | undefined;
  #savingEnd: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #removing: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;
  #closing = false;
  #failure: Error | undefined;

  constructor(options: DurableLogOptions<Data>) {
    const { recovered, disk, environment, retryFullAfterMs } = options;
    this.#options = options;
    this.#log = new LogWriter(disk, recovered.log);
    this.#room = new RoomWait(environment.timers, retryFullAfterMs);
    this.#askedIndex = recovered.lastIndex;
    this.#writtenIndex = recovered.lastIndex;
    this.#writtenBytes = recovered.bytesSinceSnapshot;
    this.#snapshot = recovered.snapshot;
    this.#snapshotBytes = recovered.snapshotBytes;
    this.#hardState = recovered.begun ? recovered.hardState : undefined;
    if (recovered.snapshot !== undefined) this.#remove(this.#log.takeSuperfluous(recovered.snapshot.index));
  }

  get full(): boolean {
    return this.#room.isMissing;
  }

  get bytesSinceSnapshot(): number {
    return this.#writtenBytes - this.#frozenBytes;
  }

  get snapshotBytes(): number {
    return this.#snapshotBytes;
  }

  persist(batch: PersistBatch<Data>, done: () => void): void {
    if (this.#failure !== undefined || this.#closing) return;
    const from = batch.snapshot?.index ?? this.#askedIndex;
    const first = batch.entries[0];
    if (first !== undefined) {
      invariant(first.index <= from + 1, `entry ${first.index} is to follow entry ${from}`);
    }
    this.#askedIndex = batch.entries.at(-1)?.index ?? from;
    if (isIdle(batch) && this.#unfinished === 0) {
      this.#idleHardState = batch.hardState ?? this.#idleHardState;
      done();
      return;
    }
    this.#enqueue({ kind: 'batch', batch, done });
  }

  saveSnapshot(snapshot: RaftSnapshot): Promise<void> {
    invariant(this.#saving === undefined, 'one snapshot is saved at a time');
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#closing) return Promise.reject(new StorageClosed());
    invariant(
      snapshot.index <= this.#askedIndex,
      `entry ${snapshot.index} of a snapshot was never persisted`,
    );
    if (snapshot.index <= (this.#snapshot?.index ?? 0)) return Promise.resolve();
    this.#saving = this.#save(snapshot).finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing = true;
    this.#room.giveUp();
    try {
      await this.#running;
      await this.#saving?.catch(() => undefined);
      await this.#running;
      await this.#writeIdleHardState();
      await this.#removing;
    } finally {
      await this.#log.close().catch(() => undefined);
      await this.#options.lock.release();
    }
  }

  #enqueue(work: Work<Data>): void {
    this.#queue.push(work);
    this.#unfinished += 1;
    this.#running ??= this.#run();
  }

  /** Begins after the present turn, so that what is asked for in one turn shares a group. */
  async #run(): Promise<void> {
    await Promise.resolve();
    try {
      while (this.#queue.length > 0) await this.#writeGroup();
    } catch (error) {
      if (error instanceof StorageClosed) this.#savingEnd?.reject(error);
      else this.#fail(error);
    } finally {
      this.#running = undefined;
    }
  }

  async #writeGroup(): Promise<void> {
    const head = this.#queue[0];
    const installed = head?.kind === 'batch' ? head.batch.snapshot : undefined;
    let installedBytes = 0;
    if (installed !== undefined) {
      installedBytes = await this.#room.wait(() => this.#writeSnapshot(installed));
    }
    if (this.#log.segmentSize >= this.#options.segmentBytes) await this.#room.wait(() => this.#rotate());
    const { works, highest } = this.#takeGroup();
    if (this.#frame.length > frameHeaderBytes) {
      finishFrame(this.#frame, this.#log.nextSequence, (bytes) => this.#options.disk.checksum(bytes));
      await this.#room.wait(() => this.#log.write(this.#frame.view()));
      this.#writtenBytes += this.#frame.length;
    }
    if (installed !== undefined) this.#adoptInstalled(installed, installedBytes);
    this.#log.wroteEntries(highest);
    for (const work of works) {
      this.#unfinished -= 1;
      if (work.kind === 'batch') work.done();
      else this.#adoptSaved(work);
    }
  }

  /** Encodes what is waiting, as far as it goes into one group. A frame without records: nothing needs to be written. */
  #takeGroup(): { readonly works: readonly Work<Data>[]; readonly highest: number } {
    const frame = this.#frame;
    frame.clear();
    beginFrame(frame);
    let hardState = this.#idleHardState;
    let isIdleGroup = true;
    let highest = 0;
    let taken = 0;
    for (const work of this.#queue) {
      if (taken > 0 && (frame.length > groupBytes || beginsGroup(work))) break;
      taken += 1;
      if (work.kind === 'saved') {
        if (!this.#isSuperseded(work)) this.#write({ type: 'saved', position: work.position });
        continue;
      }
      hardState = work.batch.hardState ?? hardState;
      isIdleGroup &&= isIdle(work.batch);
      highest = Math.max(highest, this.#writeBatch(work.batch));
    }
    if (isIdleGroup && frame.length === frameHeaderBytes) this.#idleHardState = hardState;
    else if (hardState !== undefined) this.#writeHardState(hardState);
    return { works: this.#queue.splice(0, taken), highest };
  }

  /** Returns the index of its last entry, 0 where it has none. */
  #writeBatch({ snapshot, entries }: PersistBatch<Data>): number {
    if (snapshot !== undefined) {
      const { index, term } = snapshot;
      this.#write({ type: 'installed', position: { index, term } });
      this.#writtenIndex = index;
    }
    const last = entries.at(-1);
    if (last === undefined) return 0;
    this.#write({ type: 'entries', entries });
    this.#writtenIndex = last.index;
    return last.index;
  }

  #writeHardState(hardState: HardState): void {
    this.#idleHardState = undefined;
    const written = this.#hardState;
    if (
      written?.term === hardState.term &&
      written.vote === hardState.vote &&
      written.commit === hardState.commit
    ) {
      return;
    }
    this.#write({ type: 'hardState', hardState });
    this.#hardState = hardState;
  }

  #write(record: LogRecord<Data>): void {
    writeRecord(this.#frame, record, this.#options.codec);
  }

  async #writeIdleHardState(): Promise<void> {
    if (this.#failure !== undefined || this.#idleHardState === undefined) return;
    const frame = this.#frame;
    frame.clear();
    beginFrame(frame);
    this.#writeHardState(this.#idleHardState);
    if (frame.length === frameHeaderBytes) return;
    finishFrame(frame, this.#log.nextSequence, (bytes) => this.#options.disk.checksum(bytes));
    // Nothing was promised about it: where it cannot be written it is as if the member had crashed.
    await this.#log.write(frame.view()).catch(() => undefined);
  }

  #rotate(): Promise<void> {
    return this.#log.rotate({
      identity: this.#options.identity,
      number: this.#log.lastSegment + 1,
      lastIndex: this.#writtenIndex,
      hardState: this.#hardState,
      snapshot: this.#snapshot,
    });
  }

  async #save(snapshot: RaftSnapshot): Promise<void> {
    const frozenAt = this.#writtenBytes;
    let bytes: number;
    try {
      bytes = await this.#writeSnapshot(snapshot);
    } catch (error) {
      if (!isHarmless(error)) this.#fail(error);
      throw error;
    }
    if (this.#failure !== undefined) throw this.#failure;
    const { index, term } = snapshot;
    await new Promise<void>((resolve, reject) => {
      this.#savingEnd = { resolve, reject };
      this.#enqueue({ kind: 'saved', position: { index, term }, bytes, frozenAt });
    });
  }

  #writeSnapshot(snapshot: RaftSnapshot): Promise<number> {
    const { disk, identity, snapshotCodec, environment } = this.#options;
    const pause = async (): Promise<void> => {
      await new Promise<void>((resolve) => {
        environment.timers.after(0, resolve);
      });
      if (this.#closing) throw new StorageClosed();
    };
    return writeSnapshotFile({ disk, identity, snapshot, codec: snapshotCodec, pause });
  }

  #isSuperseded({ position }: SavedSnapshot): boolean {
    return position.index <= (this.#snapshot?.index ?? 0);
  }

  #adoptSaved(saved: SavedSnapshot): void {
    if (this.#isSuperseded(saved)) {
      this.#remove([snapshotName(saved.position)]);
    } else {
      this.#frozenBytes = saved.frozenAt;
      this.#adopt(saved.position, saved.bytes);
    }
    this.#savingEnd?.resolve();
  }

  #adoptInstalled({ index, term }: RaftSnapshot, bytes: number): void {
    this.#log.supersede();
    this.#frozenBytes = this.#writtenBytes;
    this.#adopt({ index, term }, bytes);
  }

  #adopt(position: LogPosition, bytes: number): void {
    const before = this.#snapshot;
    this.#snapshot = position;
    this.#snapshotBytes = bytes;
    const old = before === undefined ? [] : [snapshotName(before)];
    const superfluous = [...this.#log.takeSuperfluous(position.index), ...old];
    this.#remove(superfluous.filter((name) => name !== snapshotName(position)));
  }

  /** Beside the running log. */
  #remove(names: readonly string[]): void {
    if (names.length === 0) return;
    const { disk } = this.#options;
    this.#removing = this.#removing
      .then(async () => {
        for (const name of names) await disk.remove(name);
        await disk.syncNames();
      })
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error instanceof Error ? error : new Error(String(error), { cause: error });
    this.#queue = [];
    this.#savingEnd?.reject(this.#failure);
    this.#options.onFailure(this.#failure);
  }
}

/** Nothing would be lost with it. */
function isIdle(batch: PersistBatch<unknown>): boolean {
  return !batch.mustSync && batch.entries.length === 0 && batch.snapshot === undefined;
}

function beginsGroup(work: Work<unknown>): boolean {
  return work.kind === 'saved' || work.batch.snapshot !== undefined;
}
