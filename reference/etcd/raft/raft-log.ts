import { invariant } from '../invariant.ts';
import { WriteLedger } from './write-ledger.ts';
import type { Entry, LogPosition } from './types.ts';

/**
 * One member's log after `start`: what is known, what of it is durable, committed, handed out to be applied and applied.
 * Always `applied <= handedOut <= commit <= lastIndex`, `handedOut <= durable`, `start.index <= handedOut`.
 */
export class RaftLog<Data> {
  readonly writes: WriteLedger = new WriteLedger();
  /** Up to here the entries have been handed out to be made durable. */
  handedToDisk: number;
  #start: LogPosition;
  #entries: Entry<Data>[];
  /** Bytes of `#entries`, beside them: sizes are asked for once. */
  #sizes: number[];
  /** How many of `#entries` are forgotten already; they are dropped when half of the array is. */
  #forgotten = 0;
  #durable: number;
  #commit: number;
  #handedOut: number;
  #applied: number;
  readonly #sizeOf: (entry: Entry<Data>) => number;

  constructor(start: LogPosition, entries: readonly Entry<Data>[], sizeOf: (entry: Entry<Data>) => number) {
    this.#start = start;
    this.#entries = [...entries];
    this.#sizes = entries.map(sizeOf);
    this.#sizeOf = sizeOf;
    this.#durable = this.handedToDisk = this.lastIndex;
    this.#commit = this.#handedOut = this.#applied = start.index;
    entries.forEach(({ index }, offset) => {
      invariant(index === start.index + 1 + offset, 'a restored log has no gaps');
    });
  }

  /** Where the log begins: its entries follow this position. */
  get start(): LogPosition {
    return this.#start;
  }

  get firstIndex(): number {
    return this.#start.index + 1;
  }

  get lastIndex(): number {
    return this.#start.index + this.#entries.length - this.#forgotten;
  }

  get last(): LogPosition {
    const entry = this.#entries.at(-1);
    return entry === undefined || this.#entries.length === this.#forgotten
      ? this.#start
      : { index: entry.index, term: entry.term };
  }

  get durable(): number {
    return this.#durable;
  }

  get commit(): number {
    return this.#commit;
  }

  get handedOut(): number {
    return this.#handedOut;
  }

  get applied(): number {
    return this.#applied;
  }

  /** Undefined where the log does not know: compacted, or not yet there. */
  termAt(index: number): number | undefined {
    if (index <= this.#start.index) return index === this.#start.index ? this.#start.term : undefined;
    return this.#entries[this.#slot(index)]?.term;
  }

  matches({ index, term }: LogPosition): boolean {
    return this.termAt(index) === term;
  }

  sizeAt(index: number): number {
    return this.#sizes[this.#slot(index)] ?? 0;
  }

  /** Entries from `from` to `to`; all of them must be in the log. */
  between(from: number, to: number): readonly Entry<Data>[] {
    return from > to ? [] : this.#entries.slice(this.#slot(from), this.#slot(to) + 1);
  }

  /** Entries from `from` on, up to about `maxBytes`, but at least one if there is one. */
  batchFrom(from: number, maxBytes: number): readonly Entry<Data>[] {
    let to = from;
    let bytes = this.sizeAt(from);
    while (to < this.lastIndex && (bytes += this.sizeAt(to + 1)) <= maxBytes) to += 1;
    return this.between(from, Math.min(to, this.lastIndex));
  }

  append(entry: Entry<Data>): number {
    invariant(entry.index === this.lastIndex + 1, 'an appended entry follows the last');
    const size = this.#sizeOf(entry);
    this.#entries.push(entry);
    this.#sizes.push(size);
    return size;
  }

  /** Takes what a leader sent after a position that matches: what is there already stays, what conflicts is replaced. */
  merge(entries: readonly Entry<Data>[]): void {
    for (const entry of entries) {
      if (this.matches(entry)) continue;
      if (entry.index <= this.lastIndex) this.#truncateAfter(entry.index - 1);
      this.append(entry);
    }
  }

  /**
   * The last position at or below `index` whose term is at most `term`: above it, nothing can agree. Where the log does not
   * reach back so far, its term is given as 0.
   */
  lastAtMost(index: number, term: number): LogPosition {
    let at = Math.min(index, this.lastIndex);
    while (at > 0) {
      const own = this.termAt(at);
      if (own === undefined) return { index: at, term: 0 };
      if (own <= term) return { index: at, term: own };
      at -= 1;
    }
    return { index: 0, term: 0 };
  }

  commitTo(index: number): boolean {
    if (index <= this.#commit) return false;
    invariant(index <= this.lastIndex, `commit ${index} is in the log, which ends at ${this.lastIndex}`);
    this.#commit = index;
    return true;
  }

  durableTo(index: number): void {
    this.#durable = Math.max(this.#durable, index);
  }

  get hasToHandOut(): boolean {
    return Math.min(this.#commit, this.#durable) > this.#handedOut;
  }

  /** What is committed, durable here and not yet handed out. */
  handOut(): readonly Entry<Data>[] {
    const to = Math.min(this.#commit, this.#durable);
    const entries = this.between(this.#handedOut + 1, to);
    this.#handedOut = Math.max(this.#handedOut, to);
    return entries;
  }

  appliedTo(index: number): void {
    invariant(index <= this.#handedOut, `applied ${index} was handed out, which goes to ${this.#handedOut}`);
    this.#applied = Math.max(this.#applied, index);
  }

  /** The application came up to `index` by itself. */
  startApplied(index: number): void {
    invariant(index <= this.#commit, `applied ${index} is committed, which goes to ${this.#commit}`);
    this.#handedOut = this.#applied = Math.max(this.#applied, index);
  }

  compact(index: number): void {
    if (index <= this.#start.index) return;
    invariant(index <= this.#applied, `compacted ${index} is applied, which goes to ${this.#applied}`);
    const slot = this.#slot(index);
    this.#start = { index, term: this.termAt(index) ?? 0 };
    this.#forgotten = slot + 1;
    if (this.#forgotten * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#forgotten);
    this.#sizes = this.#sizes.slice(this.#forgotten);
    this.#forgotten = 0;
  }

  /** A snapshot takes the place of everything. */
  restore(position: LogPosition): void {
    this.writes.replacedAfter(0);
    this.#start = { index: position.index, term: position.term };
    this.#entries = [];
    this.#sizes = [];
    this.#forgotten = 0;
    this.#durable = 0;
    this.handedToDisk = this.#commit = this.#handedOut = position.index;
  }

  #truncateAfter(index: number): void {
    invariant(index >= this.#commit, `entries after ${index} may go, committed is ${this.#commit}`);
    this.#entries.length = this.#sizes.length = this.#slot(index) + 1;
    this.#durable = Math.min(this.#durable, index);
    this.handedToDisk = Math.min(this.handedToDisk, index);
    this.writes.replacedAfter(index);
  }

  #slot(index: number): number {
    return index - this.#start.index - 1 + this.#forgotten;
  }
}
