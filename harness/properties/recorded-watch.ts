import type { Body, HistoryWatchEvent } from '../history/history.ts';
import type { HttpAnswer } from '../ports/ports.ts';
import { isFurniture } from '../world/cluster-furniture.ts';
import { itemOf } from './item.ts';

/** A record of a watch, but for the time, which the history itself keeps. */
export type WatchRecord = Extract<Body, { kind: 'watchEvent' | 'watchEnd' }>;

export interface RecordedWatchOptions {
  readonly name: string;
  /** What the names of its objects begin with in the history. */
  readonly scope: string;
  readonly record: (entry: WatchRecord) => void;
  /** False: nothing is read until `startReading`. */
  readonly reads: boolean;
}

/** Reads a watch in the background, one record per event. */
export class RecordedWatch {
  readonly events: HistoryWatchEvent[] = [];
  /** What arrived that is no watch event. */
  problem: string | undefined;
  ended = false;
  readonly #answer: HttpAnswer;
  readonly #options: RecordedWatchOptions;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(answer: HttpAnswer, options: RecordedWatchOptions) {
    this.#answer = answer;
    this.#options = options;
    if (options.reads) this.startReading();
  }

  startReading(): void {
    void this.#read();
  }

  /** The event with this number, as soon as it is there; undefined once the watch has ended without it. */
  async next(index: number): Promise<HistoryWatchEvent | undefined> {
    while (this.events.length <= index && !this.ended) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.events[index];
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  async #read(): Promise<void> {
    try {
      for await (const line of linesOf(this.#answer.body)) this.#take(line);
    } catch (error) {
      if (!this.#closed) this.problem = String(error);
    }
    this.#end();
  }

  #take(line: string): void {
    if (this.#closed || line.trim() === '') return;
    const { type, object } = JSON.parse(line) as {
      type: HistoryWatchEvent['type'];
      object: Readonly<Record<string, unknown>>;
    };
    if (isFurniture(object)) return;
    const { name, revision, value } = itemOf(object);
    const { name: watch, scope } = this.#options;
    const event: HistoryWatchEvent = {
      kind: 'watchEvent',
      client: watch,
      at: 0,
      watch,
      type,
      object: `${scope}${name}`,
      revision: Number(revision),
      value,
      ...(type === 'ERROR' ? { code: Number(object['code']) } : {}),
    };
    this.events.push(event);
    this.#options.record(event);
    this.#wake();
  }

  #end(): void {
    if (this.ended) return;
    this.ended = true;
    const { name: watch } = this.#options;
    this.#options.record({ kind: 'watchEnd', client: watch, at: 0, watch });
    this.#wake();
  }

  /** Gives the watch up: whatever still comes is not recorded. */
  close(): void {
    this.#closed = true;
    this.#end();
    this.#answer.close();
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}
