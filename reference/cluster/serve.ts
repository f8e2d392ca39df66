import { highestPort, runUntilSignal, textOption, wholeNumber, type CommandOptions } from './foreground.ts';
import { startServer, type ServerOptions } from './start-server.ts';
import type { StoreOptions } from './store-access.ts';

/**
 * `plimsoll serve`: starts an API server with its controllers, prints where it listens, and runs until SIGINT or
 * SIGTERM. Rejects, with what to do in the message, where an option is wrong or it cannot start. An insecure port of 0
 * means none, a port of 0 any free one.
 */
export async function serve(options: CommandOptions): Promise<void> {
  const server = await startServer(serverOptions(options));
  const file = textOption(options, 'kubeconfig');
  await runUntilSignal(server, [
    `plimsoll serves Kubernetes 1.32 at ${server.url}`,
    ...(server.insecureUrl === undefined ? [] : [`without authentication at ${server.insecureUrl}`]),
    ...(file === undefined ? [] : [`kubectl --kubeconfig ${file} get namespaces`]),
  ]);
}

/** The options about the store and who may, for every command that starts an API server. */
export function storeOptions(
  options: CommandOptions,
): Record<
  keyof StoreOptions | 'authorizationMode' | 'encryptionProviderConfig' | 'serviceClusterIpRange',
  string | undefined
> {
  return {
    etcdServers: textOption(options, 'etcdServers'),
    etcdPrefix: textOption(options, 'etcdPrefix'),
    etcdCafile: textOption(options, 'etcdCafile'),
    etcdCertfile: textOption(options, 'etcdCertfile'),
    etcdKeyfile: textOption(options, 'etcdKeyfile'),
    authorizationMode: textOption(options, 'authorizationMode'),
    encryptionProviderConfig: textOption(options, 'encryptionProviderConfig'),
    serviceClusterIpRange: textOption(options, 'serviceClusterIpRange'),
  };
}

function serverOptions(options: CommandOptions): ServerOptions {
  const insecurePort = wholeNumber(options, 'insecurePort', highestPort);
  const given: Record<keyof ServerOptions, unknown> = {
    port: wholeNumber(options, 'port', highestPort),
    insecurePort: insecurePort === 0 ? undefined : insecurePort,
    host: undefined,
    nodes: wholeNumber(options, 'nodes', 20_000),
    dataDir: textOption(options, 'dataDir'),
    ...storeOptions(options),
    kubeconfig: textOption(options, 'kubeconfig'),
    controllers: undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
