import type { Agent, Dispatcher } from 'undici';
import {
  encryptionAtRest,
  exclusiveUse,
  roleBased,
  type Adapter,
  type AdapterOptions,
} from '../ports/adapter.ts';
import type { HttpRequest, KubeApi, PortName, Ports, SecureAddress } from '../ports/ports.ts';
import type { OpenedApiStore } from './api-store.ts';
import { answerOf, createAgent, isBulky } from './kube-http.ts';
import { createRealClock } from './real-clock.ts';
import { defaultKubeconfigPath, readClusterAccess, type ClusterAccess } from './kubeconfig-file.ts';

const knownOptions = ['path', 'context', 'other', 'etcd', 'exclusive', 'encrypted', 'rbac', 'settle'];

/** What a live cluster is given to come to rest before a scenario says that nothing more happened. */
const defaultSettleMs = 150;

/**
 * Any live API server that a kubeconfig reaches. The cluster is shared with others: scenarios get namespaces of their
 * own. Users other than `admin` are impersonated, with the group system:masters unless roles decide; `anonymous` sends no
 * credentials.
 *
 * Options: `path` (default: $KUBECONFIG, ~/.kube/config), `context`, `other` (the kubeconfig of a second API server on the
 * same store, which adds the port otherKubeApi), `etcd` (an endpoint of the store behind the API server, which adds the
 * port apiStore), `exclusive` (`true`: nobody else uses the cluster, so that scenarios may compact its store),
 * `encrypted` (`true`: the cluster encrypts its Secrets at rest), `rbac` (`false`: roles do not decide who may), `settle`
 * (milliseconds).
 */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const unknown = Object.keys(options).filter((name) => !knownOptions.includes(name));
  if (unknown.length > 0)
    throw new Error(`kubeconfig has no option ${unknown.join(', ')}; known: ${knownOptions.join(', ')}`);
  const access = readClusterAccess(options['path'] ?? defaultKubeconfigPath(), options['context']);
  const server = openServer(access);
  const kubeApi = server.port;
  const other =
    options['other'] === undefined ? undefined : openServer(readClusterAccess(options['other'], undefined));
  const store = await openStore(options['etcd']);
  const clock = createRealClock(Number(options['settle'] ?? defaultSettleMs));
  const { gitVersion, major, minor } = await readVersion(kubeApi, access.server);
  const ports: Ports = {
    kubeApi,
    clock,
    ...(access.ca === undefined
      ? {}
      : { secureEndpoint: { address: async () => secureAddress(access, access.ca) } }),
    ...(other === undefined ? {} : { otherKubeApi: other.port }),
    ...(store === undefined ? {} : { apiStore: store.port }),
  };
  const plainPorts: Ports = {
    ...ports,
    kubeApi: server.plainPort,
    ...(other === undefined ? {} : { otherKubeApi: other.plainPort }),
  };
  return {
    manifest: {
      name: 'kubeconfig',
      implementation: { name: 'kube-apiserver', version: gitVersion },
      kubernetes: `${major}.${minor.replace(/\D/g, '')}`,
      ports: Object.keys(ports) as PortName[],
      shared: true,
      features: [
        ...(options['exclusive'] === 'true' ? [exclusiveUse] : []),
        ...(options['encrypted'] === 'true' ? [encryptionAtRest] : []),
        ...(options['rbac'] === 'false' ? [] : [roleBased]),
      ],
    },
    open: async ({ authorization }) => ({
      ports: authorization === 'RBAC' ? plainPorts : ports,
      close: async () => undefined,
    }),
    close: async () => {
      await store?.close();
      await other?.close();
      await server.close();
    },
  };
}

function secureAddress({ server }: ClusterAccess, authority = ''): SecureAddress {
  const { hostname, port } = new URL(server);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port), authority };
}

interface OpenedServer {
  /** Every user may do everything. */
  readonly port: KubeApi;
  /** Users other than `admin` may what roles give them. */
  readonly plainPort: KubeApi;
  close(): Promise<void>;
}

/** Whoever is anonymous comes without the client certificate too. */
function openServer(access: ClusterAccess): OpenedServer {
  const { server, ca, insecure, certificate } = access;
  const stranger = { server, insecure, ...(ca === undefined ? {} : { ca }) };
  const known = createAgent(access);
  const anonymous = certificate === undefined ? known : createAgent(stranger);
  const bulky = createAgent({ ...access, allowH2: false });
  const agentOf = ({ user, body }: HttpRequest): Agent => {
    if (user === 'anonymous') return anonymous;
    return isBulky(body) ? bulky : known;
  };
  return {
    port: createKubeApi(access, agentOf, { 'impersonate-group': 'system:masters' }),
    plainPort: createKubeApi(access, agentOf, {}),
    close: async () => {
      await Promise.all([known.destroy(), anonymous.destroy(), bulky.destroy()]);
    },
  };
}

/** The gRPC client is loaded only where a store is named. */
async function openStore(endpoint: string | undefined): Promise<OpenedApiStore | undefined> {
  if (endpoint === undefined) return undefined;
  const { openApiStore } = await import('./api-store.ts');
  return openApiStore(endpoint);
}

/** `rights` is what users other than admin are impersonated with. */
function createKubeApi(
  access: ClusterAccess,
  agentOf: (request: HttpRequest) => Agent,
  rights: Readonly<Record<string, string>>,
): KubeApi {
  return {
    send: async (request) => {
      const options: Dispatcher.RequestOptions = {
        origin: access.server,
        path: request.path,
        method: request.method,
        headers: { ...request.headers, ...credentials(access, request, rights) },
        ...(request.body === undefined ? {} : { body: request.body }),
      };
      return answerOf(await agentOf(request).request(options));
    },
  };
}

function credentials(
  { token }: ClusterAccess,
  { user }: HttpRequest,
  rights: Readonly<Record<string, string>>,
): Record<string, string> {
  if (user === 'anonymous') return {};
  const identity: Record<string, string> = user === 'admin' ? {} : { 'impersonate-user': user, ...rights };
  return token === undefined ? identity : { ...identity, authorization: `Bearer ${token}` };
}

interface Version {
  readonly gitVersion: string;
  readonly major: string;
  readonly minor: string;
}

async function readVersion(kubeApi: KubeApi, server: string): Promise<Version> {
  try {
    const answer = await kubeApi.send({ user: 'admin', method: 'GET', path: '/version', headers: {} });
    let text = '';
    for await (const chunk of answer.body) text += Buffer.from(chunk).toString('utf8');
    return JSON.parse(text) as Version;
  } catch (cause) {
    throw new Error(`no API server answers at ${server}; check the kubeconfig's server and certificates`, {
      cause,
    });
  }
}
