import type { Agent } from 'undici';
import { openAgent, WebhookExchange } from './webhook-exchange.ts';
import {
  NoReply,
  type Reached,
  type WebhookAddress,
  type WebhookPost,
  type WebhookReply,
} from './webhook-message.ts';

/** As many clients as kube-apiserver keeps. */
const keptAgents = 200;

/**
 * Connections to webhooks, kept and used again per address, authority and credentials; those longest unused are closed where there
 * are many. They are sockets and know only real time, whatever the clock of the server that they serve. Idle ones do not keep a
 * process alive.
 */
export class WebhookConnections {
  /** The one longest unused first. */
  readonly #agents = new Map<string, Promise<Agent>>();

  async post(post: WebhookPost): Promise<WebhookReply | NoReply> {
    const { dial, url } = post.address;
    const target = `${url}?timeout=${Math.ceil(post.timeoutMs / 1000)}s`;
    if (dial !== undefined && 'unreachable' in dial)
      return new NoReply(`Post ${JSON.stringify(target)}: ${dial.unreachable}`);
    const exchange = new WebhookExchange({
      ...post,
      dial,
      agentFor: (origin, reached) => this.#agentOf(post.address, origin, reached),
    });
    return exchange.run(target);
  }

  /** How many are kept. */
  get size(): number {
    return this.#agents.size;
  }

  /** Closes what is idle; what is under way comes to its end. */
  async close(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    for (const agent of agents) await (await agent).close();
  }

  #agentOf(address: WebhookAddress, origin: string, dial: Reached | undefined): Promise<Agent> {
    const { authority, credentials, serverName, skipVerification } = address;
    const shown = [credentials?.clientCertificate, credentials?.clientKey, serverName, skipVerification];
    const key = JSON.stringify([origin, authority, dial, ...shown]);
    const agent = this.#agents.get(key) ?? openAgent(address, dial);
    this.#agents.delete(key);
    this.#agents.set(key, agent);
    if (this.#agents.size > keptAgents) this.#closeOldest();
    return agent;
  }

  #closeOldest(): void {
    for (const [key, agent] of this.#agents) {
      this.#agents.delete(key);
      void agent.then((oldest) => oldest.close());
      return;
    }
  }
}
