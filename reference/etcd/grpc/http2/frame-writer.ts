import { frameHeaderBytes } from './frame.ts';

/** Pieces of up to 4 KiB come from Node's pool and cost next to nothing. */
const leastBytes = 512;
const mostBytesAhead = 65_536;

/** Gathers frames in one piece of memory, so that one write takes them to the socket. */
export class FrameWriter {
  #buffer = Buffer.allocUnsafe(leastBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Everything gathered; begins anew. The bytes are the caller's. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length);
    // What went last time tells how much will go next time.
    const expected = Math.min(Math.max(leastBytes, this.#length + (this.#length >> 2)), mostBytesAhead);
    this.#buffer = Buffer.allocUnsafe(expected);
    this.#length = 0;
    return taken;
  }

  frame(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    this.#header({ type, flags, streamId, length: payload.length });
    this.#buffer.set(payload, this.#length);
    this.#length += payload.length;
  }

  /** A frame whose payload is one number of 32 bits. */
  frameOfWord(type: number, streamId: number, word: number): void {
    this.#header({ type, flags: 0, streamId, length: 4 });
    this.#buffer.writeUInt32BE(word, this.#length);
    this.#length += 4;
  }

  #header(of: { type: number; flags: number; streamId: number; length: number }): void {
    this.#reserve(frameHeaderBytes + of.length);
    const buffer = this.#buffer;
    const at = this.#length;
    buffer[at] = of.length >>> 16;
    buffer[at + 1] = (of.length >>> 8) & 0xff;
    buffer[at + 2] = of.length & 0xff;
    buffer[at + 3] = of.type;
    buffer[at + 4] = of.flags;
    buffer[at + 5] = of.streamId >>> 24;
    buffer[at + 6] = (of.streamId >>> 16) & 0xff;
    buffer[at + 7] = (of.streamId >>> 8) & 0xff;
    buffer[at + 8] = of.streamId & 0xff;
    this.#length = at + frameHeaderBytes;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}
