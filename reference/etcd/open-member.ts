import type { Disk } from '../sim/disk.ts';
import type { Environment } from '../sim/environment.ts';
import { commandCodec } from './codec/command-codec.ts';
import { snapshotCodec } from './codec/snapshot-codec.ts';
import type { ProposedCommand } from './command.ts';
import { firstLog } from './first-log.ts';
import type { MemberEnd, MemberParts, MemberSettings } from './member-parts.ts';
import type { ClusterMember } from './member.ts';
import { clusterIdOf, memberIdOf } from './membership.ts';
import type { OpenPeerLink } from './peer/peer-link.ts';
import type { MemberId } from './raft/types.ts';
import { RaftMember } from './raft-member.ts';
import { openStorage, readIdentity } from './storage/durable-storage.ts';
import type { MemberStorage, RestoredLog, StorageIdentity } from './storage/types.ts';

/** A member as the list of its peers names it. */
export interface InitialMember {
  readonly name: string;
  readonly peerUrls: readonly string[];
}

export interface OpenMemberOptions extends MemberSettings {
  readonly name: string;
  /** Where it keeps its log. What lies there decides; the options below only matter where nothing does. */
  readonly disk: Disk;
  /** All members of a new cluster, this one among them; the same at each of them. Absent: this one alone. */
  readonly initialCluster?: readonly InitialMember[];
  /** Tells clusters with the same addresses apart; absent: `etcd-cluster`. */
  readonly token?: string;
  /** Joins a cluster that knows it already: whom to hear from, and who it is there. */
  readonly joining?: {
    readonly identity: StorageIdentity;
    readonly members: readonly ClusterMember[];
  };
  /** Absent: it has no peers. Called once who the member is has been settled. */
  readonly openLink?: (identity: StorageIdentity) => OpenPeerLink;
  readonly onEnd?: (why: MemberEnd) => void;
  /** Puts other parts in the place of the ordinary ones, before the member is made of them. */
  readonly assemble?: (parts: MemberParts) => MemberParts;
}

export interface OpenedMember {
  readonly member: RaftMember;
  readonly identity: StorageIdentity;
  /** What the recovery of the disk cut off, a sentence each. */
  readonly repaired: readonly string[];
}

const defaultToken = 'etcd-cluster';
const segmentBytes = 64 * 1024 * 1024;

/**
 * Opens a member on a disk. Rejects where the disk holds another member's data, is damaged, or is in use; nothing is
 * changed there then.
 */
export async function openEtcdMember(
  environment: Environment,
  options: OpenMemberOptions,
): Promise<OpenedMember> {
  const identity = await identityOf(options);
  let onFailure: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    onFailure = reject;
  });
  failed.catch(() => undefined);
  const { storage, restored, repaired } = await openStorage<ProposedCommand>({
    disk: options.disk,
    identity,
    codec: commandCodec,
    snapshotCodec,
    environment,
    segmentBytes,
    onFailure: (error) => {
      onFailure(error);
    },
  });
  try {
    const begun = restored ?? (await Promise.race([begin(storage, identity, options), failed]));
    const { joining, openLink, onEnd, assemble } = options;
    const parts: MemberParts = {
      ...identity,
      storage,
      restored: begun,
      token: options.token ?? defaultToken,
      ...(joining === undefined ? {} : { contacts: joining.members }),
      ...(openLink === undefined ? {} : { openLink: openLink(identity) }),
      ...(onEnd === undefined ? {} : { onEnd }),
    };
    const member = new RaftMember(environment, assemble?.(parts) ?? parts, options);
    onFailure = (error): void => {
      member.halt();
      options.onEnd?.({ kind: 'failed', reason: error.message });
    };
    return { member, identity, repaired };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** What the disk says; where it is empty, what the options say. Throws where they say that this is another member's disk. */
async function identityOf(options: OpenMemberOptions): Promise<StorageIdentity> {
  const kept = await readIdentity(options.disk);
  if (kept === undefined) return newIdentity(options);
  const { initialCluster, joining } = options;
  if (initialCluster === undefined || joining !== undefined) return kept;
  const members = initialMembers(options);
  const holder = initialCluster[members.findIndex(({ id }) => id === kept.memberId)];
  if (holder !== undefined && holder.name !== options.name)
    throw new Error(
      `${options.disk.name} holds the data of member ${holder.name} (${kept.memberId}), and this is member ` +
        `${options.name}: give each member a directory of its own`,
    );
  return kept;
}

function isFounder({ memberId }: StorageIdentity, options: OpenMemberOptions): boolean {
  return initialMembers(options).some(({ id }) => id === memberId);
}

function initialMembers(options: OpenMemberOptions): readonly ClusterMember[] {
  const token = options.token ?? defaultToken;
  const cluster = options.initialCluster ?? [{ name: options.name, peerUrls: [] }];
  return cluster.map(({ name, peerUrls }) => ({
    id: memberIdOf(peerUrls, token, peerUrls.length === 0 ? name : ''),
    name: '',
    peerUrls,
    clientUrls: [],
    isLearner: false,
  }));
}

function newIdentity(options: OpenMemberOptions): StorageIdentity {
  if (options.joining !== undefined) return options.joining.identity;
  const members = initialMembers(options);
  const cluster = options.initialCluster ?? [{ name: options.name, peerUrls: [] }];
  const own = members[cluster.findIndex(({ name }) => name === options.name)];
  if (own === undefined) {
    const names = cluster.map(({ name }) => name).join(', ');
    throw new Error(`the initial cluster has no member called ${options.name}; it names ${names}`);
  }
  const ids: readonly MemberId[] = members.map(({ id }) => id);
  return { clusterId: clusterIdOf(ids, options.token ?? defaultToken), memberId: own.id };
}

/**
 * A new cluster's first position is on disk before anything else happens. Undefined for who joins one, which also he does who was
 * interrupted at it before he was told anything: the disk knows him under an id that no new cluster gives.
 */
async function begin(
  storage: MemberStorage<ProposedCommand>,
  identity: StorageIdentity,
  options: OpenMemberOptions,
): Promise<RestoredLog<ProposedCommand> | undefined> {
  if (options.joining !== undefined || !isFounder(identity, options)) return undefined;
  const first = firstLog(initialMembers(options));
  await new Promise<void>((resolve) => {
    storage.persist(
      { snapshot: first.snapshot, entries: [], hardState: first.hardState, mustSync: true },
      resolve,
    );
  });
  return first;
}
