import type { MethodCount } from './call-counters.ts';
import { countHandled } from './call-counters.ts';
import { answerHeaders, GrpcFailure, statusOf, trailersOf, trailersOfSuccess } from './grpc-status.ts';
import type { ServerStream, StreamReceiver } from './http2/stream.ts';
import { framedMessage } from './message-frame.ts';
import { MessageReader } from './message-reader.ts';
import type { MessageReceiver, StreamCall, StreamMethod, WriteMessage } from './method.ts';
import type { CallSetting } from './unary-call.ts';

/** One call of a method with streams: messages both ways, until one side ends it. */
export class StreamingCall implements StreamReceiver, StreamCall {
  readonly #stream: ServerStream;
  readonly #count: MethodCount;
  readonly #setting: CallSetting;
  readonly #reader: MessageReader;
  readonly #onOver: () => void;
  #receiver: MessageReceiver | undefined;
  #begun = false;
  #over = false;

  /** `onOver` is called once, however the call ends. */
  constructor(
    stream: ServerStream,
    served: { readonly count: MethodCount; readonly onOver: () => void },
    setting: CallSetting,
  ) {
    this.#stream = stream;
    this.#count = served.count;
    this.#onOver = served.onOver;
    this.#setting = setting;
    this.#reader = new MessageReader(setting.maxMessageBytes);
    served.count.started += 1;
  }

  open(method: StreamMethod): void {
    try {
      this.#setting.admit(this.#stream, undefined);
      this.#receiver = method.open(this);
    } catch (error) {
      this.fail(error);
    }
  }

  data(bytes: Buffer, last: boolean): void {
    this.#setting.counters.receivedBytes += bytes.length;
    try {
      if (bytes.length > 0)
        this.#reader.push(bytes, (message) => {
          this.#message(message);
        });
      if (!last || this.#over) return;
      if (this.#reader.isWithinMessage) throw new GrpcFailure('INTERNAL', 'grpc: a message was cut off');
      this.#receiver?.halfClosed();
    } catch (error) {
      this.fail(error);
    }
  }

  aborted(): void {
    this.#finish('CANCELLED');
  }

  drained(): void {
    this.#receiver?.drained();
  }

  send<Message>(write: WriteMessage<Message>, message: Message): boolean {
    if (this.#over) return true;
    this.#begin();
    const bytes = framedMessage(write, message);
    this.#setting.counters.sentBytes += bytes.length;
    this.#count.messagesSent += 1;
    return this.#stream.send(bytes);
  }

  end(): void {
    if (this.#over) return;
    this.#begin();
    this.#stream.sendTrailers(trailersOfSuccess);
    this.#finish('OK');
  }

  fail(error: unknown): void {
    if (this.#over) return;
    const status = statusOf(error);
    const trailers = trailersOf(status, !this.#begun);
    if (this.#begun) this.#stream.sendTrailers(trailers);
    else this.#stream.sendHeaders(trailers, true);
    this.#finish(status.code);
  }

  #message(message: Buffer): void {
    if (this.#over) return;
    this.#count.messagesReceived += 1;
    this.#receiver?.message(message);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#stream.sendHeaders(answerHeaders, false);
  }

  #finish(code: Parameters<typeof countHandled>[1]): void {
    if (this.#over) return;
    this.#over = true;
    countHandled(this.#count, code);
    this.#onOver();
    this.#receiver?.over();
  }
}
