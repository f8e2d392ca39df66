import { writeFileSync } from 'node:fs';
import { createApiServer, type ApiServer } from '../apiserver/api-server.ts';
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
import { refusingToStart, StartError } from './start-error.ts';
import { openStore, type StoreAccess } from './store-access.ts';

/** What a server in real time takes. */
export interface ServerOptions {
  /** HTTPS; absent: 6443; 0: any free port. */
  readonly port?: number;
  /** Plain HTTP on loopback, without authentication; absent: none. */
  readonly insecurePort?: number;
  /** Where to listen; absent: 127.0.0.1. */
  readonly host?: string;
  /** Ready nodes that are there from the start. */
  readonly nodes?: number;
  readonly dataDir?: string;
  /** `http://127.0.0.1:2379`, several with commas; absent: a store of its own in memory. */
  readonly etcdServers?: string;
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
  if (options.dataDir !== undefined) {
    throw new StartError(
      'a data directory is not supported yet: leave --data-dir out, or keep the data in etcd with --etcd-servers',
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
  const store = parts.add(await refusingToStart(openStore(environment, options.etcdServers)), (opened) =>
    opened.close(),
  );
  const port = options.port ?? defaultPort;
  const server = createServer(environment, store, `${options.host ?? '127.0.0.1'}:${port}`);
  const opening = [
    openEndpoint(options, port, server).then((opened) => parts.add(opened, (part) => part.close())),
    openPlain(environment, options, server).then((opened) => parts.add(opened, (part) => part?.close())),
    server.start().then(() => parts.add(server, (part) => part.stop())),
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
export function createServer(environment: Environment, store: StoreAccess, serverAddress: string): ApiServer {
  const server: ApiServer = createApiServer(environment, store.connection, {
    printTable,
    authenticators,
    pathHandlers: createPathHandlers({
      resources: () => server.resources,
      serverAddress,
      healthChecks: healthChecksOf(store.connection),
    }),
  });
  return server;
}

function openEndpoint(options: ServerOptions, port: number, server: ApiServer): Promise<SecureEndpoint> {
  return refusingToStart(
    openSecureEndpoint({
      handle: server.handle,
      port,
      ...(options.host === undefined ? {} : { host: options.host }),
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
