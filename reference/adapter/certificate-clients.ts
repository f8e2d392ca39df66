import { Agent } from 'undici';
import type { ClientCertificate, HttpRequest, KubeApi } from '../../harness/ports/ports.ts';
import { createServingAuthority, type Credential } from '../apiserver/http/certificates.ts';
import { parseKubeconfig } from '../client/http/kubeconfig.ts';
import type { FlagValues } from '../cluster/flags/given-flags.ts';
import type { Cluster } from '../cluster/start-cluster.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';

/** Who signs the certificates that scenarios show. */
export type Authorities = Readonly<Record<ClientCertificate['signedBy'], Credential>>;

/** Authorities for all sessions of an adapter. */
export async function createAuthorities(): Promise<Authorities> {
  const now = createHostEnvironment().clock.now();
  const [cluster, frontProxy, stranger] = await Promise.all(
    [1, 2, 3].map(async () => (await createServingAuthority(now)).root),
  );
  if (cluster === undefined || frontProxy === undefined || stranger === undefined)
    throw new Error('invariant: three authorities');
  return { cluster, 'front proxy': frontProxy, stranger };
}

/** Options of a server that believes them, over what a scenario asks for. */
export function believing(authorities: Authorities, asked: FlagValues): FlagValues {
  const besides = (name: string, { certificate }: Credential): string =>
    [asked[name] ?? '', certificate].join('\n');
  return {
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
    ...asked,
    'client-ca-file': besides('client-ca-file', authorities.cluster),
    'requestheader-client-ca-file': besides('requestheader-client-ca-file', authorities['front proxy']),
  };
}

/** Longer than a certificate is valid. */
const longAgoMs = 11 * 365 * 24 * 3600 * 1000;

/** Connections over TLS to a cluster, one for each certificate that is shown. */
export class CertificateClients {
  readonly #cluster: () => Promise<Cluster>;
  readonly #authorities: () => Promise<Authorities>;
  readonly #agents = new Map<string, Promise<Agent>>();

  constructor(cluster: () => Promise<Cluster>, authorities: () => Promise<Authorities>) {
    this.#cluster = cluster;
    this.#authorities = authorities;
  }

  async send(
    { method, path, headers, body }: HttpRequest,
    certificate: ClientCertificate,
  ): ReturnType<KubeApi['send']> {
    const origin = await (await this.#cluster()).listen();
    const key = JSON.stringify(certificate);
    const known = this.#agents.get(key) ?? this.#connect(certificate);
    this.#agents.set(key, known);
    const agent = await known;
    const answer = await agent.request({ origin, method, path, headers, body: body ?? null });
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
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map(async (agent) => (await agent).destroy()));
  }

  async #connect(certificate: ClientCertificate): Promise<Agent> {
    const credential = await this.#issue(certificate);
    const { certificateAuthority = '' } = parseKubeconfig((await this.#cluster()).kubeconfig(), 'kubeconfig');
    const connect = { ca: certificateAuthority, cert: credential.certificate, key: credential.key };
    return new Agent({ connect, bodyTimeout: 0, headersTimeout: 60_000 });
  }

  async #issue({ commonName, organizations, signedBy, isExpired }: ClientCertificate): Promise<Credential> {
    const now = createHostEnvironment().clock.now();
    const root = (await this.#authorities())[signedBy];
    const authority = await createServingAuthority(isExpired === true ? now - longAgoMs : now, root);
    return authority.clientCredential(commonName, organizations);
  }
}
