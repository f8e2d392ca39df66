import type { EtcdPutRequest, EtcdPutResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { clusterSaboteur, pretendedPut, rangeWithout } from './cluster-breach.ts';
import { refusal } from './store-breach.ts';

/** Breaches of what a member may show and of what a majority is. */
export const quorumSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'store-shows-what-is-not-committed',
    breaks: 'ETCD-9',
    title: 'shows a write from the moment it reaches a member',
    breach: ({ reached }) => ({
      connection: (store) => {
        const underWay = new Set<EtcdPutRequest>();
        return {
          put: (request): Promise<EtcdPutResponse> => {
            underWay.add(request);
            return store.put(request);
          },
          range: async (request) => {
            const answer = await store.range(request);
            if (request.serializable !== true || underWay.size === 0) return answer;
            const shown = [...underWay].at(-1);
            reached();
            return { ...answer, kvs: answer.kvs.map((kv) => ({ ...kv, value: shown?.value ?? kv.value })) };
          },
        };
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-reads-where-it-is-asked',
    breaks: 'ETCD-9a',
    title: 'answers linearizable reads from what the member has',
    upstream:
      'etcd-io/etcd#741: a member that took itself for the leader answered consistent reads with old values',
    breach: ({ reached }) => ({
      connection: (store) => ({
        range: (request) => {
          reached();
          return store.range({ ...request, serializable: true });
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-reads-old-after-a-pause',
    breaks: 'ETCD-9a',
    title: 'answers a linearizable read after a pause with what was there before it',
    upstream: 'etcd-io/etcd#20418: reads were stale after a process had been paused',
    breach: ({ fortune, faults, reached }) => {
      const before = new Map<number, number>();
      return {
        faults: {
          pause: async (member) => {
            before.set(member, fortune.lastRevision);
            await faults.pause(member);
          },
        },
        connection: (store, member) => ({
          range: (request) => {
            const revision = before.get(member);
            if (revision === undefined || !fortune.returned.has(member)) return store.range(request);
            reached();
            return store.range({ ...request, revision });
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'store-asks-others-for-every-read',
    breaks: 'ETCD-9b',
    title: 'asks a majority before it answers a serializable read',
    breach: ({ reached }) => ({
      connection: (store) => ({
        range: (request) => {
          if (request.serializable === true) reached();
          return store.range({ ...request, serializable: false });
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-needs-all-members',
    breaks: 'ETCD-10',
    title: 'stops as soon as one member is missing',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        txn: (request) => {
          if (fortune.away.size === 0) return store.txn(request);
          reached();
          return Promise.reject(refusal('UNAVAILABLE', 'a member is missing'));
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-takes-half-for-a-majority',
    breaks: 'ETCD-10a',
    title: 'acknowledges what half of an even number of members have',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          if (2 * fortune.reachable(member) !== fortune.voters.size) return store.put(request);
          reached();
          return pretendedPut(store);
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-acknowledges-what-one-member-has',
    breaks: 'ETCD-11',
    title: 'acknowledges a write that no majority has',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          if (fortune.hasMajority(member)) return store.put(request);
          reached();
          return pretendedPut(store);
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-reads-without-majority',
    breaks: 'ETCD-11a',
    title: 'answers linearizable reads from a member that is left alone',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: (request) => {
          if (fortune.hasMajority(member)) return store.range(request);
          reached();
          return store.range({ ...request, serializable: true });
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-refuses-serializable-reads-without-majority',
    breaks: 'ETCD-11b',
    title: 'refuses serializable reads while there is no majority',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: (request) => {
          if (fortune.hasMajority(member)) return store.range(request);
          reached();
          return Promise.reject(refusal('UNAVAILABLE', 'there is no leader'));
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-expires-leases-alone',
    breaks: 'ETCD-11c',
    title: 'lets a member that is left alone take away the keys of a lease',
    upstream: 'etcd-io/etcd#2660: keys with a time to live were gone after a time without a leader',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: (request) =>
          fortune.hasMajority(member)
            ? store.range(request)
            : rangeWithout(store, request, { lost: ({ lease }) => lease !== 0, reached }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-forgets-the-last-write-with-its-majority',
    breaks: 'ETCD-12',
    title: 'has lost the newest write when members come back',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        range: (request) =>
          fortune.returned.size === 0
            ? store.range(request)
            : rangeWithout(store, request, {
                lost: ({ modRevision }) => modRevision === fortune.lastRevision,
                reached,
              }),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-counts-a-revision-twice',
    breaks: 'ETCD-12a',
    title: 'gives the first write after a return the revision of the last one before it',
    upstream: 'etcd-io/etcd#13766: the revisions of members differed after one had crashed',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        put: async (request) => {
          const answer = await store.put(request);
          if (fortune.returned.size === 0) return answer;
          reached();
          return { ...answer, header: { ...answer.header, revision: answer.header.revision - 1 } };
        },
      }),
    }),
  }),
];
