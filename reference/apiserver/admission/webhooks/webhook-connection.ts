import type { Agent, Dispatcher } from 'undici';
import { createHostEnvironment } from '../../../sim/host-environment.ts';
import type { Environment } from '../../../sim/environment.ts';
import type { DialAddress } from './webhook-services.ts';

/** Where a webhook listens. */
export interface WebhookAddress {
  /** Absolute and https, without a query. */
  readonly url: string;
  /** PEM of the authorities that are believed; empty: those of the host. */
  readonly authority: string;
  /** Where to connect in place of what the URL names; the certificate must still be the URL's. */
  readonly dial?: DialAddress;
}

export interface WebhookReply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Why there is no reply, in the words of Go's HTTP client. */
export class NoReply {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

export interface WebhookPost {
  readonly address: WebhookAddress;
  readonly body: string;
  /** Rounded up to seconds it is told to the webhook as the query parameter `timeout`. */
  readonly timeoutMs: number;
}

type Reached = { readonly host: string; readonly port: number } | undefined;

const replyLimitBytes = 3 * 1024 * 1024;

/**
 * Connections to webhooks, kept and used again per address and authority. They are sockets and know only real time, whatever the
 * clock of the server that they serve. Idle ones do not keep a process alive.
 */
export class WebhookConnections {
  readonly #environment: Environment = createHostEnvironment({ timersKeepAlive: true });
  readonly #agents = new Map<string, Agent>();

  async post({ address, body, timeoutMs }: WebhookPost): Promise<WebhookReply | NoReply> {
    const url = `${address.url}?timeout=${Math.ceil(timeoutMs / 1000)}s`;
    const failed = (why: string): NoReply => new NoReply(`Post ${JSON.stringify(url)}: ${why}`);
    const { dial } = address;
    if (dial !== undefined && 'unreachable' in dial) return failed(dial.unreachable);
    const agent = await this.#agentOf(address, dial);
    const abort = new AbortController();
    const timer = this.#environment.timers.after(timeoutMs, () => {
      abort.abort();
    });
    try {
      const { origin, pathname, search } = new URL(url);
      const answer = await agent.request({
        origin,
        path: `${pathname}${search}`,
        method: 'POST',
        headers,
        body,
        signal: abort.signal,
      });
      const contentType = String(answer.headers['content-type'] ?? '');
      return { status: answer.statusCode, contentType, text: await textOf(answer) };
    } catch (error) {
      const why = abort.signal.aborted ? 'context deadline exceeded' : reasonOf(error, url, dial);
      return failed(why);
    } finally {
      timer.cancel();
    }
  }

  /** Loaded when the first webhook is called, since most servers never call one. */
  async #agentOf({ url, authority }: WebhookAddress, dial: Reached): Promise<Agent> {
    const key = JSON.stringify([new URL(url).origin, authority, dial]);
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const { Agent: NewAgent, buildConnector } = await import('undici');
    const connect = buildConnector({ ...(authority === '' ? {} : { ca: authority }), timeout: 30_000 });
    const agent = new NewAgent({
      connect: (options, callback) => {
        if (dial === undefined) connect(options, callback);
        else {
          const { hostname } = options;
          const instead = {
            hostname: dial.host,
            host: dial.host,
            port: String(dial.port),
            servername: hostname,
          };
          connect({ ...options, ...instead }, callback);
        }
      },
    });
    this.#agents.set(key, agent);
    return agent;
  }
}

const headers = {
  accept: 'application/json, */*',
  'content-type': 'application/json',
  'user-agent': 'kube-apiserver-admission',
};

async function textOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > replyLimitBytes) throw new Error(`the answer is larger than ${replyLimitBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function reasonOf(error: unknown, url: string, dial: Reached): string {
  const { code = '', message } = failureOf(error);
  const { hostname, port } = new URL(url);
  const host = dial?.host ?? hostname;
  const at = `dial tcp ${host}:${dial?.port ?? (port || '443')}`;
  if (code === 'ECONNREFUSED') return `${at}: connect: connection refused`;
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${host}: no such host`;
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return `${at}: i/o timeout`;
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'EOF';
  if (untrusted.has(code)) return `${unverified}: certificate signed by unknown authority`;
  if (code === 'CERT_HAS_EXPIRED') return `${unverified}: certificate has expired or is not yet valid`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `${unverified}: certificate is not valid for ${hostname}`;
  return message;
}

const unverified = 'tls: failed to verify certificate: x509';

interface Failure {
  readonly code?: string;
  readonly message: string;
}

/** The failure itself; several attempts at one name come as one error that holds them. */
function failureOf(error: unknown): Failure {
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  if (error instanceof Error) return error;
  return { message: String(error) };
}
