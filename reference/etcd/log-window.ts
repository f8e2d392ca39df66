/** How much of the applied log stays in memory for members that lag behind. */
const mostBytes = 64 * 1024 * 1024;
/** Entries between two marks, at most. */
const widestSpacing = 500;

/** Tells up to where the applied log may be forgotten: a bounded number of entries and of bytes is kept. */
export class LogWindow {
  readonly #mostEntries: number;
  readonly #spacing: number;
  /** Positions of the log with the bytes applied up to there. */
  readonly #marks: { readonly index: number; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(mostEntries: number) {
    this.#mostEntries = mostEntries;
    this.#spacing = mostEntries === 0 ? widestSpacing : Math.min(widestSpacing, Math.ceil(mostEntries / 10));
  }

  /** An entry was applied. Answers up to where the log may be forgotten, every now and then. */
  applied(index: number, bytes: number): number | undefined {
    this.#bytes += bytes;
    if (index % this.#spacing !== 0 && bytes < mostBytes / 64) return undefined;
    this.#marks.push({ index, bytes: this.#bytes });
    let forget: number | undefined;
    while (this.#isTooMuch(index)) forget = this.#marks.shift()?.index;
    return forget;
  }

  #isTooMuch(index: number): boolean {
    const [first] = this.#marks;
    if (first === undefined || first.index === index) return false;
    return index - first.index >= this.#mostEntries || this.#bytes - first.bytes > mostBytes;
  }
}
