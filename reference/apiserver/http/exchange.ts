import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';
import type { Environment } from '../../sim/environment.ts';
import type {
  AnswerStream,
  ApiAnswer,
  ApiRequest,
  HandleApiRequest,
  Identity,
  ShownCertificates,
} from '../message.ts';
import { answerRefusal } from '../pipeline/answer.ts';
import { hasProtobufBody, withJsonBody } from '../protobuf/json-request.ts';
import { internalError, tooLarge } from '../status.ts';

export type Incoming = IncomingMessage | Http2ServerRequest;
export type Outgoing = ServerResponse | Http2ServerResponse;
/** Calling one of them ends that answer. */
export type OpenAnswers = Set<() => void>;

export interface Exchange {
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** Who every caller of the port is; undefined: the requests say it. */
  readonly peer: Identity | undefined;
  readonly certificates: ShownCertificates | undefined;
  readonly handle: HandleApiRequest;
  readonly open: OpenAnswers;
}

/** As kube-apiserver: larger bodies are refused before they are read. */
const bodyLimitBytes = 3 * 1024 * 1024;
const bodyTimeoutMs = 60_000;
/** Answers smaller than this are not worth compressing; kube-apiserver draws the same line. */
const gzipFromBytes = 128 * 1024;
/** A reader of a stream that is further behind than this is cut off. */
const streamBacklogBytes = 8 * 1024 * 1024;

const gzip = promisify(gzipWithCallback);

/** Reads one request, has it answered, and writes the answer. Never rejects. */
export async function exchange(environment: Environment, parts: Exchange): Promise<void> {
  const { incoming, outgoing } = parts;
  // Without a listener a connection that breaks would end the process.
  incoming.on('error', () => undefined);
  outgoing.on('error', () => undefined);
  if (isGone(outgoing)) return;
  const body = await readBody(environment, incoming, outgoing);
  if (body === 'gone') return;
  if (body === 'too large') {
    if (incoming.httpVersionMajor === 1) outgoing.setHeader('connection', 'close');
    await writeAnswer(answerRefusal(tooLarge(bodyLimitBytes)), parts);
    incoming.resume();
    return;
  }
  const request = requestOf(parts, body);
  const readable = hasProtobufBody(request) ? await withJsonBody(request) : request;
  const answer = 'status' in readable ? readable : await parts.handle(readable);
  try {
    await writeAnswer(answer, parts);
  } catch (error) {
    // An answer that HTTP has no words for must not end the process.
    if (outgoing.headersSent || isGone(outgoing)) {
      incoming.destroy();
      return;
    }
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    await writeAnswer(
      answerRefusal(internalError(error instanceof Error ? error.message : String(error))),
      parts,
    );
  }
}

function requestOf({ incoming, peer, certificates }: Exchange, body: Uint8Array | undefined): ApiRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const repeated = repeatedHeaders(incoming.rawHeaders);
  const { remoteAddress } = incoming.socket;
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers,
    ...(body === undefined ? {} : { body }),
    ...(remoteAddress === undefined ? {} : { remoteAddress: remoteAddress.replace(/^::ffff:/, '') }),
    ...(repeated === undefined ? {} : { repeatedHeaders: repeated }),
    ...(certificates === undefined ? {} : { certificates }),
    ...(peer === undefined ? {} : { peer }),
  };
}

/** The headers that came more than once; undefined where none did. */
function repeatedHeaders(raw: readonly string[]): Readonly<Record<string, readonly string[]>> | undefined {
  const byName = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [raw[at + 1] ?? '']);
    else values.push(raw[at + 1] ?? '');
  }
  if (byName.size * 2 === raw.length) return undefined;
  return Object.fromEntries([...byName].filter(([, values]) => values.length > 1));
}

function readBody(
  environment: Environment,
  incoming: Incoming,
  outgoing: Outgoing,
): Promise<Uint8Array | undefined | 'too large' | 'gone'> {
  if (incoming.method === 'GET' || incoming.method === 'HEAD') {
    // Over HTTP/2 a stream that is reset ends only when somebody has read it to its end.
    incoming.resume();
    return Promise.resolve(undefined);
  }
  if (Number(incoming.headers['content-length'] ?? 0) > bodyLimitBytes) return Promise.resolve('too large');
  if (incoming.headers['expect'] === '100-continue' && 'writeContinue' in outgoing) outgoing.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = environment.timers.after(bodyTimeoutMs, () => {
      incoming.destroy();
      resolve('gone');
    });
    const settle = (outcome: Uint8Array | undefined | 'too large' | 'gone'): void => {
      timer.cancel();
      resolve(outcome);
    };
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) settle('too large');
      else chunks.push(chunk);
    });
    incoming.once('end', () => {
      settle(size === 0 ? undefined : Buffer.concat(chunks));
    });
    incoming.once('close', () => {
      settle('gone');
    });
  });
}

async function writeAnswer(answer: ApiAnswer, parts: Exchange): Promise<void> {
  if (answer.body instanceof Uint8Array) await writeWhole(answer, answer.body, parts);
  else writeStream(answer, answer.body, parts);
}

async function writeWhole(
  answer: ApiAnswer,
  body: Uint8Array,
  { incoming, outgoing }: Exchange,
): Promise<void> {
  let bytes = body;
  const accepts = incoming.headers['accept-encoding']?.toString() ?? '';
  if (body.length >= gzipFromBytes && /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))|,|$)/.test(accepts)) {
    bytes = await gzip(body, { level: 1 });
    outgoing.setHeader('content-encoding', 'gzip');
    outgoing.setHeader('vary', 'Accept-Encoding');
  }
  if (outgoing.writableEnded || isGone(outgoing)) return;
  setHead(outgoing, answer);
  outgoing.setHeader('content-length', bytes.length);
  if (incoming.method === 'HEAD') outgoing.end();
  else outgoing.end(bytes);
}

/**
 * Frames go out as they come. What the client does not read waits in memory up to a limit; beyond it the stream ends,
 * so that nothing is ever left out in the middle.
 */
function writeStream(answer: ApiAnswer, stream: AnswerStream, { outgoing, open }: Exchange): void {
  if (isGone(outgoing)) {
    stream.cancel();
    return;
  }
  setHead(outgoing, answer);
  // The types of node:http2 leave out a method that its compatibility response has.
  (outgoing as { flushHeaders(): void }).flushHeaders();
  let isOpen = true;
  const finish = (): void => {
    if (!isOpen) return;
    isOpen = false;
    open.delete(end);
    outgoing.end();
  };
  const end = (): void => {
    if (isOpen) stream.cancel();
    finish();
  };
  open.add(end);
  outgoing.once('close', () => {
    if (!isOpen) return;
    isOpen = false;
    open.delete(end);
    stream.cancel();
  });
  stream.start({
    frame: (bytes) => {
      if (!isOpen) return false;
      // The types of node:http2 leave out what its compatibility response inherits from a stream.
      (outgoing as { write(chunk: Uint8Array): boolean }).write(bytes);
      return backlog(outgoing) <= streamBacklogBytes;
    },
    end: finish,
  });
}

function backlog(outgoing: Outgoing): number {
  return 'stream' in outgoing ? outgoing.stream.writableLength : outgoing.writableLength;
}

/** A stream of HTTP/2 that was reset at once may have said that it closes before anybody could listen. */
function isGone(outgoing: Outgoing): boolean {
  if ('stream' in outgoing && (outgoing.stream.destroyed || outgoing.stream.closed)) return true;
  return outgoing.destroyed || (outgoing.socket?.destroyed ?? true);
}

function setHead(outgoing: Outgoing, answer: ApiAnswer): void {
  outgoing.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) outgoing.setHeader(name, value);
}
