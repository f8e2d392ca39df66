import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';
import type {
  handleBidiStreamingCall,
  handleUnaryCall,
  ServerErrorResponse,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import {
  deleteRequestFromWire,
  MalformedMessage,
  putRequestFromWire,
  putResponseToWire,
  rangeRequestFromWire,
  txnRequestFromWire,
  txnResponseToWire,
} from '../../../schemas/etcd/messages.ts';
import { etcdServices } from '../../../schemas/etcd/services.ts';
import type {
  Whole,
  WireDeleteRangeRequest,
  WireLease,
  WireLeaseTimeToLive,
  WireMember,
  WirePutRequest,
  WireRangeRequest,
  WireStatus,
  WireTxnRequest,
} from '../../../schemas/etcd/wire-types.ts';
import type { EtcdMember } from '../etcd-member.ts';
import type { MemberClient } from '../member-core.ts';
import { EtcdError } from '../refusal.ts';
import { serveWatchStream } from './watch-stream.ts';

export interface EtcdServerOptions {
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  /** Absent or 0: any free port. */
  readonly port?: number;
  /** The version that `endpoint status` shows; absent: 3.4.0, the oldest whose protocol this is. */
  readonly version?: string;
}

export interface EtcdServer {
  readonly port: number;
  readonly url: string;
  /** Ends all streams and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves a member over etcd's v3 protocol: KV, Watch, Lease, the member list and the status. Methods that are not there
 * (authentication, membership changes, snapshots) answer UNIMPLEMENTED.
 */
export async function serveEtcd(member: EtcdMember, options: EtcdServerOptions = {}): Promise<EtcdServer> {
  const server = new Server({ 'grpc.max_receive_message_length': 2 * 1024 * 1024 });
  const client = member.connect();
  const services = etcdServices();
  const host = options.host ?? '127.0.0.1';
  server.addService(services.KV, keyValueService(client));
  server.addService(services.Watch, { Watch: serveWatchStream(client) });
  server.addService(services.Lease, leaseService(client));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${options.port ?? 0}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const url = `http://${host}:${port}`;
  server.addService(services.Cluster, clusterService(member, url));
  server.addService(services.Maintenance, maintenanceService(member, options.version ?? '3.4.0'));
  return {
    port,
    url,
    close: async () => {
      await client.close();
      server.forceShutdown();
    },
  };
}

function keyValueService(client: MemberClient): UntypedServiceImplementation {
  return {
    Range: unary((request: WireRangeRequest) => client.range(rangeRequestFromWire(request))),
    Put: unary(async (request: WirePutRequest) =>
      putResponseToWire(await client.put(putRequestFromWire(request))),
    ),
    DeleteRange: unary((request: WireDeleteRangeRequest) =>
      client.deleteRange(deleteRequestFromWire(request)),
    ),
    Txn: unary(async (request: WireTxnRequest) =>
      txnResponseToWire(await client.txn(txnRequestFromWire(request))),
    ),
    Compact: unary((request: { readonly revision: Whole }) =>
      client.compact({ revision: Number(request.revision) }),
    ),
  };
}

function leaseService(client: MemberClient): UntypedServiceImplementation {
  const keepAlive: handleBidiStreamingCall<{ readonly ID: Whole }, object> = (call) => {
    call.on('data', (request: { readonly ID: Whole }) => {
      client.leaseKeepAlive({ id: leaseId(request.ID) }).then(
        ({ header, id, ttlSeconds }) => call.write({ header, ID: id, TTL: ttlSeconds }),
        (error: unknown) => call.emit('error', grpcError(error)),
      );
    });
    call.on('end', () => {
      call.end();
    });
  };
  return {
    LeaseGrant: unary(async (request: Omit<WireLease, 'header'>) => {
      const granted = await client.leaseGrant({ ttlSeconds: Number(request.TTL), id: leaseId(request.ID) });
      return { header: granted.header, ID: granted.id, TTL: granted.ttlSeconds };
    }),
    LeaseRevoke: unary((request: { readonly ID: Whole }) => client.leaseRevoke({ id: leaseId(request.ID) })),
    LeaseKeepAlive: keepAlive as handleBidiStreamingCall<unknown, unknown>,
    LeaseTimeToLive: unary(async (request: { readonly ID: Whole; readonly keys: boolean }) => {
      const lease = await client.leaseTimeToLive({ id: leaseId(request.ID), keys: request.keys });
      const { header, id, ttlSeconds, grantedTtlSeconds, keys } = lease;
      const answer: WireLeaseTimeToLive = {
        header,
        ID: id,
        TTL: ttlSeconds,
        grantedTTL: grantedTtlSeconds,
        keys,
      };
      return answer;
    }),
    LeaseLeases: unary(async () => {
      const { header } = await client.leaseTimeToLive({ id: 0 });
      return { header, leases: (await client.leaseIds()).map((id) => ({ ID: id })) };
    }),
  };
}

function clusterService(member: EtcdMember, url: string): UntypedServiceImplementation {
  return {
    MemberList: unary(async () => {
      const { name, memberId, clusterId, revision, raftTerm } = member.status();
      const members: WireMember[] = [
        { ID: memberId, name, peerURLs: [], clientURLs: [url], isLearner: false },
      ];
      return { header: { clusterId, memberId, revision, raftTerm }, members };
    }),
  };
}

function maintenanceService(member: EtcdMember, version: string): UntypedServiceImplementation {
  return {
    Status: unary(async () => {
      const { memberId, clusterId, revision, raftTerm, appliedIndex, storedBytes } = member.status();
      const answer: WireStatus = {
        header: { clusterId, memberId, revision, raftTerm },
        version,
        dbSize: storedBytes,
        dbSizeInUse: storedBytes,
        leader: memberId,
        raftIndex: appliedIndex,
        raftAppliedIndex: appliedIndex,
        raftTerm,
        errors: [],
        isLearner: false,
      };
      return answer;
    }),
  };
}

/** Lease ids are 63 bits on the wire and 53 here; an id that does not fit would silently become another. */
function leaseId(id: Whole): number {
  const number = Number(id);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new MalformedMessage(`this store takes lease ids from 0 to ${Number.MAX_SAFE_INTEGER}, not ${id}`);
}

function unary(answer: (request: never) => Promise<object>): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request as never))
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback(grpcError(error));
        },
      );
  };
}

/** Status and text of a failure as they go over the wire. */
export function grpcError(error: unknown): ServerErrorResponse {
  const metadata = new Metadata();
  if (error instanceof EtcdError) {
    return {
      name: error.name,
      message: error.message,
      code: status[error.code],
      details: error.message,
      metadata,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof MalformedMessage ? status.INVALID_ARGUMENT : status.INTERNAL;
  return { name: 'Error', message, code, details: message, metadata };
}
