import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'yaml';

/** What is needed to reach one API server as its administrator. PEM texts. */
export interface ClusterAccess {
  readonly server: string;
  readonly ca?: string;
  readonly insecure: boolean;
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
}

interface Named {
  readonly name: string;
}
interface ClusterEntry extends Named {
  readonly cluster: Readonly<Record<string, unknown>>;
}
interface UserEntry extends Named {
  readonly user?: Readonly<Record<string, unknown>>;
}
interface ContextEntry extends Named {
  readonly context: { readonly cluster: string; readonly user: string };
}
interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly clusters?: readonly ClusterEntry[];
  readonly users?: readonly UserEntry[];
  readonly contexts?: readonly ContextEntry[];
}

/** Where kubectl would look. */
export function defaultKubeconfigPath(): string {
  const [first] = (process.env['KUBECONFIG'] ?? '').split(':');
  return first === undefined || first === '' ? join(homedir(), '.kube', 'config') : first;
}

/**
 * Reads the access data of a context, the current one where none is named. Credential plugins (`exec`, `auth-provider`)
 * are not run: the error says so.
 */
export function readClusterAccess(path: string, contextName?: string): ClusterAccess {
  const config = readKubeconfig(path);
  const wanted = contextName ?? config['current-context'];
  const context = named(config.contexts, wanted, `context in ${path}`).context;
  const { cluster } = named(config.clusters, context.cluster, `cluster in ${path}`);
  const user = named(config.users, context.user, `user in ${path}`).user ?? {};
  for (const plugin of ['exec', 'auth-provider']) {
    if (user[plugin] !== undefined)
      throw new Error(
        `${path}: user "${context.user}" signs in by ${plugin}, which is not supported; use a token or a client certificate`,
      );
  }
  const server = text(cluster['server']);
  if (server === undefined) throw new Error(`${path}: cluster "${context.cluster}" has no server`);
  const folder = dirname(path);
  return {
    server,
    insecure: cluster['insecure-skip-tls-verify'] === true,
    ...optional('ca', pem(cluster, 'certificate-authority', folder)),
    ...optional('token', text(user['token']) ?? fileText(user['tokenFile'], folder)?.trim()),
    ...optional('certificate', pem(user, 'client-certificate', folder)),
    ...optional('key', pem(user, 'client-key', folder)),
  };
}

function readKubeconfig(path: string): Kubeconfig {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read the kubeconfig ${path}; name one with kubeconfig?path=FILE`, { cause });
  }
  const config = parse(source) as Kubeconfig | null;
  if (config === null || typeof config !== 'object') throw new Error(`${path} is not a kubeconfig`);
  return config;
}

function named<Entry extends Named>(
  entries: readonly Entry[] | undefined,
  name: string | undefined,
  what: string,
): Entry {
  const found = entries?.find((entry) => entry.name === name);
  if (found === undefined) {
    const known = (entries ?? []).map((entry) => entry.name).join(', ');
    throw new Error(`there is no ${what} named "${name ?? ''}"; known: ${known === '' ? 'none' : known}`);
  }
  return found;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fileText(value: unknown, folder: string): string | undefined {
  const path = text(value);
  return path === undefined ? undefined : readFileSync(isAbsolute(path) ? path : join(folder, path), 'utf8');
}

function pem(entry: Readonly<Record<string, unknown>>, field: string, folder: string): string | undefined {
  const data = text(entry[`${field}-data`]);
  return data === undefined ? fileText(entry[field], folder) : Buffer.from(data, 'base64').toString('utf8');
}

function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
