import { Agent, type Dispatcher } from 'undici';
import { exclusiveUse, type Adapter, type AdapterOptions } from '../ports/adapter.ts';
import type { ApiStore, Clock, HttpAnswer, HttpRequest, KubeApi, PortName } from '../ports/ports.ts';
import type { OpenedApiStore } from './api-store.ts';
import { defaultKubeconfigPath, readClusterAccess, type ClusterAccess } from './kubeconfig-file.ts';

const knownOptions = ['path', 'context', 'etcd', 'exclusive', 'settle'];

/** What a live cluster is given to come to rest before a scenario says that nothing more happened. */
const defaultSettleMs = 150;

/**
 * Any live API server that a kubeconfig reaches. The cluster is shared with others: scenarios get namespaces of their
 * own. Users other than `admin` are impersonated with the group system:masters, `anonymous` sends no credentials.
 *
 * Options: `path` (default: $KUBECONFIG, ~/.kube/config), `context`, `etcd` (an endpoint of the store behind the API
 * server, which adds the port apiStore), `exclusive` (`true`: nobody else uses the cluster, so that scenarios may
 * compact its store), `settle` (milliseconds).
 */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const unknown = Object.keys(options).filter((name) => !knownOptions.includes(name));
  if (unknown.length > 0)
    throw new Error(`kubeconfig has no option ${unknown.join(', ')}; known: ${knownOptions.join(', ')}`);
  const access = readClusterAccess(options['path'] ?? defaultKubeconfigPath(), options['context']);
  const agent = createAgent(access);
  const kubeApi = createKubeApi(access, agent);
  const store = await openStore(options['etcd']);
  const clock = createRealClock(Number(options['settle'] ?? defaultSettleMs));
  const { gitVersion, major, minor } = await readVersion(kubeApi, access.server);
  const ports: PortName[] = store === undefined ? ['kubeApi', 'clock'] : ['kubeApi', 'clock', 'apiStore'];
  const apiStore: { apiStore?: ApiStore } = store === undefined ? {} : { apiStore: store.port };
  return {
    manifest: {
      name: 'kubeconfig',
      implementation: { name: 'kube-apiserver', version: gitVersion },
      kubernetes: `${major}.${minor.replace(/\D/g, '')}`,
      ports,
      shared: true,
      features: options['exclusive'] === 'true' ? [exclusiveUse] : [],
    },
    open: async () => ({ ports: { kubeApi, clock, ...apiStore }, close: async () => undefined }),
    close: async () => {
      await store?.close();
      await agent.destroy();
    },
  };
}

/** The gRPC client is loaded only where a store is named. */
async function openStore(endpoint: string | undefined): Promise<OpenedApiStore | undefined> {
  if (endpoint === undefined) return undefined;
  const { openApiStore } = await import('./api-store.ts');
  return openApiStore(endpoint);
}

function createAgent({ ca, certificate, key, insecure }: ClusterAccess): Agent {
  return new Agent({
    connect: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
      rejectUnauthorized: !insecure,
    },
    headersTimeout: 60_000,
    bodyTimeout: 0,
  });
}

function createKubeApi(access: ClusterAccess, agent: Agent): KubeApi {
  return {
    send: async (request) => {
      const options: Dispatcher.RequestOptions = {
        origin: access.server,
        path: request.path,
        method: request.method,
        headers: { ...request.headers, ...credentials(access, request) },
        ...(request.body === undefined ? {} : { body: request.body }),
      };
      return answerOf(await agent.request(options));
    },
  };
}

function credentials({ token }: ClusterAccess, { user }: HttpRequest): Record<string, string> {
  if (user === 'anonymous') return {};
  const identity: Record<string, string> =
    user === 'admin' ? {} : { 'impersonate-user': user, 'impersonate-group': 'system:masters' };
  return token === undefined ? identity : { ...identity, authorization: `Bearer ${token}` };
}

function answerOf({ statusCode, headers, body }: Dispatcher.ResponseData): HttpAnswer {
  body.on('error', () => undefined);
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body,
    close: () => {
      body.destroy();
    },
  };
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

function createRealClock(settleMs: number): Clock {
  const sleep = (durationMs: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, durationMs));
  return { kind: 'real', now: async () => Date.now(), advance: sleep, settle: () => sleep(settleMs) };
}
