import type { Environment } from '../sim/environment.ts';
import { firstLog } from './first-log.ts';
import type { MemberSettings } from './member-parts.ts';
import type { EtcdMember } from './member.ts';
import { clusterIdOf, memberIdOf } from './membership.ts';
import type { StoreSnapshot } from './mvcc-store.ts';
import { RaftMember } from './raft-member.ts';
import { createVolatileStorage } from './storage/volatile-storage.ts';

export interface EtcdMemberOptions extends MemberSettings {
  /** Begin with this content instead of an empty store. Leases begin their time anew. */
  readonly snapshot?: StoreSnapshot;
}

/** A member alone, in memory. Requests are applied in the order in which they are called. */
export interface MemoryMember extends EtcdMember {
  /** The content now, to begin another member with. */
  snapshot(): StoreSnapshot;
}

/** Starts a member that has no peers and keeps nothing on a disk; it serves at once. */
export function createEtcdMember(environment: Environment, options: EtcdMemberOptions = {}): MemoryMember {
  const name = options.name ?? 'default';
  const token = environment.random(`etcd/${name}/identity`).uuid();
  const id = memberIdOf([], token, name);
  const { clientUrls = [] } = options;
  const member = new RaftMember(
    environment,
    {
      clusterId: clusterIdOf([id], token),
      memberId: id,
      token,
      storage: createVolatileStorage(),
      restored: firstLog([{ id, name, peerUrls: [], clientUrls, isLearner: false }], options.snapshot),
      synchronous: true,
    },
    options,
  );
  return Object.assign(member, { snapshot: () => member.content().store });
}
