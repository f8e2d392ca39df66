import type { HttpAnswer } from '../ports/ports.ts';

/** One event of a watch as it arrived; `END` stands for the end of the answer. */
export interface WatchedEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'END';
  readonly object: Readonly<Record<string, unknown>>;
}

/**
 * Reads a watch in the background and keeps what it said. Events are in the order of their arrival. A line that is not
 * a watch event is kept as `problem`: the reader must look at it.
 */
export class WatchRecording {
  readonly events: WatchedEvent[] = [];
  /** Events that a step has already looked at. */
  seen = 0;
  problem: Error | undefined;
  readonly #answer: HttpAnswer;
  readonly #decode: (line: string) => string;
  #waiting: (() => void)[] = [];

  /** `decode` puts logical names back into a line before it is parsed. */
  constructor(answer: HttpAnswer, decode: (line: string) => string) {
    this.#answer = answer;
    this.#decode = decode;
    void this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const chunk of this.#answer.body) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#take(line);
      }
      if (rest !== '') this.#take(rest);
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error));
    }
    this.events.push({ type: 'END', object: {} });
    this.#wake();
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    this.events.push(JSON.parse(this.#decode(line)) as WatchedEvent);
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
