import type {
  EtcdCompactionRequest,
  EtcdCompare,
  EtcdCompareResult,
  EtcdDeleteRangeRequest,
  EtcdPutRequest,
  EtcdRangeRequest,
  EtcdRequestOp,
  EtcdSortOrder,
  EtcdSortTarget,
  EtcdTxnRequest,
} from '../types/etcd.ts';
import { MalformedMessage } from './malformed-message.ts';
import { ProtoReader } from './proto-reader.ts';

/**
 * The requests of KV from their bytes to plain values, by the field numbers of `rpc.proto`. They are read by hand because
 * a store spends much of its time on them. What a message does not carry has its zero value; `rangeEnd` is absent where it is
 * not there or empty. All functions throw `MalformedMessage`.
 */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const noBytes: Uint8Array = new Uint8Array(0);
const sortOrders: readonly EtcdSortOrder[] = ['NONE', 'ASCEND', 'DESCEND'];
const sortTargets: readonly EtcdSortTarget[] = ['KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE'];
const compareResults: readonly EtcdCompareResult[] = ['EQUAL', 'GREATER', 'LESS', 'NOT_EQUAL'];

function named<Name extends string>(names: readonly Name[], value: number, fallback: Name): Name {
  return names[value] ?? fallback;
}

export function decodeRangeRequest(bytes: Uint8Array): EtcdRangeRequest {
  return readRange(new ProtoReader(bytes));
}

export function decodePutRequest(bytes: Uint8Array): EtcdPutRequest {
  return readPut(new ProtoReader(bytes));
}

export function decodeDeleteRangeRequest(bytes: Uint8Array): EtcdDeleteRangeRequest {
  return readDeleteRange(new ProtoReader(bytes));
}

export function decodeTxnRequest(bytes: Uint8Array): EtcdTxnRequest {
  return readTxn(new ProtoReader(bytes), 0);
}

export function decodeCompactionRequest(bytes: Uint8Array): EtcdCompactionRequest {
  const reader = new ProtoReader(bytes);
  const request = { revision: 0, physical: false };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) request.revision = reader.whole();
    else if (field === 2) request.physical = reader.flag();
    else reader.skip();
  }
  return request;
}

function readRange(reader: ProtoReader): EtcdRangeRequest {
  const request: Writable<EtcdRangeRequest> = {
    key: noBytes,
    limit: 0,
    revision: 0,
    sortOrder: 'NONE',
    sortTarget: 'KEY',
    serializable: false,
    keysOnly: false,
    countOnly: false,
    minModRevision: 0,
    maxModRevision: 0,
    minCreateRevision: 0,
    maxCreateRevision: 0,
  };
  for (let field = reader.next(); field !== 0; field = reader.next()) readRangeField(reader, field, request);
  return request;
}

function readRangeField(reader: ProtoReader, field: number, request: Writable<EtcdRangeRequest>): void {
  switch (field) {
    case 1:
      request.key = reader.bytes();
      break;
    case 2:
      readRangeEnd(reader, request);
      break;
    case 3:
      request.limit = reader.whole();
      break;
    case 4:
      request.revision = reader.whole();
      break;
    case 5:
      request.sortOrder = named(sortOrders, reader.whole(), 'NONE');
      break;
    case 6:
      request.sortTarget = named(sortTargets, reader.whole(), 'KEY');
      break;
    case 7:
      request.serializable = reader.flag();
      break;
    case 8:
      request.keysOnly = reader.flag();
      break;
    case 9:
      request.countOnly = reader.flag();
      break;
    case 10:
      request.minModRevision = reader.whole();
      break;
    case 11:
      request.maxModRevision = reader.whole();
      break;
    case 12:
      request.minCreateRevision = reader.whole();
      break;
    case 13:
      request.maxCreateRevision = reader.whole();
      break;
    default:
      reader.skip();
  }
}

function readRangeEnd(reader: ProtoReader, range: { rangeEnd?: Uint8Array }): void {
  const end = reader.bytes();
  if (end.length > 0) range.rangeEnd = end;
}

function readPut(reader: ProtoReader): EtcdPutRequest {
  const request: Writable<EtcdPutRequest> = {
    key: noBytes,
    value: noBytes,
    lease: 0,
    prevKv: false,
    ignoreValue: false,
    ignoreLease: false,
  };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) request.key = reader.bytes();
    else if (field === 2) request.value = reader.bytes();
    else if (field === 3) request.lease = reader.whole();
    else if (field === 4) request.prevKv = reader.flag();
    else if (field === 5) request.ignoreValue = reader.flag();
    else if (field === 6) request.ignoreLease = reader.flag();
    else reader.skip();
  }
  return request;
}

function readDeleteRange(reader: ProtoReader): EtcdDeleteRangeRequest {
  const request: Writable<EtcdDeleteRangeRequest> = { key: noBytes, prevKv: false };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) request.key = reader.bytes();
    else if (field === 2) readRangeEnd(reader, request);
    else if (field === 3) request.prevKv = reader.flag();
    else reader.skip();
  }
  return request;
}

/** Deeper than any transaction is meant, and far from the end of the stack. */
const deepestNesting = 100;

function readTxn(reader: ProtoReader, depth: number): EtcdTxnRequest {
  if (depth > deepestNesting) throw new MalformedMessage('transactions are nested too deeply');
  const compare: EtcdCompare[] = [];
  const success: EtcdRequestOp[] = [];
  const failure: EtcdRequestOp[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) compare.push(readCompare(reader.message()));
    else if (field === 2) success.push(readOperation(reader.message(), depth));
    else if (field === 3) failure.push(readOperation(reader.message(), depth));
    else reader.skip();
  }
  return { compare, success, failure };
}

/** Thrown for an operation of a transaction that says nothing. */
export class EmptyOperation extends MalformedMessage {}

function readOperation(reader: ProtoReader, depth: number): EtcdRequestOp {
  let operation: EtcdRequestOp | undefined;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) operation = { range: readRange(reader.message()) };
    else if (field === 2) operation = { put: readPut(reader.message()) };
    else if (field === 3) operation = { deleteRange: readDeleteRange(reader.message()) };
    else if (field === 4) operation = { txn: readTxn(reader.message(), depth + 1) };
    else reader.skip();
  }
  if (operation === undefined) throw new EmptyOperation('an operation of a transaction is empty');
  return operation;
}

interface ReadCompare {
  result: EtcdCompareResult;
  target: number;
  key: Uint8Array;
  rangeEnd?: Uint8Array;
  /** The field of the union that was set last, and what it holds. */
  union: number;
  whole: number;
  value: Uint8Array;
}

function readCompare(reader: ProtoReader): EtcdCompare {
  const read: ReadCompare = { result: 'EQUAL', target: 0, key: noBytes, union: 0, whole: 0, value: noBytes };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) read.result = named(compareResults, reader.whole(), 'EQUAL');
    else if (field === 2) read.target = reader.whole();
    else if (field === 3) read.key = reader.bytes();
    else if (field === 7) {
      read.union = field;
      read.value = reader.bytes();
    } else if (field >= 4 && field <= 8) {
      read.union = field;
      read.whole = reader.whole();
    } else if (field === 64) readRangeEnd(reader, read);
    else reader.skip();
  }
  return compareOf(read);
}

/** What is compared follows `target`; where the union holds something else or nothing, the zero value is meant. */
function compareOf(read: ReadCompare): EtcdCompare {
  const { result, key, rangeEnd, target } = read;
  const base = rangeEnd === undefined ? { key, result } : { key, rangeEnd, result };
  const whole = read.union === target + 4 ? read.whole : 0;
  switch (target) {
    case 1:
      return { ...base, target: { createRevision: whole } };
    case 2:
      return { ...base, target: { modRevision: whole } };
    case 3:
      return { ...base, target: { value: read.union === 7 ? read.value : noBytes } };
    case 4:
      return { ...base, target: { lease: whole } };
    default:
      return { ...base, target: { version: whole } };
  }
}
