import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiServer, type ApiServer, type ApiServerOptions } from '../apiserver/api-server.ts';
import { authorizationModes, type AuthorizationMode } from '../apiserver/authorization/authorization.ts';
import { parseAddressRange } from '../apiserver/allocators/address-range.ts';
import { createPathHandlers } from '../apiserver/discovery/path-handlers.ts';
import { listen, type HttpListener } from '../apiserver/http/http-listener.ts';
import type { HandleApiRequest } from '../apiserver/message.ts';
import { printTable } from '../apiserver/tables/table.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { authenticators } from './authenticators.ts';
import { controllerNames } from './cluster-options.ts';
import { addFakeNodes } from './fake-node.ts';
import { healthChecksOf } from './health-checks.ts';
import { createInProcessTransport } from './in-process-transport.ts';
import { startController, type RunningController } from './running-controller.ts';
import { openSecureEndpoint, type SecureEndpoint } from './secure-endpoint.ts';
import { readEncryption } from './serve-encryption.ts';
import { openAuthority } from './serve-pki.ts';
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
  /** A file that says which resources are encrypted in the store, as kube-apiserver takes it; absent: none. */
  readonly encryptionProviderConfig?: string;
  /** Modes, asked in the order given and parted by commas: `RBAC`; absent: `AlwaysAllow`. */
  readonly authorizationMode?: string;
  /** Where cluster IPs come from; absent: `10.96.0.0/12`. All servers on one store need the same. */
  readonly serviceClusterIpRange?: string;
  /** Where to write a kubeconfig; the file is replaced. */
  readonly kubeconfig?: string;
  /** Controllers to run beside the API server; absent: all. */
  readonly controllers?: readonly (typeof controllerNames)[number][];
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
  const encryption = await readEncryption(options.encryptionProviderConfig);
  const store = parts.add(await openServedStore(environment, options), (opened) => opened.close());
  const port = options.port ?? defaultPort;
  const server = createServer(environment, store, {
    serverAddress: `${options.host ?? '127.0.0.1'}:${port}`,
    ...checkedRange(options.serviceClusterIpRange),
    ...checkedModes(options.authorizationMode),
    ...encryption,
  });
  const opening = [
    openEndpoint(environment, options, server).then((opened) => parts.add(opened, (part) => part.close())),
    openPlain(environment, options, server).then((opened) => parts.add(opened, (part) => part?.close())),
    refusingToStart(server.start()).then(() => parts.add(server, (part) => part.stop())),
  ] as const;
  // Where one fails the others must have been counted among the parts before these are ended.
  await Promise.allSettled(opening);
  const [endpoint, insecure] = await Promise.all(opening);
  await addFakeNodes(environment, server.handle, options.nodes ?? 0);
  for (const controller of await startControllers(environment, server.handle, options)) {
    parts.add(controller, (part) => {
      part.stop();
    });
  }
  if (options.kubeconfig !== undefined) writeKubeconfig(options.kubeconfig, endpoint.kubeconfig);
  return {
    url: endpoint.url,
    insecureUrl: insecure?.url,
    kubeconfig: endpoint.kubeconfig,
    stop: () => parts.stop(),
  };
}

/** An API server on a store, with everything that it answers beside its resources. */
export function createServer(
  environment: Environment,
  store: StoreAccess,
  options: Pick<ApiServerOptions, 'valueTransformers' | 'serviceClusterIpRange' | 'authorizationModes'> & {
    readonly serverAddress: string;
  },
): ApiServer {
  const { serverAddress, ...given } = options;
  const server: ApiServer = createApiServer(environment, store.connection, {
    ...given,
    ...store.serverOptions,
    printTable,
    authenticators,
    pathHandlers: createPathHandlers({
      resources: () => server.resources,
      serverAddress,
      healthChecks: healthChecksOf(environment, store.connection),
    }),
  });
  return server;
}

function checkedRange(text: string | undefined): Pick<ApiServerOptions, 'serviceClusterIpRange'> {
  if (text === undefined) return {};
  if (parseAddressRange(text) !== undefined) return { serviceClusterIpRange: text };
  throw new StartError(
    `--service-cluster-ip-range must be an IPv4 range such as 10.96.0.0/12, not ${JSON.stringify(text)}`,
  );
}

function checkedModes(text: string | undefined): Pick<ApiServerOptions, 'authorizationModes'> {
  if (text === undefined) return {};
  const given = text.split(',');
  const known = given.filter((mode): mode is AuthorizationMode =>
    authorizationModes.includes(mode as AuthorizationMode),
  );
  if (known.length === given.length && new Set(known).size === known.length) {
    return { authorizationModes: known };
  }
  throw new StartError(
    `--authorization-mode must name some of ${authorizationModes.join(', ')}, each once, not ${JSON.stringify(text)}`,
  );
}

async function openServedStore(environment: Environment, options: ServerOptions): Promise<StoreAccess> {
  const { dataDir } = options;
  if (dataDir === undefined) return refusingToStart(openStore(environment, options));
  const { openDataDirStore } = await import('./serve-data-dir.ts');
  // The store has work of its own to do: it keeps the process alive until it is closed.
  const lasting = createHostEnvironment({ timersKeepAlive: true });
  return openDataDirStore(lasting, dataDir, (line) => process.stderr.write(`${line}\n`));
}

async function openEndpoint(
  environment: Environment,
  options: ServerOptions,
  server: ApiServer,
): Promise<SecureEndpoint> {
  const { dataDir, host, port = defaultPort } = options;
  const authority =
    dataDir === undefined ? undefined : await openAuthority(join(dataDir, 'pki'), environment.clock.now());
  return refusingToStart(
    openSecureEndpoint({
      handle: server.handle,
      port,
      ...(host === undefined ? {} : { host }),
      ...(authority === undefined ? {} : { authority }),
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
  options: ServerOptions,
): Promise<readonly RunningController[]> {
  const names = options.controllers ?? controllerNames;
  return Promise.all(
    names.map((name) => {
      const identity = { user: `system:serviceaccount:kube-system:${name}`, groups: ['system:masters'] };
      const transport = createInProcessTransport(environment, handle, { identity, actor: name });
      return startController(environment, name, new KubeClient(transport));
    }),
  );
}

function writeKubeconfig(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`the kubeconfig cannot be written to ${file}: ${reason}`, { cause: error });
  }
}
