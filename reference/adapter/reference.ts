import type { Adapter, AdapterOptions, Session, SessionRequest } from '../../harness/ports/adapter.ts';
import type { Ports, SecureAddress } from '../../harness/ports/ports.ts';
import {
  isBefore,
  currentVersion,
  isKubernetesVersion,
  type KubernetesVersion,
} from '../apiserver/legacy-version.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import { parseKubeconfig } from '../client/http/kubeconfig.ts';
import type { ClusterOptions } from '../cluster/cluster-options.ts';
import { listenPlainly, proxyCluster } from '../cluster/proxied-cluster.ts';
import { startClusterIn, type Cluster } from '../cluster/start-cluster.ts';
import { createVirtualEnvironment, type VirtualEnvironment } from '../sim/virtual-environment.ts';
import { believing, CertificateClients, createAuthorities, type Authorities } from './certificate-clients.ts';
import { encryptionConfiguration } from './encryption.ts';
import { createInProcessApi } from './in-process-api.ts';
import { InProcessServer, withoutEmpty } from './in-process-server.ts';
import { faultsOf } from './faults-port.ts';
import { secureAddressIn } from './secure-address.ts';
import { SimulatedStore } from './simulated-store.ts';
import { PlainPort } from './plain-port.ts';
import { createStorePort } from './store-port.ts';

/**
 * The reference in this process, on a virtual clock: a cluster of its own for every session, from the session's seed. Option
 * `kubernetes`: an older version, `1.18`, whose removed features are offered too.
 */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const kubernetes = versionIn(options);
  const open = new Set<Session>();
  let making: Promise<Authorities> | undefined;
  const authorities = (): Promise<Authorities> => (making ??= createAuthorities());
  return {
    manifest: {
      name: 'reference',
      implementation: { name: 'plimsoll', version: '0.1.0' },
      kubernetes,
      // For what requirements with an upper bound say; an adapter that is told to be older is nothing else.
      otherVersions: kubernetes === currentVersion ? [pastVersion] : [],
      ports: [
        'kubeApi',
        'otherKubeApi',
        'plainKubeApi',
        'proxyKubeApi',
        'secureEndpoint',
        'serverProcess',
        'etcdCluster',
        'etcdFaults',
        'apiStore',
        'auditLog',
        'clock',
        'controlPlane',
      ],
      shared: false,
      features: ['encryption-at-rest', 'rbac', 'server-flags', 'client-certificates', 'default-accounts'],
    },
    open: async (request) => {
      const asked = request.kubernetes;
      const version = isKubernetesVersion(asked) ? asked : kubernetes;
      const session = openSession({ ...request, kubernetes: version, authorities }, () =>
        open.delete(session),
      );
      open.add(session);
      return session;
    },
    close: async () => {
      await Promise.all([...open].map((session) => session.close()));
    },
  };
}

/** Old enough to have everything that was removed since. */
const pastVersion: KubernetesVersion = '1.18';

/** A request with what all sessions of the adapter have in common. */
interface ReferenceRequest extends SessionRequest {
  readonly kubernetes: KubernetesVersion;
  readonly authorities: () => Promise<Authorities>;
}

function versionIn({ kubernetes = currentVersion, ...others }: AdapterOptions): KubernetesVersion {
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw new Error(`reference takes the option kubernetes, not ${unknown.join(', ')}`);
  if (isKubernetesVersion(kubernetes)) return kubernetes;
  throw new Error(`kubernetes is a version from 1.16 to ${currentVersion}, not ${kubernetes}`);
}

/** Cluster and store are made when they are first used: most scenarios need one of them only. */
function openSession(request: ReferenceRequest, onClose: () => void): Session {
  const environment = createVirtualEnvironment({ seed: request.seed });
  let starting: Promise<Cluster> | undefined;
  const options = clusterOptions(request);
  const { 'authorization-mode': mode, 'authorization-config': file } = options.apiServer ?? {};
  const modes = mode ?? file ?? options.authorization ?? 'AlwaysAllow';
  const plainUsers = modes !== 'AlwaysAllow';
  const start = async (): Promise<Cluster> =>
    startClusterIn(environment, environment, await withAuthorities(options, request));
  const cluster = (): Promise<Cluster> => (starting ??= start());
  const plain = isBefore(request.kubernetes, '1.20')
    ? new PlainPort(async () => listenPlainly(await cluster()))
    : undefined;
  const proxy = new PlainPort(async () => proxyCluster(await cluster(), request.proxyFlags ?? {}));
  const { kubernetesVersion = request.kubernetes } = options;
  const process = new InProcessServer(cluster, { kubernetesVersion });
  const clients = new CertificateClients(cluster, request.authorities);
  let joining: Promise<HandleApiRequest> | undefined;
  const otherServer = (): Promise<HandleApiRequest> =>
    (joining ??= cluster().then((started) => started.addApiServer()));
  const size = request.storeMembers ?? 1;
  let founding: Promise<SimulatedStore> | undefined;
  const store = (): Promise<SimulatedStore> => (founding ??= SimulatedStore.start(environment, size));
  const ports: Ports = {
    kubeApi: createInProcessApi(
      async () => (await cluster()).handle,
      plainUsers,
      (sent, certificate) => clients.send(sent, certificate),
    ),
    otherKubeApi: createInProcessApi(otherServer, plainUsers),
    ...(plain === undefined ? {} : { plainKubeApi: plain.port }),
    proxyKubeApi: proxy.port,
    secureEndpoint: { address: async () => secureAddressOf(await cluster()) },
    serverProcess: process.port,
    etcdCluster: { size, connect: async (member) => (await store()).connect(member) },
    etcdFaults: {
      ...faultsOf(store),
      powerOff: async (member) => (await store()).powerOff(member),
      disturb: async (network) => (await store()).disturb(network),
    },
    apiStore: createStorePort(async () => (await cluster()).store.connect()),
    auditLog: { events: async () => (await cluster()).auditEvents() },
    clock: createClock(environment),
    controlPlane: { connections: async () => (await cluster()).connections() },
  };
  return {
    ports,
    close: async () => {
      onClose();
      await clients.close();
      await plain?.close();
      await proxy.close();
      await (await founding)?.close();
      await (await starting)?.stop();
    },
  };
}

async function secureAddressOf(cluster: Cluster): Promise<SecureAddress> {
  await cluster.listen();
  return secureAddressIn(parseKubeconfig(cluster.kubeconfig(), 'kubeconfig'));
}

function clusterOptions({
  encrypted,
  authorization,
  serverFlags,
  kubernetes,
}: ReferenceRequest): ClusterOptions {
  return {
    kubernetesVersion: kubernetes,
    ...(encrypted === true ? { encryptionConfiguration } : {}),
    ...(authorization === undefined ? {} : { authorization }),
    ...(serverFlags === undefined ? {} : { apiServer: withoutEmpty(serverFlags) }),
  };
}

/** The servers of scenarios that show certificates believe the adapter's authorities. */
async function withAuthorities(
  options: ClusterOptions,
  { certificates, authorities }: ReferenceRequest,
): Promise<ClusterOptions> {
  if (certificates !== true) return options;
  return { ...options, apiServer: believing(await authorities(), options.apiServer ?? {}) };
}

function createClock(environment: VirtualEnvironment): NonNullable<Ports['clock']> {
  return {
    kind: 'virtual',
    now: async () => environment.clock.now(),
    advance: (durationMs) => environment.advance(durationMs),
    settle: () => environment.settle(),
  };
}
