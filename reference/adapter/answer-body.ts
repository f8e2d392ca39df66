import type { AnswerStream } from '../apiserver/message.ts';

/** A reader of a stream in process that is further behind than this is cut off. */
const backlogBytes = 1024 * 1024;

/** A complete body as the chunks of an answer. */
export async function* wholeBody(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** The frames of a stream as they come, each a chunk; a reader that falls too far behind sees the stream end. */
export class StreamBody implements AsyncIterable<Uint8Array> {
  readonly #stream: AnswerStream;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isEnded = false;
  #wake: (() => void) | undefined;

  constructor(stream: AnswerStream) {
    this.#stream = stream;
    stream.start({
      frame: (bytes) => {
        if (this.#isEnded) return false;
        this.#waiting.push(bytes);
        this.#waitingBytes += bytes.length;
        this.#wake?.();
        return this.#waitingBytes <= backlogBytes;
      },
      end: () => {
        this.#isEnded = true;
        this.#wake?.();
      },
    });
  }

  close(): void {
    if (!this.#isEnded) this.#stream.cancel();
    this.#isEnded = true;
    this.#waiting.length = 0;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        this.#waitingBytes -= bytes.length;
        yield bytes;
      } else if (this.#isEnded) return;
      else await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
