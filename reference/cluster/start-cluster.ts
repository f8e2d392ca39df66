import { randomBytes } from 'node:crypto';
import { createApiServer, type ApiServer, type ApiServerOptions } from '../apiserver/api-server.ts';
import { createPathHandlers } from '../apiserver/discovery/path-handlers.ts';
import { parseEncryptionConfiguration } from '../apiserver/encryption/encryption-configuration.ts';
import { createValueTransformers, plainValues } from '../apiserver/encryption/value-transformers.ts';
import type { RandomBytes } from '../apiserver/encryption/ciphers.ts';
import type { HandleApiRequest, Identity } from '../apiserver/message.ts';
import { printTable } from '../apiserver/tables/table.ts';
import { KubeClient } from '../client/kube-client.ts';
import { createEtcdMember, type MemoryMember } from '../etcd/etcd-member.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { createVirtualEnvironment, type VirtualEnvironment } from '../sim/virtual-environment.ts';
import { authenticators } from './authenticators.ts';
import { checkClusterOptions, controllerNames, type ClusterOptions } from './cluster-options.ts';
import { ConnectionRegister, type ComponentConnection } from './connection-register.ts';
import { durationMs } from './duration.ts';
import { addFakeNodes } from './fake-node.ts';
import { healthChecksOf } from './health-checks.ts';
import { createInProcessTransport } from './in-process-transport.ts';
import { startController, type RunningController } from './running-controller.ts';
import type { SecureEndpoint } from './secure-endpoint.ts';
import { traceText } from './trace-text.ts';

/** A whole control plane in this process. */
export interface Cluster {
  /**
   * Requests as this user, in process, without a socket. Absent: `admin`, who may do everything; with RBAC the others may
   * what roles give them.
   */
  client(user?: string): KubeClient;
  /** Answers plain HTTP messages: what an adapter or a listener of one's own needs. */
  readonly handle: HandleApiRequest;
  /** Opens a port for HTTPS on loopback; any free one unless named. Resolves with its URL; the second call as the first. */
  listen(port?: number): Promise<string>;
  /** A kubeconfig for the listening port, everything embedded. Throws before `listen`. */
  kubeconfig(): string;
  /** Lets time pass: a virtual clock jumps, a real one is waited for. `40s`, `1m30s`, or milliseconds. */
  advance(duration: string | number): Promise<void>;
  /** Lets everything under way come to rest. On a virtual clock no time passes. */
  settle(): Promise<void>;
  /** Milliseconds since the epoch on the cluster's clock. */
  now(): number;
  /** Who did what, and when: a line for every write, of which at least the newest 100,000 are kept (10,000 in real time). */
  trace(): string;
  /** The open connections between components, as they were opened. */
  connections(): readonly ComponentConnection[];
  /** The store behind the API server. */
  readonly store: MemoryMember;
  /** Starts a further API server on the same store; resolves with the way to it. It ends with the cluster. */
  addApiServer(): Promise<HandleApiRequest>;
  /** Ends everything at once, open watches included. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster of its own: store, API server and controllers in this process, nothing shared, nothing written to
 * disk. Any number can live side by side. Throws a `TypeError` for options that it does not know.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  checkClusterOptions(options);
  const virtual =
    options.clock === 'real' ? undefined : createVirtualEnvironment({ seed: options.seed ?? 1, traceLimit });
  return startClusterIn(virtual ?? createHostEnvironment(), virtual, options);
}

/** The same in an environment that others may share; `virtual` is that environment where its time is simulated. */
export async function startClusterIn(
  environment: Environment,
  virtual: VirtualEnvironment | undefined,
  options: ClusterOptions,
): Promise<Cluster> {
  const text = options.encryptionConfiguration;
  const transformers =
    text === undefined
      ? plainValues
      : await createValueTransformers(parseEncryptionConfiguration(text), nonces(environment, virtual));
  const server = {
    valueTransformers: transformers,
    authorizationModes: [options.authorization ?? 'AlwaysAllow'],
  };
  const cluster = new InProcessCluster(environment, virtual, server);
  await cluster.start(options);
  return cluster;
}

/** In real time nobody can guess them; a simulation draws them from its seed like everything else. */
function nonces(environment: Environment, virtual: VirtualEnvironment | undefined): RandomBytes {
  if (virtual === undefined) return randomBytes;
  const random = environment.random('encryption');
  return (length) => Uint8Array.from({ length }, () => random.below(256));
}

/** Events that a simulated cluster remembers at least, so that a long simulation does not fill the memory. */
const traceLimit = 100_000;

/** How long a cluster in real time is given to come to rest. */
const realSettleMs = 100;

/** What all API servers of a cluster have in common. */
type ServerChoices = Required<Pick<ApiServerOptions, 'valueTransformers' | 'authorizationModes'>>;

class InProcessCluster implements Cluster {
  readonly handle: HandleApiRequest;
  readonly store: MemoryMember;
  readonly #environment: Environment;
  readonly #virtual: VirtualEnvironment | undefined;
  readonly #register = new ConnectionRegister();
  readonly #servers: ApiServer[] = [];
  readonly #server: ApiServer;
  readonly #serverOptions: ServerChoices;
  readonly #controllers: RunningController[] = [];
  #endpoint: Promise<SecureEndpoint> | undefined;
  #openEndpoint: SecureEndpoint | undefined;
  #isStopped = false;

  constructor(
    environment: Environment,
    virtual: VirtualEnvironment | undefined,
    serverOptions: ServerChoices,
  ) {
    this.#environment = environment;
    this.#virtual = virtual;
    this.store = createEtcdMember(this.#environment);
    this.#serverOptions = serverOptions;
    this.#server = this.#createServer();
    this.handle = this.#server.handle;
  }

  async addApiServer(): Promise<HandleApiRequest> {
    this.#assertRunning();
    const server = this.#createServer();
    await server.start();
    return server.handle;
  }

  #createServer(): ApiServer {
    const connection = this.store.connect();
    this.#register.opened({ from: 'apiserver', to: 'etcd', protocol: 'etcd' });
    const server: ApiServer = createApiServer(this.#environment, connection, {
      printTable,
      authenticators,
      ...this.#serverOptions,
      pathHandlers: createPathHandlers({
        resources: () => server.resources,
        serverAddress: '',
        healthChecks: healthChecksOf(this.#environment, connection),
      }),
    });
    this.#servers.push(server);
    return server;
  }

  async start(options: ClusterOptions): Promise<void> {
    await this.#server.start();
    await addFakeNodes(this.#environment, this.handle, options.nodes ?? 0);
    for (const name of options.controllers ?? controllerNames) {
      const identity = { user: `system:serviceaccount:kube-system:${name}`, groups: ['system:masters'] };
      const client = this.#connect(identity, name);
      this.#controllers.push(await startController(this.#environment, name, client));
    }
    await this.#virtual?.settle();
    const { listen } = options;
    if (listen !== undefined && listen !== false) await this.listen(listen === true ? 0 : listen);
  }

  client(user = 'admin'): KubeClient {
    const isPlain = this.#serverOptions.authorizationModes.includes('RBAC') && user !== 'admin';
    const groups = ['system:authenticated', ...(isPlain ? [] : ['system:masters'])];
    return this.#clientOf({ user, groups }, user);
  }

  async listen(port = 0): Promise<string> {
    this.#assertRunning();
    this.#endpoint ??= import('./secure-endpoint.ts').then(({ openSecureEndpoint }) =>
      openSecureEndpoint({ handle: this.handle, port }),
    );
    this.#openEndpoint = await this.#endpoint;
    return this.#openEndpoint.url;
  }

  kubeconfig(): string {
    if (this.#openEndpoint === undefined) {
      throw new Error(
        'the cluster does not listen: start it with { listen: true } or await cluster.listen() first',
      );
    }
    return this.#openEndpoint.kubeconfig;
  }

  async advance(duration: string | number): Promise<void> {
    this.#assertRunning();
    const lengthMs = durationMs(duration);
    if (this.#virtual !== undefined) await this.#virtual.advance(lengthMs);
    else await this.#wait(lengthMs);
  }

  async settle(): Promise<void> {
    this.#assertRunning();
    if (this.#virtual !== undefined) await this.#virtual.settle();
    else await this.#wait(realSettleMs);
  }

  now(): number {
    return this.#environment.clock.now();
  }

  trace(): string {
    return traceText(this.#environment.trace.events);
  }

  connections(): readonly ComponentConnection[] {
    return this.#register.list();
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const controller of this.#controllers) controller.stop();
    const endpoint = await this.#endpoint?.catch(() => undefined);
    await endpoint?.close();
    for (const server of this.#servers) await server.stop();
    await this.store.stop();
  }

  /** A component's connection; users are no components. */
  #connect(identity: Identity, actor: string): KubeClient {
    this.#register.opened({ from: actor, to: 'apiserver', protocol: 'http' });
    return this.#clientOf(identity, actor);
  }

  #clientOf(identity: Identity, actor: string): KubeClient {
    return new KubeClient(createInProcessTransport(this.#environment, this.handle, { identity, actor }));
  }

  #wait(lengthMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.timers.after(lengthMs, resolve);
    });
  }

  #assertRunning(): void {
    if (this.#isStopped) throw new Error('the cluster is stopped');
  }
}
