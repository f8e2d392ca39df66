import type { CallCounters, MethodCount } from './call-counters.ts';
import { trailersOf } from './grpc-status.ts';
import { headerBlock } from './http2/header-block.ts';
import type { ServerStream } from './http2/stream.ts';
import type { Method, Services } from './method.ts';
import { StreamingCall } from './streaming-call.ts';
import { UnaryCall } from './unary-call.ts';
import type { CallSetting } from './unary-call.ts';

export interface GrpcServerOptions extends CallSetting {
  readonly services: Services;
  /** Streams that asked to be ended where there is no leader. */
  readonly leaderStreams: Set<StreamingCall>;
}

interface Served {
  readonly method: Method;
  readonly count: MethodCount;
}

/** The metadata by which a client asks that its call be refused, or its stream ended, where there is no leader. */
export function requiresLeader(stream: ServerStream): boolean {
  return stream.fields.get('hasleader') === 'true';
}

/** Answers the gRPC calls of any number of connections. */
export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #methods = new Map<string, Served>();

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    for (const [service, methods] of Object.entries(options.services)) {
      for (const [name, method] of Object.entries(methods)) {
        const type = method.kind === 'unary' ? 'unary' : method.type;
        const count = options.counters.method(service, name, type);
        this.#methods.set(`/${service}/${name}`, { method, count });
      }
    }
  }

  get counters(): CallCounters {
    return this.#options.counters;
  }

  /** Takes a stream whose request has the content type of gRPC. */
  serve(stream: ServerStream): void {
    const path = stream.fields.get(':path') ?? '';
    const served = this.#methods.get(path);
    if (served === undefined) this.#refuse(stream, path);
    else if (served.method.kind === 'unary') {
      const { method, count } = served;
      stream.receiver = new UnaryCall(stream, { method, count }, this.#options);
    } else {
      const streams = this.#options.leaderStreams;
      const onOver = (): void => void streams.delete(call);
      const call = new StreamingCall(stream, { count: served.count, onOver }, this.#options);
      stream.receiver = call;
      if (requiresLeader(stream)) streams.add(call);
      call.open(served.method);
    }
  }

  #refuse(stream: ServerStream, path: string): void {
    const [, service = '', name] = /^\/?(.*?)(?:\/([^/]*))?$/.exec(path) ?? [];
    const message =
      name === undefined
        ? `malformed method name: ${JSON.stringify(path)}`
        : service in this.#options.services
          ? `unknown method ${name} for service ${service}`
          : `unknown service ${service}`;
    stream.sendHeaders(trailersOf({ code: 'UNIMPLEMENTED', message }, true), true);
  }
}

/** What a server answers to a request that is neither gRPC nor one of its pages. */
export const unsupportedMediaType: Uint8Array = headerBlock([{ name: ':status', value: '415' }]);
