import type { Disk, DiskLock } from '../../sim/disk.ts';
import type { Environment } from '../../sim/environment.ts';
import { DurableLog } from './durable-log.ts';
import { createSegment } from './log-writer.ts';
import { recover } from './recovery.ts';
import type { RecoveredLog } from './recovery.ts';
import type { DataCodec, MemberStorage, RestoredLog, SnapshotCodec, StorageIdentity } from './types.ts';

export { readIdentity } from './recovery.ts';

export interface StorageOptions<Data> {
  readonly disk: Disk;
  /** Written to an empty directory; where there is one already it must be the same. */
  readonly identity: StorageIdentity;
  readonly codec: DataCodec<Data>;
  readonly snapshotCodec: SnapshotCodec;
  /** Its timers give way between slices of a snapshot and say when a full disk is tried again. */
  readonly environment: Pick<Environment, 'timers'>;
  /** A segment of the log that has reached this is followed by another. Absent: 64 MiB. */
  readonly segmentBytes?: number;
  /** How long to wait before a full disk is tried again. Absent: 500. */
  readonly retryFullAfterMs?: number;
  /** Called at most once; nothing is persisted after it. */
  readonly onFailure: (error: Error) => void;
}

export interface OpenedStorage<Data> {
  readonly storage: MemberStorage<Data>;
  /** Undefined: nothing was ever persisted here. */
  readonly restored: RestoredLog<Data> | undefined;
  /** What recovery cut off or removed because it was never finished, a sentence each. */
  readonly repaired: readonly string[];
}

const defaultSegmentBytes = 64 * 1024 * 1024;
const defaultRetryMs = 500;

/**
 * Takes the lock of a directory, reads what it holds, and goes on writing behind it. A write that a crash left unfinished is cut
 * off; any other damage is refused with a `StorageError`, as is a directory of another version, cluster or member. A
 * directory in use rejects with the `DiskError` `LOCKED`. Where it rejects nothing is changed and the lock is free again.
 */
export async function openStorage<Data>(options: StorageOptions<Data>): Promise<OpenedStorage<Data>> {
  const lock = await options.disk.lock();
  try {
    const recovered = (await recover(options)) ?? (await begin<Data>(options));
    return { ...opened(options, lock, recovered), repaired: recovered.repaired };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function opened<Data>(
  options: StorageOptions<Data>,
  lock: DiskLock,
  recovered: RecoveredLog<Data>,
): Pick<OpenedStorage<Data>, 'storage' | 'restored'> {
  const { segmentBytes = defaultSegmentBytes, retryFullAfterMs = defaultRetryMs } = options;
  const storage = new DurableLog<Data>({ ...options, segmentBytes, retryFullAfterMs, lock, recovered });
  const { hardState, snapshot, entries } = recovered;
  return { storage, restored: recovered.begun ? { hardState, snapshot, entries } : undefined };
}

async function begin<Data>({ disk, identity }: StorageOptions<Data>): Promise<RecoveredLog<Data>> {
  const header = { identity, number: 1, lastIndex: 0, hardState: undefined, snapshot: undefined };
  const file = await createSegment(disk, header, 1);
  return {
    hardState: { term: 0, vote: undefined, commit: 0 },
    snapshot: undefined,
    entries: [],
    log: { file, segments: [{ number: 1, highest: 0 }], nextSequence: 2 },
    begun: false,
    lastIndex: 0,
    snapshotBytes: 0,
    bytesSinceSnapshot: 0,
    repaired: [],
  };
}
