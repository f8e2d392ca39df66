import type { Disk, DiskFile } from '../../sim/disk.ts';
import { DiskError } from '../../sim/disk.ts';
import type { LogPosition } from '../raft/types.ts';
import { isSnapshotName, isUnfinished, segmentName, segmentNumber, snapshotName } from './file-names.ts';
import { preamble, preambleBytes } from './frame.ts';
import { scanFrames } from './frame-scan.ts';
import type { ScanEnd } from './frame-scan.ts';
import { LogReplay } from './log-replay.ts';
import { reserveBytes } from './log-writer.ts';
import type { OpenLog, Segment } from './log-writer.ts';
import { otherVersion, readSnapshotFile } from './snapshot-file.ts';
import { StorageError, corruption, wayOut } from './storage-error.ts';
import type { DataCodec, RestoredLog, SnapshotCodec, StorageIdentity } from './types.ts';

export interface RecoveryOptions<Data> {
  readonly disk: Disk;
  readonly identity: StorageIdentity;
  readonly codec: DataCodec<Data>;
  readonly snapshotCodec: SnapshotCodec;
}

export interface RecoveredLog<Data> extends RestoredLog<Data> {
  readonly log: OpenLog;
  /** False: nothing was ever persisted, the member is as good as new. */
  readonly begun: boolean;
  readonly lastIndex: number;
  readonly snapshotBytes: number;
  readonly bytesSinceSnapshot: number;
  readonly repaired: readonly string[];
}

/**
 * Reads what a directory holds, and only then repairs it: cuts a torn tail off, removes what is unfinished or superfluous.
 * Undefined: there is no log, and nothing that would need one. The caller holds the lock.
 */
export async function recover<Data>(options: RecoveryOptions<Data>): Promise<RecoveredLog<Data> | undefined> {
  const { disk } = options;
  const names = await disk.list();
  const repaired: string[] = [];
  const replay = new LogReplay(options.codec);
  const found = await readSegments({ ...options, names, replay });
  if (found === undefined) {
    await removeUnfinished(disk, names, repaired);
    // Its creation was under way when the member stopped for the first time.
    if (names.includes(segmentName(1))) {
      await refuseOtherContent(disk, segmentName(1));
      await disk.remove(segmentName(1));
    }
    return undefined;
  }
  const entries = placed(disk, found.last, () => replay.entriesBehindSnapshot());
  const position = replay.snapshot;
  const read =
    position === undefined
      ? undefined
      : await readSnapshotFile({ disk, position, identity: options.identity, codec: options.snapshotCodec });
  await removeUnfinished(disk, names, repaired);
  const log = await openEnd(disk, found, repaired);
  await removeSuperfluous({ disk, names, position, segments: log.segments, repaired });
  const commit = Math.max(replay.hardState?.commit ?? 0, position?.index ?? 0);
  return {
    hardState: { term: 0, vote: undefined, ...replay.hardState, commit },
    snapshot: read?.snapshot,
    entries,
    log,
    begun: replay.hardState !== undefined || position !== undefined || replay.lastIndex > 0,
    lastIndex: Math.max(replay.lastIndex, position?.index ?? 0),
    snapshotBytes: read?.bytes ?? 0,
    bytesSinceSnapshot: replay.bytesSinceSnapshot,
    repaired,
  };
}

/** A file whose creation was cut short begins as ours do, or with the zeros of a disk that did not get so far. */
async function refuseOtherContent(disk: Disk, name: string): Promise<void> {
  const file = await disk.open(name, 'existing');
  const begin = file.size === 0 ? new Uint8Array(0) : await file.readAt(0, preambleBytes);
  await file.close();
  const expected = preamble('plimslog', disk.checksum.bind(disk));
  if (begin.every((byte, at) => byte === 0 || byte === expected[at])) return;
  const reason = 'it does not begin as a log does, and there is no other file to go by';
  throw corruption({ folder: disk.name, file: name, offset: 0, reason });
}

/** Reads no more than the first header. Undefined: the directory is as good as empty. */
export async function readIdentity(disk: Disk): Promise<StorageIdentity | undefined> {
  const names = await disk.list();
  const numbers = segmentNumbers(names);
  const first = numbers[0];
  if (first === undefined) return undefined;
  const file = await disk.open(segmentName(first), 'existing');
  const replay = new LogReplay(noEntries);
  try {
    const end = await scanFrames({
      file,
      kind: 'plimslog',
      checksum: disk.checksum.bind(disk),
      firstSequence: undefined,
      onFrame: (frame) => {
        replay.frame(frame.payload);
        throw new HeaderRead();
      },
    });
    if (end.is === 'otherVersion') throw otherVersion(disk, segmentName(first), end.version);
  } catch (error) {
    if (!(error instanceof HeaderRead)) throw error;
  } finally {
    await file.close();
  }
  return replay.identity;
}

class HeaderRead extends Error {}

const noEntries: DataCodec<undefined> = { encode: () => new Uint8Array(0), decode: () => undefined };

function segmentNumbers(names: readonly string[]): readonly number[] {
  return names
    .map(segmentNumber)
    .filter((number) => number !== undefined)
    .sort((one, other) => one - other);
}

/** The newest segments that follow one another. Older ones behind a gap were being removed. */
function newestRun(numbers: readonly number[]): readonly number[] {
  let from = numbers.length - 1;
  while (from > 0 && (numbers[from - 1] ?? 0) + 1 === numbers[from]) from -= 1;
  return numbers.slice(Math.max(0, from));
}

interface FoundLog {
  readonly segments: Segment[];
  /** Whose end is the log's. */
  readonly last: string;
  readonly endsAt: number;
  readonly torn: boolean;
  readonly nextSequence: number;
  /** A segment behind the last that was never finished. */
  readonly unfinished: string | undefined;
}

interface SegmentReading<Data> extends RecoveryOptions<Data> {
  readonly names: readonly string[];
  readonly replay: LogReplay<Data>;
}

async function readSegments<Data>(reading: SegmentReading<Data>): Promise<FoundLog | undefined> {
  const { disk, names, replay } = reading;
  const numbers = newestRun(segmentNumbers(names));
  if (numbers.length === 0) {
    refuseWithoutLog(disk, names);
    return undefined;
  }
  const segments: Segment[] = [];
  let found: Pick<FoundLog, 'last' | 'endsAt' | 'torn' | 'nextSequence'> | undefined;
  for (const [at, number] of numbers.entries()) {
    const name = segmentName(number);
    const end = await readSegment(reading, name, found?.nextSequence);
    const isLast = at === numbers.length - 1;
    if (end.is === 'otherVersion') throw otherVersion(disk, name, end.version);
    if (end.is === 'corrupt' || (end.is === 'torn' && !isLast)) {
      const reason =
        end.is === 'corrupt' ? end.reason : 'it ends within a frame, yet another segment follows';
      throw corruption({ folder: disk.name, file: name, offset: end.at, reason });
    }
    if (end.nextSequence === undefined || end.nextSequence === found?.nextSequence) {
      if (found !== undefined && isLast) return { ...found, segments, unfinished: name };
      if (number === 1 && isLast && !names.some(isSnapshotName)) return undefined;
      throw corruption({ folder: disk.name, file: name, offset: end.at, reason: 'its header is missing' });
    }
    segments.push({ number, highest: replay.highestInSegment });
    found = { last: name, endsAt: end.at, torn: end.is === 'torn', nextSequence: end.nextSequence };
  }
  return found === undefined ? undefined : { ...found, segments, unfinished: undefined };
}

async function readSegment<Data>(
  { disk, identity, replay }: SegmentReading<Data>,
  name: string,
  firstSequence: number | undefined,
): Promise<ScanEnd> {
  const file = await disk.open(name, 'existing');
  replay.highestInSegment = 0;
  let at = 0;
  let checked = false;
  try {
    return await scanFrames({
      file,
      kind: 'plimslog',
      checksum: disk.checksum.bind(disk),
      firstSequence,
      onFrame: (frame) => {
        at = frame.at;
        replay.frame(frame.payload);
        if (!checked && replay.identity !== undefined) compareIdentity(disk, replay.identity, identity);
        checked = true;
      },
    });
  } catch (error) {
    if (error instanceof StorageError || error instanceof DiskError || !(error instanceof Error)) throw error;
    throw corruption({ folder: disk.name, file: name, offset: at, reason: error.message, cause: error });
  } finally {
    await file.close();
  }
}

function compareIdentity(disk: Disk, found: StorageIdentity, own: StorageIdentity): void {
  if (found.clusterId !== own.clusterId) {
    throw new StorageError(
      'OTHER_CLUSTER',
      `${disk.name} belongs to a member of cluster ${found.clusterId}, not of cluster ${own.clusterId}. ` +
        'Start the member that it belongs to, or begin with another directory.',
    );
  }
  if (found.memberId !== own.memberId) {
    throw new StorageError(
      'OTHER_MEMBER',
      `${disk.name} belongs to member ${found.memberId} of this cluster, not to member ${own.memberId}. ` +
        'Each member needs a directory of its own.',
    );
  }
}

function refuseWithoutLog(disk: Disk, names: readonly string[]): void {
  const snapshot = names.find(isSnapshotName);
  if (snapshot !== undefined) {
    throw new StorageError(
      'CORRUPT',
      `${disk.name} holds the snapshot ${snapshot}, but the log beside it is missing. ${wayOut}`,
    );
  }
  const foreign = names.find((name) => !isUnfinished(name) && !name.startsWith('.') && name !== 'lost+found');
  if (foreign !== undefined) {
    throw new StorageError(
      'FOREIGN',
      `${disk.name} is not empty and holds no log of this program (there is ${foreign}). Begin with an empty directory.`,
    );
  }
}

function placed<Value>(disk: Disk, file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw corruption({ folder: disk.name, file, reason: error.message, cause: error });
  }
}

async function openEnd(disk: Disk, found: FoundLog, repaired: string[]): Promise<OpenLog> {
  if (found.unfinished !== undefined) {
    await disk.remove(found.unfinished);
    await disk.syncNames();
    repaired.push(`removed ${disk.name}/${found.unfinished}, a segment that was never finished`);
  }
  const file: DiskFile = await disk.open(found.last, 'existing', { reserveBytes });
  const surplus = file.size - found.endsAt;
  if (surplus > 0) await file.truncate(found.endsAt);
  // A process that was killed may have left in the host's memory what was read here and is relied on from now on.
  await file.sync();
  if (found.torn) {
    repaired.push(
      `cut ${surplus} bytes off ${disk.name}/${found.last} at offset ${found.endsAt}: a write that was never finished`,
    );
  }
  return { file, segments: found.segments, nextSequence: found.nextSequence };
}

async function removeUnfinished(disk: Disk, names: readonly string[], repaired: string[]): Promise<void> {
  for (const name of names) {
    if (!isUnfinished(name)) continue;
    await disk.remove(name);
    repaired.push(`removed ${disk.name}/${name}, a snapshot that was never finished`);
  }
}

interface Superfluous {
  readonly disk: Disk;
  readonly names: readonly string[];
  readonly position: LogPosition | undefined;
  readonly segments: readonly Segment[];
  readonly repaired: string[];
}

/** Snapshots that the log does not name, and segments behind a gap. */
async function removeSuperfluous({ disk, names, position, segments, repaired }: Superfluous): Promise<void> {
  const current = position === undefined ? undefined : snapshotName(position);
  const first = segments[0]?.number ?? 0;
  for (const name of names) {
    const unnamed = isSnapshotName(name) && name !== current;
    if (!unnamed && (segmentNumber(name) ?? first) >= first) continue;
    await disk.remove(name);
    if (unnamed && (current === undefined || name > current)) {
      repaired.push(`removed ${disk.name}/${name}, a snapshot that the log does not name yet`);
    }
  }
  await disk.syncNames();
}
