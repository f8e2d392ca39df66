import type { Saboteur } from '../saboteur.ts';
import { bytes, insteadOf, refusal, storeSaboteur } from './store-breach.ts';

export const leaseSaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-lease-never-expires',
    breaks: 'ETCD-8',
    title: 'keeps the keys of a lease that nobody renews',
    upstream: 'etcd-io/etcd#9006: keys were not deleted when their lease expired',
    breach: (store, reached) => ({
      leaseGrant: async (request) => {
        reached();
        const answer = await store.leaseGrant({ ...request, ttlSeconds: 86_400 });
        return { ...answer, ttlSeconds: request.ttlSeconds };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-ends-early',
    breaks: 'ETCD-8a',
    title: 'lets a lease end after a third of its time',
    breach: (store, reached) => ({
      leaseGrant: async (request) => {
        const shorter = Math.floor(request.ttlSeconds / 3);
        if (shorter < 1) return store.leaseGrant(request);
        reached();
        const answer = await store.leaseGrant({ ...request, ttlSeconds: shorter });
        return { ...answer, ttlSeconds: request.ttlSeconds };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-revokes-key-by-key',
    breaks: 'ETCD-8b',
    title: 'deletes each key of a revoked lease in a revision of its own',
    breach: (store, reached) => ({
      leaseRevoke: async (request) => {
        const { keys } = await store.leaseTimeToLive({ id: request.id, keys: true });
        if (keys.length > 1) reached();
        for (const key of keys) await store.deleteRange({ key });
        return store.leaseRevoke(request);
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-keep-alive-does-nothing',
    breaks: 'ETCD-8c',
    title: 'answers a keep-alive without renewing the lease',
    breach: (store, reached) => ({
      leaseKeepAlive: async (request) => {
        const { header, id, grantedTtlSeconds } = await store.leaseTimeToLive(request);
        if (grantedTtlSeconds > 0) reached();
        return { header, id, ttlSeconds: grantedTtlSeconds };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-missing-is-none',
    breaks: 'ETCD-8d',
    title: 'takes a lease that does not exist for none',
    breach: (store, reached) => ({
      put: ({ lease, ...request }) =>
        insteadOf(store.put(lease === undefined ? request : { ...request, lease }), 'NOT_FOUND', () => {
          reached();
          return store.put(request);
        }),
    }),
  }),
  storeSaboteur({
    id: 'store-lease-is-granted-twice',
    breaks: 'ETCD-8e',
    title: 'grants the id of a lease that exists once more',
    breach: (store, reached) => ({
      leaseGrant: (request) =>
        insteadOf(store.leaseGrant(request), 'FAILED_PRECONDITION', async () => {
          reached();
          const { header } = await store.range({ key: bytes('\0') });
          return { header, id: request.id ?? 0, ttlSeconds: request.ttlSeconds };
        }),
    }),
  }),
  storeSaboteur({
    id: 'store-lease-sticks',
    breaks: 'ETCD-8f',
    title: 'leaves a key on its lease when it is put without one',
    breach: (store, reached) => ({
      put: async (request) => {
        const { kvs } = await store.range({ key: request.key });
        const hangs = (kvs[0]?.lease ?? 0) !== 0 && request.lease === undefined;
        if (!hangs) return store.put(request);
        reached();
        return store.put({ ...request, ignoreLease: true });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-hides-its-keys',
    breaks: 'ETCD-8g',
    title: 'tells no key of a lease',
    breach: (store, reached) => ({
      leaseTimeToLive: async (request) => {
        const answer = await store.leaseTimeToLive(request);
        if (answer.keys.length > 0) reached();
        return { ...answer, keys: [] };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-tells-no-time-left',
    breaks: 'ETCD-8g',
    title: 'tells half of what is left of a lease',
    breach: (store, reached) => ({
      leaseTimeToLive: async (request) => {
        const answer = await store.leaseTimeToLive(request);
        if (answer.ttlSeconds <= 0) return answer;
        reached();
        return { ...answer, ttlSeconds: Math.floor(answer.ttlSeconds / 2) };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-missing-is-an-error',
    breaks: 'ETCD-8h',
    title: 'refuses to tell the time to live of a lease that does not exist',
    breach: (store, reached) => ({
      leaseTimeToLive: async (request) => {
        const answer = await store.leaseTimeToLive(request);
        if (answer.ttlSeconds >= 0) return answer;
        reached();
        throw refusal('NOT_FOUND', 'there is no such lease');
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lease-grants-half',
    breaks: 'ETCD-8i',
    title: 'grants half the time that was asked for, and says so',
    breach: (store, reached) => ({
      leaseGrant: (request) => {
        if (request.ttlSeconds < 100) return store.leaseGrant(request);
        reached();
        return store.leaseGrant({ ...request, ttlSeconds: Math.floor(request.ttlSeconds / 2) });
      },
    }),
  }),
];
