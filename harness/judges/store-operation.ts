/** What a history says of a store, in the form in which its judges take it. */
import type {
  History,
  HistoryFault,
  HistoryStoreOperation,
  HistoryStoreWatchResponse,
  StoreEntry,
} from '../history/history.ts';

/** A request to the store and the line that tells of it. */
export interface StoreOperation {
  readonly record: HistoryStoreOperation;
  readonly line: number;
}

export type StoreRequest = HistoryStoreOperation['request'];
export type PlainRequest = Extract<StoreRequest, { type: 'get' | 'put' | 'delete' }>;

export function storeOperations({ records }: History): readonly StoreOperation[] {
  return records.flatMap(({ record, line }) => (record.kind === 'store' ? [{ record, line }] : []));
}

export function faultsOf({ records }: History): readonly HistoryFault[] {
  return records.flatMap(({ record }) => (record.kind === 'fault' ? [record] : []));
}

/** The operations that a request may do, whichever branch is chosen. */
export function plainRequests(request: StoreRequest): readonly PlainRequest[] {
  if (request.type === 'txn') return [...request.success, ...request.failure];
  return request.type === 'get' || request.type === 'put' || request.type === 'delete' ? [request] : [];
}

/** True where the request could change a key. */
export function mayWrite(request: StoreRequest): boolean {
  return plainRequests(request).some(({ type }) => type !== 'get');
}

export interface KeyRange {
  readonly key: string;
  readonly rangeEnd?: string;
}

/** Keys compare by their code units, which for the keys of histories is the order of their bytes. */
export function isInRange({ key, rangeEnd }: KeyRange, candidate: string): boolean {
  if (rangeEnd === undefined) return candidate === key;
  return candidate >= key && (rangeEnd === '\0' || candidate < rangeEnd);
}

/** A write that really happened, as somebody saw it. */
export interface SeenWrite {
  readonly key: string;
  readonly mod: number;
  readonly deleted: boolean;
  readonly value: string;
  readonly create: number;
  readonly version: number;
  /** When it had certainly happened. */
  readonly at: number;
  readonly line: number;
}

function seenEntry(entry: StoreEntry, at: number, line: number): SeenWrite {
  const { key, value, create, mod, version } = entry;
  return { key, value, create, mod, version, deleted: false, at, line };
}

function seenInAnswer({ record, line }: StoreOperation): readonly SeenWrite[] {
  const { answer, end } = record;
  if (answer === undefined || end === undefined) return [];
  const entries = [...(answer.kvs ?? []), ...(answer.responses ?? []).flatMap(({ kvs }) => kvs ?? [])];
  return entries.map((entry) => seenEntry(entry, end, line));
}

export function seenInResponse(response: HistoryStoreWatchResponse, line: number): readonly SeenWrite[] {
  return response.events.map((event) => ({
    key: event.key,
    mod: event.mod,
    deleted: event.type === 'DELETE',
    value: event.value ?? '',
    create: event.create ?? 0,
    version: event.version ?? 0,
    at: response.at,
    line,
  }));
}

/** Everything that readers and watches were shown, in the order of the history. */
export function seenWrites({ records }: History): readonly SeenWrite[] {
  return records.flatMap(({ record, line }) => {
    if (record.kind === 'store') return seenInAnswer({ record, line });
    return record.kind === 'storeWatchResponse' ? seenInResponse(record, line) : [];
  });
}

/** The operations that an answered request really did; of a transaction, those of the branch that it took. */
export function doneRequests({ request, answer }: HistoryStoreOperation): readonly PlainRequest[] {
  if (request.type !== 'txn') return plainRequests(request);
  return answer?.succeeded === true ? request.success : request.failure;
}

/** True where the answer says that something was written. */
export function hasWritten(record: HistoryStoreOperation): boolean {
  const { answer } = record;
  if (record.outcome !== 'ok' || answer === undefined) return false;
  return doneRequests(record).some((request, index) => {
    if (request.type === 'put') return true;
    if (request.type === 'get') return false;
    const deleted = record.request.type === 'txn' ? answer.responses?.[index]?.deleted : answer.deleted;
    return (deleted ?? 0) > 0;
  });
}

/** A request in a few words: `put a = x`. */
export function requestText(request: StoreRequest): string {
  switch (request.type) {
    case 'get':
      return `get ${rangeText(request)}`;
    case 'put':
      return `put ${request.key} = ${request.value}`;
    case 'delete':
      return `delete ${rangeText(request)}`;
    case 'txn': {
      const compares = request.compare.map(({ key, target, is }) => `${target} of ${key} is ${is}`);
      const branch = (requests: readonly PlainRequest[]): string => requests.map(requestText).join(', ');
      const otherwise = request.failure.length > 0 ? `, else ${branch(request.failure)}` : '';
      const condition = compares.length > 0 ? `if ${compares.join(' and ')}: ` : '';
      return `${condition}${branch(request.success)}${otherwise}`;
    }
    case 'leaseGrant':
    case 'leaseKeepAlive':
    case 'leaseRevoke':
      return `${request.type} ${request.lease ?? ''}`.trim();
  }
}

function rangeText({ key, rangeEnd }: KeyRange): string {
  return rangeEnd === undefined ? key : `[${key}, ${rangeEnd})`;
}

/** What a request was answered, in a few words. */
export function answerText({ outcome, code, request, answer }: HistoryStoreOperation): string {
  if (outcome !== 'ok' || answer === undefined) return code === undefined ? outcome : `${outcome}: ${code}`;
  const shown = (kvs: readonly StoreEntry[]): string =>
    kvs.length === 0 ? 'nothing' : kvs.map(({ key, value, mod }) => `${key} = ${value} @${mod}`).join(', ');
  const parts = [`revision ${answer.revision}`];
  if (request.type === 'get') parts.push(shown(answer.kvs ?? []));
  if (request.type === 'delete') parts.push(`${answer.deleted ?? 0} deleted`);
  if (request.type === 'txn') {
    parts.push(answer.succeeded === true ? 'succeeded' : 'not succeeded');
    for (const { kvs } of answer.responses ?? []) if (kvs !== undefined) parts.push(shown(kvs));
  }
  return parts.join(', ');
}
