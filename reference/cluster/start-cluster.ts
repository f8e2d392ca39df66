import { randomBytes } from 'node:crypto';
import { createApiServer, type ApiServer, type ApiServerOptions } from '../apiserver/api-server.ts';
import { clientAuthoritiesOf, withTokenKeys } from '../apiserver/authentication/authentication.ts';
import { tokenSigner } from '../apiserver/authentication/signed-token.ts';
import { createPathHandlers } from '../apiserver/discovery/path-handlers.ts';
import type { RandomBytes } from '../apiserver/encryption/ciphers.ts';
import { currentVersion } from '../apiserver/legacy-version.ts';
import type { HandleApiRequest, Identity } from '../apiserver/message.ts';
import { printTable } from '../apiserver/tables/table.ts';
import { KubeClient } from '../client/kube-client.ts';
import { createEtcdMember, type MemoryMember } from '../etcd/etcd-member.ts';
import { RootCertificate } from '../controllers/root-certificate.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { createVirtualEnvironment, type VirtualEnvironment } from '../sim/virtual-environment.ts';
import type { AuditEvent } from '../apiserver/operations/audit-event.ts';
import { withAccountHint } from './account-hint.ts';
import { checkClusterOptions, controllerNames, type ClusterOptions } from './cluster-options.ts';
import { ConnectionRegister, type ComponentConnection } from './connection-register.ts';
import { durationMs } from './duration.ts';
import { MemoryAuditLog } from './memory-audit-log.ts';
import { addFakeNodes } from './fake-node.ts';
import { healthChecksOf } from './health-checks.ts';
import { createInProcessTransport } from './in-process-transport.ts';
import { drained } from './orderly-end.ts';
import { processMetrics } from './process-metrics.ts';
import { startController, type RunningController } from './running-controller.ts';
import { reachedAt } from './reached-addresses.ts';
import { readServerFlags } from './server-flags.ts';
import type { SecureEndpoint } from './secure-endpoint.ts';
import { traceText } from './trace-text.ts';
import { unusedAuthority } from './unused-authority.ts';

export type { AuditEvent };

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
  /**
   * What the API servers audited, in the order in which it happened; the newest 10,000 are kept. Nothing is audited without
   * `apiServer: { 'audit-policy-file': … }`.
   */
  auditEvents(): readonly AuditEvent[];
  /** The open connections between components, as they were opened. */
  connections(): readonly ComponentConnection[];
  /** The store behind the API server. */
  readonly store: MemoryMember;
  /** The API server that `handle` and the listening port lead to, as something that can end and begin again. */
  readonly apiServer: InProcessServer;
  /** Starts a further API server on the same store; resolves with the way to it. It ends with the cluster. */
  addApiServer(): Promise<HandleApiRequest>;
  /** Writes anew the file that an option of the API servers stands for; those that are read again while a server runs take effect. */
  changeFile(option: string, content: string): void;
  /** Ends everything at once, open watches included. Safe to call twice. */
  stop(): Promise<void>;
}

/** An API server that is ended and started while the store, the controllers and other API servers go on. */
export interface InProcessServer {
  /** Ends it as SIGTERM ends a process: by `shutdown-delay-duration`, then by what is under way. Resolves when it has ended. */
  end(): Promise<void>;
  /** Starts it again, after it has ended. */
  start(): Promise<void>;
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
  const { authorization, encryptionConfiguration, apiServer } = options;
  const flags: Record<string, string> = {
    ...(authorization === undefined ? {} : { 'authorization-mode': authorization }),
    ...(encryptionConfiguration === undefined
      ? {}
      : { 'encryption-provider-config': encryptionConfiguration }),
    ...apiServer,
  };
  const context = {
    environment,
    randomBytes: nonces(environment, virtual),
    kubernetesVersion: options.kubernetesVersion ?? currentVersion,
    warn: (text: string): void => {
      process.emitWarning(text, 'PlimsollWarning');
    },
  };
  const server = await readServerFlags(flags, 'content', context);
  const cluster = new InProcessCluster(environment, virtual, { ...server, files: flags });
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

/** An address for documentation: nobody connects to it, but a cluster says where its API is. */
const inProcessAddress = '192.0.2.1';

/** How long a cluster in real time is given to come to rest. */
const realSettleMs = 100;

class InProcessCluster implements Cluster {
  readonly handle: HandleApiRequest = (request) => {
    // As at a port on which nobody listens any more.
    if (!this.#takesRequests) return Promise.reject(new Error('connection refused'));
    return this.#server.handle(request);
  };
  readonly apiServer: InProcessServer = { end: () => this.#endServer(), start: () => this.#startServer() };
  readonly store: MemoryMember;
  readonly #environment: Environment;
  readonly #virtual: VirtualEnvironment | undefined;
  readonly #register = new ConnectionRegister();
  readonly #servers: ApiServer[] = [];
  #server: ApiServer;
  #takesRequests = true;
  /** What all API servers of the cluster have in common. */
  readonly #serverOptions: ApiServerOptions;
  readonly #authentication: ReturnType<typeof withTokenKeys>;
  readonly #controllers: RunningController[] = [];
  #makesAccounts = true;
  readonly #rootCertificate = new RootCertificate(unusedAuthority);
  #endpoint: Promise<SecureEndpoint> | undefined;
  #openEndpoint: SecureEndpoint | undefined;
  readonly #auditLog = new MemoryAuditLog();
  /** Where files of options are looked for again. */
  readonly #files: Record<string, string>;
  #isStopped = false;

  constructor(
    environment: Environment,
    virtual: VirtualEnvironment | undefined,
    { files, ...serverOptions }: ApiServerOptions & { readonly files: Record<string, string> },
  ) {
    this.#files = files;
    this.#environment = environment;
    this.#virtual = virtual;
    this.store = createEtcdMember(this.#environment);
    this.#authentication = withTokenKeys(serverOptions.authentication);
    this.#serverOptions = { ...serverOptions, authentication: this.#authentication };
    this.#server = this.#createServer();
  }

  changeFile(option: string, content: string): void {
    this.#files[option] = content;
  }

  async addApiServer(): Promise<HandleApiRequest> {
    this.#assertRunning();
    const server = this.#createServer();
    await server.start();
    return server.handle;
  }

  async #endServer(): Promise<void> {
    const server = this.#server;
    await drained(this.#environment, server, {
      ...this.#serverOptions.operations,
      stopListening: () => {
        this.#takesRequests = false;
      },
    });
    this.#takesRequests = false;
    await server.stop();
    this.#servers.splice(this.#servers.indexOf(server), 1);
  }

  async #startServer(): Promise<void> {
    this.#assertRunning();
    this.#server = this.#createServer();
    await this.#server.start();
    this.#takesRequests = true;
  }

  #createServer(): ApiServer {
    const connection = this.store.connect();
    this.#register.opened({ from: 'apiserver', to: 'etcd', protocol: 'etcd' });
    const server: ApiServer = createApiServer(this.#environment, connection, {
      printTable,
      advertiseAddress: inProcessAddress,
      hostname: `plimsoll-${this.#servers.length + 1}`,
      ...this.#serverOptions,
      outlets: { audit: this.#auditLog.sink, processMetrics: processMetrics(this.#environment.clock.now()) },
      pathHandlers: createPathHandlers({
        resources: () => server.resources,
        kubernetesVersion: this.#serverOptions.kubernetesVersion,
        serverAddress: '',
        healthChecks: healthChecksOf(this.#environment, connection, {
          phase: () => server.phase,
          sortsRequests: this.#serverOptions.operations?.priorityAndFairness !== false,
        }),
      }),
    });
    this.#servers.push(server);
    return server;
  }

  async start(options: ClusterOptions): Promise<void> {
    await this.#server.start();
    await addFakeNodes(this.#environment, this.handle, options.nodes ?? 0);
    const names = options.controllers ?? controllerNames;
    this.#makesAccounts = names.includes('service-account-controller');
    for (const name of names) {
      const identity = { user: `system:serviceaccount:kube-system:${name}`, groups: ['system:masters'] };
      const client = this.#connect(identity, name);
      const signToken = tokenSigner(this.#authentication.serviceAccounts.keys);
      const facts = { client, rootCertificate: this.#rootCertificate, signToken };
      this.#controllers.push(await startController(this.#environment, name, facts));
    }
    await this.#virtual?.settle();
    const { listen } = options;
    if (listen !== undefined && listen !== false) await this.listen(listen === true ? 0 : listen);
  }

  client(user = 'admin'): KubeClient {
    const modes = this.#serverOptions.authorizationModes ?? ['AlwaysAllow'];
    const isPlain = !modes.includes('AlwaysAllow') && user !== 'admin';
    const groups = ['system:authenticated', ...(isPlain ? [] : ['system:masters'])];
    return this.#clientOf({ user, groups }, user);
  }

  async listen(port = 0): Promise<string> {
    this.#assertRunning();
    const { goawayChance } = this.#serverOptions.operations ?? {};
    this.#endpoint ??= import('./secure-endpoint.ts').then(({ openSecureEndpoint }) =>
      openSecureEndpoint({
        handle: this.handle,
        port,
        serving: this.#serverOptions.serving,
        addresses: reachedAt(this.#serverOptions, inProcessAddress),
        clientAuthorities: clientAuthoritiesOf(this.#serverOptions.authentication),
        ...(goawayChance === undefined ? {} : { goawayChance }),
      }),
    );
    this.#openEndpoint = await this.#endpoint;
    this.#rootCertificate.replace(this.#openEndpoint.authority);
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

  auditEvents(): readonly AuditEvent[] {
    return this.#auditLog.events;
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
    const transport = createInProcessTransport(this.#environment, this.handle, { identity, actor });
    return new KubeClient(this.#makesAccounts ? transport : withAccountHint(transport));
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
