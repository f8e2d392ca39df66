import type { EtcdConnection, EtcdRangeRequest, EtcdRangeResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { bytes, insteadOf, refusal, storeSaboteur } from './store-breach.ts';

async function newestRevision(store: EtcdConnection): Promise<number> {
  return (await store.range({ key: bytes('\0') })).header.revision;
}

/** Answers a refused read of the past, or of the future, with the newest state. */
function answersRefused(which: 'past' | 'future') {
  return (store: EtcdConnection, reached: () => void): Partial<EtcdConnection> => ({
    range: (request: EtcdRangeRequest): Promise<EtcdRangeResponse> =>
      insteadOf(store.range(request), 'OUT_OF_RANGE', async () => {
        const isFuture = (request.revision ?? 0) > (await newestRevision(store));
        if (isFuture !== (which === 'future')) return store.range(request);
        reached();
        return store.range({ ...request, revision: 0 });
      }),
  });
}

export const historySaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-forgets-history',
    breaks: 'ETCD-6',
    title: 'answers a read at an old revision with the newest state',
    breach: (store, reached) => ({
      range: async (request) => {
        const asked = request.revision ?? 0;
        const answer = await store.range(request);
        if (asked === 0 || asked === answer.header.revision) return answer;
        reached();
        return store.range({ ...request, revision: 0 });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-tells-the-revision-asked-for',
    breaks: 'ETCD-6a',
    title: 'tells as the newest revision the one that was read at',
    upstream: 'etcd-io/etcd#4355: the header of a range held the revision read at, not the current one',
    breach: (store, reached) => ({
      range: async (request) => {
        const asked = request.revision ?? 0;
        const answer = await store.range(request);
        if (asked === 0 || asked === answer.header.revision) return answer;
        reached();
        return { ...answer, header: { ...answer.header, revision: asked } };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-reads-the-future',
    breaks: 'ETCD-6b',
    title: 'answers a read at a revision still to come with the newest state',
    breach: answersRefused('future'),
  }),
  storeSaboteur({
    id: 'store-reads-what-is-compacted',
    breaks: 'ETCD-6c',
    title: 'answers a read below the compacted revision with the newest state',
    breach: answersRefused('past'),
  }),
  storeSaboteur({
    id: 'store-compacts-one-too-many',
    breaks: 'ETCD-6d',
    title: 'refuses a read at the compacted revision itself',
    breach: (store, reached) => {
      let compacted = -1;
      return {
        compact: (request) => {
          compacted = request.revision;
          return store.compact(request);
        },
        range: (request) => {
          if (request.revision !== compacted) return store.range(request);
          reached();
          return Promise.reject(refusal('OUT_OF_RANGE', 'the revision is compacted'));
        },
      };
    },
  }),
  storeSaboteur({
    id: 'store-compaction-is-a-write',
    breaks: 'ETCD-6e',
    title: 'counts a compaction as a write',
    breach: (store, reached) => ({
      compact: async (request) => {
        await store.compact(request);
        reached();
        const key = bytes('\0compaction');
        await store.put({ key, value: bytes('') });
        const { header } = await store.deleteRange({ key });
        return { header };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-accepts-any-compaction',
    breaks: 'ETCD-6f',
    title: 'accepts a compaction that goes back or beyond the newest revision',
    breach: (store, reached) => ({
      compact: (request) =>
        insteadOf(store.compact(request), 'OUT_OF_RANGE', async () => {
          reached();
          const { header } = await store.range({ key: bytes('\0') });
          return { header };
        }),
    }),
  }),
];
