import type { ByteWriter } from './byte-writer.ts';

/*
 * A file of the storage is a preamble and then frames. A frame is written with one append and made durable with one sync
 * before the next is written, so that after a crash at most the last one can be torn.
 *
 * preamble: 8 letters that say what the file is · format version, 4 bytes · CRC-32 of these 12 bytes
 * frame: "frme" · length of the payload, 4 bytes · sequence number, 8 bytes · CRC-32 of the payload · CRC-32 of these 20
 *        bytes · payload, a multiple of 8 bytes
 *
 * Sequence numbers rise by one from frame to frame, across the segments of a log too, so that nothing can be missing
 * unnoticed. Everything begins at a multiple of 8. Numbers are little-endian.
 */

export const formatVersion = 1;
export const preambleBytes = 16;
export const frameHeaderBytes = 24;
export const alignment = 8;

const frameMagic = 0x656d7266;
const upperHalf = 2 ** 32;

export type FileKind = 'plimslog' | 'plimsnap';

export type Checksum = (bytes: Uint8Array, seed?: number) => number;

export function preamble(kind: FileKind, checksum: Checksum): Uint8Array {
  const bytes = new Uint8Array(preambleBytes);
  bytes.set(new TextEncoder().encode(kind));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, checksum(bytes.subarray(0, 12)), true);
  return bytes;
}

export type PreambleFinding =
  /** Ours, and of this version. */
  | { readonly is: 'sound' }
  | { readonly is: 'damaged' }
  | { readonly is: 'otherVersion'; readonly version: number };

export function readPreamble(bytes: Uint8Array, kind: FileKind, checksum: Checksum): PreambleFinding {
  const expected = preamble(kind, checksum);
  if (bytes.length < preambleBytes || expected.some((byte, at) => at < 8 && byte !== bytes[at])) {
    return { is: 'damaged' };
  }
  const view = viewOf(bytes);
  if (view.getUint32(12, true) !== checksum(bytes.subarray(0, 12))) return { is: 'damaged' };
  const version = view.getUint32(8, true);
  return version === formatVersion ? { is: 'sound' } : { is: 'otherVersion', version };
}

/** Leaves room for a frame's header; the payload is written after it, then `finishFrame`. The writer must be clear. */
export function beginFrame(writer: ByteWriter): void {
  writer.zeros(frameHeaderBytes);
}

/** Pads the payload with zeros and fills the header in. The whole frame is then `writer.view()`. */
export function finishFrame(writer: ByteWriter, sequence: number, checksum: Checksum): void {
  writer.zeros(paddingOf(writer.length));
  const frame = writer.view();
  const payload = frame.subarray(frameHeaderBytes);
  fillHeader(frame, { sequence, payloadBytes: payload.length, payloadChecksum: checksum(payload) }, checksum);
}

export function paddingOf(length: number): number {
  return (alignment - (length % alignment)) % alignment;
}

export interface FrameHeader {
  readonly sequence: number;
  readonly payloadBytes: number;
  readonly payloadChecksum: number;
}

export function fillHeader(target: Uint8Array, header: FrameHeader, checksum: Checksum): void {
  const view = viewOf(target);
  view.setUint32(0, frameMagic, true);
  view.setUint32(4, header.payloadBytes, true);
  view.setUint32(8, header.sequence % upperHalf, true);
  view.setUint32(12, Math.floor(header.sequence / upperHalf), true);
  view.setUint32(16, header.payloadChecksum, true);
  view.setUint32(20, checksum(target.subarray(0, 20)), true);
}

/** Undefined: no sound header stands there. */
export function readHeader(bytes: Uint8Array, at: number, checksum: Checksum): FrameHeader | undefined {
  if (at + frameHeaderBytes > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, frameHeaderBytes);
  if (view.getUint32(0, true) !== frameMagic) return undefined;
  if (view.getUint32(20, true) !== checksum(bytes.subarray(at, at + 20))) return undefined;
  return {
    payloadBytes: view.getUint32(4, true),
    sequence: view.getUint32(8, true) + view.getUint32(12, true) * upperHalf,
    payloadChecksum: view.getUint32(16, true),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
