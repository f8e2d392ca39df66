import type { EtcdResponseHeader } from '../../schemas/types/etcd.ts';
import type { MemberClient } from './member-core.ts';
import type { MemberId } from './raft/types.ts';

/** One member of an etcd cluster, whatever it rests on: what serves the wire needs no more than this. */
export interface EtcdMember {
  /** A connection within this process. Once the member is stopped its requests are refused with UNAVAILABLE. */
  connect(): MemberClient;
  status(): MemberStatus;
  readonly administration: MemberAdministration;
  /**
   * Ends all connections, and each watch with a cancellation. A member with a disk resolves when that is closed and its lock
   * given up.
   */
  stop(): Promise<void>;
}

export interface MemberStatus {
  readonly name: string;
  readonly clusterId: string;
  readonly memberId: MemberId;
  /** `'0'` where it knows none. */
  readonly leader: MemberId;
  readonly isLearner: boolean;
  readonly raftTerm: number;
  /** The last entry that this member knows to be committed. */
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  readonly revision: number;
  /** Bytes of keys and values that are kept, history included. */
  readonly storedBytes: number;
  /** Bytes of the newest version of each key. */
  readonly storedBytesInUse: number;
  /** What is wrong with it, for people: alarms, no leader. */
  readonly errors: readonly string[];
}

export interface ClusterMember {
  readonly id: MemberId;
  /** Empty until it has started for the first time. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export type AlarmType = 'NOSPACE' | 'CORRUPT';

export interface MemberAlarm {
  readonly memberId: MemberId;
  readonly alarm: AlarmType;
}

interface Headed {
  readonly header: EtcdResponseHeader;
}

export interface MembersAnswer extends Headed {
  /** In order of their ids. */
  readonly members: readonly ClusterMember[];
}

/** What the Cluster and Maintenance services ask for. Refusals are `EtcdError`s with etcd's codes and words. */
export interface MemberAdministration {
  /** `linearizable`: as agreed by a majority now; otherwise as this member knows it. */
  members(options: { readonly linearizable: boolean }): Promise<MembersAnswer>;
  addMember(request: {
    readonly peerUrls: readonly string[];
    readonly learner: boolean;
  }): Promise<MembersAnswer & { readonly member: ClusterMember }>;
  removeMember(id: MemberId): Promise<MembersAnswer>;
  updateMember(id: MemberId, peerUrls: readonly string[]): Promise<MembersAnswer>;
  promoteMember(id: MemberId): Promise<MembersAnswer>;
  /** Only the leader can; resolves when the other leads. */
  moveLeader(to: MemberId): Promise<Headed>;
  alarms(request: {
    readonly action: 'GET' | 'ACTIVATE' | 'DEACTIVATE';
    /** `'0'`: every member. */
    readonly memberId: MemberId;
    /** Absent: every kind. */
    readonly alarm?: AlarmType;
  }): Promise<Headed & { readonly alarms: readonly MemberAlarm[] }>;
  /** Gives room back to the disk; requests wait meanwhile. */
  defragment(): Promise<Headed>;
  /** Over everything that is kept. Equal at members that hold the same. */
  hash(): Promise<Headed & { readonly hash: number }>;
  /** Over every version up to `revision` (0: the newest) that is not compacted. Equal at all members, whenever they are asked. */
  hashKeys(
    revision: number,
  ): Promise<
    Headed & { readonly hash: number; readonly compactRevision: number; readonly hashRevision: number }
  >;
  /** The whole state at one revision, in chunks, to begin a member with; `bytes` is known once the iteration has ended. */
  snapshot(): AsyncIterable<Uint8Array>;
}
