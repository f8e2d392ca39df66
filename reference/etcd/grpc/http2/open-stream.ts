import { errorCode, frameFlag, frameType } from './frame.ts';
import type { ErrorCode } from './frame.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { HeaderFields } from './header-decoder.ts';
import type { PeerSettings } from './settings.ts';
import { SendQueue } from './stream.ts';
import type { ServerStream, StreamReceiver } from './stream.ts';

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly peer: PeerSettings;
  readonly writer: FrameWriter;
  readonly isCongested: boolean;
  sendWindow: number;
  /** Has what was written sent at the end of this turn. */
  schedule(): void;
  /** The stream waits for room; `advance` is called when there may be some. */
  block(stream: OpenStream): void;
  forget(stream: OpenStream): void;
}

const nobody: StreamReceiver = {
  data: () => undefined,
  aborted: () => undefined,
  drained: () => undefined,
};

const nothing = new Uint8Array(0);

export class OpenStream implements ServerStream {
  readonly id: number;
  readonly fields: HeaderFields;
  receiver: StreamReceiver = nobody;
  sendWindow: number;
  /** Received since the client was last given room. */
  unacknowledgedBytes = 0;
  readonly #owner: StreamOwner;
  readonly #queue = new SendQueue();
  #clientEnded = false;
  #closed = false;
  #awaitsDrain = false;

  constructor(owner: StreamOwner, id: number, fields: HeaderFields) {
    this.#owner = owner;
    this.id = id;
    this.fields = fields;
    this.sendWindow = owner.peer.initialWindow;
  }

  get open(): boolean {
    return !this.#closed;
  }

  receive(bytes: Buffer, last: boolean): void {
    if (!this.open) return;
    if (this.#clientEnded) {
      this.reset(errorCode.streamClosed);
      this.receiver.aborted();
      return;
    }
    this.#clientEnded = last;
    this.receiver.data(bytes, last);
  }

  sendHeaders(block: Uint8Array, last: boolean): void {
    if (!this.open) return;
    this.#writeHeaders(block, last);
    this.#owner.schedule();
    if (last) this.#end();
  }

  send(bytes: Uint8Array): boolean {
    if (!this.open) return true;
    const owner = this.#owner;
    const { length } = bytes;
    if (
      this.#queue.isEmpty &&
      length <= Math.min(this.sendWindow, owner.sendWindow, owner.peer.maxFrameBytes)
    ) {
      this.#writeData(bytes, 0);
    } else {
      this.#queue.add({ bytes: Uint8Array.from(bytes), kind: 'data', last: false });
      this.#continueLater();
    }
    owner.schedule();
    this.#awaitsDrain = this.#queue.isFull || owner.isCongested;
    if (this.#awaitsDrain) owner.block(this);
    return !this.#awaitsDrain;
  }

  sendTrailers(block: Uint8Array): void {
    if (!this.open) return;
    if (this.#queue.isEmpty) this.sendHeaders(block, true);
    else this.#queue.add({ bytes: block, kind: 'trailers', last: true });
  }

  finish(): void {
    if (!this.open) return;
    this.#queue.add({ bytes: nothing, kind: 'data', last: true });
    this.#continueLater();
    this.#owner.schedule();
  }

  reset(code: ErrorCode): void {
    if (!this.open) return;
    this.#owner.writer.frameOfWord(frameType.rstStream, this.id, code);
    this.#owner.schedule();
    this.#close();
  }

  abort(): void {
    if (!this.open) return;
    this.#close();
    this.receiver.aborted();
  }

  /** Sends what waits as far as there is room. True: nothing waits any more. */
  advance(): boolean {
    if (!this.open) return true;
    while (this.#sendHead());
    if (this.#closed) return true;
    if (this.#awaitsDrain && !this.#queue.isFull && !this.#owner.isCongested) {
      this.#awaitsDrain = false;
      this.receiver.drained();
    }
    return this.#queue.isEmpty && !this.#awaitsDrain;
  }

  #continueLater(): void {
    if (!this.advance()) this.#owner.block(this);
  }

  /** False where there is nothing more to send or no room for it. */
  #sendHead(): boolean {
    const { head } = this.#queue;
    if (head === undefined) return false;
    const owner = this.#owner;
    owner.schedule();
    if (head.kind === 'trailers') {
      this.#writeHeaders(head.bytes, head.last);
      this.#end();
      return false;
    }
    const { length } = head.bytes;
    const count = Math.min(length, this.sendWindow, owner.sendWindow, owner.peer.maxFrameBytes);
    if (count <= 0 && length > 0) return false;
    const ends = head.last && count === length;
    this.#writeData(head.bytes.subarray(0, count), ends ? frameFlag.endStream : 0);
    this.#queue.take(count);
    if (ends) this.#end();
    return true;
  }

  #writeData(bytes: Uint8Array, flags: number): void {
    this.sendWindow -= bytes.length;
    this.#owner.sendWindow -= bytes.length;
    this.#owner.writer.frame(frameType.data, flags, this.id, bytes);
  }

  #writeHeaders(block: Uint8Array, last: boolean): void {
    const flags = frameFlag.endHeaders | (last ? frameFlag.endStream : 0);
    this.#owner.writer.frame(frameType.headers, flags, this.id, block);
  }

  /** The answer has ended. A client that goes on asking is told to leave it. */
  #end(): void {
    if (!this.#clientEnded) this.#owner.writer.frameOfWord(frameType.rstStream, this.id, errorCode.none);
    this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#owner.forget(this);
  }
}
