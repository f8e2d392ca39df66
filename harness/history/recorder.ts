import type { Body, History, HistoryHeader } from './history.ts';

type Untimed<Item> = Item extends Body ? Omit<Item, 'at'> & { readonly at?: number } : never;

/**
 * Writes a history down while clients act. Records stand in the order of the calls; times are milliseconds since the
 * recorder was made, by the clock that it was given.
 */
export class HistoryRecorder {
  readonly #header: HistoryHeader;
  readonly #records: Body[] = [];
  readonly #now: () => number;
  readonly #startedMs: number;

  constructor(about: Omit<HistoryHeader, 'kind' | 'version'>, now: () => number = () => performance.now()) {
    this.#header = { kind: 'history', version: 1, ...about };
    this.#now = now;
    this.#startedMs = now();
  }

  /** Milliseconds since the recording began: take it before a call and give it as `at`. */
  elapsedMs(): number {
    return Math.max(0, this.#now() - this.#startedMs);
  }

  record(record: Untimed<Body>): void {
    this.#records.push({ ...record, at: record.at ?? this.elapsedMs() });
  }

  get length(): number {
    return this.#records.length;
  }

  /** What was recorded so far, as a judge takes it. */
  history(): History {
    return {
      header: this.#header,
      records: this.#records.map((record, index) => ({ line: index + 2, record })),
    };
  }
}
