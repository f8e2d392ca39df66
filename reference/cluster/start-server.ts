import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createApiServer, type ApiServer, type ApiServerOptions } from '../apiserver/api-server.ts';
import { clientAuthoritiesOf, withTokenKeys } from '../apiserver/authentication/authentication.ts';
import { tokenSigner } from '../apiserver/authentication/signed-token.ts';
import type { GetTokenKeys } from '../apiserver/authentication/token-keys.ts';
import { createPathHandlers } from '../apiserver/discovery/path-handlers.ts';
import { listen, type HttpListener } from '../apiserver/http/http-listener.ts';
import { currentVersion, type KubernetesVersion } from '../apiserver/legacy-version.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import { printTable } from '../apiserver/tables/table.ts';
import { KubeClient } from '../client/kube-client.ts';
import { RootCertificate } from '../controllers/root-certificate.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { controllerNames, type ControllerName } from './cluster-options.ts';
import { addFakeNodes } from './fake-node.ts';
import { healthChecksOf } from './health-checks.ts';
import { createInProcessTransport } from './in-process-transport.ts';
import { drained } from './orderly-end.ts';
import { openOutlets } from './served-operations.ts';
import { startController, type ControllerFacts, type RunningController } from './running-controller.ts';
import { createServingAuthority, type ServingAuthority } from '../apiserver/http/certificates.ts';
import { openSecureEndpoint, type SecureEndpoint } from './secure-endpoint.ts';
import type { FlagValues } from './flags/given-flags.ts';
import { openAuthority, openTokenKeys } from './serve-pki.ts';
import { reachedAt } from './reached-addresses.ts';
import { readServerFlags } from './server-flags.ts';
import { refusingToStart, StartError } from './start-error.ts';
import { openStore, type StoreAccess, type StoreOptions } from './store-access.ts';

/** What a server in real time takes. */
export interface ServerOptions extends StoreOptions {
  /** HTTPS; absent: 6443; 0: any free port. */
  readonly port?: number;
  /** Plain HTTP on loopback, without authentication; absent: none. */
  readonly insecurePort?: number;
  /** Where to listen; absent: 127.0.0.1. */
  readonly host?: string;
  /** Ready nodes that are there from the start. */
  readonly nodes?: number;
  /** A folder that keeps everything through a restart; absent: in memory. */
  readonly dataDir?: string;
  /**
   * Options of the API server by the names that kube-apiserver gives them, without dashes in front, files by their path:
   * `{ 'authorization-mode': 'RBAC' }`; `serverFlags` lists them.
   */
  readonly flags?: FlagValues;
  /** A version whose removed options are offered too, `1.18`; absent: the one that is implemented. */
  readonly kubernetesVersion?: KubernetesVersion;
  /** Where to write a kubeconfig; the file is replaced. */
  readonly kubeconfig?: string;
  /** Controllers to run beside the API server; absent: all. */
  readonly controllers?: readonly ControllerName[];
}

export interface RunningServer {
  readonly url: string;
  readonly insecureUrl: string | undefined;
  readonly kubeconfig: string;
  /** Ends everything, open watches included. Safe to call twice. */
  stop(): Promise<void>;
}

const defaultPort = 6443;

/**
 * Starts an API server with its controllers in real time and listens. Rejects with a `StartError` whose message says what
 * to do where that cannot be: port in use, store not reachable, kubeconfig not writable. Nothing is left open then.
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  if (options.dataDir !== undefined && options.etcdServers !== undefined) {
    throw new StartError(
      '--data-dir and --etcd-servers exclude each other: the data lie in one or the other',
    );
  }
  const environment = createHostEnvironment();
  const parts = new ServedParts();
  try {
    return await startParts(environment, options, parts);
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

/** What has been started so far, in order; it is ended the other way round. */
class ServedParts {
  readonly #endings: (() => Promise<void> | void)[] = [];

  add<T>(part: T, end: (part: T) => Promise<void> | void): T {
    this.#endings.push(() => end(part));
    return part;
  }

  async stop(): Promise<void> {
    for (const end of this.#endings.splice(0).reverse()) await end();
  }
}

async function startParts(
  environment: Environment,
  options: ServerOptions,
  parts: ServedParts,
): Promise<RunningServer> {
  const flags = await readServerFlags(options.flags ?? {}, 'path', {
    environment,
    randomBytes,
    kubernetesVersion: options.kubernetesVersion ?? currentVersion,
    warn: (text) => {
      process.stderr.write(`warning: ${text}\n`);
    },
  });
  const { operations = {} } = flags;
  const told = parts.add(openOutlets(environment, operations), (opened) => {
    opened.close();
  });
  const store = parts.add(await openServedStore(environment, options), (opened) => opened.close());
  const port = options.port ?? defaultPort;
  const authority = await ownAuthority(environment, options.dataDir);
  const authentication = withTokenKeys(flags.authentication, keptKeys(options.dataDir));
  const server = createServer(environment, store, {
    serverAddress: `${options.host ?? '127.0.0.1'}:${port}`,
    ...(port === 0 ? {} : { securePort: port }),
    ...ownAddress(),
    hostname: hostname(),
    listenerAuthority: authority.authority,
    ...flags,
    authentication,
    outlets: told.outlets,
  });
  const opening = [
    openEndpoint({ ...options, ...listeningOptions(flags), authority }, server).then((opened) =>
      parts.add(opened, (part) => part.close()),
    ),
    openPlain(environment, options, server).then((opened) => parts.add(opened, (part) => part?.close())),
    refusingToStart(server.start()).then(() => parts.add(server, (part) => part.stop())),
  ] as const;
  // Where one fails the others must have been counted among the parts before these are ended.
  await Promise.allSettled(opening);
  const [endpoint, insecure] = await Promise.all(opening);
  await addFakeNodes(environment, server.handle, options.nodes ?? 0);
  for (const controller of await startControllers(environment, server.handle, {
    names: options.controllers ?? controllerNames,
    rootCertificate: new RootCertificate(endpoint.authority),
    signToken: tokenSigner(authentication.serviceAccounts.keys),
  })) {
    parts.add(controller, (part) => {
      part.stop();
    });
  }
  let stopping: Promise<void> | undefined;
  if (options.kubeconfig !== undefined) writeKubeconfig(options.kubeconfig, endpoint.kubeconfig);
  return {
    url: endpoint.url,
    insecureUrl: insecure?.url,
    kubeconfig: endpoint.kubeconfig,
    stop: () =>
      (stopping ??= drained(environment, server, {
        ...operations,
        stopListening: () => {
          endpoint.refuse();
          insecure?.refuse();
        },
      }).then(() => parts.stop())),
  };
}

/** The first address of this machine that others may reach it at, where it has one. */
function ownAddress(): Pick<ApiServerOptions, 'advertiseAddress'> {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const usable = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return usable === undefined ? {} : { advertiseAddress: usable.address };
}

/** An API server on a store, with everything that it answers beside its resources. */
export function createServer(
  environment: Environment,
  store: StoreAccess,
  options: ApiServerOptions & { readonly serverAddress: string },
): ApiServer {
  const { serverAddress, ...given } = options;
  const server: ApiServer = createApiServer(environment, store.connection, {
    ...given,
    ...store.serverOptions,
    printTable,
    pathHandlers: createPathHandlers({
      resources: () => server.resources,
      kubernetesVersion: given.kubernetesVersion,
      serverAddress,
      healthChecks: healthChecksOf(environment, store.connection, {
        phase: () => server.phase,
        sortsRequests: given.operations?.priorityAndFairness !== false,
      }),
    }),
  });
  return server;
}

async function openServedStore(environment: Environment, options: ServerOptions): Promise<StoreAccess> {
  const { dataDir } = options;
  if (dataDir === undefined) return refusingToStart(openStore(environment, options));
  const { openDataDirStore } = await import('./serve-data-dir.ts');
  // The store has work of its own to do: it keeps the process alive until it is closed.
  const lasting = createHostEnvironment({ timersKeepAlive: true });
  return openDataDirStore(lasting, dataDir, (line) => process.stderr.write(`${line}\n`));
}

/** What options of the API server say about the port. */
type ListeningOptions = ReturnType<typeof listeningOptions>;

function listeningOptions({ operations, serving, authentication, ...options }: ApiServerOptions): {
  readonly goawayChance: number | undefined;
  readonly addresses: readonly string[];
  readonly serving: ApiServerOptions['serving'] | undefined;
  readonly clientAuthorities: string | undefined;
} {
  const clientAuthorities = clientAuthoritiesOf(authentication);
  const addresses = reachedAt(options, ownAddress().advertiseAddress);
  return { goawayChance: operations?.goawayChance, addresses, serving, clientAuthorities };
}

/** Tokens stay good through a restart, as everything else that lies in the folder. */
function keptKeys(dataDir: string | undefined): GetTokenKeys | undefined {
  if (dataDir === undefined) return undefined;
  const keys = openTokenKeys(join(dataDir, 'pki'));
  return () => keys;
}

/** Who signs the serving certificate and the administrator's. */
function ownAuthority(environment: Environment, dataDir: string | undefined): Promise<ServingAuthority> {
  const now = environment.clock.now();
  return dataDir === undefined ? createServingAuthority(now) : openAuthority(join(dataDir, 'pki'), now);
}

async function openEndpoint(
  options: ServerOptions & ListeningOptions & { readonly authority: ServingAuthority },
  server: ApiServer,
): Promise<SecureEndpoint> {
  const {
    host,
    port = defaultPort,
    addresses,
    goawayChance,
    serving,
    clientAuthorities,
    authority,
  } = options;
  return refusingToStart(
    openSecureEndpoint({
      handle: server.handle,
      port,
      serving,
      addresses,
      clientAuthorities,
      authority,
      ...(host === undefined ? {} : { host }),
      ...(goawayChance === undefined ? {} : { goawayChance }),
    }),
  );
}

async function openPlain(
  environment: Environment,
  options: ServerOptions,
  server: ApiServer,
): Promise<HttpListener | undefined> {
  if (options.insecurePort === undefined) return undefined;
  return refusingToStart(listen(environment, { handle: server.handle, port: options.insecurePort }));
}

function startControllers(
  environment: Environment,
  handle: HandleApiRequest,
  { names, ...facts }: ControllersToStart,
): Promise<readonly RunningController[]> {
  return Promise.all(
    names.map((name) => {
      const identity = { user: `system:serviceaccount:kube-system:${name}`, groups: ['system:masters'] };
      const transport = createInProcessTransport(environment, handle, { identity, actor: name });
      return startController(environment, name, { client: new KubeClient(transport), ...facts });
    }),
  );
}

interface ControllersToStart extends Omit<ControllerFacts, 'client'> {
  readonly names: readonly ControllerName[];
}

function writeKubeconfig(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`the kubeconfig cannot be written to ${file}: ${reason}`, { cause: error });
  }
}
