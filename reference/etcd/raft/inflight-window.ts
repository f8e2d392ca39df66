/** The appends on their way to one member, by the last index of each; rising. Bounded by `capacity`. */
export class InflightWindow {
  readonly #capacity: number;
  #indexes: number[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get full(): boolean {
    return this.#indexes.length >= this.#capacity;
  }

  add(lastIndex: number): void {
    this.#indexes.push(lastIndex);
  }

  /** Everything up to `index` has arrived. */
  freeTo(index: number): void {
    let arrived = 0;
    while (arrived < this.#indexes.length && (this.#indexes[arrived] ?? 0) <= index) arrived += 1;
    if (arrived > 0) this.#indexes.splice(0, arrived);
  }

  clear(): void {
    this.#indexes = [];
  }
}
