import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { etcdErrorOf } from './grpc-connection.ts';
import { etcdMethod, type EtcdServiceName } from './services.ts';
import type { Whole, WireStatus } from './wire-types.ts';

export interface EtcdClusterClientOptions {
  /** `127.0.0.1:2379`. */
  readonly endpoint: string;
  /** Absent: plain text. */
  readonly credentials?: ChannelCredentials;
  readonly requestTimeoutMs: number;
}

/** A member as the Cluster service tells it. Ids are decimal numbers of up to twenty digits. */
export interface ListedMember {
  readonly id: string;
  /** Empty until it has started for the first time. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface ServerStatus {
  readonly version: string;
  readonly clusterId: string;
  readonly memberId: string;
  /** `'0'` where it knows none. */
  readonly leader: string;
  readonly revision: number;
  readonly raftTerm: number;
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  readonly isLearner: boolean;
}

/** What administrators ask one member: the Cluster service, and status and leadership of Maintenance. Rejects as `EtcdConnection` does. */
export interface EtcdClusterClient {
  status(): Promise<ServerStatus>;
  members(): Promise<readonly ListedMember[]>;
  addMember(request: { readonly peerUrls: readonly string[]; readonly learner: boolean }): Promise<string>;
  removeMember(id: string): Promise<void>;
  promoteMember(id: string): Promise<void>;
  moveLeader(to: string): Promise<void>;
  close(): void;
}

interface WireMember {
  readonly ID: Whole;
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly isLearner: boolean;
}

export function connectEtcdCluster(options: EtcdClusterClientOptions): EtcdClusterClient {
  const client = new Client(options.endpoint, options.credentials ?? credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });

  const call = <Answer>(service: EtcdServiceName, name: string, request: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = etcdMethod(service, name);
      const deadline = Date.now() + options.requestTimeoutMs;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        { deadline },
        (error, answer) => {
          if (error !== null) reject(etcdErrorOf(error));
          else resolve(answer as Answer);
        },
      );
    });
  return {
    status: async () => statusFromWire(await call<WireStatus>('Maintenance', 'Status', {})),
    members: async () => {
      const answer = await call<{ readonly members: readonly WireMember[] }>('Cluster', 'MemberList', {});
      return answer.members.map(memberFromWire);
    },
    addMember: async ({ peerUrls, learner }) => {
      const request = { peerURLs: peerUrls, isLearner: learner };
      const { member } = await call<{ readonly member: WireMember }>('Cluster', 'MemberAdd', request);
      return String(member.ID);
    },
    removeMember: async (id) => {
      await call('Cluster', 'MemberRemove', { ID: id });
    },
    promoteMember: async (id) => {
      await call('Cluster', 'MemberPromote', { ID: id });
    },
    moveLeader: async (to) => {
      await call('Maintenance', 'MoveLeader', { targetID: to });
    },
    close: () => {
      client.close();
    },
  };
}

function memberFromWire(member: WireMember): ListedMember {
  const { name, peerURLs: peerUrls, clientURLs: clientUrls, isLearner } = member;
  return { id: String(member.ID), name, peerUrls, clientUrls, isLearner };
}

function statusFromWire(wire: WireStatus): ServerStatus {
  return {
    version: wire.version,
    clusterId: String(wire.header?.clusterId ?? 0),
    memberId: String(wire.header?.memberId ?? 0),
    leader: String(wire.leader),
    revision: Number(wire.header?.revision ?? 0),
    raftTerm: Number(wire.raftTerm),
    raftIndex: Number(wire.raftIndex),
    raftAppliedIndex: Number(wire.raftAppliedIndex),
    isLearner: wire.isLearner,
  };
}
