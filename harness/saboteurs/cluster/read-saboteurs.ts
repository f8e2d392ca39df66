import type { EtcdRangeResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { bytes } from '../store/store-breach.ts';
import { clusterSaboteur, type BreachSession, type ClusterBreach } from '../store/cluster-breach.ts';

/** The largest of the groups of a partition. */
function majorityOf(groups: readonly (readonly number[])[]): readonly number[] {
  return groups.reduce((largest, group) => (group.length > largest.length ? group : largest), []);
}

/** Changes what members answer to reads that were killed before. `undefined`: there is nothing to change. */
function fromKilledMembers(change: (answer: EtcdRangeResponse) => EtcdRangeResponse | undefined) {
  return ({ fortune, reached }: BreachSession): ClusterBreach => ({
    connection: (store, member) => ({
      range: async (request) => {
        const answer = await store.range(request);
        const wasKilled = fortune.away.has(member) || fortune.returned.has(member);
        const changed = wasKilled ? change(answer) : undefined;
        if (changed !== undefined) reached();
        return changed ?? answer;
      },
    }),
  });
}

export const readSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'cluster-deposed-leader-answers-from-memory',
    breaks: 'ETCD-17',
    title: 'answers reads at members that are cut off from the majority with the state from before',
    upstream:
      'etcd-io/etcd#741: a leader that had been deposed without knowing it answered reads from its own state',
    breach: ({ cluster, faults, reached }) => {
      let cutOff: { readonly majority: readonly number[]; readonly revision: number } | undefined;
      return {
        faults: {
          partition: async (groups) => {
            const majority = majorityOf(groups);
            const store = await cluster.connect(majority[0] ?? 1);
            const found = await store.range({ key: bytes('\0'), serializable: true }).catch(() => undefined);
            await store.close();
            if (found !== undefined) cutOff = { majority, revision: found.header.revision };
            await faults.partition(groups);
          },
          heal: async () => {
            cutOff = undefined;
            await faults.heal();
          },
        },
        connection: (store, member) => ({
          range: async (request): Promise<EtcdRangeResponse> => {
            if (cutOff === undefined || cutOff.majority.includes(member)) return store.range(request);
            const { revision, majority } = cutOff;
            reached();
            const other = await cluster.connect(majority[0] ?? 1);
            try {
              const answer = await other.range({ ...request, revision, serializable: true });
              return { ...answer, header: { ...answer.header, revision } };
            } finally {
              await other.close();
            }
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-member-reads-what-it-has',
    breaks: 'ETCD-17',
    title: 'answers every read with what the member has come to, without asking the leader',
    upstream: 'etcd-io/etcd#20418: a member that had stood still answered fresh reads with an old state',
    breach: ({ reached }) => ({
      connection: (store) => ({
        range: (request) => {
          if (request.serializable === true) return store.range(request);
          reached();
          return store.range({ ...request, serializable: true });
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'cluster-restarted-member-counts-behind',
    breaks: 'ETCD-17a',
    title: 'lets a member that was killed or stood still tell revisions that are three too low',
    upstream: 'etcd-io/etcd#13766: after a crash a member went on with a lower revision than the others',
    breach: fromKilledMembers((answer) => ({
      ...answer,
      header: { ...answer.header, revision: answer.header.revision - 3 },
    })),
  }),
  clusterSaboteur({
    id: 'cluster-restarted-member-counts-versions-anew',
    breaks: 'ETCD-17a',
    title: 'lets a member that was killed or stood still count the versions of a key one too high',
    upstream: 'etcd-io/etcd#6626: members held different states of one key at the same index of the log',
    breach: fromKilledMembers((answer) =>
      answer.kvs.length === 0
        ? undefined
        : { ...answer, kvs: answer.kvs.map((entry) => ({ ...entry, version: entry.version + 1 })) },
    ),
  }),
];
