import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import type { SecureAddress } from '../../ports/ports.ts';
import { WebhookCertificates } from '../../world/webhook-certificates.ts';
import type { SaboteurTitle } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';

/** Stands where the API server should, with these options besides a certificate for loopback. */
function impostor(
  named: SaboteurTitle,
  options: TlsOptions,
  told: (own: SecureAddress, right: SecureAddress) => SecureAddress = (own) => own,
): Saboteur {
  return standIn(named, async (right) => {
    const certificates = await WebhookCertificates.create();
    const server = createServer({ ...(await certificates.serving()), ...options });
    server.on('tlsClientError', () => undefined);
    return told(await listening(server, certificates.authority), right);
  });
}

/** Says that the server is elsewhere; once per session. */
function standIn(named: SaboteurTitle, open: (right: SecureAddress) => Promise<SecureAddress>): Saboteur {
  return {
    ...named,
    port: 'secureEndpoint',
    wrap: (ports, reached) => {
      const { secureEndpoint } = ports;
      if (secureEndpoint === undefined) return ports;
      let opening: Promise<SecureAddress> | undefined;
      const address = (): Promise<SecureAddress> => {
        reached();
        return (opening ??= secureEndpoint.address().then(open));
      };
      return { ...ports, secureEndpoint: { address } };
    },
  };
}

async function listening(server: Server, authority: string): Promise<SecureAddress> {
  // It goes with the run.
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, authority };
}

/** Breaches of how the API is reached. */
export const securePortSaboteurs: readonly Saboteur[] = [
  standIn(
    { id: 'speaks-without-tls', breaks: 'API-7a', title: 'serves in plain where TLS is expected' },
    ({ authority }) =>
      listening(
        createPlainServer((socket) => {
          socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\n\r\n');
        }),
        authority,
      ),
  ),
  impostor(
    {
      id: 'shows-a-certificate-of-nobody',
      breaks: 'API-7a',
      title: 'shows a certificate by which clients cannot tell the server',
    },
    {},
    (own, { authority }) => ({ ...own, authority }),
  ),
  impostor(
    { id: 'speaks-old-tls', breaks: 'API-7a', title: 'speaks TLS 1.0 with who has nothing later' },
    { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
  ),
  impostor({ id: 'hangs-up-on-plain-http', breaks: 'API-7a', title: 'says nothing to who forgets TLS' }, {}),
  impostor(
    { id: 'speaks-one-http', breaks: 'API-7d', title: 'speaks HTTP/1.1 with everybody' },
    { ALPNProtocols: ['http/1.1'] },
  ),
  impostor(
    {
      id: 'makes-a-certificate-for-loopback',
      breaks: 'API-7e',
      title: 'makes itself a certificate that holds where it listens and nowhere else',
    },
    {},
  ),
];
