import type { MethodDefinition } from '@grpc/proto-loader';
import { MalformedMessage } from '../../../schemas/etcd/malformed-message.ts';
import type { ProtoWriter } from '../../../schemas/etcd/proto-writer.ts';
import { GrpcFailure, statusOf } from './grpc-status.ts';
import { etcdMethod } from '../../../schemas/etcd/services.ts';
import type { EtcdServiceName } from '../../../schemas/etcd/services.ts';

/** Puts one message into a writer. */
export type WriteMessage<Message> = (writer: ProtoWriter, message: Message) => void;

/** What came with a call, and whether it still waits for its answer. */
export interface CallContext {
  /** The client gave up, or is gone: called at most once, and at once where it is so already. */
  onAbort(action: () => void): void;
}

/** A method that takes one message and answers with one. */
export interface UnaryMethod {
  readonly kind: 'unary';
  decode(bytes: Uint8Array): unknown;
  answer(request: unknown, context: CallContext): Promise<unknown>;
  readonly write: WriteMessage<unknown>;
}

/** What a stream hears from its client. */
export interface MessageReceiver {
  message(bytes: Buffer): void;
  /** The client says no more. */
  halfClosed(): void;
  /** The stream has ended, whoever ended it: nothing that is sent arrives any more. */
  over(): void;
  /** There is room again after `send` had answered false. */
  drained(): void;
}

/** A stream as its method sees it. */
export interface StreamCall {
  /** False: send on after `drained`. */
  send<Message>(write: WriteMessage<Message>, message: Message): boolean;
  end(): void;
  /** Ends the stream with the status of an error. */
  fail(error: unknown): void;
}

/** A method of which at least one side is a stream. */
export interface StreamMethod {
  readonly kind: 'stream';
  /** As metrics name it. */
  readonly type: 'bidi_stream' | 'server_stream';
  open(call: StreamCall): MessageReceiver;
}

export type Method = UnaryMethod | StreamMethod;

/** Methods by their names. */
export type Service = Readonly<Record<string, Method>>;

/** Services by their full names: `etcdserverpb.KV`. */
export type Services = Readonly<Record<string, Service>>;

export function unary<Request, Response>(method: {
  decode(bytes: Uint8Array): Request;
  answer(request: Request, context: CallContext): Promise<Response>;
  readonly write: WriteMessage<Response>;
}): UnaryMethod {
  return { kind: 'unary', ...method } as UnaryMethod;
}

/** The codec of one method as the `.proto` files describe it, for messages on which nobody spends much time. */
export interface DescribedCodec<Request, Response> {
  decode(bytes: Uint8Array): Request;
  readonly write: WriteMessage<Response>;
}

export function described<Request, Response extends object>(
  service: EtcdServiceName,
  name: string,
): DescribedCodec<Request, Response> {
  // The files are read when the first call needs them: a member that starts should answer soon.
  const method = (): MethodDefinition<object, object> => (found ??= etcdMethod(service, name));
  let found: MethodDefinition<object, object> | undefined;
  return {
    decode: (bytes) => {
      try {
        return method().requestDeserialize(Buffer.from(bytes)) as Request;
      } catch (error) {
        throw new MalformedMessage(error instanceof Error ? error.message : String(error), { cause: error });
      }
    },
    write: (writer, response) => {
      writer.raw(method().responseSerialize(response));
    },
  };
}

/** A unary method with the codec that the `.proto` files describe; `answer` is given what they say. */
export function describedUnary(
  service: EtcdServiceName,
  name: string,
  answer: (request: never, context: CallContext) => Promise<object>,
): UnaryMethod {
  const codec = described<object, object>(service, name);
  return unary({ ...codec, answer: (request, context) => answer(request as never, context) });
}

/**
 * A service that etcd builds on a client of its own: what the store refuses comes through with its words but as UNKNOWN, and
 * that is what clients of such a service expect. What can be tried again keeps its code.
 */
export function throughClient(service: Service): Service {
  const methods = Object.entries(service).map(([name, method]): [string, Method] => {
    if (method.kind === 'stream') return [name, method];
    const answer: UnaryMethod['answer'] = async (request, context) => {
      try {
        return await method.answer(request, context);
      } catch (error) {
        const { code, message } = statusOf(error);
        throw new GrpcFailure(code === 'UNAVAILABLE' || code === 'CANCELLED' ? code : 'UNKNOWN', message);
      }
    };
    return [name, { ...method, answer }];
  });
  return Object.fromEntries(methods);
}
