import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { etcdMethod, type EtcdServiceName } from '../../../schemas/etcd/services.ts';

/** What a call came to: the answer, or the name of its status and its text. */
export type Called =
  { readonly answer: Record<string, unknown> } | { readonly code: string; readonly text: string };

export interface OpenStream {
  readonly stream: ClientDuplexStream<object, Record<string, unknown>>;
  /** The next message; rejects where the stream fails or ends. */
  readonly next: () => Promise<Record<string, unknown>>;
}

/** A client of the published description that takes messages as they come. */
export class WireClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
    });
  }

  call(
    service: EtcdServiceName,
    name: string,
    request: object,
    metadata: Metadata = new Metadata(),
  ): Promise<Called> {
    const method = etcdMethod(service, name);
    return this.callRaw(method.path, method.requestSerialize(request), metadata).then((called) =>
      'bytes' in called
        ? { answer: method.responseDeserialize(called.bytes) as Record<string, unknown> }
        : called,
    );
  }

  callRaw(
    path: string,
    bytes: Buffer,
    metadata: Metadata = new Metadata(),
  ): Promise<{ readonly bytes: Buffer } | { readonly code: string; readonly text: string }> {
    return new Promise((resolve) => {
      const identity = (value: Buffer): Buffer => value;
      this.#client.makeUnaryRequest(
        path,
        identity,
        identity,
        bytes,
        metadata,
        { deadline: Date.now() + 10_000 },
        (error, response) => {
          if (error !== null) resolve({ code: status[error.code], text: error.details });
          else resolve({ bytes: response ?? Buffer.alloc(0) });
        },
      );
    });
  }

  open(service: EtcdServiceName, name: string, metadata: Metadata = new Metadata()): OpenStream {
    const method = etcdMethod(service, name);
    const stream = this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      (bytes) => method.responseDeserialize(bytes) as Record<string, unknown>,
      metadata,
    );
    const arrived: Record<string, unknown>[] = [];
    const waiting: { resolve(message: Record<string, unknown>): void; reject(error: Error): void }[] = [];
    let failure: Error | undefined;
    stream.on('data', (message: Record<string, unknown>) => {
      const first = waiting.shift();
      if (first === undefined) arrived.push(message);
      else first.resolve(message);
    });
    const fail = (error: Error): void => {
      failure ??= error;
      for (const each of waiting.splice(0)) each.reject(failure);
    };
    stream.on('error', (error: ServiceError) => {
      fail(new Error(`${status[error.code]}: ${error.details}`));
    });
    stream.on('end', () => {
      fail(new Error('the stream ended'));
    });
    const next = (): Promise<Record<string, unknown>> =>
      new Promise((resolve, reject) => {
        const message = arrived.shift();
        if (message !== undefined) resolve(message);
        else if (failure !== undefined) reject(failure);
        else waiting.push({ resolve, reject });
      });
    return { stream, next };
  }

  close(): void {
    this.#client.close();
  }
}
