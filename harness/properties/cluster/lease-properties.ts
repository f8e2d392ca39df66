import { leaseLifetimes } from '../../judges/lease-lifetimes.ts';
import type { Property } from '../property.ts';
import { findings, operationsOf, readEverything, type CaseWork, type ClusterCase } from './cluster-case.ts';
import { clusterNeeds, judgeCases } from './cluster-property.ts';
import type { Draws } from './draws.ts';
import type { StoreClient } from './store-client.ts';

const leaseRange = { key: 'lease/', rangeEnd: 'lease0' } as const;

/** The longest time to live that is asked for, and how long after it a lease may be there: see the judge. */
const longestMs = 4_000;
const overMs = 9_000;

/** Grants a lease, hangs a key on it, keeps it alive for a while, and leaves it to its end. */
async function oneLease(
  { cluster, time }: ClusterCase,
  { client, draws, key, isOver }: { client: StoreClient; draws: Draws; key: string; isOver: () => boolean },
): Promise<void> {
  const anyMember = (): number => draws.between(1, cluster.size);
  const ttlSeconds = draws.between(2, longestMs / 1000);
  const granted = await client.perform(anyMember(), { type: 'leaseGrant', ttlSeconds });
  const lease = granted.answer?.lease;
  if (lease === undefined) {
    await time.sleep(100).over;
    return;
  }
  await client.perform(anyMember(), { type: 'put', key, value: 'alive', lease });
  for (let renewals = draws.between(0, 8); renewals > 0 && !isOver(); renewals -= 1) {
    await time.sleep(draws.between(100, (ttlSeconds * 1000) / 3)).over;
    const renewed = await client.perform(anyMember(), { type: 'leaseKeepAlive', lease });
    if (renewed.answer?.ttlSeconds === 0) return;
  }
  await time.sleep(draws.between(100, 500)).over;
}

async function readLeased({ cluster, time }: ClusterCase, client: StoreClient, draws: Draws): Promise<void> {
  await client.perform(draws.between(1, cluster.size), { type: 'get', ...leaseRange });
  await time.sleep(draws.between(50, 200)).over;
}

const leaseWork: CaseWork = {
  busy: async (made, isOver) => {
    const keepers = Array.from({ length: made.plan.clients }, async (_, number) => {
      const client = made.client(`keeper-${number}`);
      const draws = made.draws(10 + number);
      for (let count = 1; !isOver(); count += 1)
        await oneLease(made, { client, draws, key: `lease/${number}.${count}`, isOver });
    });
    const watcher = made.client('watcher');
    const draws = made.draws(9);
    const looking = async (): Promise<void> => {
      while (!isOver()) await readLeased(made, watcher, draws);
    };
    await Promise.all([...keepers, looking()]);
  },
  afterwards: async (made) => {
    await made.time.sleep(longestMs + overMs).over;
    await readEverything(made, [{ type: 'get', ...leaseRange }]);
  },
};

const leasesUnderFaults: Property = {
  ...clusterNeeds,
  id: 'leases-live-their-time-under-leader-changes',
  requirements: ['ETCD-17d', 'ETCD-17e'],
  title: 'No lease ends early when the leader changes, and every lease that nobody renews ends',
  storeMembers: 3,
  minimumLoad: 10,
  run: (context) =>
    judgeCases({
      context,
      requirements: ['ETCD-17d', 'ETCD-17e'],
      name: 'leased',
      clients: 4,
      faults: { virtual: 16, real: 8 },
      virtualCases: 3,
      // No pauses: a leader that stood still may revoke leases that its successor has renewed (etcd-io/etcd#15247).
      kinds: ['kill', 'partition', 'isolateLeader', 'moveLeader'],
      work: leaseWork,
      judge: (history) => findings(history, [leaseLifetimes]),
      judged: (history) =>
        operationsOf(history).filter(
          ({ request, outcome }) => request.type === 'leaseKeepAlive' && outcome === 'ok',
        ).length,
    }),
};

export const leaseProperties: readonly Property[] = [leasesUnderFaults];
