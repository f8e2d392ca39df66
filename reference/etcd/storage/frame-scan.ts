import type { DiskFile } from '../../sim/disk.ts';
import type { Checksum, FileKind } from './frame.ts';
import { alignment, frameHeaderBytes, preambleBytes, readHeader, readPreamble } from './frame.ts';

/** Bytes read at a time; a frame that is longer is read as a whole. */
const windowBytes = 4 * 1024 * 1024;

export interface FrameScan {
  readonly file: DiskFile;
  readonly kind: FileKind;
  readonly checksum: Checksum;
  /** Undefined: whatever the first frame says. */
  readonly firstSequence: number | undefined;
  /** Called for each sound frame, in order. `payload` is a view of memory that is not used again. */
  readonly onFrame: (frame: ScannedFrame) => void;
}

export interface ScannedFrame {
  readonly sequence: number;
  readonly payload: Uint8Array;
  /** Where in the file it begins. */
  readonly at: number;
}

/** How the sound part of a file ends, which is at `at`. */
export type ScanEnd =
  /** Nothing but zeros follows, if anything: room that was reserved. */
  | { readonly is: 'clean'; readonly at: number; readonly nextSequence: number | undefined }
  /** What follows was never finished: one frame at most, and nothing sound behind it. */
  | { readonly is: 'torn'; readonly at: number; readonly nextSequence: number | undefined }
  /** What follows was once sound, for more stands behind it. */
  | { readonly is: 'corrupt'; readonly at: number; readonly reason: string }
  | { readonly is: 'otherVersion'; readonly version: number };

/** Reads a file from front to back, as far as it is sound. */
export async function scanFrames(scan: FrameScan): Promise<ScanEnd> {
  const { file, kind, checksum } = scan;
  const finding = readPreamble(await readFully(file, 0, preambleBytes), kind, checksum);
  if (finding.is === 'otherVersion') return finding;
  if (finding.is === 'damaged') return judgeRest(scan, 0, undefined);
  let position = preambleBytes;
  let expected = scan.firstSequence;
  let wanted = windowBytes;
  for (;;) {
    const window = await readFully(file, position, wanted);
    let offset = 0;
    for (;;) {
      const header = readHeader(window, offset, checksum);
      if (header === undefined) break;
      const end = offset + frameHeaderBytes + header.payloadBytes;
      if (end > window.length) break;
      const payload = window.subarray(offset + frameHeaderBytes, end);
      if (checksum(payload) !== header.payloadChecksum) break;
      if (expected !== undefined && header.sequence !== expected) {
        return outOfOrder(position + offset, expected, header.sequence);
      }
      scan.onFrame({ sequence: header.sequence, payload, at: position + offset });
      expected = header.sequence + 1;
      offset = end;
    }
    position += offset;
    wanted = furtherWindow({ file, position, window, offset, checksum });
    if (wanted === 0) return judgeRest(scan, position, expected);
  }
}

interface Window {
  readonly file: DiskFile;
  readonly position: number;
  readonly window: Uint8Array;
  readonly offset: number;
  readonly checksum: Checksum;
}

/** How many bytes to read next to get on; 0 where there is no getting on. */
function furtherWindow({ file, position, window, offset, checksum }: Window): number {
  if (position >= file.size) return 0;
  const header = readHeader(window, offset, checksum);
  const needed = frameHeaderBytes + (header?.payloadBytes ?? 0);
  const atHand = window.length - offset;
  if (atHand >= needed || position + needed > file.size) return 0;
  return Math.max(windowBytes, needed);
}

function outOfOrder(at: number, expected: number, found: number): ScanEnd {
  return { is: 'corrupt', at, reason: `frame ${found} stands where frame ${expected} should be` };
}

/** Tells a frame that was being written at a crash from one that was damaged later. */
async function judgeRest(scan: FrameScan, at: number, nextSequence: number | undefined): Promise<ScanEnd> {
  const { file, checksum } = scan;
  const rest = await readFully(file, at, file.size - at);
  if (isZero(rest)) {
    return at === 0 ? { is: 'torn', at, nextSequence } : { is: 'clean', at, nextSequence };
  }
  const header = at === 0 ? undefined : readHeader(rest, 0, checksum);
  if (header !== undefined) {
    const end = frameHeaderBytes + header.payloadBytes;
    return isZero(rest.subarray(end))
      ? { is: 'torn', at, nextSequence }
      : { is: 'corrupt', at, reason: 'the checksum of a frame does not fit and more stands behind it' };
  }
  const further = findFrame(rest, nextSequence ?? 0, checksum);
  if (further === undefined) return { is: 'torn', at, nextSequence };
  const reason = `no sound frame stands here, yet one stands behind it, at offset ${at + further}`;
  return { is: 'corrupt', at, reason };
}

/** Where, after the first byte, a sound frame stands that is not older than `sequence`. */
function findFrame(bytes: Uint8Array, sequence: number, checksum: Checksum): number | undefined {
  for (let at = alignment; at + frameHeaderBytes <= bytes.length; at += alignment) {
    const header = readHeader(bytes, at, checksum);
    if (header === undefined || header.sequence < sequence) continue;
    const start = at + frameHeaderBytes;
    const payload = bytes.subarray(start, start + header.payloadBytes);
    if (payload.length === header.payloadBytes && checksum(payload) === header.payloadChecksum) return at;
  }
  return undefined;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** As many bytes as there are, up to `length`. */
export async function readFully(file: DiskFile, position: number, length: number): Promise<Uint8Array> {
  const whole = Math.max(0, Math.min(length, file.size - position));
  const first = whole === 0 ? new Uint8Array(0) : await file.readAt(position, whole);
  if (first.length === whole) return first;
  const bytes = new Uint8Array(whole);
  bytes.set(first);
  let filled = first.length;
  while (filled < whole) {
    const part = await file.readAt(position + filled, whole - filled);
    if (part.length === 0) return bytes.subarray(0, filled);
    bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}
