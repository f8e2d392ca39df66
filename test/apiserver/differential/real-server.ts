import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from 'yaml';

export interface WireAnswer {
  readonly status: number;
  /** Data, or the text of what is no JSON. */
  readonly body: unknown;
  /** The warnings, as one header. */
  readonly warning: string;
}

export interface Content {
  readonly body?: Uint8Array;
  /** `''`: none is named. */
  readonly contentType?: string;
}

export type Send = (method: string, path: string, content?: Content) => Promise<WireAnswer>;

/** What is said of a request that the server gave no answer to, as happens when its handler panics. */
const brokenOff: WireAnswer = { status: 599, body: { kind: 'Status', reason: 'NoAnswer' }, warning: '' };

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority': string };
  }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

/** A client of the API server of a kubeconfig (a CA by file, a token), over a few connections that stay open. */
export function connectReal(
  path: string,
  connections: number,
): { readonly send: Send; close(): Promise<void> } {
  const kubeconfig = parse(readFileSync(path, 'utf8')) as Kubeconfig;
  const [cluster] = kubeconfig.clusters;
  const [user] = kubeconfig.users;
  if (cluster === undefined || user === undefined) throw new Error(`no cluster or user in ${path}`);
  const dispatcher = new Agent({
    connections,
    allowH2: false,
    connect: { ca: readFileSync(cluster.cluster['certificate-authority']) },
  });
  const authorization = `Bearer ${user.user.token}`;
  return {
    send: async (method, target, { body, contentType = 'application/json' } = {}) => {
      const url = cluster.cluster.server + target;
      const headers = contentType === '' ? { authorization } : { authorization, 'content-type': contentType };
      const answer = await request(url, { method, dispatcher, headers, body: body ?? null }).catch(
        () => undefined,
      );
      if (answer === undefined) return brokenOff;
      const text = await answer.body.text();
      const { warning = '' } = answer.headers;
      return {
        status: answer.statusCode,
        body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
        warning: Array.isArray(warning) ? warning.join(', ') : warning,
      };
    },
    close: () => dispatcher.close(),
  };
}
