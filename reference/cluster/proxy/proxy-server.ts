import { rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Agent } from 'undici';
import type { ServerAccess } from '../../client/http/kubeconfig.ts';
import type { RequestCheck } from './proxy-filter.ts';
import { cleanPath, encodedPath, parseTarget, type ProxyTarget } from './proxy-target.ts';
import { sendFile } from './static-files.ts';

export interface ProxyOptions {
  /** Where the requests go, and as whom. */
  readonly access: ServerAccess;
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Listen there in place of a port; only for the user whose it is. */
  readonly unixSocket?: string;
  /** Paths below it go to the API server; it is taken away unless it begins with `/api`. Ends with `/`. */
  readonly apiPrefix: string;
  /** Files for paths below the prefix, which ends with `/`. */
  readonly files?: { readonly folder: string; readonly prefix: string };
  /** Which requests go through; absent: all. */
  readonly filter?: RequestCheck;
}

export interface RunningProxy {
  /** `127.0.0.1:8001`, or the path of the socket. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What belongs to one connection and is not passed on. */
const hopHeaders: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Serves an API server on this machine, with the credentials of a kubeconfig, to those who have none. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const proxy = new Proxy(options);
  const server = createServer({ headersTimeout: 32_000 }, (incoming, outgoing) => {
    incoming.on('error', () => undefined);
    outgoing.on('error', () => undefined);
    void proxy.answer(incoming, outgoing);
  });
  await listening(server, options);
  const bound = server.address();
  return {
    address: typeof bound === 'string' ? bound : addressText(bound as AddressInfo),
    stop: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await proxy.close();
      await closed;
    },
  };
}

function addressText({ address, port }: AddressInfo): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function listening(server: Server, { unixSocket, address, port }: ProxyOptions): Promise<void> {
  if (unixSocket !== undefined && statSync(unixSocket, { throwIfNoEntry: false })?.isSocket() === true) {
    rmSync(unixSocket);
  }
  const mask = unixSocket === undefined ? undefined : process.umask(0o077);
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const where = unixSocket === undefined ? { host: address, port } : { path: unixSocket };
    server.listen(where, resolve);
  }).finally(() => {
    if (mask !== undefined) process.umask(mask);
  });
}

class Proxy {
  readonly #options: ProxyOptions;
  readonly #agent: Agent;

  constructor(options: ProxyOptions) {
    this.#options = options;
    const { access } = options;
    this.#agent = new Agent({
      bodyTimeout: 0,
      headersTimeout: 0,
      connect: {
        rejectUnauthorized: !access.skipVerification,
        ...(access.certificateAuthority === undefined ? {} : { ca: access.certificateAuthority }),
        ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
        ...(access.clientKey === undefined ? {} : { key: access.clientKey }),
      },
    });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** Never rejects. */
  async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const hosts = incoming.headersDistinct['host'] ?? [];
    const target = parseTarget(incoming.url ?? '', hosts[0] ?? '');
    if (target === undefined || hosts.length > 1) {
      refuse(outgoing, 400, '400 Bad Request');
      return;
    }
    const cleaned = cleanPath(target.rawPath);
    if (cleaned !== target.rawPath) {
      redirect(incoming, outgoing, cleaned + target.query);
      return;
    }
    const { apiPrefix, files } = this.#options;
    if (
      files !== undefined &&
      target.path.startsWith(files.prefix) &&
      files.prefix.length >= apiPrefix.length
    ) {
      const withBody = incoming.method !== 'HEAD';
      sendFile(outgoing, files.folder, target.path.slice(files.prefix.length), withBody);
    } else if (`${target.path}/` === apiPrefix) redirect(incoming, outgoing, apiPrefix + target.query);
    else if (target.path.startsWith(apiPrefix)) await this.#pass(incoming, outgoing, target);
    else refuse(outgoing, 404, '404 page not found\n');
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse, target: ProxyTarget): Promise<void> {
    const { apiPrefix, filter } = this.#options;
    const strips = apiPrefix !== '/' && !apiPrefix.startsWith('/api');
    const path = strips ? target.path.slice(apiPrefix.length - 1) : target.path;
    const { method = 'GET' } = incoming;
    if (filter?.({ method, path, host: target.host }) === false) {
      refuse(outgoing, 403, 'Forbidden\n');
      return;
    }
    const gone = new AbortController();
    outgoing.once('close', () => {
      gone.abort();
    });
    try {
      const answer = await this.#agent.request({
        origin: this.#options.access.server,
        method,
        path: (strips ? encodedPath(path) : target.rawPath) + target.query,
        headers: this.#headersOf(incoming),
        body: hasBody(incoming) ? incoming : null,
        signal: gone.signal,
      });
      outgoing.writeHead(answer.statusCode, ownHeaders(answer.headers));
      outgoing.flushHeaders();
      await pipeline(answer.body, outgoing);
    } catch (error) {
      if (outgoing.headersSent) outgoing.destroy();
      else if (!gone.signal.aborted) {
        refuse(outgoing, 500, `${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }

  /** The client's own credentials, where it shows some, are passed on in place of the kubeconfig's. */
  #headersOf(incoming: IncomingMessage): Record<string, string | string[]> {
    const { token } = this.#options.access;
    const named = (incoming.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
    const headers: Record<string, string | string[]> = {};
    for (const [name, values] of Object.entries(incoming.headersDistinct)) {
      const [only, ...others] = values ?? [];
      if (only === undefined || hopHeaders.has(name) || named.includes(name)) continue;
      headers[name] = others.length === 0 ? only : [only, ...others];
    }
    const address = incoming.socket.remoteAddress;
    const forwarded = incoming.headersDistinct['x-forwarded-for'] ?? [];
    if (address !== undefined) headers['x-forwarded-for'] = [...forwarded, address].join(', ');
    if (token !== undefined) headers['authorization'] ??= `Bearer ${token}`;
    return headers;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function ownHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopHeaders.has(name)) kept[name] = value;
  }
  return kept;
}

function refuse(outgoing: ServerResponse, status: number, text: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  // What was sent along and not read must not be taken for the next request.
  outgoing.writeHead(status, { ...headers, connection: 'close' }).end(text);
}

function redirect(incoming: IncomingMessage, outgoing: ServerResponse, location: string): void {
  const link = location.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll('<', '&lt;');
  const withBody = incoming.method === 'GET';
  outgoing.writeHead(301, { location, 'content-type': 'text/html; charset=utf-8' });
  outgoing.end(withBody ? `<a href="${link}">Moved Permanently</a>.\n\n` : undefined);
}
