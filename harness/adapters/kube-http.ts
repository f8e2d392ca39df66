import { Agent, request, type Dispatcher } from 'undici';
import type { HttpAnswer, KubeApi } from '../ports/ports.ts';

/** What a connection to an API server is made with. PEM texts. */
export interface ConnectionAccess {
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly insecure?: boolean;
}

export interface AgentOptions extends ConnectionAccess {
  /** False: HTTP/1.1 only. Absent: HTTP/2 too. */
  readonly allowH2?: boolean;
}

export function createAgent({ ca, certificate, key, insecure = false, allowH2 = true }: AgentOptions): Agent {
  return new Agent({
    allowH2,
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
      rejectUnauthorized: !insecure,
    },
    headersTimeout: 60_000,
    bodyTimeout: 0,
  });
}

/**
 * Whether a body is so large that a server may refuse it before it has read it: what remains of it then stays in the memory of a
 * session of HTTP/2, until the session takes no more requests.
 */
export function isBulky(body: Uint8Array | undefined): boolean {
  return body !== undefined && body.byteLength > 1_000_000;
}

export function answerOf({ statusCode, headers, body }: Dispatcher.ResponseData): HttpAnswer {
  body.on('error', () => undefined);
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
    close: () => {
      body.destroy();
    },
  };
}

/** The API at an address in plain HTTP, where nobody shows credentials. */
export function plainHttpApi(origin: () => Promise<string>): KubeApi {
  return {
    send: async ({ path, method, headers, body }) => {
      const given = { method, headers, ...(body === undefined ? {} : { body }) };
      return answerOf(await request(`${await origin()}${path}`, given));
    },
  };
}
