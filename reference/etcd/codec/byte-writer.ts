import { invariant } from '../invariant.ts';

/** Bytes being put together. One writer serves many values: `take` copies what was written and begins anew. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 4096) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /**
   * A whole number, negative too, in as few bytes as it needs. Numbers beyond 2^53 keep the value that they have as a
   * JavaScript number.
   */
  number(value: number): void {
    if (value >= 0 && value < 64) {
      this.byte(value);
      return;
    }
    invariant(Number.isInteger(value), 'only whole numbers are encoded');
    if (this.#bytes.length - this.#length < 160) this.#grow(160);
    const bytes = this.#bytes;
    let rest = Math.abs(value);
    const sign = value < 0 ? 0x40 : 0;
    let low = rest % 64;
    rest = (rest - low) / 64;
    bytes[this.#length++] = low | sign | (rest > 0 ? 0x80 : 0);
    while (rest >= 0x8000_0000) {
      low = rest % 128;
      rest = (rest - low) / 128;
      bytes[this.#length++] = low | 0x80;
    }
    while (rest > 0) {
      bytes[this.#length++] = (rest & 0x7f) | (rest > 0x7f ? 0x80 : 0);
      rest >>>= 7;
    }
  }

  /** Four bytes, lowest first, that are filled in later with how many bytes have followed them. Returns their place. */
  beginLength(): number {
    for (let index = 0; index < 4; index += 1) this.byte(0);
    return this.#length - 4;
  }

  endLength(place: number): void {
    const length = this.#length - place - 4;
    for (let index = 0; index < 4; index += 1) this.#bytes[place + index] = (length >>> (8 * index)) & 0xff;
  }

  /** Without its length: for what the reader knows the length of. */
  raw(value: Uint8Array): void {
    const { length } = value;
    if (this.#bytes.length - this.#length < length) this.#grow(length);
    const bytes = this.#bytes;
    const start = this.#length;
    // A short copy is faster by hand than by a call.
    if (length < 40) for (let index = 0; index < length; index += 1) bytes[start + index] = value[index] ?? 0;
    else bytes.set(value, start);
    this.#length = start + length;
  }

  bytes(value: Uint8Array): void {
    this.number(value.length);
    this.raw(value);
  }

  /** Characters that are bytes, as a `KeyText` is, without their number. */
  characters(text: string): void {
    const { length } = text;
    if (this.#bytes.length - this.#length < length) this.#grow(length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < length; index += 1) bytes[start + index] = text.charCodeAt(index);
    this.#length = start + length;
  }

  text(value: string): void {
    this.number(value.length);
    for (let index = 0; index < value.length; index += 1) this.number(value.charCodeAt(index));
  }

  texts(values: readonly string[]): void {
    this.number(values.length);
    for (const value of values) this.text(value);
  }

  /** What was written since the last call, as bytes of the caller's own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #grow(room: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + room));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
