const firstBytes = 64 * 1024;
const encoder = new TextEncoder();

/**
 * Writes protobuf messages from their last byte to their first, so that the length of what lies within is known when its
 * turn comes: fields are written from the last to the first, and what a message holds before its own tag. Numbers of zero,
 * empty texts, empty bytes and false are left out, as proto3 has it.
 */
export class ProtoWriter {
  #buffer: Uint8Array = new Uint8Array(firstBytes);
  #at = firstBytes;

  /** Begins anew: what `finish` gave before is overwritten. */
  reset(): void {
    this.#at = this.#buffer.length;
  }

  /** A view that holds until the next `reset`. */
  finish(): Uint8Array {
    return this.#buffer.subarray(this.#at);
  }

  /** Bytes written so far: what `message` needs to know where a message began. */
  get length(): number {
    return this.#buffer.length - this.#at;
  }

  /** A number of int64 or an enumeration; beyond 2^53 as digits. */
  whole(field: number, value: number | string): void {
    if (typeof value === 'string') this.#digits(field, value);
    else if (value !== 0) {
      this.#varint(value);
      this.#varint(field * 8);
    }
  }

  flag(field: number, value: boolean): void {
    if (value) this.whole(field, 1);
  }

  text(field: number, value: string): void {
    if (value !== '') this.bytes(field, encoder.encode(value));
  }

  bytes(field: number, value: Uint8Array): void {
    if (value.length > 0) this.element(field, value);
  }

  /** An element of a repeated field: also the empty one is there. */
  element(field: number, value: Uint8Array): void {
    this.raw(value);
    this.#varint(value.length);
    this.#varint(field * 8 + 2);
  }

  /** Puts the frame of a field around what was written since the length was `before`. */
  message(field: number, before: number): void {
    this.#varint(this.length - before);
    this.#varint(field * 8 + 2);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#at -= value.length;
    this.#buffer.set(value, this.#at);
  }

  #digits(field: number, digits: string): void {
    const small = Number(digits);
    if (Number.isSafeInteger(small)) {
      this.whole(field, small);
      return;
    }
    this.#longVarint(BigInt.asUintN(64, BigInt(digits)));
    this.#varint(field * 8);
  }

  #varint(value: number): void {
    this.#reserve(10);
    if (value >= 0 && value < 0x80) {
      this.#at -= 1;
      this.#buffer[this.#at] = value;
      return;
    }
    if (value < 0) {
      this.#longVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) size += 1;
    this.#at -= size;
    let rest = value;
    for (let at = this.#at; size > 1; at += 1, size -= 1) {
      this.#buffer[at] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
      if (size === 2) this.#buffer[at + 1] = rest;
    }
  }

  #longVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.raw(Uint8Array.from(bytes));
  }

  #reserve(count: number): void {
    if (count <= this.#at) return;
    const used = this.#buffer.length - this.#at;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, used + count));
    larger.set(this.#buffer.subarray(this.#at), larger.length - used);
    this.#at = larger.length - used;
    this.#buffer = larger;
  }
}
