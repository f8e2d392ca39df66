import type { ProposedCommand } from './command.ts';
import type { ClusterMember, MemberAlarm } from './member.ts';
import type { StoreSnapshot } from './mvcc-store.ts';
import type { AppliedRequestsState } from './applied-requests.ts';
import type { OpenPeerLink } from './peer/peer-link.ts';
import type { SafetyRules } from './raft/safety-rules.ts';
import type { MemberId } from './raft/types.ts';
import type { MemberStorage, RestoredLog } from './storage/types.ts';

/** All that the log leads to: what a snapshot holds, and a member that lags too far behind is sent. */
export interface MemberState {
  readonly store: StoreSnapshot;
  readonly members: readonly ClusterMember[];
  readonly alarms: readonly MemberAlarm[];
  readonly requests: AppliedRequestsState;
}

/** What can be set of a member; all of it may be left out. */
export interface MemberSettings {
  readonly name?: string;
  /** Shorter leases are granted this long; absent: 2, as an etcd with its default election timeout. */
  readonly minLeaseTtlSeconds?: number;
  /** Absent: ten minutes, as etcd has it. */
  readonly progressNotifyIntervalMs?: number;
  /** Absent: 128. */
  readonly maxTxnOperations?: number;
  /** Absent: 1.5 MiB. */
  readonly maxRequestBytes?: number;
  /** Absent: 100. */
  readonly heartbeatMs?: number;
  /** Absent: 1000. At least five heartbeats. */
  readonly electionMs?: number;
  /** The alarm NOSPACE is raised beyond; absent: 2 GiB; 0: never. */
  readonly quotaBytes?: number;
  /** A request that cannot be agreed on is refused after this long; absent: 5 seconds and two election timeouts. */
  readonly requestTimeoutMs?: number;
  /** Applied entries kept for members that lag behind; absent: 5,000. Who lags further is sent a snapshot. */
  readonly entriesKept?: number;
  /** The log grows by at least this much before a snapshot of the state takes its place; absent: 64 MiB. */
  readonly snapshotBytes?: number;
  readonly clientUrls?: readonly string[];
}

export type ResolvedSettings = Required<MemberSettings>;

/** What is not set is as etcd has it. Throws a `RangeError` where a setting makes no sense. */
export function resolvedSettings(settings: MemberSettings): ResolvedSettings {
  const resolved = withDefaults(settings);
  const { heartbeatMs, electionMs } = resolved;
  for (const name of ['minLeaseTtlSeconds', 'quotaBytes', 'entriesKept', 'snapshotBytes'] as const)
    mustBe(name, resolved[name], 0);
  for (const name of [
    'progressNotifyIntervalMs',
    'maxTxnOperations',
    'maxRequestBytes',
    'heartbeatMs',
    'requestTimeoutMs',
  ] as const)
    mustBe(name, resolved[name], 1);
  mustBe('electionMs', electionMs, heartbeatsPerElection * heartbeatMs);
  return resolved;
}

/** An election timeout is at least so many heartbeats long, as etcd demands it. */
export const heartbeatsPerElection = 5;

function mustBe(name: string, value: number, least: number): void {
  if (!Number.isFinite(value) || value < least)
    throw new RangeError(`the setting ${name} is a number from ${least}, not ${value}`);
}

function withDefaults(settings: MemberSettings): ResolvedSettings {
  const electionMs = settings.electionMs ?? 1000;
  return {
    name: settings.name ?? 'default',
    minLeaseTtlSeconds: settings.minLeaseTtlSeconds ?? 2,
    progressNotifyIntervalMs: settings.progressNotifyIntervalMs ?? 600_000,
    maxTxnOperations: settings.maxTxnOperations ?? 128,
    maxRequestBytes: settings.maxRequestBytes ?? 1.5 * 1024 * 1024,
    heartbeatMs: settings.heartbeatMs ?? 100,
    electionMs,
    quotaBytes: settings.quotaBytes ?? 2 * 1024 * 1024 * 1024,
    requestTimeoutMs: settings.requestTimeoutMs ?? 5000 + 2 * electionMs,
    entriesKept: settings.entriesKept ?? 5000,
    snapshotBytes: settings.snapshotBytes ?? 64 * 1024 * 1024,
    clientUrls: settings.clientUrls ?? [],
  };
}

/** What a member is put together from. */
export interface MemberParts {
  readonly clusterId: string;
  readonly memberId: MemberId;
  readonly storage: MemberStorage<ProposedCommand>;
  /** Where it begins: what its disk held, or what every first member begins with; absent: it joins, and is told all by the leader. */
  readonly restored: RestoredLog<ProposedCommand> | undefined;
  /** Alone, and the storage is volatile: answers are there at once. */
  readonly synchronous?: boolean;
  /** Goes into the ids of members that join. */
  readonly token?: string;
  /** Whom it may hear from before it knows the members; needed by who joins. */
  readonly contacts?: readonly ClusterMember[];
  /** The judgements that Raft rests on; absent: the right ones. */
  readonly rules?: SafetyRules;
  /** Absent: it is alone. */
  readonly openLink?: OpenPeerLink;
  /** Told once when the member has left for good: it was removed, or its disk failed. */
  readonly onEnd?: (why: MemberEnd) => void;
}

export type MemberEnd = { readonly kind: 'removed' } | { readonly kind: 'failed'; readonly reason: string };
