import { parseObjects } from '../world/matcher.ts';
import type {
  Bytes,
  EtcdCompare,
  EtcdConnection,
  EtcdEvent,
  EtcdKeyRange,
  EtcdKeyValue,
  EtcdRequestOp,
  EtcdResponseHeader,
  EtcdResponseOp,
  EtcdTxnRequest,
} from '../../schemas/types/etcd.ts';

/**
 * Between the messages as features write them and as the port has them. In features keys and values are texts, one
 * character per byte, and `revision` stands beside the fields of an answer, with its neighbours `previousRevision`,
 * `nextRevision` and `secondNextRevision`, so that a scenario can say "one more" without counting.
 */
export type StoreVerb =
  | 'put'
  | 'range'
  | 'delete range'
  | 'txn'
  | 'compaction'
  | 'lease grant'
  | 'lease revoke'
  | 'lease keep-alive'
  | 'lease time-to-live';

export const storeVerbs: readonly StoreVerb[] = [
  'put',
  'range',
  'delete range',
  'txn',
  'compaction',
  'lease grant',
  'lease revoke',
  'lease keep-alive',
  'lease time-to-live',
];

type Plain = Readonly<Record<string, unknown>>;

export function bytesOf(text: unknown): Bytes {
  return Uint8Array.from(Buffer.from(String(text), 'latin1'));
}

export function textOf(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Keys and values of a request as bytes; the rest as it is written. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- what a feature writes is not checked, only named
export function requestOf<Request>(written: unknown): Request {
  const { key, rangeEnd, value, ...rest } = written as Plain;
  const bytes = { key, rangeEnd, value };
  const given = Object.entries(bytes).filter(([, text]) => text !== undefined);
  return { ...rest, ...Object.fromEntries(given.map(([field, text]) => [field, bytesOf(text)])) } as Request;
}

function putOf(written: unknown): Parameters<EtcdConnection['put']>[0] {
  return requestOf({ value: '', ...(written as Plain) });
}

function compareOf(written: unknown): EtcdCompare {
  const { target, ...rest } = written as Plain;
  const { value } = target as Plain;
  const range = requestOf<EtcdKeyRange & Pick<EtcdCompare, 'result'>>(rest);
  return {
    ...range,
    target: (value === undefined ? target : { value: bytesOf(value) }) as EtcdCompare['target'],
  };
}

function operationOf(written: unknown): EtcdRequestOp {
  const { range, put, deleteRange, txn } = written as Plain;
  if (range !== undefined) return { range: requestOf(range) };
  if (put !== undefined) return { put: putOf(put) };
  if (deleteRange !== undefined) return { deleteRange: requestOf(deleteRange) };
  return { txn: txnOf(txn) };
}

function txnOf(written: unknown): EtcdTxnRequest {
  const { compare = [], success = [], failure = [] } = written as Record<string, unknown[]>;
  return {
    compare: compare.map(compareOf),
    success: success.map(operationOf),
    failure: failure.map(operationOf),
  };
}

/** Sends one request and gives its answer as features see it. Rejects as the connection does. */
export async function sendTo(store: EtcdConnection, verb: StoreVerb, written: unknown): Promise<Plain> {
  switch (verb) {
    case 'put':
      return shown(await store.put(putOf(written)));
    case 'range':
      return shown(await store.range(requestOf(written)));
    case 'delete range':
      return shown(await store.deleteRange(requestOf(written)));
    case 'txn':
      return shown(await store.txn(txnOf(written)));
    case 'compaction':
      return shown(await store.compact(requestOf(written)));
    case 'lease grant':
      return shown(await store.leaseGrant(requestOf(written)));
    case 'lease revoke':
      return shown(await store.leaseRevoke(requestOf(written)));
    case 'lease keep-alive':
      return shown(await store.leaseKeepAlive(requestOf(written)));
    case 'lease time-to-live':
      return shown(await store.leaseTimeToLive(requestOf(written)));
  }
}

export interface WrittenRequest {
  readonly verb: StoreVerb;
  readonly written: unknown;
}

/** Documents such as `put: {key: a, value: b}`, one request each. */
export function writtenRequests(text: string): readonly WrittenRequest[] {
  return parseObjects(text).map((document) => {
    const [verb, written] = Object.entries(document as Plain)[0] ?? [];
    if (!storeVerbs.includes(verb as StoreVerb)) {
      throw new Error(`"${String(verb)}" is not a request to a store; there are ${storeVerbs.join(', ')}`);
    }
    return { verb: verb as StoreVerb, written };
  });
}

export function shownKeyValue(entry: EtcdKeyValue): Plain {
  return { ...entry, key: textOf(entry.key), value: textOf(entry.value) };
}

/** One event as features see it: its type and the fields of its key, and the previous value where it is told. */
export function shownEvent(event: EtcdEvent): Plain {
  const previous = event.prevKv === undefined ? {} : { prevKv: shownKeyValue(event.prevKv) };
  return { type: event.type, ...shownKeyValue(event.kv), ...previous };
}

interface Answer {
  readonly header: EtcdResponseHeader;
  readonly kvs?: readonly EtcdKeyValue[];
  readonly prevKv?: EtcdKeyValue;
  readonly prevKvs?: readonly EtcdKeyValue[];
  readonly responses?: readonly EtcdResponseOp[];
  readonly keys?: readonly Bytes[];
}

function shown(answer: Answer): Plain {
  const { header, kvs, prevKv, prevKvs, responses, keys, ...rest } = answer;
  const { revision } = header;
  return {
    ...rest,
    revision,
    previousRevision: revision - 1,
    nextRevision: revision + 1,
    secondNextRevision: revision + 2,
    ...(kvs === undefined ? {} : { kvs: kvs.map(shownKeyValue) }),
    ...(prevKv === undefined ? {} : { prevKv: shownKeyValue(prevKv) }),
    ...(prevKvs === undefined ? {} : { prevKvs: prevKvs.map(shownKeyValue) }),
    ...(responses === undefined ? {} : { responses: responses.map(shownOperation) }),
    ...(keys === undefined ? {} : { keys: keys.map(textOf) }),
  };
}

function shownOperation(response: EtcdResponseOp): Plain {
  return Object.fromEntries(
    Object.entries(response).map(([kind, answer]) => [kind, shown(answer as Answer)]),
  );
}
