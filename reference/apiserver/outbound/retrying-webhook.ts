import { createHostEnvironment } from '../../sim/host-environment.ts';
import type { ServerAccess } from '../../client/http/kubeconfig.ts';
import { textAt, type Fields } from '../fields.ts';
import { objectOfReply } from './reply-body.ts';
import { serverFailure } from './server-failure.ts';
import { WebhookConnections } from './webhook-connections.ts';
import { NoReply, type WebhookAddress, type WebhookReply } from './webhook-message.ts';

/** No answer could be had that is of use; `message` is what upstream's client says of it. */
export class WebhookFailure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export interface RetryingWebhookOptions {
  readonly access: ServerAccess;
  /** After the first failure that may pass; each further wait is half as long again. */
  readonly retryDelayMs: number;
  /** What is tried again; absent: what may pass. */
  readonly retries?: 'everything';
}

const timeoutMs = 30_000;
const attempts = 5;
const growth = 1.5;
/** Codes of failures that may pass. */
const transient: ReadonlySet<number> = new Set([429, 500, 504]);

/**
 * A service that a kubeconfig names, in real time: whatever may pass is tried five times. Source:
 * apiserver/pkg/util/webhook/webhook.go
 */
export class RetryingWebhook {
  readonly #connections = new WebhookConnections();
  readonly #timers = createHostEnvironment().timers;
  readonly #address: WebhookAddress;
  readonly #retryDelayMs: number;
  readonly #retriesEverything: boolean;

  constructor({ access, retryDelayMs, retries }: RetryingWebhookOptions) {
    const { server, certificateAuthority = '', serverName, skipVerification } = access;
    this.#address = {
      url: server.replace(/\/$/, ''),
      authority: certificateAuthority,
      credentials: access,
      skipVerification,
      ...(serverName === undefined ? {} : { serverName }),
    };
    this.#retryDelayMs = retryDelayMs;
    this.#retriesEverything = retries === 'everything';
  }

  /** Sends the JSON of a message. Resolves with the answer where it tells a success. */
  async post(body: string): Promise<WebhookReply | WebhookFailure> {
    let delayMs = this.#retryDelayMs;
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#connections.post({
        address: this.#address,
        body,
        timeoutMs,
        userAgent: 'kube-apiserver',
      });
      const isUnanswered = reply instanceof NoReply;
      if (!isUnanswered && reply.status >= 200 && reply.status <= 206) return reply;
      const mayPass = isUnanswered ? reply.isBroken : transient.has(reply.status);
      if (!(mayPass || this.#retriesEverything) || attempt === attempts)
        return new WebhookFailure(isUnanswered ? reply.why : serverFailure(reply));
      await this.#wait(delayMs);
      delayMs *= growth;
    }
  }

  /** Sends a question and reads an answer of the same kind. */
  async ask(question: Fields): Promise<Fields | WebhookFailure> {
    const reply = await this.post(JSON.stringify(question));
    if (reply instanceof WebhookFailure) return reply;
    const asked = { apiVersion: textAt(question, 'apiVersion'), kind: textAt(question, 'kind') };
    const answer = objectOfReply(reply, asked);
    return typeof answer === 'string' ? new WebhookFailure(answer) : answer;
  }

  /** Closes what is idle. */
  close(): Promise<void> {
    return this.#connections.close();
  }

  #wait(lengthMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(lengthMs, resolve);
    });
  }
}
