import type { ChannelCredentials } from '@grpc/grpc-js';
import { connectEtcd } from '../../../schemas/etcd/grpc-connection.ts';
import type { EtcdGrpcConnection } from '../../../schemas/etcd/grpc-connection.ts';
import type { Environment } from '../../sim/environment.ts';

export interface RemoteEtcdOptions {
  /** `127.0.0.1:2379`, with or without `http://`. */
  readonly endpoints: readonly string[];
  /** Absent: plain text. */
  readonly credentials?: ChannelCredentials;
}

/** A connection to an etcd elsewhere, real or not, over gRPC. Connects at the first request. */
export function connectRemoteEtcd(environment: Environment, options: RemoteEtcdOptions): EtcdGrpcConnection {
  const random = environment.random('etcd/client-lease-ids');
  return connectEtcd({
    endpoints: options.endpoints.map((endpoint) => endpoint.replace(/^https?:\/\//, '')),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    newLeaseId: () => random.below(2 ** 48 - 1) + 1,
  });
}
