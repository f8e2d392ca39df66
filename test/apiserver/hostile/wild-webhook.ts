import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import { CertificateAuthority } from '../../../harness/adapters/certificate-authority.ts';

/** One question as it came over the socket. */
export interface RawQuestion {
  readonly socket: TLSSocket;
  /** Request line and headers. */
  readonly head: string;
  readonly body: string;
  /** Which question this is of all, from 1 on. */
  readonly count: number;
}

export type Play = (question: RawQuestion) => void;

export interface WildOptions {
  readonly names?: readonly string[];
  readonly isExpired?: boolean;
  readonly tls?: TlsOptions;
}

/** A webhook that answers over a bare socket whatever it is told to, be it HTTP or not. */
export class WildWebhook {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** PEM in base64. */
  readonly caBundle: string;
  play: Play;
  connections = 0;
  #count = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async start(
    play: Play,
    { names = ['127.0.0.1'], isExpired = false, tls = {} }: WildOptions = {},
  ): Promise<WildWebhook> {
    const authority = await CertificateAuthority.create('wild webhooks');
    const { certificate, key } = await authority.issue({ commonName: 'wild' }, { names, isExpired });
    const server = createServer({ cert: certificate, key, ...tls });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WildWebhook(server, play, authority.certificate);
  }

  constructor(server: Server, play: Play, authority: string) {
    this.#server = server;
    this.play = play;
    this.port = (server.address() as AddressInfo).port;
    this.url = `https://127.0.0.1:${this.port}`;
    this.caBundle = Buffer.from(`${authority}\n`).toString('base64');
    server.on('tlsClientError', () => undefined);
    server.on('secureConnection', (socket) => {
      this.#serve(socket);
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }

  #serve(socket: TLSSocket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const body = text.slice(end + 4, end + 4 + length);
      text = text.slice(end + 4 + length);
      this.#count += 1;
      this.play({ socket, head, body, count: this.#count });
    });
  }
}

/** The answer that a question hopes for, as JSON. */
export function review(
  body: string,
  response: Readonly<Record<string, unknown>> = { allowed: true },
): string {
  const { apiVersion, kind, request } = JSON.parse(body) as {
    readonly apiVersion: string;
    readonly kind: string;
    readonly request: { readonly uid: string };
  };
  return JSON.stringify({ apiVersion, kind, response: { uid: request.uid, ...response } });
}

/** A whole answer. */
export function http(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Buffer {
  const lines = Object.entries({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}
