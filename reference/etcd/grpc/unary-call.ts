import type { CallCounters, MethodCount } from './call-counters.ts';
import { countHandled } from './call-counters.ts';
import { answerHeaders, GrpcFailure, statusOf, trailersOf, trailersOfSuccess } from './grpc-status.ts';
import type { ServerStream, StreamReceiver } from './http2/stream.ts';
import { framedMessage } from './message-frame.ts';
import { MessageReader } from './message-reader.ts';
import type { CallContext, UnaryMethod } from './method.ts';

export interface CallSetting {
  readonly maxMessageBytes: number;
  readonly counters: CallCounters;
  /** Throws where the call must not be served now. */
  admit(stream: ServerStream, request: unknown): void;
}

/** One call of a unary method: reads its message, has it answered, sends the answer. */
export class UnaryCall implements StreamReceiver, CallContext {
  readonly #stream: ServerStream;
  readonly #method: UnaryMethod;
  readonly #count: MethodCount;
  readonly #setting: CallSetting;
  #reader: MessageReader | undefined;
  #request: Buffer | undefined;
  #onAbort: (() => void) | undefined;
  #aborted = false;

  constructor(
    stream: ServerStream,
    served: { readonly method: UnaryMethod; readonly count: MethodCount },
    setting: CallSetting,
  ) {
    this.#stream = stream;
    this.#method = served.method;
    this.#count = served.count;
    this.#setting = setting;
    served.count.started += 1;
  }

  data(bytes: Buffer, last: boolean): void {
    this.#setting.counters.receivedBytes += bytes.length;
    try {
      if (bytes.length > 0) this.#read(bytes);
      if (!last) return;
      const request = this.#request;
      if (request === undefined || this.#reader?.isWithinMessage === true) {
        throw new GrpcFailure('INTERNAL', 'grpc: the call ended before its message did');
      }
      this.#answer(request);
    } catch (error) {
      this.#fail(error);
    }
  }

  aborted(): void {
    this.#aborted = true;
    countHandled(this.#count, 'CANCELLED');
    this.#onAbort?.();
  }

  drained(): void {
    // One message only: there is nothing to go on with.
  }

  onAbort(action: () => void): void {
    if (this.#aborted) action();
    else this.#onAbort = action;
  }

  #read(bytes: Buffer): void {
    this.#reader ??= new MessageReader(this.#setting.maxMessageBytes);
    this.#reader.push(bytes, (message) => {
      if (this.#request !== undefined) throw new GrpcFailure('INTERNAL', 'grpc: more than one message');
      this.#request = message;
    });
  }

  #answer(bytes: Buffer): void {
    const request = this.#method.decode(bytes);
    this.#count.messagesReceived += 1;
    this.#setting.admit(this.#stream, request);
    this.#method.answer(request, this).then(
      (response) => {
        this.#send(response);
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  #send(response: unknown): void {
    const stream = this.#stream;
    if (!stream.open) return;
    const message = framedMessage(this.#method.write, response);
    stream.sendHeaders(answerHeaders, false);
    stream.send(message);
    stream.sendTrailers(trailersOfSuccess);
    this.#setting.counters.sentBytes += message.length;
    this.#count.messagesSent += 1;
    countHandled(this.#count, 'OK');
  }

  #fail(error: unknown): void {
    if (!this.#stream.open) return;
    const status = statusOf(error);
    this.#stream.sendHeaders(trailersOf(status, true), true);
    countHandled(this.#count, status.code);
  }
}
