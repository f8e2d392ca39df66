import type {
  EtcdConnection,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { text } from '../store/store-breach.ts';
import { clusterSaboteur, type ClusterBreach } from '../store/cluster-breach.ts';

/** Changes what each watch is told; a new `change` for every watch. */
function tells(
  change: () => (response: EtcdWatchResponse, tell: (response: EtcdWatchResponse) => void) => void,
): ClusterBreach {
  return {
    connection: (store) => ({
      watch: (request, onResponse) => {
        const changed = change();
        return store.watch(request, (response) => {
          changed(response, onResponse);
        });
      },
    }),
  };
}

/** Watches of a range that was watched before begin where `from` says. */
function resumes(from: (startRevision: number) => number): ClusterBreach {
  const begun = new Set<string>();
  return {
    connection: (store: EtcdConnection) => ({
      watch: (request: EtcdWatchCreateRequest, onResponse) => {
        const range = `${text(request.key)} ${text(request.rangeEnd ?? new Uint8Array())}`;
        const isResumed = begun.has(range);
        begun.add(range);
        const startRevision = request.startRevision ?? 0;
        return store.watch(
          isResumed ? { ...request, startRevision: from(startRevision) } : request,
          onResponse,
        );
      },
    }),
  };
}

export const clusterWatchSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'cluster-watch-loses-an-event-on-resume',
    breaks: 'ETCD-17b',
    title: 'begins a watch that is taken up again one revision too late',
    upstream: 'etcd-io/etcd#17529: watches that had fallen behind lost events',
    breach: ({ reached }) =>
      resumes((revision) => {
        reached();
        return revision + 1;
      }),
  }),
  clusterSaboteur({
    id: 'cluster-watch-goes-back-on-resume',
    breaks: 'ETCD-17b',
    title: 'begins a watch that is taken up again some revisions too early',
    upstream: 'etcd-io/etcd#15271: a watch went back in time when its member had caught up from a snapshot',
    breach: ({ reached }) =>
      resumes((revision) => {
        reached();
        return Math.max(1, revision - 3);
      }),
  }),
  clusterSaboteur({
    id: 'cluster-watch-falls-silent-after-a-partition',
    breaks: 'ETCD-17b',
    title: 'tells no more to the watches of members that were cut off, although they are back',
    upstream: 'etcd-io/etcd#8411: a member that came back told its watches nothing more',
    breach: ({ faults, reached }) => {
      const silenced = new Set<number>();
      return {
        faults: {
          partition: async (groups) => {
            const largest = Math.max(...groups.map((group) => group.length));
            for (const group of groups)
              if (group.length < largest) for (const member of group) silenced.add(member);
            await faults.partition(groups);
          },
        },
        connection: (store, member) => ({
          watch: (request, onResponse) =>
            store.watch(request, (response) => {
              if (!silenced.has(member) || response.events.length === 0) onResponse(response);
              else reached();
            }),
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-watch-swaps-responses',
    breaks: 'ETCD-17b',
    title: 'holds back every tenth response and tells it after the next one',
    breach: ({ reached }) =>
      tells(() => {
        let count = 0;
        let held: EtcdWatchResponse | undefined;
        return (response, tell) => {
          count += 1;
          if (held === undefined && count % 10 === 0 && response.events.length > 0) {
            held = response;
            return;
          }
          tell(response);
          if (held === undefined || response.events.length === 0) return;
          reached();
          tell(held);
          held = undefined;
        };
      }),
  }),
  clusterSaboteur({
    id: 'cluster-watch-tells-twice',
    breaks: 'ETCD-17b',
    title: 'tells every twentieth response twice',
    upstream: 'etcd-io/etcd#17247: a watch was given an event twice',
    breach: ({ reached }) =>
      tells(() => {
        let count = 0;
        return (response, tell) => {
          tell(response);
          count += 1;
          if (count % 20 !== 0 || response.events.length === 0) return;
          reached();
          tell(response);
        };
      }),
  }),
  clusterSaboteur({
    id: 'cluster-watch-tears-transactions',
    breaks: 'ETCD-17b',
    title: 'tells the events of a transaction one by one',
    breach: ({ reached }) =>
      tells(() => (response, tell) => {
        if (response.events.length < 2) {
          tell(response);
          return;
        }
        reached();
        for (const event of response.events) tell({ ...response, events: [event] });
      }),
  }),
  clusterSaboteur({
    id: 'cluster-watch-promises-progress',
    breaks: 'ETCD-17b',
    title: 'tells as progress the revision after the last one',
    upstream: 'etcd-io/etcd#15220: progress was told before the events that it stood for',
    breach: ({ reached }) =>
      tells(() => (response, tell) => {
        const isProgress = !response.created && !response.canceled && response.events.length === 0;
        if (isProgress) reached();
        const { header } = response;
        tell(isProgress ? { ...response, header: { ...header, revision: header.revision + 1 } } : response);
      }),
  }),
];
