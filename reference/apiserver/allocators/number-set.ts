/**
 * A set of small numbers as upstream keeps it in the store: a bitmap whose text is one large number, the highest bits
 * first. Mutable; `copy` before changing what others hold.
 */
export class NumberSet {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#bytes = bytes;
  }

  static fromBase64(text: string): NumberSet {
    return new NumberSet(Uint8Array.from(Buffer.from(text, 'base64')).toReversed());
  }

  toBase64(): string {
    let length = this.#bytes.length;
    while (length > 0 && this.#bytes[length - 1] === 0) length -= 1;
    // Without a further copy: this runs on every allocation.
    return Buffer.from(this.#bytes.slice(0, length).reverse().buffer).toString('base64');
  }

  copy(): NumberSet {
    return new NumberSet(this.#bytes.slice());
  }

  has(number: number): boolean {
    return (((this.#bytes[number >> 3] ?? 0) >> (number & 7)) & 1) === 1;
  }

  add(number: number): void {
    const index = number >> 3;
    if (index >= this.#bytes.length) {
      const longer = new Uint8Array(index + 1);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[index] = (this.#bytes[index] ?? 0) | (1 << (number & 7));
  }

  delete(number: number): void {
    const index = number >> 3;
    if (index < this.#bytes.length) this.#bytes[index] = (this.#bytes[index] ?? 0) & ~(1 << (number & 7));
  }

  /** The numbers in it, lowest first. */
  *[Symbol.iterator](): Generator<number> {
    for (const [index, byte] of this.#bytes.entries()) {
      if (byte === 0) continue;
      for (let bit = 0; bit < 8; bit += 1) if (((byte >> bit) & 1) === 1) yield index * 8 + bit;
    }
  }
}
