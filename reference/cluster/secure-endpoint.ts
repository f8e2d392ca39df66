import { createServingAuthority, type ServingAuthority } from '../apiserver/http/certificates.ts';
import { listen } from '../apiserver/http/http-listener.ts';
import { kubeconfigText } from '../apiserver/http/kubeconfig.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** An HTTPS port with an authority of its own, and the way in for an administrator. */
export interface SecureEndpoint {
  readonly url: string;
  readonly port: number;
  readonly kubeconfig: string;
  close(): Promise<void>;
}

export interface EndpointOptions {
  readonly handle: HandleApiRequest;
  readonly port: number;
  readonly host?: string;
  /** Who signs the serving certificate and whose clients are believed; absent: an authority of its own. */
  readonly authority?: ServingAuthority;
}

/** Sockets and certificates live in real time, whatever the clock of the cluster behind them. */
export async function openSecureEndpoint(options: EndpointOptions): Promise<SecureEndpoint> {
  const environment = createHostEnvironment();
  const authority = options.authority ?? (await createServingAuthority(environment.clock.now()));
  const listener = await listen(environment, {
    handle: options.handle,
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    tls: { ...authority.serving, authority: authority.authority },
  });
  const user = 'kubernetes-admin';
  const kubeconfig = kubeconfigText({
    server: listener.url,
    authority: authority.authority,
    user,
    credential: await authority.clientCredential(user, ['system:masters']),
  });
  return { url: listener.url, port: listener.port, kubeconfig, close: () => listener.close() };
}
