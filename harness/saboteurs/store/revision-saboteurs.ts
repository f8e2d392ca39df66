import type { EtcdTxnRequest, EtcdTxnResponse, EtcdConnection } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { bytes, insteadOf, storeSaboteur, text } from './store-breach.ts';

/** Does each operation of the success branch as a transaction of its own. */
export async function doneOneByOne(store: EtcdConnection, request: EtcdTxnRequest): Promise<EtcdTxnResponse> {
  const answers: EtcdTxnResponse[] = [];
  for (const operation of request.success) {
    answers.push(await store.txn({ compare: [], success: [operation], failure: [] }));
  }
  const last = answers.at(-1) ?? (await store.txn(request));
  return { header: last.header, succeeded: true, responses: answers.flatMap((answer) => answer.responses) };
}

export const revisionSaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-skips-equal-puts',
    breaks: 'ETCD-4',
    title: 'does not write a value that is there already',
    breach: (store, reached) => ({
      put: async (request) => {
        const { kvs, header } = await store.range({ key: request.key });
        const same = kvs[0] !== undefined && text(kvs[0].value) === text(request.value);
        if (!same) return store.put(request);
        reached();
        return { header };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-counts-empty-transactions',
    breaks: 'ETCD-4a',
    title: 'tells of a transaction that wrote nothing the revision that it would have had',
    upstream: 'etcd-io/etcd#6146: the revision in the header was wrong where nothing was executed',
    breach: (store, reached) => ({
      txn: async (request) => {
        const { header } = await store.range({ key: bytes('\0') });
        const answer = await store.txn(request);
        if (answer.header.revision !== header.revision) return answer;
        reached();
        return { ...answer, header: { ...answer.header, revision: header.revision + 1 } };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-never-counts-versions',
    breaks: 'ETCD-4b',
    title: 'gives every key version 1',
    breach: (store, reached) => ({
      range: async (request) => {
        const answer = await store.range(request);
        if (answer.kvs.some((entry) => entry.version !== 1)) reached();
        return { ...answer, kvs: answer.kvs.map((entry) => ({ ...entry, version: 1 })) };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-remembers-former-lives',
    breaks: 'ETCD-4c',
    title: 'goes on counting versions where a deleted key is made again',
    breach: (store, reached) => {
      const former = new Map<string, number>();
      return {
        deleteRange: async (request) => {
          const answer = await store.deleteRange({ ...request, prevKv: true });
          for (const entry of answer.prevKvs) former.set(text(entry.key), entry.version);
          return request.prevKv === true ? answer : { ...answer, prevKvs: [] };
        },
        range: async (request) => {
          const answer = await store.range(request);
          if (answer.kvs.some((entry) => former.has(text(entry.key)))) reached();
          const version = (key: Uint8Array): number => former.get(text(key)) ?? 0;
          const kvs = answer.kvs.map((entry) => ({ ...entry, version: entry.version + version(entry.key) }));
          return { ...answer, kvs };
        },
      };
    },
  }),
  storeSaboteur({
    id: 'store-spreads-transactions',
    breaks: 'ETCD-4d',
    title: 'gives each write of a transaction a revision of its own',
    breach: (store, reached) => ({
      txn: (request) => {
        if (request.compare.length > 0 || request.success.length < 2) return store.txn(request);
        reached();
        return doneOneByOne(store, request);
      },
    }),
  }),
  storeSaboteur({
    id: 'store-tells-the-new-as-previous',
    breaks: 'ETCD-4e',
    title: 'tells as the previous state of a key the one that was just put',
    breach: (store, reached) => ({
      put: async (request) => {
        const { header } = await store.put(request);
        if (request.prevKv !== true) return { header };
        reached();
        const { kvs } = await store.range({ key: request.key });
        return kvs[0] === undefined ? { header } : { header, prevKv: kvs[0] };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-empties-kept-values',
    breaks: 'ETCD-4f',
    title: 'writes the empty value where the value is to be kept',
    breach: (store, reached) => ({
      put: (request) => {
        if (request.ignoreValue !== true) return store.put(request);
        reached();
        return store.put({ ...request, ignoreValue: false });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-makes-what-it-should-keep',
    breaks: 'ETCD-4g',
    title: 'makes the key whose value or lease was to be kept and that does not exist',
    breach: (store, reached) => ({
      put: (request) =>
        insteadOf(store.put(request), 'INVALID_ARGUMENT', () => {
          reached();
          return store.put({ key: request.key, value: request.value });
        }),
    }),
  }),
];
