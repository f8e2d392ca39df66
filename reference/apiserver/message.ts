/**
 * What goes in and out of the API server, with or without a socket: the HTTP listener turns a request of the wire into
 * an `ApiRequest`, the in-process client makes one directly, and both get the same `ApiAnswer`.
 */
export interface ApiRequest {
  readonly method: string;
  /** Absolute path with query, percent-encoded as on the wire. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body; the listener has already enforced the size limit while reading. */
  readonly body?: Uint8Array;
  /** What the transport knows of the caller: a verified client certificate, or an identity given in process. */
  readonly peer?: Identity;
}

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A complete body, or a stream of frames that goes on until one side ends it. */
  readonly body: Uint8Array | AnswerStream;
}

/** A long answer (watch). Pull-free: the source pushes frames; the consumer says when it is gone or too slow. */
export interface AnswerStream {
  /**
   * Starts delivery; called exactly once. Frames come in order, each a whole watch event. The same bytes are shared by
   * all readers of an event: never write into them. `sink.frame` answers false when the reader is too far behind: the
   * source then ends this stream and no other.
   */
  start(sink: StreamSink): void;
  /** The reader is gone. */
  cancel(): void;
}

export interface StreamSink {
  frame(bytes: Uint8Array): boolean;
  end(): void;
}

/** The one entry to the API server. Never rejects: every failure is an answer with a `Status`. */
export type HandleApiRequest = (request: ApiRequest) => Promise<ApiAnswer>;
