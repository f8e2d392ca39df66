import { highestPort, runUntilSignal, textOption, wholeNumber, type CommandOptions } from './foreground.ts';
import { startServer, type ServerOptions } from './start-server.ts';
import type { FlagValues } from './flags/given-flags.ts';
import { serverFlags } from './server-flags.ts';
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

/** The options about the store, for every command that starts an API server. */
export function storeOptions(options: CommandOptions): Record<keyof StoreOptions, string | undefined> {
  return {
    etcdServers: textOption(options, 'etcdServers'),
    etcdPrefix: textOption(options, 'etcdPrefix'),
    etcdCafile: textOption(options, 'etcdCafile'),
    etcdCertfile: textOption(options, 'etcdCertfile'),
    etcdKeyfile: textOption(options, 'etcdKeyfile'),
  };
}

/** The options that are named as kube-apiserver names them. */
export function flagValues(options: CommandOptions): FlagValues {
  const given = serverFlags.map(({ name }) => {
    const value = options[camelCased(name)];
    // Without anything behind it an option that is true or false is true, as kube-apiserver reads it.
    return [name, value === true ? 'true' : value] as const;
  });
  // An empty text is a value: some options take one, and the others say themselves what they want.
  return Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function camelCased(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** As API servers had it before 1.20. */
const plainPort = 8080;

/** What a command line says about a server. */
export function serverOptions(options: CommandOptions): ServerOptions {
  const flags = flagValues(options);
  // Who may is of no use where everybody on this machine may come in by the plain port.
  const isGuarded =
    flags['authorization-config'] !== undefined ||
    (flags['authorization-mode'] !== undefined && flags['authorization-mode'] !== 'AlwaysAllow');
  const insecurePort = wholeNumber(options, 'insecurePort', highestPort) ?? (isGuarded ? 0 : plainPort);
  const given: Record<keyof ServerOptions, unknown> = {
    port: wholeNumber({ port: options['securePort'] ?? options['port'] }, 'port', highestPort),
    insecurePort: insecurePort === 0 ? undefined : insecurePort,
    host: undefined,
    nodes: wholeNumber(options, 'nodes', 20_000),
    dataDir: textOption(options, 'dataDir'),
    ...storeOptions(options),
    flags,
    kubernetesVersion: undefined,
    kubeconfig: textOption(options, 'kubeconfig'),
    controllers: undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
