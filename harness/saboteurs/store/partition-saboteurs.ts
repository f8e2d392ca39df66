import type { EtcdPutRequest } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { clusterSaboteur, pretendedPut } from './cluster-breach.ts';
import { refusal } from './store-breach.ts';

/** Breaches of what may happen while the network is split, and after. */
export const partitionSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'store-commits-on-both-sides',
    breaks: 'ETCD-13',
    title: 'commits on the minority side of a partition as well',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          if (fortune.groups === undefined || fortune.hasMajority(member)) return store.put(request);
          reached();
          return pretendedPut(store);
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-stops-on-both-sides',
    breaks: 'ETCD-13',
    title: 'commits on no side of a partition',
    breach: ({ fortune, reached }) => ({
      connection: (store) => ({
        put: (request) => {
          if (fortune.groups === undefined) return store.put(request);
          reached();
          return Promise.reject(refusal('UNAVAILABLE', 'the network is split'));
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-keeps-what-the-minority-wrote',
    breaks: 'ETCD-13a',
    title: 'has the write of the minority side after healing',
    breach: ({ fortune, reached }) => {
      let kept: EtcdPutRequest | undefined;
      return {
        connection: (store, member) => ({
          put: (request) => {
            if (!fortune.hasMajority(member)) kept = request;
            return store.put(request);
          },
          range: async (request) => {
            const answer = await store.range(request);
            const value = kept?.value;
            if (value === undefined || !fortune.healed) return answer;
            reached();
            return { ...answer, kvs: answer.kvs.map((kv) => ({ ...kv, value })) };
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'store-leader-never-steps-down',
    breaks: 'ETCD-13b',
    title: 'lets a leader call itself one although it reaches nobody',
    breach: ({ fortune, faults, reached }) => ({
      faults: {
        status: async (member) => {
          const status = await faults.status(member);
          if (fortune.hasMajority(member)) return status;
          reached();
          return { ...status, leader: status.memberId };
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-waits-for-a-leader-that-is-not-heard',
    breaks: 'ETCD-13c',
    title: 'elects nobody while the leader still hears the others',
    breach: ({ fortune, faults, reached }) => ({
      faults: {
        status: async (member) => {
          const status = await faults.status(member);
          if (!fortune.cut) return status;
          reached();
          return { ...status, leader: '0' };
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-keeps-two-leaders',
    breaks: 'ETCD-13d',
    title: 'leaves each side its leader after healing',
    upstream: 'etcd-io/etcd#10000: two members called themselves leader at one term',
    breach: ({ fortune, faults, reached }) => {
      const alone = new Set<number>();
      return {
        faults: {
          partition: async (groups) => {
            await faults.partition(groups);
            for (const member of fortune.voters) if (!fortune.hasMajority(member)) alone.add(member);
          },
          status: async (member) => {
            const status = await faults.status(member);
            if (!fortune.healed || !alone.has(member)) return status;
            reached();
            return { ...status, leader: status.memberId };
          },
        },
      };
    },
  }),
  clusterSaboteur({
    id: 'store-members-stay-different',
    breaks: 'ETCD-13d',
    title: 'leaves a member without what it missed after healing',
    upstream: 'etcd-io/etcd#9630: a member lacked keys that the others had',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: async (request) => {
          const answer = await store.range(request);
          if (!fortune.healed || member !== 1) return answer;
          reached();
          return { ...answer, kvs: [], count: 0 };
        },
      }),
    }),
  }),
];
