/**
 * How a client reaches an API server: in process or through a socket. The shapes fit those of the API server's own
 * entry, which this folder does not know.
 */
export interface Transport {
  /** Resolves with any answer, refusals included. Rejects only where none came: server gone, connection cut. */
  send(request: TransportRequest): Promise<TransportAnswer>;
}

export interface TransportRequest {
  readonly method: string;
  /** Absolute path with query, percent-encoded. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface TransportAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Complete bytes, or a stream that delivers one line of JSON per frame. */
  readonly body: Uint8Array | LineStream;
}

export interface LineStream {
  /** Called at most once. `end` is called once after the last frame, also where the connection broke. */
  start(sink: LineSink): void;
  /** The reader has had enough; nothing is delivered afterwards. */
  cancel(): void;
}

export interface LineSink {
  /** False where the reader is too far behind: the sender ends the stream. */
  frame(bytes: Uint8Array): boolean;
  end(): void;
}
