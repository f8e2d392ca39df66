import type {
  Bytes,
  EtcdCompare,
  EtcdDeleteRangeRequest,
  EtcdDeleteRangeResponse,
  EtcdEvent,
  EtcdKeyRange,
  EtcdKeyValue,
  EtcdLeaseTimeToLiveResponse,
  EtcdPutRequest,
  EtcdPutResponse,
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdRequestOp,
  EtcdResponseHeader,
  EtcdResponseOp,
  EtcdTxnRequest,
  EtcdTxnResponse,
  EtcdWatchCreateRequest,
  EtcdWatchResponse,
} from '../types/etcd.ts';
import { MalformedMessage } from './malformed-message.ts';
import type {
  Whole,
  WireCompare,
  WireDeleteRangeRequest,
  WireDeleteRangeResponse,
  WireEvent,
  WireHeader,
  WireKeyValue,
  WireLease,
  WireLeaseTimeToLive,
  WirePutRequest,
  WirePutResponse,
  WireRangeRequest,
  WireRangeResponse,
  WireRequestOp,
  WireResponseOp,
  WireTxnRequest,
  WireTxnResponse,
  WireWatchCreateRequest,
  WireWatchResponse,
} from './wire-types.ts';

/**
 * Between the messages as they travel and the plain values of `schemas/types/etcd.ts`, both ways. A lease id above 2^53
 * loses its last digits on the way in: clients that want to use a lease choose its id themselves.
 */
const noBytes: Bytes = new Uint8Array(0);

export function headerFromWire(header: WireHeader | null): EtcdResponseHeader {
  if (header === null) return { clusterId: '0', memberId: '0', revision: 0, raftTerm: 0 };
  return {
    clusterId: String(header.clusterId),
    memberId: String(header.memberId),
    revision: Number(header.revision),
    raftTerm: Number(header.raftTerm),
  };
}

export function keyValueFromWire(entry: WireKeyValue): EtcdKeyValue {
  return {
    key: entry.key,
    value: entry.value,
    createRevision: Number(entry.createRevision),
    modRevision: Number(entry.modRevision),
    version: Number(entry.version),
    lease: Number(entry.lease),
  };
}

function eventFromWire(event: WireEvent): EtcdEvent {
  if (event.kv === null) throw new MalformedMessage('an event without a key');
  const kv = keyValueFromWire(event.kv);
  return event.prevKv === null
    ? { type: event.type, kv }
    : { type: event.type, kv, prevKv: keyValueFromWire(event.prevKv) };
}

interface WireKeyRange {
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
}

function rangeFromWire(range: WireKeyRange): EtcdKeyRange {
  return range.rangeEnd === undefined || range.rangeEnd.length === 0
    ? { key: range.key }
    : { key: range.key, rangeEnd: range.rangeEnd };
}

/** An empty end must not travel: etcd takes an end that is there but empty for the end of the key space. */
function rangeToWire(range: EtcdKeyRange): WireKeyRange {
  return range.rangeEnd === undefined || range.rangeEnd.length === 0
    ? { key: range.key }
    : { key: range.key, rangeEnd: range.rangeEnd };
}

export function rangeRequestToWire(request: EtcdRangeRequest): WireRangeRequest {
  return {
    ...rangeToWire(request),
    limit: request.limit ?? 0,
    revision: request.revision ?? 0,
    sortOrder: request.sortOrder ?? 'NONE',
    sortTarget: request.sortTarget ?? 'KEY',
    serializable: request.serializable ?? false,
    keysOnly: request.keysOnly ?? false,
    countOnly: request.countOnly ?? false,
    minModRevision: request.minModRevision ?? 0,
    maxModRevision: request.maxModRevision ?? 0,
    minCreateRevision: request.minCreateRevision ?? 0,
    maxCreateRevision: request.maxCreateRevision ?? 0,
  };
}

export function rangeRequestFromWire(request: WireRangeRequest): EtcdRangeRequest {
  return {
    ...rangeFromWire(request),
    limit: Number(request.limit),
    revision: Number(request.revision),
    sortOrder: request.sortOrder,
    sortTarget: request.sortTarget,
    serializable: request.serializable,
    keysOnly: request.keysOnly,
    countOnly: request.countOnly,
    minModRevision: Number(request.minModRevision),
    maxModRevision: Number(request.maxModRevision),
    minCreateRevision: Number(request.minCreateRevision),
    maxCreateRevision: Number(request.maxCreateRevision),
  };
}

export function rangeResponseFromWire(response: WireRangeResponse): EtcdRangeResponse {
  return {
    header: headerFromWire(response.header),
    kvs: response.kvs.map(keyValueFromWire),
    more: response.more,
    count: Number(response.count),
  };
}

export function putRequestToWire(request: EtcdPutRequest): WirePutRequest {
  return {
    key: request.key,
    value: request.value,
    lease: request.lease ?? 0,
    prevKv: request.prevKv ?? false,
    ignoreValue: request.ignoreValue ?? false,
    ignoreLease: request.ignoreLease ?? false,
  };
}

/** Copies key and value: a store keeps them, and the message that they are parts of would be kept with them. */
export function putRequestFromWire(request: WirePutRequest): EtcdPutRequest {
  return {
    key: Uint8Array.from(request.key),
    value: Uint8Array.from(request.value),
    lease: Number(request.lease),
    prevKv: request.prevKv,
    ignoreValue: request.ignoreValue,
    ignoreLease: request.ignoreLease,
  };
}

export function putResponseFromWire(response: WirePutResponse): EtcdPutResponse {
  const header = headerFromWire(response.header);
  return response.prevKv === null ? { header } : { header, prevKv: keyValueFromWire(response.prevKv) };
}

export function deleteRequestToWire(request: EtcdDeleteRangeRequest): WireDeleteRangeRequest {
  return { ...rangeToWire(request), prevKv: request.prevKv ?? false };
}

export function deleteRequestFromWire(request: WireDeleteRangeRequest): EtcdDeleteRangeRequest {
  return { ...rangeFromWire(request), prevKv: request.prevKv };
}

export function deleteResponseFromWire(response: WireDeleteRangeResponse): EtcdDeleteRangeResponse {
  return {
    header: headerFromWire(response.header),
    deleted: Number(response.deleted),
    prevKvs: response.prevKvs.map(keyValueFromWire),
  };
}

function compareToWire(compare: EtcdCompare): WireCompare {
  const { target } = compare;
  const base = { ...rangeToWire(compare), result: compare.result };
  if ('version' in target) return { ...base, target: 'VERSION', version: target.version };
  if ('createRevision' in target) return { ...base, target: 'CREATE', createRevision: target.createRevision };
  if ('modRevision' in target) return { ...base, target: 'MOD', modRevision: target.modRevision };
  if ('value' in target) return { ...base, target: 'VALUE', value: target.value };
  return { ...base, target: 'LEASE', lease: target.lease };
}

/** What is compared follows `target`; where the union holds something else or nothing, the zero value is meant. */
function compareFromWire(compare: WireCompare): EtcdCompare {
  const base = { ...rangeFromWire(compare), result: compare.result };
  switch (compare.target) {
    case 'VERSION':
      return { ...base, target: { version: Number(compare.version ?? 0) } };
    case 'CREATE':
      return { ...base, target: { createRevision: Number(compare.createRevision ?? 0) } };
    case 'MOD':
      return { ...base, target: { modRevision: Number(compare.modRevision ?? 0) } };
    case 'VALUE':
      return { ...base, target: { value: compare.value ?? noBytes } };
    case 'LEASE':
      return { ...base, target: { lease: Number(compare.lease ?? 0) } };
  }
}

export function txnRequestToWire(request: EtcdTxnRequest): WireTxnRequest {
  return {
    compare: request.compare.map(compareToWire),
    success: request.success.map(requestOpToWire),
    failure: request.failure.map(requestOpToWire),
  };
}

function requestOpToWire(operation: EtcdRequestOp): WireRequestOp {
  if ('range' in operation) return { requestRange: rangeRequestToWire(operation.range) };
  if ('put' in operation) return { requestPut: putRequestToWire(operation.put) };
  if ('deleteRange' in operation) return { requestDeleteRange: deleteRequestToWire(operation.deleteRange) };
  return { requestTxn: txnRequestToWire(operation.txn) };
}

/** Throws `MalformedMessage` where an operation is empty. */
export function txnRequestFromWire(request: WireTxnRequest): EtcdTxnRequest {
  return {
    compare: request.compare.map(compareFromWire),
    success: request.success.map(requestOpFromWire),
    failure: request.failure.map(requestOpFromWire),
  };
}

function requestOpFromWire(operation: WireRequestOp): EtcdRequestOp {
  if (operation.requestRange) return { range: rangeRequestFromWire(operation.requestRange) };
  if (operation.requestPut) return { put: putRequestFromWire(operation.requestPut) };
  if (operation.requestDeleteRange)
    return { deleteRange: deleteRequestFromWire(operation.requestDeleteRange) };
  if (operation.requestTxn) return { txn: txnRequestFromWire(operation.requestTxn) };
  throw new MalformedMessage('an operation of a transaction is empty');
}

export function txnResponseFromWire(response: WireTxnResponse): EtcdTxnResponse {
  return {
    header: headerFromWire(response.header),
    succeeded: response.succeeded,
    responses: response.responses.map(responseOpFromWire),
  };
}

function responseOpFromWire(response: WireResponseOp): EtcdResponseOp {
  if (response.responseRange) return { range: rangeResponseFromWire(response.responseRange) };
  if (response.responsePut) return { put: putResponseFromWire(response.responsePut) };
  if (response.responseDeleteRange)
    return { deleteRange: deleteResponseFromWire(response.responseDeleteRange) };
  if (response.responseTxn) return { txn: txnResponseFromWire(response.responseTxn) };
  throw new MalformedMessage('a response of a transaction is empty');
}

export function txnResponseToWire(response: EtcdTxnResponse): WireTxnResponse {
  return { ...response, responses: response.responses.map(responseOpToWire) };
}

function responseOpToWire(response: EtcdResponseOp): WireResponseOp {
  if ('range' in response) return { responseRange: response.range };
  if ('put' in response) return { responsePut: putResponseToWire(response.put) };
  if ('deleteRange' in response) return { responseDeleteRange: response.deleteRange };
  return { responseTxn: txnResponseToWire(response.txn) };
}

export function putResponseToWire(response: EtcdPutResponse): WirePutResponse {
  return { header: response.header, prevKv: response.prevKv ?? null };
}

export function watchRequestToWire(request: EtcdWatchCreateRequest): WireWatchCreateRequest {
  return {
    ...rangeToWire(request),
    startRevision: request.startRevision ?? 0,
    progressNotify: request.progressNotify ?? false,
    filters: [
      ...(request.noPut === true ? (['NOPUT'] as const) : []),
      ...(request.noDelete === true ? (['NODELETE'] as const) : []),
    ],
    prevKv: request.prevKv ?? false,
    watchId: 0,
    fragment: false,
  };
}

export function watchRequestFromWire(request: WireWatchCreateRequest): EtcdWatchCreateRequest {
  return {
    ...rangeFromWire(request),
    startRevision: Number(request.startRevision),
    progressNotify: request.progressNotify,
    noPut: request.filters.includes('NOPUT'),
    noDelete: request.filters.includes('NODELETE'),
    prevKv: request.prevKv,
  };
}

export function watchResponseFromWire(response: WireWatchResponse): EtcdWatchResponse {
  return {
    header: headerFromWire(response.header),
    created: response.created,
    canceled: response.canceled,
    compactRevision: Number(response.compactRevision),
    cancelReason: response.cancelReason,
    events: response.events.map(eventFromWire),
  };
}

export function watchResponseToWire(response: EtcdWatchResponse, watchId: Whole): WireWatchResponse {
  const events = response.events.map((event) => ({ ...event, prevKv: event.prevKv ?? null }));
  return { ...response, watchId, fragment: false, events };
}

export function leaseFromWire(lease: WireLease): {
  readonly header: EtcdResponseHeader;
  readonly id: number;
  readonly ttlSeconds: number;
} {
  return { header: headerFromWire(lease.header), id: Number(lease.ID), ttlSeconds: Number(lease.TTL) };
}

export function timeToLiveFromWire(lease: WireLeaseTimeToLive): EtcdLeaseTimeToLiveResponse {
  return { ...leaseFromWire(lease), grantedTtlSeconds: Number(lease.grantedTTL), keys: lease.keys };
}
