import { readFileSync } from 'node:fs';
import type { ChannelCredentials } from '@grpc/grpc-js';
import type { EtcdGrpcConnection } from '../../schemas/etcd/grpc-connection.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { ApiServerOptions } from '../apiserver/api-server.ts';
import type { Environment } from '../sim/environment.ts';

/** A store to build an API server on. */
export interface StoreAccess {
  readonly connection: EtcdConnection;
  /** What an API server must know of this store. */
  readonly serverOptions: Pick<ApiServerOptions, 'orderedProgress' | 'watchProbeMs' | 'storePrefix'>;
  close(): Promise<void>;
}

/** Which store; as kube-apiserver's options of the same names. */
export interface StoreOptions {
  /** `http://127.0.0.1:2379`, several with commas; absent: a store of its own in memory. */
  readonly etcdServers?: string;
  /** Where everything lies in the store; absent: `/registry`. */
  readonly etcdPrefix?: string;
  /** Files, PEM: who signed the members' certificates, and the client certificate with its key. */
  readonly etcdCafile?: string;
  readonly etcdCertfile?: string;
  readonly etcdKeyfile?: string;
}

const watchProbeMs = 10_000;

/**
 * A store in this process, in memory, or a connection to the etcd cluster named, of which one member must answer. Rejects
 * where none does, or where the options cannot be used. Loads only the code that is needed.
 */
export async function openStore(environment: Environment, options: StoreOptions = {}): Promise<StoreAccess> {
  const storePrefix = checkedPrefix(options.etcdPrefix ?? '/registry');
  if (options.etcdServers !== undefined) {
    return openRemoteStore(environment, { ...options, etcdServers: options.etcdServers, storePrefix });
  }
  const useless = (['etcdCafile', 'etcdCertfile', 'etcdKeyfile'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (useless !== undefined) throw new Error(`--${dashed(useless)} needs --etcd-servers`);
  const { createEtcdMember } = await import('../etcd/etcd-member.ts');
  const member = createEtcdMember(environment);
  return {
    connection: member.connect(),
    serverOptions: { storePrefix },
    close: () => member.stop(),
  };
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function checkedPrefix(prefix: string): string {
  const trimmed = prefix.replace(/\/+$/, '');
  if (/^(?:\/[^/\s]+)+$/.test(trimmed)) return trimmed;
  throw new Error(`--etcd-prefix must be a path such as /registry, not ${JSON.stringify(prefix)}`);
}

interface RemoteOptions extends StoreOptions {
  readonly etcdServers: string;
  readonly storePrefix: string;
}

async function openRemoteStore(environment: Environment, options: RemoteOptions): Promise<StoreAccess> {
  const endpoints = options.etcdServers.split(',').map((endpoint) => endpoint.trim());
  const { connectRemoteEtcd } = await import('../etcd/grpc/client.ts');
  const { EndpointsConnection } = await import('./store-access-endpoints.ts');
  const secure = await secureCredentials(endpoints, options);
  const members = endpoints.map((endpoint) => {
    const credentials = endpoint.startsWith('https:') ? secure : undefined;
    const given = { endpoints: [endpoint.replace(/\/$/, '')] };
    return connectRemoteEtcd(environment, credentials === undefined ? given : { ...given, credentials });
  });
  const connection = new EndpointsConnection(environment, members);
  try {
    const orderedProgress = await progressIsOrdered(members);
    const serverOptions = { orderedProgress, watchProbeMs, storePrefix: options.storePrefix };
    return { connection, serverOptions, close: () => connection.close() };
  } catch (error) {
    await connection.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`no etcd answers at ${endpoints.join(', ')}: ${reason}`, { cause: error });
  }
}

/** Credentials for the endpoints that ask for TLS; undefined where none does. */
async function secureCredentials(
  endpoints: readonly string[],
  { etcdCafile, etcdCertfile, etcdKeyfile }: StoreOptions,
): Promise<ChannelCredentials | undefined> {
  for (const endpoint of endpoints) {
    if (!/^(?:https?:\/\/)?[^\s/]+:\d+\/?$/.test(endpoint))
      throw new Error(`${JSON.stringify(endpoint)} is no etcd endpoint: write http://127.0.0.1:2379`);
  }
  if ((etcdCertfile === undefined) !== (etcdKeyfile === undefined))
    throw new Error('--etcd-certfile and --etcd-keyfile must be given together');
  if (!endpoints.some((endpoint) => endpoint.startsWith('https:'))) return undefined;
  const { credentials } = await import('@grpc/grpc-js');
  const read = (name: string, file: string | undefined): Buffer | null =>
    file === undefined ? null : readOptionFile(name, file);
  return credentials.createSsl(
    read('etcd-cafile', etcdCafile),
    read('etcd-keyfile', etcdKeyfile),
    read('etcd-certfile', etcdCertfile),
  );
}

function readOptionFile(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--${name} cannot be read: ${reason}`, { cause: error });
  }
}

/** True where every member that answers is new enough; rejects where none answers. */
async function progressIsOrdered(members: readonly EtcdGrpcConnection[]): Promise<boolean> {
  const answers = await Promise.allSettled(members.map((member) => member.status()));
  const versions = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.version] : []));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (versions.length === 0 && failure !== undefined) throw failure.reason;
  return versions.every(hasOrderedProgress);
}

/**
 * Before 3.4.31 and 3.5.13 the answer to a progress request may overtake events (etcd-io/etcd#15220); kube-apiserver draws
 * the same line.
 */
export function hasOrderedProgress(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  if (major !== 3) return major > 3;
  if (minor === 4) return patch >= 31;
  if (minor === 5) return patch >= 13;
  return minor > 5;
}
