import { STATUS_CODES } from 'node:http';
import type { Agent, Dispatcher } from 'undici';
import type {
  ConnectToIssuer,
  IssuerAnswer,
  IssuerConnection,
} from '../apiserver/authentication/openid/issuer-connection.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** No document of an issuer is longer; what goes on is cut off as a failure. */
const longestAnswer = 1024 * 1024;
/** For everything, redirects included. */
const limitMs = 30_000;
const mostRedirects = 10;

/** Issuers over a real network and in real time. Connections are made when they are first used, and keep no process alive. */
export const connectToIssuer: ConnectToIssuer = (authority) => new HostConnection(authority);

class HostConnection implements IssuerConnection {
  readonly #authority: string | undefined;
  readonly #timers = createHostEnvironment({ timersKeepAlive: true }).timers;
  #opening: Promise<Agent> | undefined;
  #isClosed = false;

  constructor(authority: string | undefined) {
    this.#authority = authority;
  }

  async get(url: string, accessToken?: string): Promise<IssuerAnswer> {
    if (this.#isClosed) throw new Error('the connection is closed');
    const abort = new AbortController();
    const timer = this.#timers.after(limitMs, () => {
      abort.abort(new Error(`no answer within ${limitMs / 1000}s`));
    });
    try {
      return await this.#follow(url, accessToken, abort.signal);
    } catch (error) {
      throw new Error(`Get ${JSON.stringify(url)}: ${reasonOf(error)}`, { cause: error });
    } finally {
      timer.cancel();
    }
  }

  close(): void {
    this.#isClosed = true;
    void this.#opening?.then((agent) => agent.destroy());
  }

  /** Another host is not told the token. */
  async #follow(url: string, accessToken: string | undefined, signal: AbortSignal): Promise<IssuerAnswer> {
    let at = new URL(url);
    let token = accessToken;
    for (let redirects = 0; redirects < mostRedirects; redirects += 1) {
      const answer = await this.#request(at, token, signal);
      const location = headerOf(answer, 'location');
      if (![301, 302, 303, 307, 308].includes(answer.statusCode) || location === '') return answerOf(answer);
      await answer.body.dump();
      const next = new URL(location, at);
      if (next.host !== at.host) token = undefined;
      at = next;
    }
    throw new Error(`stopped after ${mostRedirects} redirects`);
  }

  async #request(
    { origin, pathname, search, protocol }: URL,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    if (protocol !== 'https:' && protocol !== 'http:')
      throw new Error(`unsupported protocol scheme "${protocol.slice(0, -1)}"`);
    const agent = await (this.#opening ??= this.#open());
    return agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'GET',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal,
    });
  }

  /** Loaded when the first question is asked, since most servers ask none. */
  async #open(): Promise<Agent> {
    const undici = await import('undici');
    return new undici.Agent({
      headersTimeout: limitMs,
      bodyTimeout: limitMs,
      maxResponseSize: longestAnswer,
      connect: {
        timeout: limitMs,
        ...(this.#authority === undefined ? {} : { ca: this.#authority }),
      },
    });
  }
}

async function answerOf(answer: Dispatcher.ResponseData): Promise<IssuerAnswer> {
  const { statusCode: status, headers, body } = answer;
  return {
    status,
    statusText: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, headerOf(answer, name)])),
    text: await body.text(),
  };
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string {
  const value = headers[name] ?? '';
  return typeof value === 'string' ? value : (value[0] ?? '');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
