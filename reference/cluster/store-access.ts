import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import type { Environment } from '../sim/environment.ts';

/** A store to build an API server on. */
export interface StoreAccess {
  readonly connection: EtcdConnection;
  close(): Promise<void>;
}

/**
 * A store in this process, in memory, or a connection to the etcd named: `http://127.0.0.1:2379`, several with commas.
 * Rejects where the etcd does not answer. Loads only the code that is needed.
 */
export async function openStore(environment: Environment, etcdServers?: string): Promise<StoreAccess> {
  if (etcdServers === undefined) {
    const { createEtcdMember } = await import('../etcd/etcd-member.ts');
    const member = createEtcdMember(environment);
    return {
      connection: member.connect(),
      close: async () => {
        member.kill();
      },
    };
  }
  const endpoints = etcdServers.split(',').map((endpoint) => endpoint.trim());
  const { connectRemoteEtcd } = await import('../etcd/grpc/client.ts');
  const connection = connectRemoteEtcd(environment, { endpoints });
  try {
    await connection.range({ key: new TextEncoder().encode('/registry/health'), limit: 1 });
  } catch (error) {
    await connection.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`no etcd answers at ${endpoints.join(', ')}: ${reason}`, { cause: error });
  }
  return { connection, close: () => connection.close() };
}
