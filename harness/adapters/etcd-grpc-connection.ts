import { randomInt } from 'node:crypto';
import { connectEtcd as connect, type EtcdGrpcConnection } from '../../schemas/etcd/grpc-connection.ts';

/**
 * Speaks to an etcd over gRPC in plain text. `endpoint`: `127.0.0.1:2379` or `http://127.0.0.1:2379`. Ids of leases are
 * drawn here; see `EtcdGrpcOptions.newLeaseId`.
 */
export function connectEtcd(endpoint: string): EtcdGrpcConnection {
  return connect({
    endpoints: [endpoint.replace(/^http:\/\//, '')],
    newLeaseId: () => randomInt(1, 2 ** 48 - 1),
    requestTimeoutMs: 5_000,
  });
}
