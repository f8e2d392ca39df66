import type {
  EtcdConnection,
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdTxnRequest,
  EtcdTxnResponse,
} from '../../../schemas/types/etcd.ts';
import type { Environment } from '../../sim/environment.ts';

/** What was done to the store, and how long it took. */
export type StoreTiming = (operation: string, seconds: number) => void;

/** The same connection, whose reads and transactions are timed. */
export function timedStore(
  environment: Environment,
  store: EtcdConnection,
  record: StoreTiming,
): EtcdConnection {
  const { clock } = environment;
  const timed = async <Answer>(operation: string, work: Promise<Answer>): Promise<Answer> => {
    const startMs = clock.now();
    try {
      return await work;
    } finally {
      record(operation, (clock.now() - startMs) / 1000);
    }
  };
  return {
    range: (request: EtcdRangeRequest): Promise<EtcdRangeResponse> =>
      timed(request.rangeEnd === undefined ? 'get' : 'list', store.range(request)),
    txn: (request: EtcdTxnRequest): Promise<EtcdTxnResponse> =>
      timed(operationOf(request), store.txn(request)),
    put: (request) => store.put(request),
    deleteRange: (request) => store.deleteRange(request),
    compact: (request) => store.compact(request),
    watch: (request, onResponse) => store.watch(request, onResponse),
    leaseGrant: (request) => store.leaseGrant(request),
    leaseRevoke: (request) => store.leaseRevoke(request),
    leaseKeepAlive: (request) => store.leaseKeepAlive(request),
    leaseTimeToLive: (request) => store.leaseTimeToLive(request),
    close: () => store.close(),
  };
}

/** As upstream names what it asks of its store. */
function operationOf({ success, failure }: EtcdTxnRequest): string {
  const [first] = success;
  if (first === undefined) return 'get';
  if ('deleteRange' in first) return 'delete';
  return failure.length === 0 ? 'create' : 'update';
}
