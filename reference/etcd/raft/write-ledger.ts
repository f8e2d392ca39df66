import type { HardState } from './types.ts';

interface Write {
  readonly number: number;
  /** What becomes durable of the log; lowered where a later write replaces a part before it is durable. */
  lastIndex: number;
  readonly hardState: HardState | undefined;
}

interface Settled {
  readonly lastIndex: number;
  readonly hardState: HardState | undefined;
}

/** What was handed out to be made durable and is not known to be yet, in order. */
export class WriteLedger {
  #writes: Write[] = [];

  begin(number: number, lastIndex: number, hardState: HardState | undefined): void {
    this.#writes.push({ number, lastIndex, hardState });
  }

  /**
   * Entries after `index` are replaced. That they are about to be durable counts for nothing any more, even if the same
   * entries should come again: the write that replaces them stands in between.
   */
  replacedAfter(index: number): void {
    for (const write of this.#writes) write.lastIndex = Math.min(write.lastIndex, index);
  }

  /** Everything up to the write `number` is durable. Undefined: no news. */
  settle(number: number): Settled | undefined {
    let lastIndex = 0;
    let hardState: HardState | undefined;
    let count = 0;
    for (const write of this.#writes) {
      if (write.number > number) break;
      lastIndex = write.lastIndex;
      hardState = write.hardState ?? hardState;
      count += 1;
    }
    if (count === 0) return undefined;
    if (count === this.#writes.length) this.#writes.length = 0;
    else this.#writes.splice(0, count);
    return { lastIndex, hardState };
  }
}
