import type { Adapter, AdapterOptions, Session, SessionRequest } from '../../harness/ports/adapter.ts';
import type { EtcdCluster, Ports } from '../../harness/ports/ports.ts';
import { startClusterIn, type Cluster } from '../cluster/start-cluster.ts';
import { createEtcdMember, type EtcdMember } from '../etcd/etcd-member.ts';
import { createVirtualEnvironment, type VirtualEnvironment } from '../sim/virtual-environment.ts';
import { createInProcessApi } from './in-process-api.ts';
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
      ports: ['kubeApi', 'etcdCluster', 'apiStore', 'clock', 'controlPlane'],
      shared: false,
      features: [],
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
  if ((request.storeMembers ?? 1) > 1) {
    throw new Error(
      `the reference store has one member, and the scenario needs ${request.storeMembers ?? 1}`,
    );
  }
  const environment = createVirtualEnvironment({ seed: request.seed });
  let starting: Promise<Cluster> | undefined;
  const cluster = (): Promise<Cluster> => (starting ??= startClusterIn(environment, environment, {}));
  let member: EtcdMember | undefined;
  const store = (): EtcdMember => (member ??= createEtcdMember(environment));
  const ports: Ports = {
    kubeApi: createInProcessApi(async () => (await cluster()).handle),
    etcdCluster: createEtcdPort(store),
    apiStore: createStorePort(async () => (await cluster()).store.connect()),
    clock: createClock(environment),
    controlPlane: { connections: async () => (await cluster()).connections() },
  };
  return {
    ports,
    close: async () => {
      onClose();
      member?.kill();
      await (await starting)?.stop();
    },
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

function createEtcdPort(store: () => EtcdMember): EtcdCluster {
  const only = (member: number): EtcdMember => {
    if (member !== 1) throw new RangeError(`there is one member, 1, and no member ${member}`);
    return store();
  };
  return {
    size: 1,
    connect: async (member) => only(member).connect(),
    kill: async (member) => {
      only(member).kill();
    },
    restart: async (member) => {
      only(member).restart();
    },
  };
}
