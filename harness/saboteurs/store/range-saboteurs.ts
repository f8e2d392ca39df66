import type { EtcdRangeRequest } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { bytes, storeSaboteur, text } from './store-breach.ts';

function isFiltered(request: EtcdRangeRequest): boolean {
  const { minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request;
  return [minModRevision, maxModRevision, minCreateRevision, maxCreateRevision].some(
    (bound) => bound !== undefined,
  );
}

function isOpenEnd(end: Uint8Array): boolean {
  return end.length === 1 && end[0] === 0;
}

export const rangeSaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-deletes-folders',
    breaks: 'ETCD-2',
    title: 'deletes with a key everything that stands behind it and a slash',
    breach: (store, reached) => ({
      deleteRange: async (request) => {
        if (request.rangeEnd !== undefined) return store.deleteRange(request);
        reached();
        await store.deleteRange({
          key: bytes(`${text(request.key)}/`),
          rangeEnd: bytes(`${text(request.key)}0`),
        });
        return store.deleteRange(request);
      },
    }),
  }),
  storeSaboteur({
    id: 'store-range-includes-end',
    breaks: 'ETCD-2a',
    title: 'takes the end of a range for its last key',
    breach: (store, reached) => ({
      range: (request) => {
        const end = request.rangeEnd;
        if (end === undefined || isOpenEnd(end)) return store.range(request);
        reached();
        return store.range({ ...request, rangeEnd: bytes(`${text(end)}\0`) });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-takes-zero-end-literally',
    breaks: 'ETCD-2b',
    title: 'takes an end of one zero byte for a key, before which there is nothing',
    breach: (store, reached) => ({
      range: async (request) => {
        const answer = await store.range(request);
        if (request.rangeEnd === undefined || !isOpenEnd(request.rangeEnd)) return answer;
        reached();
        return { ...answer, kvs: [], count: 0, more: false };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-turns-ranges-round',
    breaks: 'ETCD-2c',
    title: 'reads a range that ends before it starts from its end to its start',
    breach: (store, reached) => ({
      range: (request) => {
        const end = request.rangeEnd;
        if (end === undefined || isOpenEnd(end) || text(end) >= text(request.key))
          return store.range(request);
        reached();
        return store.range({ ...request, key: end, rangeEnd: bytes(`${text(request.key)}\0`) });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-limits-the-count',
    breaks: 'ETCD-2d',
    title: 'counts only the keys that the limit lets through',
    breach: (store, reached) => ({
      range: async (request) => {
        const answer = await store.range(request);
        if (!answer.more) return answer;
        reached();
        return { ...answer, count: answer.kvs.length };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-ignores-keys-only',
    breaks: 'ETCD-2e',
    title: 'gives the values although only keys were asked for',
    breach: (store, reached) => ({
      range: (request) => {
        if (request.keysOnly !== true) return store.range(request);
        reached();
        return store.range({ ...request, keysOnly: false });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-sorts-upwards-only',
    breaks: 'ETCD-2f',
    title: 'sorts in rising order whatever is asked for',
    breach: (store, reached) => ({
      range: (request) => {
        if (request.sortOrder !== 'DESCEND') return store.range(request);
        reached();
        return store.range({ ...request, sortOrder: 'ASCEND' });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-filters-the-count',
    breaks: 'ETCD-2g',
    title: 'counts only the keys that pass the bounds on revisions',
    breach: (store, reached) => ({
      range: async (request) => {
        const answer = await store.range(request);
        if (!isFiltered(request)) return answer;
        reached();
        return { ...answer, count: answer.kvs.length };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-deletes-all-but-the-last',
    breaks: 'ETCD-2h',
    title: 'leaves the last key of a deleted range behind',
    breach: (store, reached) => ({
      deleteRange: async (request) => {
        const { kvs } = await store.range(request);
        const last = kvs.at(-1);
        if (last === undefined || kvs.length < 2) return store.deleteRange(request);
        reached();
        return store.deleteRange({ ...request, rangeEnd: last.key });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-takes-empty-keys',
    breaks: 'ETCD-2i',
    title: 'takes the empty key of a put for the lowest key',
    breach: (store, reached) => ({
      put: (request) => {
        if (request.key.length > 0) return store.put(request);
        reached();
        return store.put({ ...request, key: bytes('\0') });
      },
    }),
  }),
];
