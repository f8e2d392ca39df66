import type { Bytes, EtcdConnection, EtcdErrorCode, EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import type { Saboteur } from '../saboteur.ts';

/** What a breach does instead of the store, method by method; what it leaves out the store does itself. */
export type StoreBreach = (store: EtcdConnection, reached: () => void) => Partial<EtcdConnection>;

export interface StoreSabotage {
  readonly id: string;
  readonly breaks: string;
  readonly title: string;
  readonly upstream?: string;
  readonly breach: StoreBreach;
}

/** A saboteur whose connections to every member are those of the store but for one breach. */
export function storeSaboteur({ breach, ...about }: StoreSabotage): Saboteur {
  return {
    ...about,
    port: 'etcdCluster',
    wrap: (ports, reached) => {
      const cluster = ports.etcdCluster;
      if (cluster === undefined) return ports;
      return {
        ...ports,
        etcdCluster: {
          size: cluster.size,
          connect: async (member) => {
            const store = await cluster.connect(member);
            return { ...forwarded(store), ...breach(store, reached) };
          },
        },
      };
    },
  };
}

/** A connection that does what the store does; saboteurs replace some of it. */
export function forwarded(store: EtcdConnection): EtcdConnection {
  return {
    range: (request) => store.range(request),
    put: (request) => store.put(request),
    deleteRange: (request) => store.deleteRange(request),
    txn: (request) => store.txn(request),
    compact: (request) => store.compact(request),
    watch: (request, onResponse) => store.watch(request, onResponse),
    leaseGrant: (request) => store.leaseGrant(request),
    leaseRevoke: (request) => store.leaseRevoke(request),
    leaseKeepAlive: (request) => store.leaseKeepAlive(request),
    leaseTimeToLive: (request) => store.leaseTimeToLive(request),
    close: () => store.close(),
  };
}

/** Changes what watches are told; undefined: nothing is told instead. */
export function tellsWatches(
  change: (response: EtcdWatchResponse, reached: () => void) => readonly EtcdWatchResponse[],
): StoreBreach {
  return (store, reached) => ({
    watch: (request, onResponse) =>
      store.watch(request, (response) => {
        for (const told of change(response, reached)) onResponse(told);
      }),
  });
}

/** A refusal such as a store gives. */
export function refusal(code: EtcdErrorCode, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** What `otherwise` gives where the request is refused with this code; other refusals stay. */
export async function insteadOf<Answer>(
  request: Promise<Answer>,
  code: EtcdErrorCode,
  otherwise: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== code) throw error;
    return otherwise();
  }
}

export function bytes(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function text(key: Bytes): string {
  return Buffer.from(key).toString('latin1');
}
