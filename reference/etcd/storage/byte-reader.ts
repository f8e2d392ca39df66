const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes are not what the encoder makes. */
export class CodecError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CodecError';
  }
}

/** Reads what `ByteWriter` wrote, from front to back. Everything that is not there or not possible throws `CodecError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw new CodecError('the bytes end too early');
    this.#position += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
      if (scale > 2 ** 49) throw new CodecError('a number is too long');
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new CodecError('a number is too large');
    return value;
  }

  /** How many things follow, each of which takes at least `leastBytes`. */
  count(leastBytes: number): number {
    const count = this.varint();
    if (count * leastBytes > this.remaining) throw new CodecError('more is promised than there is');
    return count;
  }

  /** A view of the bytes that were written, not a copy. */
  bytes(): Uint8Array {
    const length = this.count(1);
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  text(): string {
    const bytes = this.bytes();
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new CodecError('a text is not UTF-8', { cause });
    }
  }

  /** Throws unless everything has been read. */
  end(): void {
    if (this.remaining > 0) throw new CodecError(`${this.remaining} bytes too many`);
  }
}
