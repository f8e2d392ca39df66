import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { unsupportedMediaType } from './grpc-server.ts';
import type { GrpcServer } from './grpc-server.ts';
import { ServerConnection } from './http2/connection.ts';
import { clientPreface, errorCode } from './http2/frame.ts';
import { headerBlock } from './http2/header-block.ts';
import type { ServerStream } from './http2/stream.ts';

/** PEM texts. */
export interface EtcdTls {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients; absent: nobody's is asked for. */
  readonly ca?: string;
  /** Only clients with a certificate are served. Needs `ca`. */
  readonly requireClientCertificate?: boolean;
}

export interface PageAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The methods that there are, where another was asked for. */
  readonly allow?: string;
}

/** `/health` and the like. Undefined for a path that is no page. */
export type AnswerPage = (method: string, path: string) => Promise<PageAnswer | undefined>;

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: EtcdTls;
  /** Absent: pages only. */
  readonly grpc?: GrpcServer;
  readonly answerPage: AnswerPage;
}

export interface Listener {
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Listens for HTTP/2 with gRPC and pages, and for HTTP/1.1 with pages, on one port: the first bytes of a connection tell
 * which it is. Rejects where the port is taken or the certificate is none.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const connections = new Set<ServerConnection>();
  const sockets = new Set<Socket>();
  const pages = createHttpServer((request, response) => {
    void answerOverHttp1(options.answerPage, request, response);
  });
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    routeByPreface(socket, {
      http2: () => {
        const connection: ServerConnection = new ServerConnection(socket, {
          onRequest: (stream) => {
            serveStream(stream, options);
          },
          onClose: () => connections.delete(connection),
        });
        connections.add(connection);
      },
      http1: () => pages.emit('connection', socket),
    });
  };
  const server = serverFor(options.tls, accept);
  const port = await listening(server, options);
  return { port, close: () => closeAll({ server, pages, connections, sockets }) };
}

function serverFor(tls: EtcdTls | undefined, accept: (socket: Socket) => void): Server {
  if (tls === undefined) return createPlainServer({ noDelay: true, keepAlive: true }, accept);
  const { cert, key, ca, requireClientCertificate = false } = tls;
  const clients =
    ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: requireClientCertificate };
  const server = secureServer({
    cert,
    key,
    ...clients,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  server.on('connection', (socket: Socket) => socket.setNoDelay(true));
  server.on('secureConnection', accept);
  return server;
}

function secureServer(options: TlsOptions): Server {
  try {
    return createTlsServer(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the certificate, its key or the authority is of no use: ${reason}`, { cause: error });
  }
}

function listening(server: Server, options: ListenerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      // A connection that cannot be accepted is the client's matter, not the end of the server.
      server.on('error', () => undefined);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Reads as much of a connection as tells what it speaks, and gives it back unread. */
function routeByPreface(
  socket: Socket,
  to: { readonly http2: () => void; readonly http1: () => void },
): void {
  let read: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
    const compared = Math.min(read.length, clientPreface.length);
    const isHttp2 = read.subarray(0, compared).equals(clientPreface.subarray(0, compared));
    if (isHttp2 && compared < clientPreface.length) return;
    socket.off('data', onData);
    socket.pause();
    if (isHttp2) to.http2();
    const rest = isHttp2 ? read.subarray(clientPreface.length) : read;
    if (rest.length > 0) socket.unshift(rest);
    if (!isHttp2) to.http1();
    socket.resume();
  };
  socket.on('data', onData);
}

function serveStream(stream: ServerStream, { grpc, answerPage }: ListenerOptions): void {
  const { fields } = stream;
  const isGrpc = (fields.get('content-type') ?? '').startsWith('application/grpc');
  if (isGrpc && grpc !== undefined) grpc.serve(stream);
  else void answerOverHttp2(stream, answerPage);
}

async function answerOverHttp2(stream: ServerStream, answerPage: AnswerPage): Promise<void> {
  const method = stream.fields.get(':method') ?? '';
  const answer = await answerPage(method, pathOf(stream.fields.get(':path')));
  if (answer === undefined) {
    stream.sendHeaders(method === 'POST' ? unsupportedMediaType : notFoundBlock, true);
    return;
  }
  stream.sendHeaders(
    headerBlock([
      { name: ':status', value: String(answer.status) },
      { name: 'content-type', value: answer.contentType },
    ]),
    false,
  );
  stream.send(Buffer.from(answer.body));
  stream.finish();
  if (stream.open && method === 'POST') stream.reset(errorCode.none);
}

const notFoundBlock = headerBlock([{ name: ':status', value: '404' }]);
const notFound: PageAnswer = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
};

async function answerOverHttp1(
  answerPage: AnswerPage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (await answerPage(request.method ?? '', pathOf(request.url))) ?? notFound;
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    ...(answer.allow === undefined ? {} : { allow: answer.allow }),
  });
  response.end(answer.body);
}

/** Without the query. */
function pathOf(target: string | undefined): string {
  return (target ?? '').split('?')[0] ?? '';
}

async function closeAll(open: {
  readonly server: Server;
  readonly pages: HttpServer;
  readonly connections: ReadonlySet<ServerConnection>;
  readonly sockets: ReadonlySet<Socket>;
}): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    open.server.close(() => {
      resolve();
    });
  });
  for (const connection of open.connections) connection.close();
  open.pages.closeAllConnections();
  // What was just written goes out first; after that nobody waits for the peer to end its side.
  await new Promise<void>((resolve) => {
    process.nextTick(resolve);
  });
  for (const socket of open.sockets) socket.destroySoon();
  await closed;
}
