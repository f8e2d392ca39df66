import type { ErrorCode } from './frame.ts';
import type { HeaderFields } from './header-decoder.ts';

/** What a stream tells the one who answers it. */
export interface StreamReceiver {
  /** Bytes are a view of what arrived: copy what is kept. `last`: the client has said all. */
  data(bytes: Buffer, last: boolean): void;
  /** The stream is over before its answer was: the client gave it up, or the connection is gone. */
  aborted(): void;
  /** What was sent has gone, after `send` had answered false. */
  drained(): void;
}

/** One request and its answer. Header blocks are those of `headerBlock`. */
export interface ServerStream {
  readonly id: number;
  readonly fields: HeaderFields;
  receiver: StreamReceiver;
  /** True until the answer has ended or the stream was aborted. */
  readonly open: boolean;
  sendHeaders(block: Uint8Array, last: boolean): void;
  /** Copies the bytes. False: more waits than is good; send on after `drained`. */
  send(bytes: Uint8Array): boolean;
  /** Ends the answer, once all of it has gone. */
  sendTrailers(block: Uint8Array): void;
  /** Ends the answer without trailers, once all of it has gone. */
  finish(): void;
  /** Ends the stream at once. */
  reset(code: ErrorCode): void;
}

/** One piece of an answer that waits for room in the windows. */
export interface Waiting {
  readonly bytes: Uint8Array;
  /** Header blocks are outside flow control. */
  readonly kind: 'data' | 'trailers';
  readonly last: boolean;
}

/** What waits on one stream; more than this makes `send` answer false. */
export const waitingBytesLimit: number = 1024 * 1024;

/** What a connection has still to send of one answer, in order. */
export class SendQueue {
  readonly #waiting: Waiting[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get isFull(): boolean {
    return this.#bytes > waitingBytesLimit;
  }

  get head(): Waiting | undefined {
    return this.#waiting[0];
  }

  add(piece: Waiting): void {
    this.#waiting.push(piece);
    this.#bytes += piece.bytes.length;
  }

  /** Takes `count` bytes off the head, and the head itself where nothing is left of it. */
  take(count: number): void {
    const head = this.#waiting[0];
    if (head === undefined) return;
    this.#bytes -= count;
    if (count === head.bytes.length) this.#waiting.shift();
    else this.#waiting[0] = { ...head, bytes: head.bytes.subarray(count) };
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#bytes = 0;
  }
}
