import { randomInt } from 'node:crypto';
import { connectEtcd, type EtcdGrpcConnection } from '../../schemas/etcd/grpc-connection.ts';

/** Speaks to an etcd on this machine. Ids of leases are drawn here; see `EtcdGrpcOptions.newLeaseId`. */
export function connectLocalEtcd(port: number): EtcdGrpcConnection {
  return connectEtcd({
    endpoints: [`127.0.0.1:${port}`],
    newLeaseId: () => randomInt(1, 2 ** 48 - 1),
    requestTimeoutMs: 5_000,
  });
}
