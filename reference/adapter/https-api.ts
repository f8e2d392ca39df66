import { Agent } from 'undici';
import type { KubeApi } from '../../harness/ports/ports.ts';
import type { ServerAccess } from '../client/http/kubeconfig.ts';

/** The API over TLS. Every user comes with the administrator's certificate but `anonymous`, who comes with none. */
export function createHttpsApi(access: ServerAccess): { readonly port: KubeApi; close(): Promise<void> } {
  const common = { ca: access.certificateAuthority ?? '' };
  const options = { bodyTimeout: 0, headersTimeout: 60_000 };
  const credential = { cert: access.clientCertificate ?? '', key: access.clientKey ?? '' };
  const known = new Agent({ ...options, connect: { ...common, ...credential } });
  const anonymous = new Agent({ ...options, connect: common });
  return {
    port: {
      send: async ({ user, method, path, headers, body }) => {
        const agent = user === 'anonymous' ? anonymous : known;
        const answer = await agent.request({
          origin: access.server,
          method: method,
          path,
          headers,
          body: body ?? null,
        });
        answer.body.on('error', () => undefined);
        return {
          status: answer.statusCode,
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: answer.body,
          close: () => {
            answer.body.destroy();
          },
        };
      },
    },
    close: async () => {
      await Promise.all([known.destroy(), anonymous.destroy()]);
    },
  };
}
