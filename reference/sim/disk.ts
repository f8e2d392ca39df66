/**
 * A folder of files that can be trusted as far as a real one can: what was appended is durable once `sync` has resolved,
 * and a name once `syncNames` has. Two implementations: `host-disk.ts` (a folder of this machine) and
 * `simulated-disk.ts` (loses what was not synced, tears, rots and runs full, as told).
 *
 * Failures are `DiskError`s; match on `code`.
 */
export interface Disk {
  /** What messages call it: the folder's path. */
  readonly name: string;
  /** File names, sorted. */
  list(): Promise<readonly string[]>;
  /** Opens for reading and appending. `create`: the file must not exist; otherwise it must. */
  open(name: string, how: 'create' | 'existing', options?: OpenOptions): Promise<DiskFile>;
  /** Replaces `to` where it exists. At a crash either the old or the new name is there, never neither. */
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes creations, renames and removals durable. */
  syncNames(): Promise<void>;
  /** One holder at a time, also across processes; rejects with code `LOCKED`. Ends with the process at the latest. */
  lock(): Promise<DiskLock>;
  /** CRC-32 (ISO-HDLC, as zip and gzip have it). `seed`: the checksum of what stands before `bytes`. As fast as the disk's host can. */
  checksum(bytes: Uint8Array, seed?: number): number;
}

export interface OpenOptions {
  /**
   * Keep this many zeros written ahead of small appends where there is room, since a sync that need not lengthen the file is
   * cheaper. They are not counted in `size` and go with `close`; after a crash the file may end in them. Absent: 0.
   */
  readonly reserveBytes?: number;
}

export interface DiskLock {
  release(): Promise<void>;
}

export interface DiskFile {
  readonly size: number;
  /**
   * Appends the chunks as one. Rejects with `FULL` where there is no room: the file may then be longer by a part of them,
   * which the caller cuts off. Appends of one file do not overlap: the caller waits.
   */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** At least one byte unless at the end; up to `length`. */
  readAt(position: number, length: number): Promise<Uint8Array>;
  truncate(size: number): Promise<void>;
  /** Resolves when everything appended before the call is durable. A rejection means that nobody knows. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type DiskErrorCode = 'FULL' | 'MISSING' | 'EXISTS' | 'LOCKED' | 'FORBIDDEN' | 'FAILED';

export class DiskError extends Error {
  readonly code: DiskErrorCode;

  constructor(code: DiskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DiskError';
    this.code = code;
  }
}
