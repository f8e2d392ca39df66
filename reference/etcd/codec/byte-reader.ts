/** Bytes that are not what the encoder makes: they were damaged, or written by something else. */
export class MalformedBytes extends Error {
  constructor(problem: string) {
    super(`malformed bytes: ${problem}`);
    this.name = 'MalformedBytes';
  }
}

/** Reads what a `ByteWriter` wrote. Byte strings are views of the input: it must not change afterwards. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  /** How far it has read, in bytes. */
  get position(): number {
    return this.#position;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw new MalformedBytes('they end too early');
    this.#position += 1;
    return value;
  }

  number(): number {
    const first = this.byte();
    if (first < 0x40) return first;
    let value = first & 0x3f;
    let more = first >= 0x80;
    for (let factor = 64; more; factor *= 128) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      more = next >= 0x80;
      if (factor > 2 ** 80) throw new MalformedBytes('a number has too many digits');
    }
    return (first & 0x40) === 0 ? value : -value;
  }

  /** A number of things of which each takes at least one byte. */
  count(): number {
    const value = this.number();
    if (value < 0 || value > this.#bytes.length - this.#position)
      throw new MalformedBytes('a length is beyond their end');
    return value;
  }

  raw(length: number): Uint8Array {
    const start = this.#position;
    const end = start + length;
    if (!(length >= 0 && end <= this.#bytes.length)) throw new MalformedBytes('they end too early');
    this.#position = end;
    return this.#bytes.subarray(start, end);
  }

  bytes(): Uint8Array {
    return this.raw(this.number());
  }

  text(): string {
    let value = '';
    for (let left = this.count(); left > 0; left -= 1) value += String.fromCharCode(this.number());
    return value;
  }

  texts(): readonly string[] {
    return this.list(() => this.text());
  }

  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.count(); left > 0; left -= 1) items.push(read());
    return items;
  }

  /** To be called last. */
  end(): void {
    if (!this.atEnd) throw new MalformedBytes('something follows their end');
  }
}
