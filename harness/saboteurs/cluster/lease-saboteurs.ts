import type { Saboteur } from '../saboteur.ts';
import { clusterSaboteur } from '../store/cluster-breach.ts';
import { onLeaderChange, somewhere } from './cluster-moments.ts';

export const clusterLeaseSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'cluster-leases-end-with-their-leader',
    breaks: 'ETCD-17d',
    title: 'ends all leases when the leader changes',
    upstream: 'etcd-io/etcd#2660: keys with a time to live were lost when a new leader was elected',
    breach: ({ cluster, faults, reached }) => {
      const leases = new Set<number>();
      return {
        faults: onLeaderChange(faults, () => {
          for (const id of leases) {
            somewhere(cluster, async (store) => {
              await store.leaseRevoke({ id });
              reached();
            });
          }
          leases.clear();
        }),
        connection: (store) => ({
          leaseGrant: async (request) => {
            const answer = await store.leaseGrant(request);
            leases.add(answer.id);
            return answer;
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-old-leader-still-counts',
    breaks: 'ETCD-17d',
    title: 'lets the time of a lease go on as the old leader counted it, whatever the new one has renewed',
    upstream:
      'etcd-io/etcd#15247: a leader that had been deposed still revoked leases that its successor had renewed',
    breach: ({ faults, reached }) => {
      let changes = 0;
      const granted = new Map<number, { readonly changes: number; readonly ttlSeconds: number }>();
      return {
        faults: onLeaderChange(faults, () => {
          changes += 1;
        }),
        connection: (store) => ({
          leaseGrant: async (request) => {
            const answer = await store.leaseGrant(request);
            granted.set(answer.id, { changes, ttlSeconds: answer.ttlSeconds });
            return answer;
          },
          leaseKeepAlive: async (request) => {
            const lease = granted.get(request.id);
            if (lease === undefined || lease.changes === changes) return store.leaseKeepAlive(request);
            const { header, ttlSeconds } = await store.leaseTimeToLive(request);
            if (ttlSeconds >= 0) reached();
            return { header, id: request.id, ttlSeconds: ttlSeconds < 0 ? 0 : lease.ttlSeconds };
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-leases-outlive-their-leader',
    breaks: 'ETCD-17e',
    title: 'never ends a lease',
    upstream: 'etcd-io/etcd#10686: a lease whose revocation had failed once was never looked at again',
    breach: ({ reached }) => ({
      connection: (store) => ({
        leaseGrant: async (request) => {
          const answer = await store.leaseGrant({ ...request, ttlSeconds: 86_400 });
          reached();
          return { ...answer, ttlSeconds: request.ttlSeconds };
        },
        leaseKeepAlive: async (request) => {
          const answer = await store.leaseKeepAlive(request);
          return { ...answer, ttlSeconds: Math.min(answer.ttlSeconds, 4) };
        },
      }),
    }),
  }),
];
