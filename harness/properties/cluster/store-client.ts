import type { HistoryStoreOperation, StoreAnswer, StoreCompare, StoreEntry } from '../../history/history.ts';
import type { StoreRecorder } from '../../history/store-recorder.ts';
import type { EtcdCluster } from '../../ports/ports.ts';
import type {
  EtcdCompare,
  EtcdConnection,
  EtcdKeyRange,
  EtcdKeyValue,
  EtcdRequestOp,
  EtcdResponseOp,
} from '../../../schemas/types/etcd.ts';
import { bytesOf } from '../store-model.ts';
import type { CaseTime } from './case-time.ts';

export type StoreRequest = HistoryStoreOperation['request'];
type PlainRequest = Extract<StoreRequest, { type: 'get' | 'put' | 'delete' }>;

export interface StoreClientOptions {
  /** Who it is in the history. */
  readonly name: string;
  readonly cluster: EtcdCluster;
  readonly time: CaseTime;
  readonly recorder: StoreRecorder;
  /** What all keys begin with in the store; the history leaves it out. */
  readonly prefix: string;
  /** After so long without an answer the client goes on; the request may happen all the same. */
  readonly patienceMs: number;
}

/** Codes that say that a request was turned down, as opposed to: nobody knows. */
const refusals: readonly string[] = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'RESOURCE_EXHAUSTED',
];

/** Sends requests to members of a store and writes down what they were answered. */
export class StoreClient {
  readonly name: string;
  readonly #options: StoreClientOptions;
  readonly #connections = new Map<number, Promise<EtcdConnection>>();

  constructor(options: StoreClientOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The answer; undefined where the request was refused or nobody knows. */
  async perform(member: number, request: StoreRequest): Promise<HistoryStoreOperation> {
    const { recorder, time, patienceMs, name: client } = this.#options;
    const at = await recorder.stamp();
    const about = { kind: 'store' as const, client, member, at, request };
    let record: HistoryStoreOperation;
    try {
      const answer = await time.within(patienceMs, this.#send(member, request));
      if (answer === undefined) record = { ...about, outcome: 'unknown' };
      else record = { ...about, end: await recorder.stamp(), outcome: 'ok', answer };
    } catch (error) {
      const code = codeOf(error);
      const outcome = refusals.includes(code) ? 'refused' : 'unknown';
      record = { ...about, end: await recorder.stamp(), outcome, code };
    }
    // A connection to a member that was down or stood still may wait before it tries again; a new one does not.
    if (record.outcome === 'unknown') this.#disconnect(member);
    recorder.add(record);
    return record;
  }

  async close(): Promise<void> {
    const open = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of open) await (await connection).close();
  }

  #disconnect(member: number): void {
    const connection = this.#connections.get(member);
    this.#connections.delete(member);
    void connection?.then((open) => open.close()).catch(() => undefined);
  }

  async #send(member: number, request: StoreRequest): Promise<StoreAnswer> {
    const connection = this.#connections.get(member) ?? this.#options.cluster.connect(member);
    this.#connections.set(member, connection);
    return answered(await connection, request, this.#options.prefix);
  }
}

/** An error without a code is one of the harness or of the adapter, and nobody's answer. */
function codeOf(error: unknown): string {
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    !error.code.startsWith('ERR_')
  )
    return error.code;
  throw error;
}

async function answered(store: EtcdConnection, request: StoreRequest, prefix: string): Promise<StoreAnswer> {
  switch (request.type) {
    case 'leaseGrant': {
      const { header, id, ttlSeconds } = await store.leaseGrant({ ttlSeconds: request.ttlSeconds ?? 0 });
      return { revision: header.revision, term: header.raftTerm, lease: id, ttlSeconds };
    }
    case 'leaseKeepAlive': {
      const { header, id, ttlSeconds } = await store.leaseKeepAlive({ id: request.lease ?? 0 });
      return { revision: header.revision, term: header.raftTerm, lease: id, ttlSeconds };
    }
    case 'leaseRevoke': {
      const { header } = await store.leaseRevoke({ id: request.lease ?? 0 });
      return { revision: header.revision, term: header.raftTerm };
    }
    case 'txn': {
      const compare = request.compare.map((asked) => compareOf(asked, prefix));
      const [success, failure] = [request.success, request.failure].map((branch) =>
        branch.map((plain) => operationOf(plain, prefix)),
      );
      const answer = await store.txn({ compare, success: success ?? [], failure: failure ?? [] });
      const responses = answer.responses.map((response) => plainAnswer(response, prefix));
      const { revision, raftTerm: term } = answer.header;
      return { revision, term, succeeded: answer.succeeded, responses };
    }
    default: {
      const { header, response } = await plainlyAnswered(store, request, prefix);
      return { revision: header.revision, term: header.raftTerm, ...plainAnswer(response, prefix) };
    }
  }
}

async function plainlyAnswered(
  store: EtcdConnection,
  request: PlainRequest,
  prefix: string,
): Promise<{
  readonly header: { readonly revision: number; readonly raftTerm: number };
  readonly response: EtcdResponseOp;
}> {
  const operation = operationOf(request, prefix);
  if ('put' in operation) {
    const put = await store.put(operation.put);
    return { header: put.header, response: { put } };
  }
  if ('deleteRange' in operation) {
    const deleteRange = await store.deleteRange(operation.deleteRange);
    return { header: deleteRange.header, response: { deleteRange } };
  }
  if (!('range' in operation)) throw new Error(`${request.type} is no request of one operation`);
  const range = await store.range(operation.range);
  return { header: range.header, response: { range } };
}

/** Keys and the ends of ranges as the store has them. */
export function storedRange(range: { key: string; rangeEnd?: string }, prefix: string): EtcdKeyRange {
  const key = bytesOf(prefix + range.key);
  return range.rangeEnd === undefined ? { key } : { key, rangeEnd: bytesOf(prefix + range.rangeEnd) };
}

function operationOf(request: PlainRequest, prefix: string): EtcdRequestOp {
  const range = storedRange(request, prefix);
  if (request.type === 'put') {
    const lease = request.lease === undefined ? {} : { lease: request.lease };
    return { put: { key: range.key, value: bytesOf(request.value), ...lease } };
  }
  if (request.type === 'delete') return { deleteRange: range };
  return { range: request.serializable === true ? { ...range, serializable: true } : range };
}

function compareOf({ key, target, is }: StoreCompare, prefix: string): EtcdCompare {
  const base = { key: bytesOf(prefix + key), result: 'EQUAL' as const };
  if (target === 'value') return { ...base, target: { value: bytesOf(String(is)) } };
  const number = Number(is);
  if (target === 'version') return { ...base, target: { version: number } };
  return { ...base, target: target === 'mod' ? { modRevision: number } : { createRevision: number } };
}

function plainAnswer(response: EtcdResponseOp, prefix: string): { kvs?: StoreEntry[]; deleted?: number } {
  if ('range' in response) return { kvs: response.range.kvs.map((entry) => shownEntry(entry, prefix)) };
  return 'deleteRange' in response ? { deleted: response.deleteRange.deleted } : {};
}

/** An entry as histories show it. */
export function shownEntry(entry: EtcdKeyValue, prefix: string): StoreEntry {
  const { createRevision: create, modRevision: mod, version, lease } = entry;
  const key = Buffer.from(entry.key).toString('latin1').slice(prefix.length);
  const value = Buffer.from(entry.value).toString('latin1');
  return { key, value, create, mod, version, ...(lease === 0 ? {} : { lease }) };
}
