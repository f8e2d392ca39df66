/** The operations that have no place yet, in the order of their calls: a linked list, and a bitset to compare sets by. */
export class OpenOperations {
  readonly #order: readonly number[];
  /** Where in the order an operation stands. */
  readonly #at = new Map<number, number>();
  /** By place in the order, one more than that place; 0 is the beginning of the list. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #gone: Uint32Array;
  #lastGone = -1;
  #key: string | undefined;

  /** `order`: operations by the time of their calls. */
  constructor(order: readonly number[]) {
    this.#order = order;
    this.#next = Int32Array.from(
      { length: order.length + 1 },
      (_, place) => (place + 1) % (order.length + 1),
    );
    this.#previous = Int32Array.from({ length: order.length + 1 }, (_, place) =>
      place === 0 ? order.length : place - 1,
    );
    this.#gone = new Uint32Array((order.length >> 5) + 1);
    for (const [place, operation] of order.entries()) this.#at.set(operation, place);
  }

  get isEmpty(): boolean {
    return this.#next[0] === 0;
  }

  *inOrder(): Generator<number> {
    for (let place = this.#next[0] ?? 0; place !== 0; place = this.#next[place] ?? 0)
      yield this.#order[place - 1] ?? 0;
  }

  remove(operation: number): void {
    const place = this.#at.get(operation) ?? 0;
    const [before, after] = [this.#previous[place + 1] ?? 0, this.#next[place + 1] ?? 0];
    this.#next[before] = after;
    this.#previous[after] = before;
    this.#gone[place >> 5] = (this.#gone[place >> 5] ?? 0) | (1 << (place & 31));
    this.#lastGone = Math.max(this.#lastGone, place);
    this.#key = undefined;
  }

  /** Only in the reverse order of removal. */
  putBack(operation: number): void {
    const place = this.#at.get(operation) ?? 0;
    const [before, after] = [this.#previous[place + 1] ?? 0, this.#next[place + 1] ?? 0];
    this.#next[before] = place + 1;
    this.#previous[after] = place + 1;
    this.#gone[place >> 5] = (this.#gone[place >> 5] ?? 0) & ~(1 << (place & 31));
    this.#key = undefined;
  }

  /** Equal keys are equal sets. Up to the first open operation nothing needs to be told. */
  key(): string {
    this.#key ??= this.#newKey();
    return this.#key;
  }

  #newKey(): string {
    const first = (this.#next[0] ?? 0) - 1;
    if (first < 0) return 'all';
    const words: string[] = [String(first)];
    const last = this.#lastGone >> 5;
    let end = last;
    while (end > first >> 5 && (this.#gone[end] ?? 0) === 0) end -= 1;
    for (let word = first >> 5; word <= end; word += 1) words.push((this.#gone[word] ?? 0).toString(36));
    return words.join('.');
  }
}
