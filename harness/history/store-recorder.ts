import type { Body, History, HistoryHeader } from './history.ts';

/** The smallest step of time in a history: what happens within one tick of a clock keeps its order all the same. */
const tickMs = 0.001;

/**
 * Writes down what clients of a store do, by the implementation's own clock. Times are milliseconds since the recording
 * began and strictly rise, so that they also tell in which order things happened while a virtual clock stood still.
 */
export class StoreRecorder {
  readonly #header: HistoryHeader;
  readonly #now: () => Promise<number>;
  readonly #records: Body[] = [];
  #startedMs: number | undefined;
  #last = 0;

  constructor(about: Omit<HistoryHeader, 'kind' | 'version'>, now: () => Promise<number>) {
    this.#header = { kind: 'history', version: 1, ...about };
    this.#now = now;
  }

  /** The moment: take one before a call, and one after its answer. */
  async stamp(): Promise<number> {
    const now = await this.#now();
    this.#startedMs ??= now;
    this.#last = Math.max(Math.round((now - this.#startedMs) * 1000) / 1000, this.#last + tickMs);
    return Math.round(this.#last * 1000) / 1000;
  }

  add(record: Body): void {
    this.#records.push(record);
  }

  get records(): readonly Body[] {
    return this.#records;
  }

  /** What was recorded so far, in the order of the calls. */
  history(): History {
    const ordered = [...this.#records].sort((one, other) => one.at - other.at);
    return {
      header: this.#header,
      records: ordered.map((record, index) => ({ line: index + 2, record })),
    };
  }
}
