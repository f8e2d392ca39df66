import type { EtcdConnection, EtcdPutRequest, EtcdPutResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { clusterSaboteur, pretendedPut, type BreachSession } from './cluster-breach.ts';
import { refusal } from './store-breach.ts';

/** More writes than the logs of the members keep. */
const moreThanALog = 5_000;

/** Lets the first member do what this one may not. */
function atTheFirst({ cluster, reached }: BreachSession, request: EtcdPutRequest): Promise<EtcdPutResponse> {
  return cluster.connect(1).then(async (store: EtcdConnection) => {
    try {
      const answer = await store.put(request);
      reached();
      return answer;
    } finally {
      await store.close();
    }
  });
}

/** Breaches of how members come back, join and leave, and of what they tell of each other. */
export const memberSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'store-never-catches-up',
    breaks: 'ETCD-14',
    title: 'leaves a member that was away without the writes that it missed',
    upstream: 'etcd-io/etcd#9630: a member lacked keys that the others had',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: async (request) => {
          const answer = await store.range(request);
          if (!fortune.returned.has(member)) return answer;
          reached();
          return { ...answer, kvs: [], count: 0 };
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-never-counts-again',
    breaks: 'ETCD-14',
    title: 'does not count a member that was away, although it has caught up',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          const counted = new Set([...fortune.voters].filter((voter) => !fortune.returned.has(voter)));
          const enough = 2 * fortune.reachable(member, counted) > fortune.voters.size;
          if (enough || fortune.returned.size === 0) return store.put(request);
          reached();
          return Promise.reject(refusal('UNAVAILABLE', 'too few members'));
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-snapshot-lacks-a-key',
    breaks: 'ETCD-14a',
    title: 'sends a snapshot that lacks the last key',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        range: async (request) => {
          const answer = await store.range(request);
          if (!fortune.returned.has(member) || fortune.writes < moreThanALog) return answer;
          reached();
          return { ...answer, kvs: answer.kvs.slice(0, -1), count: Math.max(0, answer.count - 1) };
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-keeps-learners-learning',
    breaks: 'ETCD-14b',
    title: 'says that a learner is promoted and leaves it as it is',
    breach: ({ reached }) => ({
      faults: {
        promoteMember: () => {
          reached();
          return Promise.resolve();
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-counts-learners',
    breaks: 'ETCD-14c',
    title: 'takes the word of a learner for a vote',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          const having = fortune.reachable(member) + fortune.learners.size;
          if (fortune.hasMajority(member) || 2 * having <= fortune.voters.size) return store.put(request);
          reached();
          return pretendedPut(store);
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-learner-takes-writes',
    breaks: 'ETCD-14d',
    title: 'lets a learner pass writes on',
    breach: (session) => ({
      connection: (store, member) => ({
        put: (request) =>
          session.fortune.learners.has(member) ? atTheFirst(session, request) : store.put(request),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-takes-strangers-in',
    breaks: 'ETCD-15',
    title: 'lets a stranger write',
    breach: (session) => ({
      connection: (store, member) => ({
        put: (request) =>
          session.fortune.strangers.has(member) ? atTheFirst(session, request) : store.put(request),
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-lists-strangers',
    breaks: 'ETCD-15',
    title: 'takes whoever knows the addresses for a member',
    breach: ({ fortune, faults, reached }) => ({
      faults: {
        members: async (through) => {
          const members = await faults.members(through);
          if (fortune.strangers.size > 0) reached();
          const strangers = [...fortune.strangers];
          return [...members, ...strangers.map((number) => ({ number, memberId: '1', isLearner: false }))];
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-counts-removed-members',
    breaks: 'ETCD-15a',
    title: 'needs a majority of the members that there once were',
    breach: ({ fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          const once = new Set([...fortune.voters, ...fortune.removed]);
          if (fortune.hasMajority(member, once)) return store.put(request);
          reached();
          return Promise.reject(refusal('UNAVAILABLE', 'too few members'));
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-hears-removed-members',
    breaks: 'ETCD-15b',
    title: 'lets a removed member pass writes on',
    breach: (session) => ({
      connection: (store, member) => ({
        put: async (request) => {
          if (!session.fortune.removed.has(member)) return store.put(request);
          const other = [...session.fortune.voters][0] ?? member;
          const through = await session.cluster.connect(other);
          session.reached();
          return through.put(request).finally(() => through.close());
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-lists-removed-members',
    breaks: 'ETCD-15b',
    title: 'brings removed members back into the list',
    upstream: 'etcd-io/etcd#13196: members that had been removed long ago were listed again',
    breach: ({ fortune, faults, reached }) => ({
      faults: {
        members: async (through) => {
          const members = await faults.members(through);
          if (fortune.removed.size > 0) reached();
          const back = [...fortune.removed].map((number) => ({ number, memberId: '1', isLearner: false }));
          return [...members, ...back];
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-forgets-that-a-voter-was-added',
    breaks: 'ETCD-15c',
    title: 'acknowledges with a majority of the members that there were before',
    breach: ({ cluster, fortune, reached }) => ({
      connection: (store, member) => ({
        put: (request) => {
          const before = new Set([...fortune.voters].filter((voter) => voter <= cluster.size));
          if (fortune.hasMajority(member) || !fortune.hasMajority(member, before)) return store.put(request);
          reached();
          return pretendedPut(store);
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'store-hides-a-member',
    breaks: 'ETCD-19',
    title: 'leaves the last member out of the list',
    breach: ({ faults, reached }) => ({
      faults: {
        members: async (through) => {
          reached();
          return (await faults.members(through)).slice(0, -1);
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-says-that-it-leads',
    breaks: 'ETCD-19',
    title: 'lets every member call itself the leader',
    breach: ({ faults, reached }) => ({
      faults: {
        status: async (member) => {
          reached();
          const status = await faults.status(member);
          return { ...status, leader: status.memberId };
        },
      },
    }),
  }),
  clusterSaboteur({
    id: 'store-keeps-its-leader',
    breaks: 'ETCD-19a',
    title: 'says that leadership is handed over and keeps it',
    breach: ({ reached }) => ({
      faults: {
        moveLeader: () => {
          reached();
          return Promise.resolve();
        },
      },
    }),
  }),
];
