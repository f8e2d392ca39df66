import type { Agent, Dispatcher } from 'undici';
import { createHostEnvironment } from '../../sim/host-environment.ts';
import type { Environment } from '../../sim/environment.ts';
import { connectionFailure, isBrokenOff } from './connection-failure.ts';
import { credentialHeaders } from './credential-headers.ts';
import { textOfReply, UnreadBody } from './reply-text.ts';
import {
  NoReply,
  type Reached,
  type WebhookAddress,
  type WebhookPost,
  type WebhookReply,
} from './webhook-message.ts';

export interface ExchangeParts extends WebhookPost {
  readonly dial: Reached | undefined;
  readonly agentFor: (origin: string, dial: Reached | undefined) => Promise<Agent>;
}

/** One message on its way. */
interface Step {
  readonly url: URL;
  readonly method: 'POST' | 'GET';
  readonly hasCredentials: boolean;
}

/** An answer whose body is still to be read. */
type Answer = Dispatcher.ResponseData;

const mostRedirects = 10;
const mostWaits = 10;
/** As Go's client takes it. */
const headLimitBytes = 10 * 1024 * 1024;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const environment: Environment = createHostEnvironment({ timersKeepAlive: true });

/**
 * One question to a webhook and what comes back, as Go's client and upstream's above it have it: redirects are followed, ten at the most,
 * and a busy server that says when to come again is asked again, all within one time.
 */
export class WebhookExchange {
  readonly #parts: ExchangeParts;
  readonly #abort = new AbortController();

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  async run(target: string): Promise<WebhookReply | NoReply> {
    const timer = environment.timers.after(this.#parts.timeoutMs, () => {
      this.#abort.abort();
    });
    try {
      for (let waits = 0; ; waits += 1) {
        const reply = await this.#follow(target);
        const pauseMs = reply instanceof NoReply ? undefined : pauseOf(reply);
        if (reply instanceof NoReply || pauseMs === undefined || waits === mostWaits) return reply;
        if (!(await this.#wait(pauseMs))) return new NoReply(`Post ${JSON.stringify(target)}: ${late}`);
      }
    } finally {
      timer.cancel();
    }
  }

  async #follow(target: string): Promise<Said | NoReply> {
    const first = new URL(target);
    let step: Step = { url: first, method: 'POST', hasCredentials: true };
    let shown = target;
    for (let count = 0; ; count += 1) {
      const failed = (why: string, isBroken = false): NoReply =>
        new NoReply(`${step.method === 'POST' ? 'Post' : 'Get'} ${JSON.stringify(shown)}: ${why}`, isBroken);
      let answer: Answer;
      try {
        answer = await this.#send(step);
      } catch (error) {
        if (this.#abort.signal.aborted) return failed(late);
        const dial = step.url.origin === first.origin ? this.#parts.dial : undefined;
        return failed(connectionFailure(error, step.url, dial), isBrokenOff(error));
      }
      const { location } = answer.headers;
      if (!redirects.has(answer.statusCode) || typeof location !== 'string') return said(answer);
      await answer.body.dump();
      shown = location;
      if (count === mostRedirects - 1) return failed(`stopped after ${mostRedirects} redirects`);
      const next = redirected(step, { to: location, code: answer.statusCode, first });
      if (next === undefined) return failed(`failed to parse Location header ${JSON.stringify(location)}`);
      step = next;
    }
  }

  async #send({ url, method, hasCredentials }: Step): Promise<Answer> {
    const { address, body, userAgent, dial, agentFor } = this.#parts;
    const isOwn = url.origin === new URL(address.url).origin;
    const agent = await agentFor(url.origin, isOwn ? dial : undefined);
    return agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        accept: 'application/json, */*',
        'accept-encoding': 'gzip',
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(hasCredentials ? credentialHeaders(address.credentials) : {}),
        'user-agent': userAgent,
      },
      ...(method === 'POST' ? { body } : {}),
      signal: this.#abort.signal,
    });
  }

  /** False: the time is over. */
  #wait(lengthMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const { signal } = this.#abort;
      const timer = environment.timers.after(lengthMs, () => {
        resolve(!signal.aborted);
      });
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve(false);
      });
    });
  }
}

const late = 'context deadline exceeded';

interface Said extends WebhookReply {
  /** In seconds, as the header has it. */
  readonly retryAfter: string;
}

async function said({ statusCode, headers, body }: Answer): Promise<Said | NoReply> {
  const text = await textOfReply(body, String(headers['content-encoding'] ?? ''));
  if (text instanceof UnreadBody) return new NoReply(text.why);
  return {
    status: statusCode,
    contentType: String(headers['content-type'] ?? ''),
    retryAfter: String(headers['retry-after'] ?? ''),
    text,
  };
}

/** How long a busy server wants to be left alone; undefined: it does not say. */
function pauseOf({ status, retryAfter }: Said): number | undefined {
  const isBusy = status === 429 || (status >= 500 && status < 600);
  return isBusy && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
}

/** Where it goes next; credentials are for the first host only. undefined: nowhere that can be reached. */
function redirected(
  { url, method }: Step,
  { to, code, first }: { readonly to: string; readonly code: number; readonly first: URL },
): Step | undefined {
  if (!URL.canParse(to, url.href)) return undefined;
  const next = new URL(to, url);
  if (next.protocol !== 'https:' && next.protocol !== 'http:') return undefined;
  const keepsMethod = code === 307 || code === 308;
  const isSameHost = next.hostname === first.hostname || next.hostname.endsWith(`.${first.hostname}`);
  return { url: next, method: keepsMethod ? method : 'GET', hasCredentials: isSameHost };
}

/** Loaded when the first webhook is called, since most servers never call one. */
export async function openAgent(address: WebhookAddress, dial: Reached | undefined): Promise<Agent> {
  const { authority, credentials = {}, serverName, skipVerification = false } = address;
  const { Agent: NewAgent, buildConnector } = await import('undici');
  const connect = buildConnector({
    ...(authority === '' ? {} : { ca: authority }),
    ...(credentials.clientCertificate === undefined || credentials.clientKey === undefined
      ? {}
      : { cert: credentials.clientCertificate, key: credentials.clientKey }),
    rejectUnauthorized: !skipVerification,
    minVersion: 'TLSv1.2',
    timeout: 30_000,
  });
  return new NewAgent({
    maxHeaderSize: headLimitBytes,
    connect: (options, callback) => {
      const { hostname } = options;
      const elsewhere =
        dial === undefined
          ? {}
          : { hostname: dial.host, host: dial.host, port: String(dial.port), servername: hostname };
      const named = serverName === undefined ? {} : { servername: serverName };
      connect({ ...options, ...elsewhere, ...named }, callback);
    },
  });
}
