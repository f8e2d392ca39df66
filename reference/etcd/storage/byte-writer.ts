const initialCapacity = 64 * 1024;
/** A buffer that one unusual batch has made larger than this is not kept. */
const keptCapacity = 8 * 1024 * 1024;
const encoder = new TextEncoder();

/** One growing buffer that is written to from front to back and used again and again. Numbers are little-endian. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity: number = initialCapacity) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written, as a view: valid until the writer is written to again. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What has been written, as the caller's own. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Begins again. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > keptCapacity) this.#allocate(initialCapacity);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  setUint32(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  zeros(count: number): void {
    this.#reserve(count);
    this.#bytes.fill(0, this.#length, this.#length + count);
    this.#length += count;
  }

  /** A whole number from 0 to 2^53 − 1, seven bits to a byte, the lowest first (as protobuf has it). */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.#bytes[this.#length] = (rest % 0x80) | 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    while (rest > 0x7f) {
      this.#bytes[this.#length] = (rest & 0x7f) | 0x80;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** The number of bytes, then the bytes. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** The number of bytes, then the UTF-8. */
  text(value: string): void {
    this.bytes(encoder.encode(value));
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const old = this.view();
    this.#allocate(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.set(old);
  }

  #allocate(capacity: number): void {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }
}
