import { createServer as createPlainServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Environment } from '../../sim/environment.ts';
import type { HandleApiRequest, Identity } from '../message.ts';
import { exchange, type Incoming, type OpenAnswers, type Outgoing } from './exchange.ts';
import { identityOf } from './peer-identity.ts';

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Client certificates that it signed are believed. */
  readonly authority: string;
}

export interface ListenOptions {
  readonly handle: HandleApiRequest;
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port: number;
  /** Absent: a plain port, whose callers are all `plainIdentity`. */
  readonly tls?: TlsFiles;
}

export interface HttpListener {
  readonly port: number;
  readonly host: string;
  /** `https://127.0.0.1:6443`. */
  readonly url: string;
  /** Takes no more connections, ends every open answer, watches first, and resolves when all sockets are closed. */
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
/** After this the sockets of clients that do not hang up are cut. */
const lingerMs = 250;

/**
 * Serves the API over HTTP/1.1, and with `tls` over HTTP/2 as well, as the client chooses (ALPN). `environment` is for
 * time-outs of sockets: give one in real time. Rejects with an error that names address and reason where it cannot
 * listen.
 */
export async function listen(environment: Environment, options: ListenOptions): Promise<HttpListener> {
  const host = options.host ?? '127.0.0.1';
  const open: OpenAnswers = new Set();
  const sockets = new Set<Socket>();
  const server = createServer(options.tls, (incoming, outgoing) => {
    const peer = options.tls === undefined ? plainIdentity : identityOf(incoming);
    void exchange(environment, { incoming, outgoing, peer, handle: options.handle, open });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  await bound(server, host, options.port);
  const { port } = server.address() as AddressInfo;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    port,
    host,
    url: `${options.tls === undefined ? 'http' : 'https'}://${urlHost}:${port}`,
    close: () => closeAll(environment, server, { open, sockets }),
  };
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
      ca: tls.authority,
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

function closeAll(
  environment: Environment,
  server: Server | Http2SecureServer,
  live: { readonly open: OpenAnswers; readonly sockets: ReadonlySet<Socket> },
): Promise<void> {
  return new Promise((resolve) => {
    const cut = (): void => {
      for (const socket of live.sockets) socket.destroy();
    };
    const timer = environment.timers.after(lingerMs, cut);
    server.close(() => {
      timer.cancel();
      resolve();
    });
    for (const end of [...live.open]) end();
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    environment.timers.after(20, cut);
  });
}
