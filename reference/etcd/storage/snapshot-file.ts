import type { Disk, DiskFile } from '../../sim/disk.ts';
import { DiskError } from '../../sim/disk.ts';
import type { LogPosition, RaftSnapshot } from '../raft/types.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readConfiguration, readPosition, writeConfiguration, writePosition } from './entry-codec.ts';
import { snapshotName, unfinishedEnding } from './file-names.ts';
import { beginFrame, finishFrame, preamble } from './frame.ts';
import { scanFrames } from './frame-scan.ts';
import { readIdentityFields, writeIdentity } from './log-record.ts';
import { StorageClosed } from './room-wait.ts';
import { StorageError, corruption, wayOut } from './storage-error.ts';
import type { SnapshotCodec, StorageIdentity } from './types.ts';

/** The numbers are the format. A file is a header, chunks, an end. */
const types = { header: 1, chunk: 2, end: 3 } as const;
/** A frame is written, and the loop let go on, as soon as this much has been encoded. */
const sliceBytes = 256 * 1024;
/** Synced this often, so that the log's syncs never wait for much of it. */
const bytesBetweenSyncs = 8 * 1024 * 1024;

export interface SnapshotWriting {
  readonly disk: Disk;
  readonly identity: StorageIdentity;
  readonly snapshot: RaftSnapshot;
  readonly codec: SnapshotCodec;
  /** Called between slices; rejects where the rest is no longer wanted. */
  readonly pause: () => Promise<void>;
}

/**
 * Writes a file that is there as a whole or not at all, and resolves with its size when it is durable. Where there
 * is no room, or `pause` rejects with `StorageClosed`, what there was of it is removed.
 */
export async function writeSnapshotFile(writing: SnapshotWriting): Promise<number> {
  const { disk, snapshot } = writing;
  const name = snapshotName(snapshot);
  const unfinished = `${name}${unfinishedEnding}`;
  if ((await disk.list()).includes(unfinished)) await disk.remove(unfinished);
  const file = await disk.open(unfinished, 'create');
  let size: number;
  try {
    await writeFrames(file, writing);
    await file.sync();
    size = file.size;
    await file.close();
  } catch (error) {
    if (isHarmless(error)) {
      await file.close();
      await disk.remove(unfinished);
    }
    throw error;
  }
  await disk.rename(unfinished, name);
  await disk.syncNames();
  return size;
}

/** There was no room, or nobody wants it any more: the disk itself is well. */
export function isHarmless(error: unknown): boolean {
  return error instanceof StorageClosed || (error instanceof DiskError && error.code === 'FULL');
}

async function writeFrames(file: DiskFile, writing: SnapshotWriting): Promise<void> {
  const { disk, snapshot, codec, pause } = writing;
  const checksum = disk.checksum.bind(disk);
  const frame = new ByteWriter(sliceBytes * 2);
  let sequence = 0;
  let contentBytes = 0;
  let syncedBytes = 0;
  const write = async (): Promise<void> => {
    finishFrame(frame, sequence, checksum);
    sequence += 1;
    await file.append([frame.view()]);
    if (file.size - syncedBytes >= bytesBetweenSyncs) {
      syncedBytes = file.size;
      await file.sync();
    }
    frame.clear();
    beginFrame(frame);
  };
  await file.append([preamble('plimsnap', checksum)]);
  beginFrame(frame);
  frame.byte(types.header);
  writeIdentity(frame, writing.identity);
  writePosition(frame, snapshot);
  writeConfiguration(frame, snapshot.configuration);
  await write();
  for (const chunk of codec.encode(snapshot.content)) {
    contentBytes += chunk.length;
    frame.byte(types.chunk);
    frame.bytes(chunk);
    if (frame.length < sliceBytes) continue;
    await write();
    await pause();
  }
  frame.byte(types.end);
  frame.varint(contentBytes);
  await write();
}

export interface SnapshotReading {
  readonly disk: Disk;
  readonly position: LogPosition;
  readonly identity: StorageIdentity;
  readonly codec: SnapshotCodec;
}

export interface ReadSnapshot {
  readonly snapshot: RaftSnapshot;
  readonly bytes: number;
}

/** Reads a file of which the log says that it is complete. Throws `StorageError` where it is not. */
export async function readSnapshotFile({
  disk,
  position,
  identity,
  codec,
}: SnapshotReading): Promise<ReadSnapshot> {
  const name = snapshotName(position);
  if (!(await disk.list()).includes(name)) {
    throw new StorageError(
      'CORRUPT',
      `${disk.name}/${name} is missing, the snapshot that the log rests on. ${wayOut}`,
    );
  }
  const file = await disk.open(name, 'existing');
  const content = new SnapshotContent(codec);
  let at = 0;
  try {
    const end = await scanFrames({
      file,
      kind: 'plimsnap',
      checksum: disk.checksum.bind(disk),
      firstSequence: 0,
      onFrame: (frame) => {
        at = frame.at;
        content.take(frame.payload);
      },
    });
    if (end.is === 'otherVersion') throw otherVersion(disk, name, end.version);
    at = end.at;
    if (end.is !== 'clean') throw new Error('the checksum does not fit');
    if (!content.ended) throw new Error('the end is missing');
    return { snapshot: content.snapshot({ position, identity }), bytes: file.size };
  } catch (error) {
    if (error instanceof StorageError || !(error instanceof Error) || error.name === 'DiskError') throw error;
    throw corruption({ folder: disk.name, file: name, offset: at, reason: error.message, cause: error });
  } finally {
    await file.close();
  }
}

export function otherVersion(disk: Disk, name: string, version: number): StorageError {
  return new StorageError(
    'OTHER_VERSION',
    `${disk.name}/${name} is of format version ${version}, this program reads and writes version 1. ` +
      'Start it with the program that wrote it, or begin with another directory.',
  );
}

/** Takes a snapshot file together, frame by frame. */
class SnapshotContent {
  ended = false;
  readonly #decoder: ReturnType<SnapshotCodec['decoder']>;
  #header: (Omit<RaftSnapshot, 'content'> & { readonly identity: StorageIdentity }) | undefined;
  #contentBytes = 0;

  constructor(codec: SnapshotCodec) {
    this.#decoder = codec.decoder();
  }

  take(payload: Uint8Array): void {
    const reader = new ByteReader(payload);
    while (reader.remaining > 0) {
      const type = reader.byte();
      if (type === 0) return;
      if (this.ended) throw new Error('something stands behind the end');
      if (type === types.header) this.#takeHeader(reader);
      else if (type === types.chunk) this.#takeChunk(reader.bytes());
      else if (type === types.end) this.#takeEnd(reader.varint());
      else throw new Error(`no part of a snapshot is of type ${type}`);
    }
  }

  snapshot({ position, identity }: Pick<SnapshotReading, 'position' | 'identity'>): RaftSnapshot {
    const header = this.#header;
    if (header?.index !== position.index || header.term !== position.term) {
      throw new Error('it is not the snapshot that its name says');
    }
    if (header.identity.clusterId !== identity.clusterId || header.identity.memberId !== identity.memberId) {
      throw new Error('it belongs to another member');
    }
    const { index, term, configuration } = header;
    return { index, term, configuration, content: this.#decoder.end() };
  }

  #takeHeader(reader: ByteReader): void {
    const identity = readIdentityFields(reader);
    const position = readPosition(reader);
    this.#header = { identity, ...position, configuration: readConfiguration(reader) };
  }

  #takeChunk(chunk: Uint8Array): void {
    this.#contentBytes += chunk.length;
    this.#decoder.push(chunk);
  }

  #takeEnd(contentBytes: number): void {
    if (contentBytes !== this.#contentBytes) throw new Error('a part of it is missing');
    this.ended = true;
  }
}
