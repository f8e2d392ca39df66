import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Adapter, AdapterOptions, Session } from '../../harness/ports/adapter.ts';
import type { Clock, PortName, Ports } from '../../harness/ports/ports.ts';
import { readKubeconfig } from '../client/http/kubeconfig.ts';
import { connectRemoteEtcd } from '../etcd/grpc/client.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { allStarted } from './all-started.ts';
import { faultsOf } from './faults-port.ts';
import { createHttpsApi } from './https-api.ts';
import { canObserveConnections, observeConnections } from '../../schemas/processes/process-connections.ts';
import { ProcessStore } from './process-store.ts';
import { secureAddressIn } from './secure-address.ts';
import { spawnComponent, type SpawnedComponent } from './spawned-component.ts';
import { createStorePort } from './store-port.ts';

/** What components in other processes are given to come to rest. */
const settleMs = 150;
const controllers = [
  'namespace-controller',
  'service-account-controller',
  'root-certificate-publisher',
  'resource-quota-controller',
  'disruption-controller',
  'clusterrole-aggregation-controller',
  'policy-status-controller',
  'claim-protection-controller',
  'volume-protection-controller',
  'garbage-collector',
];

/**
 * The reference as processes of its own on loopback, in real time: an etcd member over gRPC, an API server over TLS,
 * and the controllers. All sessions share them; a session that wants a bare store gets members of its own.
 */
export async function createAdapter(options: AdapterOptions): Promise<Adapter> {
  const unknown = Object.keys(options);
  if (unknown.length > 0) throw new Error(`processes takes no options, not ${unknown.join(', ')}`);
  const environment = createHostEnvironment({ timersKeepAlive: true });
  const cluster = await startProcesses(environment);
  const open = new Set<Session>();
  return {
    manifest: {
      name: 'processes',
      implementation: { name: 'plimsoll', version: '0.1.0' },
      kubernetes: '1.32',
      ports: [...(Object.keys(cluster.ports) as PortName[]), 'etcdCluster', 'etcdFaults'],
      shared: true,
      features: ['default-accounts'],
    },
    open: async (request) => {
      const size = request.storeMembers ?? 1;
      let founding: Promise<ProcessStore> | undefined;
      const store = (): Promise<ProcessStore> => (founding ??= ProcessStore.start(environment, size));
      const session: Session = {
        ports: {
          ...cluster.ports,
          etcdCluster: { size, connect: async (member) => (await store()).connect(member) },
          etcdFaults: faultsOf(store),
        },
        close: async () => {
          open.delete(session);
          await (await founding?.catch(() => undefined))?.close();
        },
      };
      open.add(session);
      return session;
    },
    close: async () => {
      await Promise.all([...open].map((session) => session.close()));
      await cluster.stop();
    },
  };
}

interface ProcessCluster {
  readonly ports: Ports;
  stop(): Promise<void>;
}

async function startProcesses(environment: Environment): Promise<ProcessCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-processes-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const running: SpawnedComponent[] = [];
  const start = async (
    name: string,
    options: Readonly<Record<string, unknown>>,
  ): Promise<SpawnedComponent> => {
    const component = await spawnComponent(name, options);
    running.push(component);
    return component;
  };
  const stop = async (): Promise<void> => {
    for (const component of running.splice(0).reverse()) await component.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const etcd = await start('etcd', {});
    const apiserver = await start('apiserver', { etcdServers: etcd.url, kubeconfig });
    await allStarted(controllers.map((name) => start(name, { kubeconfig })));
    return portsOf(environment, { etcd, apiserver, running, kubeconfig, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface StartedParts {
  readonly etcd: SpawnedComponent;
  readonly apiserver: SpawnedComponent;
  readonly running: readonly SpawnedComponent[];
  readonly kubeconfig: string;
  readonly stop: () => Promise<void>;
}

function portsOf(environment: Environment, parts: StartedParts): ProcessCluster {
  const api = createHttpsApi(readKubeconfig(parts.kubeconfig));
  const store = connectRemoteEtcd(environment, { endpoints: [parts.etcd.url] });
  const components = (): Parameters<typeof observeConnections>[0] =>
    parts.running.map((component) => ({
      name: component.name,
      pid: component.pid,
      ...listening(component, parts),
    }));
  const ports: Ports = {
    kubeApi: api.port,
    secureEndpoint: { address: async () => secureAddressIn(readKubeconfig(parts.kubeconfig)) },
    apiStore: createStorePort(async () => store),
    clock: realClock(environment),
    ...(canObserveConnections()
      ? { controlPlane: { connections: async () => observeConnections(components()) } }
      : {}),
  };
  return {
    ports,
    stop: async () => {
      await api.close();
      await store.close();
      await parts.stop();
    },
  };
}

function listening(
  component: SpawnedComponent,
  parts: StartedParts,
): { readonly port?: number; readonly protocol?: 'http' | 'etcd' } {
  if (component === parts.apiserver) return { port: Number(new URL(component.url).port), protocol: 'http' };
  if (component === parts.etcd) return { port: Number(new URL(component.url).port), protocol: 'etcd' };
  return {};
}

function realClock(environment: Environment): Clock {
  const wait = (durationMs: number): Promise<void> =>
    new Promise((resolve) => {
      environment.timers.after(durationMs, resolve);
    });
  return {
    kind: 'real',
    now: async () => environment.clock.now(),
    advance: wait,
    settle: () => wait(settleMs),
  };
}
