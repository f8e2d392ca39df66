import type { GrpcCode } from './grpc-status.ts';

/** What became of the calls of one method since the server started. */
export interface MethodCount {
  readonly service: string;
  readonly method: string;
  readonly type: 'unary' | 'bidi_stream' | 'server_stream';
  started: number;
  readonly handled: Map<GrpcCode, number>;
  messagesReceived: number;
  messagesSent: number;
}

/** Counts for the metrics of a server. */
export class CallCounters {
  readonly methods: MethodCount[] = [];
  receivedBytes = 0;
  sentBytes = 0;

  method(service: string, method: string, type: MethodCount['type']): MethodCount {
    const count: MethodCount = {
      service,
      method,
      type,
      started: 0,
      handled: new Map(),
      messagesReceived: 0,
      messagesSent: 0,
    };
    this.methods.push(count);
    return count;
  }
}

export function countHandled(count: MethodCount, code: GrpcCode): void {
  count.handled.set(code, (count.handled.get(code) ?? 0) + 1);
}
