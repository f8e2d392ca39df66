import { request } from 'undici';
import type { KubeApi } from '../../harness/ports/ports.ts';

/** What listens somewhere on loopback in plain HTTP. */
export interface PlainServer {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The API in plain HTTP, where nobody shows credentials; opened with the first request. */
export class PlainPort {
  readonly port: KubeApi;
  #opening: Promise<PlainServer> | undefined;

  constructor(open: () => Promise<PlainServer>) {
    this.port = {
      send: async ({ method, path, headers, body }) => {
        const { url } = await (this.#opening ??= open());
        const given = { method, headers, ...(body === undefined ? {} : { body }) };
        const answer = await request(`${url}${path}`, given);
        const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        return {
          status: answer.statusCode,
          headers: Object.fromEntries(named) as Record<string, string>,
          body: answer.body,
          close: () => {
            answer.body.destroy();
          },
        };
      },
    };
  }

  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }
}
