import { createHttpTransport } from '../client/http/http-transport.ts';
import { readKubeconfig } from '../client/http/kubeconfig.ts';
import { KubeClient } from '../client/kube-client.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { controllerNames, type ControllerName } from './cluster-options.ts';
import { startController } from './running-controller.ts';
import { serve } from './serve.ts';

/** One reference component alone, in this process. */
export interface RunningComponent {
  /** Where it listens, if it does. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

export interface ComponentOptions {
  /** For components that use the API: how to reach it. For the API server: where to write its kubeconfig. */
  readonly kubeconfig?: string;
  /** For components that listen; absent or 0: any free port. */
  readonly port?: number;
  /** For the API server: the store; absent: one of its own in memory. */
  readonly etcdServers?: string;
}

export const componentNames: readonly string[] = ['apiserver', 'etcd', ...controllerNames];

/** Starts one component against whatever API server or store it is given, a real one included. */
export async function startComponent(
  name: string,
  options: ComponentOptions = {},
): Promise<RunningComponent> {
  if (name === 'apiserver') return startApiServer(options);
  if (name === 'etcd') return startEtcd(options);
  if (controllerNames.includes(name as ControllerName)) return startAlone(name as ControllerName, options);
  throw new TypeError(`unknown component "${name}"; there are ${componentNames.join(', ')}`);
}

async function startApiServer(options: ComponentOptions): Promise<RunningComponent> {
  const server = await serve({
    port: options.port ?? 0,
    controllers: [],
    ...(options.etcdServers === undefined ? {} : { etcdServers: options.etcdServers }),
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
  });
  return { url: server.url, stop: () => server.stop() };
}

async function startEtcd(options: ComponentOptions): Promise<RunningComponent> {
  const { createEtcdMember } = await import('../etcd/etcd-member.ts');
  const { serveEtcd } = await import('../etcd/grpc/server.ts');
  const member = createEtcdMember(createHostEnvironment());
  const server = await serveEtcd(member, { port: options.port ?? 0 });
  return {
    url: server.url,
    stop: async () => {
      await server.close();
      member.kill();
    },
  };
}

async function startAlone(name: ControllerName, options: ComponentOptions): Promise<RunningComponent> {
  if (options.kubeconfig === undefined)
    throw new TypeError(`${name} needs a kubeconfig to reach the API server`);
  const transport = createHttpTransport(readKubeconfig(options.kubeconfig), `plimsoll-${name}`);
  const client = new KubeClient(transport);
  try {
    await client.raw('GET', '/version');
  } catch (error) {
    await transport.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`no API server answers at the address in ${options.kubeconfig}: ${reason}`, {
      cause: error,
    });
  }
  const controller = await startController(createHostEnvironment({ timersKeepAlive: true }), name, client);
  return {
    url: undefined,
    stop: async () => {
      controller.stop();
      await transport.close();
    },
  };
}
