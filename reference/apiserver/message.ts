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
  /** Headers that came more than once, each value by itself; `headers` has them joined with commas. */
  readonly repeatedHeaders?: Readonly<Record<string, readonly string[]>>;
  /** What the client showed when the connection was opened, whose key it holds; nobody has verified it. */
  readonly certificates?: ShownCertificates;
  /** Where the connection comes from; absent where there is none. */
  readonly remoteAddress?: string;
  /** Who the caller is, where the transport knows it for certain: an identity given in process, the plain port. */
  readonly peer?: Identity;
}

/** Client certificates of a connection. */
export interface ShownCertificates {
  /** The client's own first, in DER; one array for all requests of a connection. */
  readonly chain: readonly Uint8Array[];
  /** The authority that the listener made its own certificate with, in PEM: its clients are believed as well. */
  readonly authority?: string;
  /** Milliseconds since the epoch on the listener's clock, by which the validity of certificates is judged. */
  readonly atMs: number;
}

/** The values of a header, each by itself; empty where it is absent. */
export function headerValues(request: ApiRequest, name: string): readonly string[] {
  const repeated = request.repeatedHeaders?.[name];
  if (repeated !== undefined) return repeated;
  const value = request.headers[name];
  return value === undefined ? [] : [value];
}

/** In lower case. */
export function headerNames(request: ApiRequest): readonly string[] {
  return Object.keys(request.headers);
}

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  /** Told to reviews, audit and admission, where there is one. */
  readonly uid?: string;
  /** What an authenticator knows beside it: the pod that a token is bound to, for one. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
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
