import { MalformedBytes } from './byte-reader.ts';
import { blockHeaderLength } from './snapshot-format.ts';

const longestBlock = 2 ** 30;

/** Cuts a stream of bytes into blocks, wherever its chunks were cut. Each block is a copy in bytes of its own. */
export class BlockAssembler {
  readonly #onBlock: (kind: number, bytes: Uint8Array) => void;
  readonly #header = new Uint8Array(blockHeaderLength);
  #headerFilled = 0;
  #body: Uint8Array | undefined;
  #bodyFilled = 0;

  constructor(onBlock: (kind: number, bytes: Uint8Array) => void) {
    this.#onBlock = onBlock;
  }

  push(chunk: Uint8Array): void {
    let position = 0;
    while (position < chunk.length) {
      if (this.#body === undefined) {
        this.#header[this.#headerFilled] = chunk[position] ?? 0;
        this.#headerFilled += 1;
        position += 1;
        if (this.#headerFilled === blockHeaderLength) this.#begin();
        continue;
      }
      const taken = Math.min(this.#body.length - this.#bodyFilled, chunk.length - position);
      this.#body.set(chunk.subarray(position, position + taken), this.#bodyFilled);
      this.#bodyFilled += taken;
      position += taken;
      this.#finish();
    }
  }

  #begin(): void {
    const [, first = 0, second = 0, third = 0, fourth = 0] = this.#header;
    const length = first + second * 2 ** 8 + third * 2 ** 16 + fourth * 2 ** 24;
    if (length > longestBlock) throw new MalformedBytes('a block is longer than any that is written');
    this.#body = new Uint8Array(length);
    this.#bodyFilled = 0;
    this.#finish();
  }

  #finish(): void {
    if (this.#body === undefined || this.#bodyFilled < this.#body.length) return;
    const body = this.#body;
    this.#body = undefined;
    this.#headerFilled = 0;
    this.#onBlock(this.#header[0] ?? 0, body);
  }
}
