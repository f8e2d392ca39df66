import type { Adapter, AdapterOptions, Session, SessionRequest } from '../../harness/ports/adapter.ts';
import type { Ports } from '../../harness/ports/ports.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import type { ClusterOptions } from '../cluster/cluster-options.ts';
import { startClusterIn, type Cluster } from '../cluster/start-cluster.ts';
import { createVirtualEnvironment, type VirtualEnvironment } from '../sim/virtual-environment.ts';
import { encryptionConfiguration } from './encryption.ts';
import { createInProcessApi } from './in-process-api.ts';
import { faultsOf } from './faults-port.ts';
import { SimulatedStore } from './simulated-store.ts';
import { createStorePort } from './store-port.ts';

/** The reference in this process, on a virtual clock: a cluster of its own for every session, from the session's seed. */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const unknown = Object.keys(options);
  if (unknown.length > 0) throw new Error(`reference takes no options, not ${unknown.join(', ')}`);
  const open = new Set<Session>();
  return {
    manifest: {
      name: 'reference',
      implementation: { name: 'plimsoll', version: '0.1.0' },
      kubernetes: '1.32',
      ports: ['kubeApi', 'otherKubeApi', 'etcdCluster', 'etcdFaults', 'apiStore', 'clock', 'controlPlane'],
      shared: false,
      features: ['encryption-at-rest', 'rbac'],
    },
    open: async (request) => {
      const session = openSession(request, () => open.delete(session));
      open.add(session);
      return session;
    },
    close: async () => {
      await Promise.all([...open].map((session) => session.close()));
    },
  };
}

/** Cluster and store are made when they are first used: most scenarios need one of them only. */
function openSession(request: SessionRequest, onClose: () => void): Session {
  const environment = createVirtualEnvironment({ seed: request.seed });
  let starting: Promise<Cluster> | undefined;
  const options = clusterOptions(request);
  const plainUsers = options.authorization === 'RBAC';
  const cluster = (): Promise<Cluster> => (starting ??= startClusterIn(environment, environment, options));
  let joining: Promise<HandleApiRequest> | undefined;
  const otherServer = (): Promise<HandleApiRequest> =>
    (joining ??= cluster().then((started) => started.addApiServer()));
  const size = request.storeMembers ?? 1;
  let founding: Promise<SimulatedStore> | undefined;
  const store = (): Promise<SimulatedStore> => (founding ??= SimulatedStore.start(environment, size));
  const ports: Ports = {
    kubeApi: createInProcessApi(async () => (await cluster()).handle, plainUsers),
    otherKubeApi: createInProcessApi(otherServer, plainUsers),
    etcdCluster: { size, connect: async (member) => (await store()).connect(member) },
    etcdFaults: {
      ...faultsOf(store),
      powerOff: async (member) => (await store()).powerOff(member),
      disturb: async (network) => (await store()).disturb(network),
    },
    apiStore: createStorePort(async () => (await cluster()).store.connect()),
    clock: createClock(environment),
    controlPlane: { connections: async () => (await cluster()).connections() },
  };
  return {
    ports,
    close: async () => {
      onClose();
      await (await founding)?.close();
      await (await starting)?.stop();
    },
  };
}

function clusterOptions({ encrypted, authorization }: SessionRequest): ClusterOptions {
  return {
    ...(encrypted === true ? { encryptionConfiguration } : {}),
    ...(authorization === undefined ? {} : { authorization }),
  };
}

function createClock(environment: VirtualEnvironment): NonNullable<Ports['clock']> {
  return {
    kind: 'virtual',
    now: async () => environment.clock.now(),
    advance: (durationMs) => environment.advance(durationMs),
    settle: () => environment.settle(),
  };
}
