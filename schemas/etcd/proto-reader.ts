import { MalformedMessage } from './malformed-message.ts';

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads one protobuf message, field after field. Throws `MalformedMessage` where the bytes are none. What it hands out is
 * copied: nothing keeps the bytes that arrived alive.
 */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;
  #wireType = 0;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The number of the next field; 0 at the end. */
  next(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.#varint();
    this.#wireType = tag & 7;
    const field = Math.floor(tag / 8);
    if (field === 0) throw new MalformedMessage('proto: illegal tag 0');
    return field;
  }

  /** An int64 as a number; beyond 2^53 its last digits are lost. */
  whole(): number {
    this.#expect(wireType.varint);
    return this.#varint();
  }

  /** An int64 in digits, whatever its size. */
  digits(): string {
    this.#expect(wireType.varint);
    const start = this.#at;
    const value = this.#varint();
    if (Number.isSafeInteger(value)) return String(value);
    let exact = 0n;
    for (let at = this.#at - 1; at >= start; at -= 1) {
      exact = (exact << 7n) | BigInt((this.#bytes[at] ?? 0) & 0x7f);
    }
    return BigInt.asIntN(64, exact).toString();
  }

  flag(): boolean {
    return this.whole() !== 0;
  }

  bytes(): Uint8Array {
    const length = this.#length();
    const copy = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return copy;
  }

  text(): string {
    const length = this.#length();
    const start = this.#bytes.byteOffset + this.#at;
    this.#at += length;
    return Buffer.from(this.#bytes.buffer, start, length).toString();
  }

  /** A reader of the message within. */
  message(): ProtoReader {
    const length = this.#length();
    this.#at += length;
    return new ProtoReader(this.#bytes, this.#at - length, this.#at);
  }

  skip(): void {
    switch (this.#wireType) {
      case wireType.varint:
        this.#varint();
        break;
      case wireType.fixed64:
        this.#advance(8);
        break;
      case wireType.bytes:
        this.#advance(this.#length());
        break;
      case wireType.fixed32:
        this.#advance(4);
        break;
      default:
        throw new MalformedMessage(`proto: illegal wireType ${this.#wireType}`);
    }
  }

  /** Calls `each` for every number of a repeated field, packed or not. */
  wholes(each: (value: number) => void): void {
    if (this.#wireType === wireType.varint) {
      each(this.#varint());
      return;
    }
    const packed = this.message();
    while (packed.#at < packed.#end) each(packed.#varint());
  }

  #expect(type: number): void {
    if (this.#wireType !== type) throw new MalformedMessage(`proto: wrong wireType = ${this.#wireType}`);
  }

  #length(): number {
    this.#expect(wireType.bytes);
    const length = this.#varint();
    if (length < 0 || this.#at + length > this.#end) throw new MalformedMessage('unexpected EOF');
    return length;
  }

  #advance(count: number): void {
    this.#at += count;
    if (this.#at > this.#end) throw new MalformedMessage('unexpected EOF');
  }

  #varint(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    let low = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.#byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    return this.#longVarint(low);
  }

  /** From the fifth byte on: what lies above the lowest 28 bits. */
  #longVarint(low: number): number {
    let high = 0;
    for (let count = 0; count < 6; count += 1) {
      const byte = this.#byte();
      high += (byte & 0x7f) * 2 ** (7 * count);
      if (byte >= 0x80) continue;
      const value = high * 2 ** 28 + low;
      if (count < 5) return value;
      // Ten bytes: 64 bits as a two's complement.
      const exact = BigInt.asIntN(64, (BigInt(high) << 28n) | BigInt(low));
      return Number(exact);
    }
    throw new MalformedMessage('proto: integer overflow');
  }

  #byte(): number {
    if (this.#at >= this.#end) throw new MalformedMessage('unexpected EOF');
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }
}
