import { parseKubeconfig } from '../client/http/kubeconfig.ts';
import { listen, type HttpListener } from '../apiserver/http/http-listener.ts';
import { createHostEnvironment } from '../sim/host-environment.ts';
import { createFilter, defaultPatterns } from './proxy/proxy-filter.ts';
import { startProxy } from './proxy/proxy-server.ts';
import type { Cluster } from './start-cluster.ts';

/** The API of a cluster in plain HTTP on loopback, where everybody may do everything, as servers served it before 1.20. */
export function listenPlainly({ handle }: Pick<Cluster, 'handle'>): Promise<HttpListener> {
  return listen(createHostEnvironment({ timersKeepAlive: true }), { handle, port: 0 });
}

/** A proxy in front of a cluster, started with options of `kubectl proxy` by their names. */
export async function proxyCluster(
  cluster: Pick<Cluster, 'listen' | 'kubeconfig'>,
  flags: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  await cluster.listen();
  const given = (name: string, otherwise: string): string => flags[name] ?? otherwise;
  const proxy = await startProxy({
    access: parseKubeconfig(cluster.kubeconfig(), 'kubeconfig'),
    address: '127.0.0.1',
    port: 0,
    apiPrefix: '/',
    filter: createFilter({
      acceptPaths: given('accept-paths', defaultPatterns.acceptPaths),
      rejectPaths: given('reject-paths', defaultPatterns.rejectPaths),
      acceptHosts: given('accept-hosts', defaultPatterns.acceptHosts),
      rejectMethods: given('reject-methods', defaultPatterns.rejectMethods),
    }),
  });
  return { url: `http://${proxy.address}`, close: () => proxy.stop() };
}
