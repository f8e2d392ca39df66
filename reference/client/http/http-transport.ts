import { Agent, type Dispatcher } from 'undici';
import { LineSplitter } from '../line-splitter.ts';
import type { LineSink, LineStream, Transport, TransportAnswer } from '../transport.ts';
import type { ServerAccess } from './kubeconfig.ts';

export interface HttpTransport extends Transport {
  /** Ends every connection, open watches included. */
  close(): Promise<void>;
}

/** Speaks to an API server over HTTP/1.1, with connections that are kept. */
export function createHttpTransport(access: ServerAccess, userAgent = 'plimsoll'): HttpTransport {
  const agent = new Agent({
    bodyTimeout: 0,
    headersTimeout: 60_000,
    connect: {
      rejectUnauthorized: !access.skipVerification,
      ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
      ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
      ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
    },
  });
  const own = {
    'user-agent': userAgent,
    ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
  };
  return {
    send: async (request) => {
      const answer = await agent.request({
        origin: access.server,
        method: request.method,
        path: request.path,
        headers: { ...own, ...request.headers },
        body: request.body ?? null,
      });
      return answerOf(answer, isWatch(request.path));
    },
    close: () => agent.destroy(),
  };
}

function isWatch(path: string): boolean {
  const query = path.indexOf('?');
  if (query < 0) return false;
  const watch = new URLSearchParams(path.slice(query)).get('watch');
  return watch !== null && watch !== 'false' && watch !== '0';
}

async function answerOf(answer: Dispatcher.ResponseData, asStream: boolean): Promise<TransportAnswer> {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  if (asStream && answer.statusCode < 300) {
    return { status: answer.statusCode, headers, body: lineStream(answer.body) };
  }
  return { status: answer.statusCode, headers, body: new Uint8Array(await answer.body.arrayBuffer()) };
}

function lineStream(body: Dispatcher.ResponseData['body']): LineStream {
  let isOpen = true;
  const cancel = (): void => {
    isOpen = false;
    body.destroy();
  };
  const end = (sink: LineSink): void => {
    if (!isOpen) return;
    isOpen = false;
    sink.end();
  };
  return {
    start: (sink) => {
      const splitter = new LineSplitter();
      body.on('data', (chunk: Buffer) => {
        for (const line of splitter.push(chunk)) {
          if (isOpen && !sink.frame(line)) cancel();
        }
      });
      body.once('end', () => {
        end(sink);
      });
      body.once('error', () => {
        end(sink);
      });
    },
    cancel,
  };
}
