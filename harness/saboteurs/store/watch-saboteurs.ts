import type { EtcdEvent, EtcdWatchHandle, EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { bytes, storeSaboteur, tellsWatches, text } from './store-breach.ts';

function withEvents(response: EtcdWatchResponse, events: readonly EtcdEvent[]): EtcdWatchResponse {
  return { ...response, events };
}

/** The last event of each key. */
function squashed(events: readonly EtcdEvent[]): readonly EtcdEvent[] {
  const last = new Map(events.map((event) => [text(event.kv.key), event]));
  return events.filter((event) => last.get(text(event.kv.key)) === event);
}

export const watchSaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-watch-squashes-history',
    breaks: 'ETCD-7',
    title: 'tells of the past only the last event of each key',
    breach: tellsWatches((response, reached) => {
      const events = squashed(response.events);
      if (events.length < response.events.length) reached();
      return [withEvents(response, events)];
    }),
  }),
  storeSaboteur({
    id: 'store-watch-begins-with-the-state',
    breaks: 'ETCD-7a',
    title: 'begins a watch without a start revision with the keys that are there',
    breach: (store, reached) => ({
      watch: (request, onResponse) =>
        store.watch(request, (response) => {
          onResponse(response);
          if (!response.created || (request.startRevision ?? 0) > 0) return;
          void store.range(request).then(({ kvs }) => {
            if (kvs.length === 0) return;
            reached();
            onResponse({ ...response, created: false, events: kvs.map((kv) => ({ type: 'PUT', kv })) });
          });
        }),
    }),
  }),
  storeSaboteur({
    id: 'store-watch-repeats-on-resume',
    breaks: 'ETCD-7b',
    title: 'tells the first events of a watch that is taken up again twice',
    upstream: 'etcd-io/etcd#17247: a watch was given an event twice',
    breach: (store, reached) => ({
      watch: (request, onResponse) => {
        let first = (request.startRevision ?? 0) > 0;
        return store.watch(request, (response) => {
          onResponse(response);
          if (!first || response.events.length === 0) return;
          first = false;
          reached();
          onResponse(response);
        });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-takes-keys-for-prefixes',
    breaks: 'ETCD-7c',
    title: 'takes the key of a watch for a prefix',
    breach: (store, reached) => ({
      watch: (request, onResponse) => {
        if (request.rangeEnd !== undefined) return store.watch(request, onResponse);
        reached();
        return store.watch({ ...request, rangeEnd: bytes(`${text(request.key)}\xff`) }, onResponse);
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-tears-revisions',
    breaks: 'ETCD-7d',
    title: 'sends each event in a response of its own',
    breach: tellsWatches((response, reached) => {
      if (response.events.length < 2) return [response];
      reached();
      return response.events.map((event) => withEvents(response, [event]));
    }),
  }),
  storeSaboteur({
    id: 'store-watch-dates-deletions-back',
    breaks: 'ETCD-7e',
    title: 'gives the event of a deletion the revision before it',
    breach: tellsWatches((response, reached) => [
      withEvents(
        response,
        response.events.map((event) => {
          if (event.type === 'PUT') return event;
          reached();
          return { ...event, kv: { ...event.kv, modRevision: event.kv.modRevision - 1 } };
        }),
      ),
    ]),
  }),
  storeSaboteur({
    id: 'store-watch-forgets-the-previous',
    breaks: 'ETCD-7f',
    title: 'tells no previous state although it is asked to',
    breach: tellsWatches((response, reached) => [
      withEvents(
        response,
        response.events.map(({ prevKv, ...event }) => {
          if (prevKv !== undefined) reached();
          return event;
        }),
      ),
    ]),
  }),
  storeSaboteur({
    id: 'store-watch-filters-nothing',
    breaks: 'ETCD-7g',
    title: 'delivers the events that a watch has filtered out',
    breach: (store, reached) => ({
      watch: ({ noPut, noDelete, ...request }, onResponse) => {
        if (noPut === true || noDelete === true) reached();
        return store.watch(request, onResponse);
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-skips-what-is-compacted',
    breaks: 'ETCD-7h',
    title: 'begins a watch of compacted history silently with what is left',
    breach: (store, reached) => ({
      watch: (request, onResponse) => {
        let current: EtcdWatchHandle | undefined;
        const begin = (startRevision: number | undefined): void => {
          const from = startRevision === undefined ? {} : { startRevision };
          current = store.watch({ ...request, ...from }, (response) => {
            if (response.compactRevision === 0) {
              onResponse(response);
              return;
            }
            reached();
            begin(response.compactRevision);
          });
        };
        begin(request.startRevision);
        return { requestProgress: () => current?.requestProgress(), close: () => current?.close() };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-refuses-the-compacted-revision',
    breaks: 'ETCD-7i',
    title: 'begins a watch from the compacted revision one revision late',
    breach: (store, reached) => {
      let compacted = -1;
      return {
        compact: (request) => {
          compacted = request.revision;
          return store.compact(request);
        },
        watch: (request, onResponse) => {
          if (request.startRevision !== compacted) return store.watch(request, onResponse);
          reached();
          return store.watch({ ...request, startRevision: compacted + 1 }, onResponse);
        },
      };
    },
  }),
  storeSaboteur({
    id: 'store-watch-tells-no-progress',
    breaks: 'ETCD-7j',
    title: 'does not answer a request for progress',
    breach: (store, reached) => ({
      watch: (request, onResponse) => {
        const handle = store.watch(request, onResponse);
        return {
          requestProgress: reached,
          close: () => {
            handle.close();
          },
        };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-gives-up-on-the-future',
    breaks: 'ETCD-7k',
    title: 'ends a watch from a revision still to come at once',
    upstream: 'etcd-io/etcd#4624: a watch from a future revision returned at once and empty',
    breach: (store, reached) => ({
      watch: (request, onResponse) => {
        const handle = store.watch(request, (response) => {
          const isFuture = response.created && (request.startRevision ?? 0) > response.header.revision;
          onResponse(response);
          if (!isFuture) return;
          reached();
          handle.close();
        });
        return handle;
      },
    }),
  }),
  storeSaboteur({
    id: 'store-watch-waits-for-nothing',
    breaks: 'ETCD-7l',
    title: 'leaves a watch open that can never see anything',
    breach: tellsWatches((response, reached) => {
      if (!response.created || !response.canceled) return [response];
      reached();
      return [{ ...response, canceled: false, cancelReason: '' }];
    }),
  }),
];
