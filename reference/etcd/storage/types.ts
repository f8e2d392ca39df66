import type { Entry, HardState, MemberId, RaftSnapshot } from '../raft/types.ts';

/** Whose data a directory holds. A directory of another member or cluster is refused, never adopted. */
export interface StorageIdentity {
  readonly clusterId: string;
  readonly memberId: MemberId;
}

/** What a directory held when it was opened. */
export interface RestoredLog<Data> {
  readonly hardState: HardState;
  readonly snapshot: RaftSnapshot | undefined;
  /** What follows the snapshot. */
  readonly entries: readonly Entry<Data>[];
}

export interface PersistBatch<Data> {
  /** Replaces everything before it: the log goes on after `snapshot.index`. */
  readonly snapshot: RaftSnapshot | undefined;
  /** Replace whatever stands from their first index on. */
  readonly entries: readonly Entry<Data>[];
  readonly hardState: HardState | undefined;
  readonly mustSync: boolean;
}

/**
 * Where one member keeps its log and its snapshots. `volatile-storage.ts` keeps nothing; `durable-storage.ts` writes a log
 * ahead and snapshots to a `Disk`.
 */
export interface MemberStorage<Data> {
  /**
   * Makes a batch durable, then calls `done`. Batches are finished in the order of the calls; those that wait while a
   * sync is under way share the next one (group commit). A volatile store calls `done` before it returns.
   * Where the disk is full the batch waits and is tried again, and `full` is true meanwhile; any other failure of the disk
   * calls `onFailure` once, and `done` never: a member that does not know what it has written must not go on.
   */
  persist(batch: PersistBatch<Data>, done: () => void): void;
  /** True while a batch waits for room. */
  readonly full: boolean;
  /**
   * Writes the application's state at `snapshot.index` beside the running log, a slice at a time so that requests go on
   * meanwhile, and then removes what it makes superfluous. One at a time; resolves when it is durable.
   */
  saveSnapshot(snapshot: RaftSnapshot): Promise<void>;
  /** Bytes of log written since the last snapshot: when to make the next one. */
  readonly bytesSinceSnapshot: number;
  /** Bytes of the newest snapshot. */
  readonly snapshotBytes: number;
  /** Waits for what is under way, closes the files and gives up the lock. */
  close(): Promise<void>;
}

/** How the application's values are written. */
export interface DataCodec<Data> {
  encode(data: Data): Uint8Array;
  /** Throws where the bytes are not what `encode` makes. */
  decode(bytes: Uint8Array): Data;
}

/** How the application's state is written: in chunks, so that neither side holds it as a whole. */
export interface SnapshotCodec {
  /** Of a state that no longer changes. Each step of the iterator is at most a few milliseconds of work. */
  encode(content: unknown): Iterable<Uint8Array>;
  /** Takes the chunks in order, cut anywhere, and gives the state back at the end. Throws where they are not what `encode` makes. */
  decoder(): { push(chunk: Uint8Array): void; end(): unknown };
}
