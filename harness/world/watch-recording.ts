import type { HttpAnswer } from '../ports/ports.ts';
import { isFurniture } from './cluster-furniture.ts';

/** One event of a watch as it arrived; `END` stands for the end of the answer. */
export interface WatchedEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'END';
  readonly object: Readonly<Record<string, unknown>>;
}

export interface RecordingOptions {
  /** Puts logical names back into a line before it is parsed. */
  readonly decode: (line: string) => string;
  readonly bookmarks: boolean;
}

/**
 * Reads a watch in the background and keeps what it said. Events are in the order of their arrival. A watch that is
 * refused as a whole counts as one ERROR with the refusal, so that both ways of refusing read the same. A line that is not
 * a watch event, or a connection that breaks, is kept as `problem`: the reader must look at it.
 */
export class WatchRecording {
  readonly events: WatchedEvent[] = [];
  /** Events that a step has already looked at. */
  seen = 0;
  problem: Error | undefined;
  readonly #answer: HttpAnswer;
  readonly #decode: (line: string) => string;
  #waiting: (() => void)[] = [];

  /** Bookmarks were asked for: they may come at any time. */
  readonly bookmarks: boolean;

  constructor(answer: HttpAnswer, options: RecordingOptions) {
    this.#answer = answer;
    this.#decode = options.decode;
    this.bookmarks = options.bookmarks;
    void this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of this.#answer.body) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = this.#refused ? lines.join('\n') : (lines.pop() ?? '');
        if (!this.#refused) for (const line of lines) this.#take(line);
      }
      this.#take(rest);
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error));
    }
    this.events.push({ type: 'END', object: {} });
    this.#wake();
  }

  get #refused(): boolean {
    return this.#answer.status >= 300;
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    const said: unknown = JSON.parse(this.#decode(line));
    const event = this.#refused
      ? { type: 'ERROR' as const, object: said as WatchedEvent['object'] }
      : (said as WatchedEvent);
    if (isFurniture(event.object)) return;
    this.events.push(event);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Resolves when something new has arrived. */
  nextArrival(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get ended(): boolean {
    return this.events.at(-1)?.type === 'END';
  }

  close(): void {
    this.#answer.close();
  }
}
