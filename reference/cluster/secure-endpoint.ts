import {
  createServingAuthority,
  type Credential,
  type ServingAuthority,
} from '../apiserver/http/certificates.ts';
import { listen } from '../apiserver/http/http-listener.ts';
import { kubeconfigText } from '../apiserver/http/kubeconfig.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** An HTTPS port with an authority of its own, and the way in for an administrator. */
export interface SecureEndpoint {
  readonly url: string;
  readonly port: number;
  readonly kubeconfig: string;
  /** The certificate of who signed what it shows, PEM. */
  readonly authority: string;
  /** Takes no more connections; those that are open go on. */
  refuse(): void;
  close(): Promise<void>;
}

export interface EndpointOptions {
  readonly handle: HandleApiRequest;
  readonly port: number;
  readonly host?: string;
  /** See `ListenOptions`. */
  readonly goawayChance?: number;
  /** Who signs the serving certificate and whose clients are believed; absent: an authority of its own. */
  readonly authority?: ServingAuthority;
  /** Where it is reached besides loopback: its certificate holds for these IP addresses too. */
  readonly addresses?: readonly string[];
  /** Shown in place of a certificate of the authority, and in the kubeconfig what to believe. */
  readonly serving?: Credential | undefined;
  /** Further authorities of clients, PEM. */
  readonly clientAuthorities?: string | undefined;
}

/** Sockets and certificates live in real time, whatever the clock of the cluster behind them. */
export async function openSecureEndpoint(options: EndpointOptions): Promise<SecureEndpoint> {
  // Whoever waits for the port to close must not find the process ended for want of anything to do.
  const environment = createHostEnvironment({ timersKeepAlive: true });
  const authority = options.authority ?? (await createServingAuthority(environment.clock.now()));
  const listener = await listen(environment, {
    handle: options.handle,
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.goawayChance === undefined ? {} : { goawayChance: options.goawayChance }),
    tls: {
      ...(options.serving ?? (await authority.servingCredential(options.addresses))),
      authority: authority.authority,
      ...(options.clientAuthorities === undefined ? {} : { otherAuthorities: options.clientAuthorities }),
    },
  });
  const user = 'kubernetes-admin';
  const kubeconfig = kubeconfigText({
    server: listener.url,
    authority: options.serving?.certificate ?? authority.authority,
    user,
    credential: await authority.clientCredential(user, ['system:masters']),
  });
  return {
    url: listener.url,
    port: listener.port,
    kubeconfig,
    authority: authority.authority,
    refuse: () => {
      listener.refuse();
    },
    close: () => listener.close(),
  };
}
