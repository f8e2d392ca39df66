import type {
  EtcdConnection,
  EtcdPutResponse,
  EtcdRangeRequest,
  EtcdRangeResponse,
} from '../../../schemas/types/etcd.ts';
import type { EtcdCluster, EtcdFaults } from '../../ports/ports.ts';
import type { Saboteur } from '../saboteur.ts';
import { forwarded } from './store-breach.ts';

/** What a breach may lean on: the honest store, and what has befallen its members in this session. */
export interface BreachSession {
  readonly cluster: EtcdCluster;
  readonly faults: EtcdFaults;
  readonly fortune: MemberFortune;
  readonly reached: () => void;
}

/** What a breach does instead of the store; what it leaves out the store does itself. */
export interface ClusterBreach {
  readonly connection?: (store: EtcdConnection, member: number) => Partial<EtcdConnection>;
  readonly faults?: Partial<EtcdFaults>;
}

export interface ClusterSabotage {
  readonly id: string;
  readonly breaks: string;
  readonly title: string;
  readonly upstream?: string;
  /** Called once per session. */
  readonly breach: (session: BreachSession) => ClusterBreach;
}

/** A saboteur whose members are those of the store but for one breach. */
export function clusterSaboteur({ breach, ...about }: ClusterSabotage): Saboteur {
  return {
    ...about,
    port: 'etcdFaults',
    wrap: (ports, reached) => {
      const { etcdCluster: cluster, etcdFaults: faults } = ports;
      if (cluster === undefined || faults === undefined) return ports;
      const fortune = new MemberFortune(cluster.size);
      const noted = notedFaults(faults, fortune);
      const { connection, faults: broken } = breach({ cluster, faults: noted, fortune, reached });
      return {
        ...ports,
        etcdCluster: {
          size: cluster.size,
          connect: async (member) => {
            const store = notedWrites(await cluster.connect(member), fortune);
            return { ...store, ...connection?.(store, member) };
          },
        },
        etcdFaults: { ...noted, ...broken },
      };
    },
  };
}

/** What the faults of a session have done to the members so far. */
export class MemberFortune {
  readonly voters: Set<number> = new Set();
  readonly learners: Set<number> = new Set();
  readonly removed: Set<number> = new Set();
  readonly strangers: Set<number> = new Set();
  /** Killed or paused, and not back. */
  readonly away: Set<number> = new Set();
  /** Were killed or paused, and came back. */
  readonly returned: Set<number> = new Set();
  groups: readonly (readonly number[])[] | undefined;
  /** Whether the network was split or cut, and is whole again. */
  healed = false;
  cut = false;
  /** The revision of the newest acknowledged write. */
  lastRevision = 0;
  writes = 0;

  constructor(size: number) {
    for (let member = 1; member <= size; member += 1) this.voters.add(member);
  }

  /** Whether the member and the voters that it reaches are a majority of `members`. */
  hasMajority(member: number, members: ReadonlySet<number> = this.voters): boolean {
    return 2 * this.reachable(member, members) > members.size;
  }

  /** How many of `members` run and are reached from there, itself included. */
  reachable(member: number, members: ReadonlySet<number> = this.voters): number {
    const side = this.groups?.find((group) => group.includes(member));
    const cutOff = this.groups !== undefined;
    const reached = [...members].filter((other) => !cutOff || side?.includes(other) === true);
    return reached.filter((other) => !this.away.has(other)).length;
  }

  get isWhole(): boolean {
    return this.away.size === 0 && this.groups === undefined && !this.cut;
  }
}

function notedWrites(store: EtcdConnection, fortune: MemberFortune): EtcdConnection {
  const note = <Answer extends { readonly header: { readonly revision: number } }>(
    answer: Answer,
  ): Answer => {
    fortune.writes += 1;
    fortune.lastRevision = Math.max(fortune.lastRevision, answer.header.revision);
    return answer;
  };
  return {
    ...forwarded(store),
    put: async (request) => note(await store.put(request)),
    txn: async (request) => note(await store.txn(request)),
  };
}

function notedFaults(faults: EtcdFaults, fortune: MemberFortune): EtcdFaults {
  const { voters, learners, removed, strangers, away, returned } = fortune;
  const leaves =
    (fault: (member: number) => Promise<void>) =>
    async (member: number): Promise<void> => {
      away.add(member);
      await fault(member);
    };
  const comesBack =
    (fault: (member: number) => Promise<void>) =>
    async (member: number): Promise<void> => {
      away.delete(member);
      returned.add(member);
      await fault(member);
    };
  const powerOff = faults.powerOff?.bind(faults);
  const disturb = faults.disturb?.bind(faults);
  return {
    status: (member) => faults.status(member),
    kill: leaves((member) => faults.kill(member)),
    pause: leaves((member) => faults.pause(member)),
    ...(powerOff === undefined ? {} : { powerOff: leaves(powerOff) }),
    ...(disturb === undefined ? {} : { disturb }),
    restart: comesBack((member) => faults.restart(member)),
    resume: comesBack((member) => faults.resume(member)),
    partition: async (groups) => {
      fortune.groups = groups;
      await faults.partition(groups);
    },
    cut: async (from, to) => {
      fortune.cut = true;
      await faults.cut(from, to);
    },
    heal: async () => {
      fortune.groups = undefined;
      fortune.cut = false;
      fortune.healed = true;
      await faults.heal();
    },
    members: (through) => faults.members(through),
    addMember: async (options) => {
      const member = await faults.addMember(options);
      (options.learner ? learners : voters).add(member);
      return member;
    },
    removeMember: async (options) => {
      await faults.removeMember(options);
      voters.delete(options.member);
      removed.add(options.member);
    },
    promoteMember: async (options) => {
      await faults.promoteMember(options);
      learners.delete(options.member);
      voters.add(options.member);
    },
    moveLeader: (options) => faults.moveLeader(options),
    startStranger: async () => {
      const member = await faults.startStranger();
      strangers.add(member);
      return member;
    },
  };
}

/** Says that a put is done although nobody has done it. */
export async function pretendedPut(store: EtcdConnection): Promise<EtcdPutResponse> {
  const { header } = await store.range({ key: Uint8Array.of(0), serializable: true });
  return { header: { ...header, revision: header.revision + 1 } };
}

/** A range without the keys that `lost` names; their count is taken off as well. */
export async function rangeWithout(
  store: EtcdConnection,
  request: EtcdRangeRequest,
  {
    lost,
    reached,
  }: { readonly lost: (entry: EtcdRangeResponse['kvs'][number]) => boolean; readonly reached: () => void },
): Promise<EtcdRangeResponse> {
  const answer = await store.range(request);
  const kvs = answer.kvs.filter((entry) => !lost(entry));
  if (kvs.length < answer.kvs.length) reached();
  return { ...answer, kvs, count: answer.count - (answer.kvs.length - kvs.length) };
}
