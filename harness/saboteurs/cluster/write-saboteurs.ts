import type { EtcdPutRequest, EtcdTxnRequest } from '../../../schemas/types/etcd.ts';
import type { EtcdKeyValue } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';
import { text } from '../store/store-breach.ts';
import { clusterSaboteur } from '../store/cluster-breach.ts';
import { somewhere } from './cluster-moments.ts';

/** What a put replaced, so that it can be undone. */
interface Undo {
  readonly request: EtcdPutRequest;
  readonly revision: number;
  readonly before: EtcdKeyValue | undefined;
}

function hasRevisionCompare({ compare }: EtcdTxnRequest): boolean {
  return compare.some(({ target }) => 'modRevision' in target);
}

export const writeSaboteurs: readonly Saboteur[] = [
  clusterSaboteur({
    id: 'cluster-acknowledges-before-storing',
    breaks: 'ETCD-17',
    title: 'loses the last puts that a member acknowledged when the member is killed',
    upstream:
      'etcd-io/etcd#14370: a put was acknowledged before it was in the write-ahead log, and a crash lost it',
    breach: ({ cluster, faults, reached }) => {
      /** By member and key. */
      const last = new Map<number, Map<string, Undo>>();
      const undo = ({ request: { key }, revision, before }: Undo): void => {
        somewhere(cluster, async (store) => {
          const restore =
            before === undefined ? { deleteRange: { key } } : { put: { key, value: before.value } };
          const { succeeded } = await store.txn({
            compare: [{ key, result: 'EQUAL', target: { modRevision: revision } }],
            success: [restore],
            failure: [],
          });
          if (succeeded) reached();
        });
      };
      const lose = (member: number): void => {
        for (const lost of last.get(member)?.values() ?? []) undo(lost);
        last.delete(member);
      };
      return {
        faults: {
          kill: async (member) => {
            await faults.kill(member);
            lose(member);
          },
          ...(faults.powerOff === undefined
            ? {}
            : {
                powerOff: async (member) => {
                  await faults.powerOff?.(member);
                  lose(member);
                },
              }),
        },
        connection: (store, member) => ({
          put: async (request) => {
            const { prevKv: before, ...answer } = await store.put({ ...request, prevKv: true });
            const puts = last.get(member) ?? new Map<string, Undo>();
            last.set(
              member,
              puts.set(text(request.key), { request, revision: answer.header.revision, before }),
            );
            return request.prevKv === true && before !== undefined ? { ...answer, prevKv: before } : answer;
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-sends-a-put-again',
    breaks: 'ETCD-17',
    title: 'takes every tenth answer to a put for lost and sends it again',
    upstream:
      'etcd-io/etcd#14890: a client sent a write again whose answer it had not got, and it was done twice',
    breach: ({ reached }) => {
      let puts = 0;
      return {
        connection: (store) => ({
          put: async (request) => {
            const answer = await store.put(request);
            puts += 1;
            if (puts % 10 !== 0) return answer;
            reached();
            return store.put(request);
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-swaps-without-looking',
    breaks: 'ETCD-17c',
    title: 'lets every fifth compare and swap that came too late win all the same',
    breach: ({ reached }) => {
      let late = 0;
      return {
        connection: (store) => ({
          txn: async (request) => {
            const answer = await store.txn(request);
            if (answer.succeeded || !hasRevisionCompare(request)) return answer;
            late += 1;
            if (late % 5 !== 0) return answer;
            reached();
            return store.txn({ ...request, compare: [] });
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-swap-fails-and-writes',
    breaks: 'ETCD-17f',
    title: 'writes although a compare did not hold, and says that it did not',
    upstream: 'etcd-io/etcd#2843: a compare and swap failed and updated the value',
    breach: ({ reached }) => {
      let failed = 0;
      return {
        connection: (store) => ({
          txn: async (request) => {
            const answer = await store.txn(request);
            if (answer.succeeded || !hasRevisionCompare(request)) return answer;
            failed += 1;
            if (failed % 5 !== 0) return answer;
            reached();
            await store.txn({ ...request, compare: [] });
            return answer;
          },
        }),
      };
    },
  }),
  clusterSaboteur({
    id: 'cluster-refused-transaction-writes',
    breaks: 'ETCD-17f',
    title: 'does the first operation of a transaction that it refuses',
    upstream: 'etcd-io/etcd#12900: a transaction that was refused had written',
    breach: ({ reached }) => ({
      connection: (store) => ({
        txn: async (request) => {
          try {
            return await store.txn(request);
          } catch (error) {
            const [first] = request.success;
            const isRefused = error instanceof Error && 'code' in error && error.code === 'INVALID_ARGUMENT';
            if (isRefused && first !== undefined && 'put' in first) {
              reached();
              await store.put(first.put).catch(() => undefined);
            }
            throw error;
          }
        },
      }),
    }),
  }),
  clusterSaboteur({
    id: 'cluster-write-returns-after-healing',
    breaks: 'ETCD-17',
    title: 'does the last put of each key once more when a partition heals',
    upstream: 'etcd-io/etcd#14890: a write whose client had long gone on was done again later',
    breach: ({ cluster, faults, reached }) => {
      const last = new Map<string, EtcdPutRequest>();
      let isParted = false;
      return {
        faults: {
          partition: async (groups) => {
            isParted = true;
            last.clear();
            await faults.partition(groups);
          },
          heal: async () => {
            await faults.heal();
            for (const request of isParted ? last.values() : []) {
              somewhere(cluster, async (store) => {
                await store.put(request);
                reached();
              });
            }
            isParted = false;
          },
        },
        connection: (store) => ({
          put: (request) => {
            if (isParted && !last.has(text(request.key))) last.set(text(request.key), request);
            return store.put(request);
          },
        }),
      };
    },
  }),
];
