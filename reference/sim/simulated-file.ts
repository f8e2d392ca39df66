import type { RandomStream } from './environment.ts';

/** The bytes of one file of a simulated disk, and which of them a crash would spare. */
export class SimulatedFile {
  /** Zeros that may stand behind the end after a crash. */
  reserveBytes = 0;
  #bytes = new Uint8Array(256);
  #length = 0;
  #syncedLength = 0;
  /** Synced bytes that a truncation has cut off but not durably yet; they begin at `#syncedLength`. */
  #cutOff: Uint8Array | undefined;
  /** A sync has failed: what was not durable by then never will be, and nothing says so. */
  #lost = false;

  get length(): number {
    return this.#length;
  }

  /** The first `count` bytes of the chunks. */
  append(chunks: readonly Uint8Array[], count: number): void {
    this.#reserve(this.#length + count);
    let left = count;
    for (const chunk of chunks) {
      const part = chunk.length <= left ? chunk : chunk.subarray(0, left);
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
      left -= part.length;
    }
  }

  /** A copy. */
  read(position: number, length: number): Uint8Array {
    return this.#bytes.slice(position, Math.min(this.#length, position + length));
  }

  truncate(size: number): void {
    if (size < this.#length) this.#length = size;
    else {
      this.#reserve(size);
      this.#bytes.fill(0, this.#length, size);
      this.#length = size;
    }
    if (size >= this.#syncedLength) return;
    if (!this.#lost) this.#cutOff = concatenated(this.#bytes.slice(size, this.#syncedLength), this.#cutOff);
    this.#syncedLength = size;
  }

  /** Everything up to `length` is durable. */
  sync(length: number): void {
    if (this.#lost) return;
    this.#syncedLength = Math.max(this.#syncedLength, Math.min(length, this.#length));
    this.#cutOff = undefined;
  }

  loseUnsynced(): void {
    this.#lost = true;
  }

  flipBit(offset: number, bit: number): void {
    const byte = this.#bytes[offset];
    if (byte === undefined || offset >= this.#length) throw new RangeError(`the file has no byte ${offset}`);
    this.#bytes[offset] = byte ^ (1 << bit);
  }

  /** Keeps what is durable and a random prefix of the rest, torn at any byte, perhaps with reserved zeros behind it. */
  crash(chance: RandomStream): void {
    const reserved = this.reserveBytes > 0 && chance.below(2) === 0 ? chance.below(this.reserveBytes) : 0;
    if (this.#cutOff !== undefined && chance.below(2) === 0) {
      const restored = this.#cutOff;
      this.#length = this.#syncedLength;
      this.append([restored], restored.length);
    } else {
      const unsynced = this.#length - this.#syncedLength;
      this.#length = this.#syncedLength + (this.#lost ? 0 : chance.below(unsynced + 1));
    }
    if (reserved > 0) this.append([new Uint8Array(reserved)], reserved);
    this.#syncedLength = this.#length;
    this.#cutOff = undefined;
    this.#lost = false;
    this.reserveBytes = 0;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(capacity, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

function concatenated(first: Uint8Array, second: Uint8Array | undefined): Uint8Array {
  if (second === undefined) return first;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
