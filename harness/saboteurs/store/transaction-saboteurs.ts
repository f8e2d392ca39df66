import type { EtcdCompare, EtcdRequestOp } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { doneOneByOne } from './revision-saboteurs.ts';
import { insteadOf, refusal, storeSaboteur } from './store-breach.ts';

function isZeroEqual(compare: EtcdCompare): boolean {
  return compare.result === 'EQUAL' && Object.values(compare.target).includes(0);
}

function isRead(operation: EtcdRequestOp): boolean {
  return 'range' in operation;
}

export const transactionSaboteurs: readonly Saboteur[] = [
  storeSaboteur({
    id: 'store-swaps-without-comparing',
    breaks: 'ETCD-5',
    title: 'takes every compare of a mod revision for true',
    breach: (store, reached) => ({
      txn: (request) => {
        const compare = request.compare.filter(({ target }) => !('modRevision' in target));
        if (compare.length < request.compare.length) reached();
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-does-both-branches',
    breaks: 'ETCD-5a',
    title: 'does the failure operations after the success operations',
    breach: (store, reached) => ({
      txn: async (request) => {
        const answer = await store.txn(request);
        if (!answer.succeeded || request.failure.length === 0) return answer;
        reached();
        await store.txn({ compare: [], success: request.failure, failure: [] });
        return answer;
      },
    }),
  }),
  storeSaboteur({
    id: 'store-takes-less-for-equal',
    breaks: 'ETCD-5b',
    title: 'takes the compare less for equal',
    breach: (store, reached) => ({
      txn: (request) => {
        if (request.compare.some(({ result }) => result === 'LESS')) reached();
        const compare = request.compare.map((each) =>
          each.result === 'LESS' ? { ...each, result: 'EQUAL' as const } : each,
        );
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-takes-every-value-for-equal',
    breaks: 'ETCD-5b',
    title: 'takes every value for the one that is compared',
    breach: (store, reached) => ({
      txn: (request) => {
        const compare = request.compare.filter(
          ({ target, result }) => !('value' in target && result === 'EQUAL'),
        );
        if (compare.length < request.compare.length) reached();
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-lets-empty-ranges-hold',
    breaks: 'ETCD-5d',
    title: 'lets every compare over a range without keys hold',
    breach: (store, reached) => ({
      txn: async (request) => {
        const compare: EtcdCompare[] = [];
        for (const each of request.compare) {
          const { key, rangeEnd } = each;
          const { count } = await store.range(rangeEnd === undefined ? { key } : { key, rangeEnd });
          if (rangeEnd === undefined || count > 0) compare.push(each);
          else reached();
        }
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-fails-compares-of-missing-keys',
    breaks: 'ETCD-5c',
    title: 'lets no compare hold for a key that does not exist',
    breach: (store, reached) => ({
      txn: (request) => {
        if (request.compare.some(isZeroEqual)) reached();
        const compare = request.compare.map((each) =>
          isZeroEqual(each) ? { ...each, result: 'NOT_EQUAL' as const } : each,
        );
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-compares-the-last-of-a-range',
    breaks: 'ETCD-5d',
    title: 'looks only at the last key of a range that is compared',
    breach: (store, reached) => ({
      txn: async (request) => {
        const compare: EtcdCompare[] = [];
        for (const { rangeEnd, ...each } of request.compare) {
          if (rangeEnd !== undefined) reached();
          const { kvs } = await store.range(
            rangeEnd === undefined ? { key: each.key } : { key: each.key, rangeEnd },
          );
          compare.push({ ...each, key: kvs.at(-1)?.key ?? each.key });
        }
        return store.txn({ ...request, compare });
      },
    }),
  }),
  storeSaboteur({
    id: 'store-reads-first',
    breaks: 'ETCD-5e',
    title: 'does the reads of a transaction before its writes',
    breach: (store, reached) => ({
      txn: async (request) => {
        const order = request.success
          .map((operation, at) => ({ operation, at }))
          .sort((left, right) => Number(isRead(right.operation)) - Number(isRead(left.operation)));
        if (order.some(({ at }, index) => at !== index)) reached();
        const answer = await store.txn({ ...request, success: order.map(({ operation }) => operation) });
        if (!answer.succeeded) return answer;
        const responses = request.success.flatMap((_, at) => {
          const response = answer.responses[order.findIndex((each) => each.at === at)];
          return response === undefined ? [] : [response];
        });
        return { ...answer, responses };
      },
    }),
  }),
  storeSaboteur({
    id: 'store-writes-keys-twice',
    breaks: 'ETCD-5f',
    title: 'does a transaction that writes a key twice',
    breach: (store, reached) => ({
      txn: (request) =>
        insteadOf(store.txn(request), 'INVALID_ARGUMENT', () => {
          reached();
          return doneOneByOne(store, request);
        }),
    }),
  }),
  storeSaboteur({
    id: 'store-leaves-half-transactions',
    breaks: 'ETCD-5g',
    title: 'refuses a transaction but leaves what it had done of it',
    breach: (store, reached) => ({
      txn: (request) =>
        insteadOf(store.txn(request), 'NOT_FOUND', async () => {
          reached();
          await doneOneByOne(store, request);
          throw refusal('NOT_FOUND', 'an operation cannot be done');
        }),
    }),
  }),
  storeSaboteur({
    id: 'store-compares-inside-with-itself',
    breaks: 'ETCD-5h',
    title: 'judges the compares of a nested transaction after the operations before it',
    breach: (store, reached) => ({
      txn: (request) => {
        const nests = request.success.some((operation) => 'txn' in operation);
        if (!nests || request.success.length < 2 || request.compare.length > 0) return store.txn(request);
        reached();
        return doneOneByOne(store, request);
      },
    }),
  }),
];
