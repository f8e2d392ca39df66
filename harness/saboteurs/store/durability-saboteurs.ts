import type { Saboteur } from '../saboteur.ts';
import { clusterSaboteur, rangeWithout } from './cluster-breach.ts';
import { insteadOf } from './store-breach.ts';

/** Breaches of what must survive. */
export const durabilitySaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'store-acknowledges-before-it-has-stored',
    breaks: 'ETCD-16',
    title: 'acknowledges a write of a single member before it is on its disk, and loses it with the process',
    upstream: 'etcd-io/etcd#14370: a single member acknowledged writes that a crash in the next moment lost',
    breach: ({ cluster, fortune, reached }) => ({
      connection: (store) => ({
        range: (request) =>
          cluster.size > 1 || fortune.returned.size === 0
            ? store.range(request)
            : rangeWithout(store, request, {
                lost: ({ modRevision }) => modRevision === fortune.lastRevision,
                reached,
              }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-loses-the-last-write-with-all-members',
    breaks: 'ETCD-16',
    title: 'loses the newest write when all members of several die',
    upstream: 'etcd-io/etcd#14143: an acknowledged write was gone after all members had been killed',
    breach: ({ cluster, fortune, reached }) => ({
      connection: (store) => ({
        range: (request) =>
          cluster.size === 1 || fortune.returned.size < cluster.size
            ? store.range(request)
            : rangeWithout(store, request, {
                lost: ({ modRevision }) => modRevision === fortune.lastRevision,
                reached,
              }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-leader-acknowledges-alone',
    breaks: 'ETCD-16a',
    title: 'loses with the leader what it has acknowledged last',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        range: (request) =>
          fortune.away.size === 0
            ? store.range(request)
            : rangeWithout(store, request, {
                lost: ({ modRevision }) => modRevision === fortune.lastRevision,
                reached,
              }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-loses-leases-with-all-members',
    breaks: 'ETCD-16b',
    title: 'knows no lease any more after a restart',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        leaseTimeToLive: async (request) => {
          const answer = await store.leaseTimeToLive(request);
          if (fortune.returned.size === 0) return answer;
          reached();
          return { ...answer, ttlSeconds: -1, grantedTtlSeconds: 0, keys: [] };
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-takes-keys-off-their-lease',
    breaks: 'ETCD-16b',
    title: 'has forgotten after a restart which keys hang on a lease',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        leaseTimeToLive: async (request) => {
          const answer = await store.leaseTimeToLive(request);
          if (fortune.returned.size === 0 || answer.keys.length === 0) return answer;
          reached();
          return { ...answer, keys: [] };
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-brings-revoked-leases-back',
    breaks: 'ETCD-16c',
    title: 'has a revoked lease again after a restart',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        leaseTimeToLive: async (request) => {
          const answer = await store.leaseTimeToLive(request);
          if (fortune.returned.size === 0 || answer.ttlSeconds >= 0) return answer;
          reached();
          return { ...answer, ttlSeconds: 60, grantedTtlSeconds: 60 };
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-keeps-only-the-newest',
    breaks: 'ETCD-16d',
    title: 'knows only the newest state after a restart',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        range: (request) => {
          if (fortune.returned.size === 0 || (request.revision ?? 0) === 0) return store.range(request);
          reached();
          return store.range({ ...request, revision: 0 });
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-forgets-a-compaction',
    breaks: 'ETCD-16e',
    title: 'answers reads below the compacted revision after a restart',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        range: (request) =>
          fortune.returned.size === 0
            ? store.range(request)
            : insteadOf(store.range(request), 'OUT_OF_RANGE', () => {
                reached();
                return store.range({ ...request, revision: 0 });
              }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-does-not-wait-for-the-disk',
    breaks: 'ETCD-16f',
    title: 'acknowledges a write before the disk has it, and loses it with the power',
    upstream: 'etcd-io/etcd#14143: an acknowledged write was gone with what disks had not been told to keep',
    breach: ({ faults, fortune, reached }) => {
      const powerOff = faults.powerOff?.bind(faults);
      let off = false;
      if (powerOff === undefined) return {};
      return {
        faults: {
          powerOff: (member) => {
            off = true;
            return powerOff(member);
          },
        },
        connection: (store) => ({
          range: (request) =>
            off
              ? rangeWithout(store, request, {
                  lost: ({ modRevision }) => modRevision === fortune.lastRevision,
                  reached,
                })
              : store.range(request),
        }),
      };
    },
  }),
];
