import { GrpcFailure } from './grpc-status.ts';

const prefixBytes = 5;

/** Cuts the body of a call into messages. */
export class MessageReader {
  readonly #maxBytes: number;
  /** The beginning of a message: copied, so that what arrived with it is not kept for it. */
  #parts: Buffer[] = [];
  #held = 0;
  #needed = prefixBytes;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Calls `onMessage` with a view of each message that is now whole. Throws a `GrpcFailure` for one that is too long, as soon
   * as its length is known, or compressed.
   */
  push(bytes: Buffer, onMessage: (message: Buffer) => void): void {
    const all = this.#withHeld(bytes);
    if (all === undefined) return;
    let at = 0;
    while (all.length - at >= prefixBytes) {
      const length = all.readUInt32BE(at + 1);
      if (length > this.#maxBytes) {
        throw new GrpcFailure(
          'RESOURCE_EXHAUSTED',
          `grpc: received message larger than max (${length} vs. ${this.#maxBytes})`,
        );
      }
      if (all[at] !== 0) {
        throw new GrpcFailure('UNIMPLEMENTED', 'grpc: Decompressor is not installed for grpc-encoding');
      }
      const end = at + prefixBytes + length;
      if (end > all.length) {
        this.#needed = prefixBytes + length;
        break;
      }
      const message = all.subarray(at + prefixBytes, end);
      at = end;
      onMessage(message);
    }
    if (at < all.length) this.#hold(all.subarray(at));
  }

  /** Bytes of a message that never came to its end. */
  get isWithinMessage(): boolean {
    return this.#held > 0;
  }

  /** What is held and the new bytes as one; undefined where a whole message is still far. */
  #withHeld(bytes: Buffer): Buffer | undefined {
    if (this.#held === 0) return bytes;
    this.#hold(bytes);
    if (this.#held < this.#needed) return undefined;
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#held = 0;
    this.#needed = prefixBytes;
    return all;
  }

  #hold(bytes: Buffer): void {
    this.#parts.push(Buffer.from(bytes));
    this.#held += bytes.length;
  }
}
