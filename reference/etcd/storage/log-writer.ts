import type { Disk, DiskFile } from '../../sim/disk.ts';
import { DiskError } from '../../sim/disk.ts';
import { ByteWriter } from './byte-writer.ts';
import { segmentName } from './file-names.ts';
import { beginFrame, finishFrame, preamble } from './frame.ts';
import { writeRecord } from './log-record.ts';
import type { SegmentHeader } from './log-record.ts';
import type { DataCodec } from './types.ts';

/** Zeros kept ahead of the log's end: see `OpenOptions`. */
export const reserveBytes: number = 256 * 1024;

export interface Segment {
  readonly number: number;
  /** The highest entry that was ever written to it; once a snapshot holds that, the segment is superfluous. */
  highest: number;
}

export interface OpenLog {
  /** The last segment, open at its end. */
  readonly file: DiskFile;
  readonly segments: readonly Segment[];
  readonly nextSequence: number;
}

/** No data of the application stands in a segment's header. */
const noData: DataCodec<never> = {
  encode: () => new Uint8Array(0),
  decode: () => {
    throw new Error('a header holds no data');
  },
};

/** Creates a segment that is durable, name and all. Where there is no room it leaves nothing behind and rejects with `FULL`. */
export async function createSegment(disk: Disk, header: SegmentHeader, sequence: number): Promise<DiskFile> {
  const checksum = disk.checksum.bind(disk);
  const name = segmentName(header.number);
  const frame = new ByteWriter(1024);
  beginFrame(frame);
  writeRecord<never>(frame, { type: 'header', header }, noData);
  finishFrame(frame, sequence, checksum);
  const file = await disk.open(name, 'create', { reserveBytes });
  try {
    await file.append([preamble('plimslog', checksum), frame.view()]);
  } catch (error) {
    if (error instanceof DiskError && error.code === 'FULL') {
      await file.close();
      await disk.remove(name);
    }
    throw error;
  }
  await file.sync();
  await disk.syncNames();
  return file;
}

/** The end of the log. One call at a time. */
export class LogWriter {
  readonly #disk: Disk;
  #file: DiskFile;
  #segments: Segment[];
  #nextSequence: number;

  constructor(disk: Disk, log: OpenLog) {
    this.#disk = disk;
    this.#file = log.file;
    this.#segments = [...log.segments];
    this.#nextSequence = log.nextSequence;
  }

  /** Bytes of the last segment. */
  get segmentSize(): number {
    return this.#file.size;
  }

  get lastSegment(): number {
    return this.#active.number;
  }

  /**
   * Makes one frame durable, begun with `beginFrame`. Where there is no room what was written of it is cut off again and the
   * promise rejects with `FULL`: it can be tried again. After any other rejection nobody knows what the disk holds.
   */
  async write(frame: Uint8Array): Promise<void> {
    const end = this.#file.size;
    try {
      await this.#file.append([frame]);
    } catch (error) {
      if (error instanceof DiskError && error.code === 'FULL') await this.#file.truncate(end);
      throw error;
    }
    await this.#sync();
    this.#nextSequence += 1;
  }

  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** The entries up to here stand in the last segment, or before. */
  wroteEntries(highest: number): void {
    this.#active.highest = Math.max(this.#active.highest, highest);
  }

  /** The segments before the last hold nothing any more that counts. */
  supersede(): void {
    for (const segment of this.#segments) segment.highest = 0;
  }

  /** Goes on in a new segment. Rejects with `FULL` where there is no room for it, and can be tried again. */
  async rotate(header: SegmentHeader): Promise<void> {
    const file = await createSegment(this.#disk, header, this.#nextSequence);
    const before = this.#file;
    this.#file = file;
    this.#nextSequence += 1;
    this.#segments.push({ number: header.number, highest: 0 });
    await before.close();
  }

  /** Takes the segments that hold nothing behind entry `index` out of the log, oldest first; never the last. */
  takeSuperfluous(index: number): readonly string[] {
    const kept = this.#segments.findIndex(
      ({ highest }, at) => highest > index || at === this.#segments.length - 1,
    );
    return this.#segments.splice(0, kept).map(({ number }) => segmentName(number));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      // Room that is missing only now is no reason to go on: what the disk holds is not known after a sync has failed.
      throw error instanceof DiskError && error.code === 'FULL'
        ? new DiskError('FAILED', error.message, { cause: error })
        : error;
    }
  }

  get #active(): Segment {
    const active = this.#segments.at(-1);
    if (active === undefined) throw new Error('a log has at least one segment');
    return active;
  }
}
