/** Cuts a stream of chunks into lines; the line ends are dropped, empty lines too. */
export class LineSplitter {
  #pending: Uint8Array[] = [];

  /** The lines that `chunk` completes, in order. */
  push(chunk: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const line = this.#complete(chunk.subarray(from, at));
      if (line.length > 0) lines.push(line);
      from = at + 1;
    }
    if (from < chunk.length) this.#pending.push(chunk.subarray(from));
    return lines;
  }

  #complete(tail: Uint8Array): Uint8Array {
    if (this.#pending.length === 0) return tail;
    const parts = [...this.#pending, tail];
    this.#pending = [];
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }
}
