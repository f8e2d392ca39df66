import { createServer as createPlainServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Environment } from '../../sim/environment.ts';
import type { HandleApiRequest, Identity, ShownCertificates } from '../message.ts';
import { exchange, type Incoming, type OpenAnswers, type Outgoing } from './exchange.ts';
import { peerCertificates } from './peer-certificates.ts';

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** The listener's own authority, PEM: client certificates that it signed are believed. */
  readonly authority: string;
  /** Others whose client certificates are asked for, PEM: who of them is believed, and in what, is decided later. */
  readonly otherAuthorities?: string;
}

export interface ListenOptions {
  readonly handle: HandleApiRequest;
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: a plain port, whose callers are all `plainIdentity`. */
  readonly tls?: TlsFiles;
  /** The chance of a request over HTTP/2 that its connection is closed after it; absent: 0. */
  readonly goawayChance?: number;
}

export interface HttpListener {
  readonly port: number;
  readonly host: string;
  /** `https://127.0.0.1:6443`. */
  readonly url: string;
  /** Takes no more connections; those that are open go on. */
  refuse(): void;
  /**
   * Takes no more connections, ends open streams, lets what is being answered be answered, and resolves when all sockets are
   * closed.
   */
  close(): Promise<void>;
}

/** Who calls on the plain port: it is for this machine only, and knows no credentials. */
export const plainIdentity: Identity = {
  user: 'system:unsecured',
  groups: ['system:masters', 'system:authenticated'],
};

/** How long a client may take over the head of a request; the same for keeping a connection without any. */
const headersTimeoutMs = 32_000;
const idleTimeoutMs = 90_000;
const requestTimeoutMs = 60_000;
/** So long the end waits for requests that are being read or answered. */
const lastAnswersMs = 2000;
/** After this the sockets of clients that do not hang up are cut. */
const lingerMs = 250;
const lingerStepMs = 20;

/**
 * Serves the API over HTTP/1.1, and with `tls` over HTTP/2 as well, as the client chooses (ALPN). `environment` is for
 * time-outs of sockets: give one in real time. Rejects with an error that names address and reason where it cannot
 * listen.
 */
export async function listen(environment: Environment, options: ListenOptions): Promise<HttpListener> {
  const host = options.host ?? '127.0.0.1';
  const open: OpenAnswers = new Set();
  const sockets = new Set<Socket>();
  const exchanges = new Set<Promise<void>>();
  const { goawayChance = 0 } = options;
  const chance = environment.random('goaway');
  const server = createServer(options.tls, (incoming, outgoing) => {
    // A request line without a version has no headers, and its answer no status.
    if (incoming.httpVersionMajor < 1) {
      incoming.socket.destroy();
      return;
    }
    const peer = options.tls === undefined ? plainIdentity : undefined;
    const certificates = certificatesOf(incoming, environment, options.tls);
    const parts = { incoming, outgoing, peer, certificates, handle: options.handle, open };
    const answering = exchange(environment, parts);
    exchanges.add(answering);
    void answering.finally(() => exchanges.delete(answering));
    if (goawayChance > 0 && chance.next() < goawayChance) sessionOf(outgoing)?.close();
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, secured: TLSSocket) => {
    if (error.code !== 'ERR_SSL_HTTP_REQUEST') return;
    const plain = [...sockets].find(({ remotePort }) => remotePort === secured.remotePort);
    plain?.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
  });
  await bound(server, host, options.port);
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    port,
    host,
    url: `${options.tls === undefined ? 'http' : 'https'}://${urlHost}:${port}`,
    refuse: () => {
      closed ??= closing(server);
    },
    close: () =>
      closeAll(environment, server, {
        ...{ open, sockets, sessions, exchanges },
        closed: (closed ??= closing(server)),
      }),
  };
}

function certificatesOf(
  incoming: Incoming,
  environment: Environment,
  tls: TlsFiles | undefined,
): ShownCertificates | undefined {
  const chain = tls === undefined ? undefined : peerCertificates(incoming);
  if (chain === undefined || tls === undefined) return undefined;
  return { chain, authority: tls.authority, atMs: environment.clock.now() };
}

function createServer(
  tls: TlsFiles | undefined,
  onRequest: (incoming: Incoming, outgoing: Outgoing) => void,
): Server | Http2SecureServer {
  const timeouts = { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs };
  if (tls === undefined) {
    const server = createPlainServer({ ...timeouts, keepAliveTimeout: idleTimeoutMs }, onRequest);
    server.on('checkContinue', onRequest);
    return server;
  }
  const server = createSecureServer(
    {
      allowHTTP1: true,
      cert: tls.certificate,
      key: tls.key,
      ca: [tls.authority, ...(tls.otherAuthorities === undefined ? [] : [tls.otherAuthorities])],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      settings: { maxConcurrentStreams: 250 },
    },
    onRequest,
  );
  Object.assign(server, timeouts, { keepAliveTimeout: idleTimeoutMs });
  // A client that hangs up in the middle of a handshake or a frame is its own problem.
  server.on('sessionError', () => undefined);
  return server;
}

function bound(server: Server | Http2SecureServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, host, port));
    });
    server.listen({ host, port }, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const address = `${host}:${port}`;
  const options = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`${address} is in use: choose another port, or 0 for any free one`, options);
    case 'EACCES':
      return new Error(`${address} may not be used: ports below 1024 need privileges`, options);
    default:
      return new Error(`cannot listen on ${address}: ${error.message}`, options);
  }
}

interface LiveParts {
  readonly open: OpenAnswers;
  readonly sockets: ReadonlySet<Socket>;
  readonly sessions: ReadonlySet<ServerHttp2Session>;
  /** Requests that are being read or answered. */
  readonly exchanges: ReadonlySet<Promise<void>>;
  /** Resolves when nobody listens and nobody is connected any more. */
  readonly closed: Promise<void>;
}

/** Takes no more connections from now on. */
function closing(server: Server | Http2SecureServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function closeAll(
  environment: Environment,
  server: Server | Http2SecureServer,
  live: LiveParts,
): Promise<void> {
  for (const end of [...live.open]) end();
  // Takes no new streams; those that are open may end.
  for (const session of live.sessions) session.close();
  await Promise.race([Promise.all(live.exchanges), pause(environment, lastAnswersMs)]);
  for (let waitedMs = 0; waitedMs < lingerMs && live.sockets.size > 0; waitedMs += lingerStepMs) {
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    if ([...live.sockets].every(({ writableLength }) => writableLength === 0)) break;
    await pause(environment, lingerStepMs);
  }
  await pause(environment, lingerStepMs);
  for (const socket of live.sockets) socket.destroy();
  await live.closed;
}

function pause(environment: Environment, lengthMs: number): Promise<void> {
  return new Promise((resolve) => {
    environment.timers.after(lengthMs, resolve);
  });
}

function sessionOf(outgoing: Outgoing): ServerHttp2Session | undefined {
  return 'stream' in outgoing ? (outgoing.stream.session as ServerHttp2Session | undefined) : undefined;
}
