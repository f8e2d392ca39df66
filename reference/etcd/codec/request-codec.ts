import type {
  EtcdCompare,
  EtcdCompareResult,
  EtcdDeleteRangeRequest,
  EtcdKeyRange,
  EtcdPutRequest,
  EtcdRangeRequest,
  EtcdRequestOp,
  EtcdSortOrder,
  EtcdSortTarget,
  EtcdTxnRequest,
} from '../../../schemas/types/etcd.ts';
import { MalformedBytes } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

// The order of each of these lists is the format: a new name goes to the end.
const results: readonly EtcdCompareResult[] = ['EQUAL', 'GREATER', 'LESS', 'NOT_EQUAL'];
const sortOrders: readonly EtcdSortOrder[] = ['NONE', 'ASCEND', 'DESCEND'];
const sortTargets: readonly EtcdSortTarget[] = ['KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE'];

/** More nesting than any limit on operations lets through; deeper bytes were not written by us. */
const deepestTxn = 200;

export function writePut(writer: ByteWriter, request: EtcdPutRequest): void {
  const lease = request.lease ?? 0;
  writer.byte(
    flags(request.prevKv, request.ignoreValue, request.ignoreLease) | (lease === 0 ? 0 : leaseFlag),
  );
  writer.bytes(request.key);
  writer.bytes(request.value);
  if (lease !== 0) writer.number(lease);
}

export function readPut(reader: ByteReader): EtcdPutRequest {
  const flag = reader.byte();
  return {
    key: reader.bytes(),
    value: reader.bytes(),
    lease: (flag & leaseFlag) === 0 ? 0 : reader.number(),
    prevKv: (flag & 1) !== 0,
    ignoreValue: (flag & 2) !== 0,
    ignoreLease: (flag & 4) !== 0,
  };
}

export function writeDeleteRange(writer: ByteWriter, request: EtcdDeleteRangeRequest): void {
  writer.byte(flags(request.prevKv));
  writeRange(writer, request);
}

export function readDeleteRange(reader: ByteReader): EtcdDeleteRangeRequest {
  const prevKv = reader.byte() === 1;
  return { ...readRange(reader), prevKv };
}

export function writeTxn(writer: ByteWriter, request: EtcdTxnRequest): void {
  writer.number(request.compare.length);
  for (const compare of request.compare) writeCompare(writer, compare);
  writeOperations(writer, request.success);
  writeOperations(writer, request.failure);
}

export function readTxn(reader: ByteReader, depth = 0): EtcdTxnRequest {
  if (depth > deepestTxn) throw new MalformedBytes('transactions are nested too deeply');
  return {
    compare: reader.list(() => readCompare(reader)),
    success: reader.list(() => readOperation(reader, depth)),
    failure: reader.list(() => readOperation(reader, depth)),
  };
}

const leaseFlag = 8;

function flags(first = false, second = false, third = false): number {
  return (first ? 1 : 0) | (second ? 2 : 0) | (third ? 4 : 0);
}

function writeRange(writer: ByteWriter, { key, rangeEnd }: EtcdKeyRange): void {
  writer.bytes(key);
  writer.number(rangeEnd?.length ?? 0);
  if (rangeEnd !== undefined) writer.raw(rangeEnd);
}

function readRange(reader: ByteReader): EtcdKeyRange {
  const key = reader.bytes();
  const rangeEnd = reader.bytes();
  return rangeEnd.length === 0 ? { key } : { key, rangeEnd };
}

function writeOperations(writer: ByteWriter, operations: readonly EtcdRequestOp[]): void {
  writer.number(operations.length);
  for (const operation of operations) {
    if ('put' in operation) {
      writer.byte(0);
      writePut(writer, operation.put);
    } else if ('deleteRange' in operation) {
      writer.byte(1);
      writeDeleteRange(writer, operation.deleteRange);
    } else if ('range' in operation) {
      writer.byte(2);
      writeRangeRequest(writer, operation.range);
    } else {
      writer.byte(3);
      writeTxn(writer, operation.txn);
    }
  }
}

function readOperation(reader: ByteReader, depth: number): EtcdRequestOp {
  switch (reader.byte()) {
    case 0:
      return { put: readPut(reader) };
    case 1:
      return { deleteRange: readDeleteRange(reader) };
    case 2:
      return { range: readRangeRequest(reader) };
    case 3:
      return { txn: readTxn(reader, depth + 1) };
    default:
      throw new MalformedBytes('there is no such operation');
  }
}

function writeRangeRequest(writer: ByteWriter, request: EtcdRangeRequest): void {
  writer.byte(flags(request.serializable, request.keysOnly, request.countOnly));
  writeRange(writer, request);
  writer.number(request.limit ?? 0);
  writer.number(request.revision ?? 0);
  writer.byte(sortOrders.indexOf(request.sortOrder ?? 'NONE'));
  writer.byte(sortTargets.indexOf(request.sortTarget ?? 'KEY'));
  writer.number(request.minModRevision ?? 0);
  writer.number(request.maxModRevision ?? 0);
  writer.number(request.minCreateRevision ?? 0);
  writer.number(request.maxCreateRevision ?? 0);
}

function readRangeRequest(reader: ByteReader): EtcdRangeRequest {
  const flag = reader.byte();
  return {
    ...readRange(reader),
    serializable: (flag & 1) !== 0,
    keysOnly: (flag & 2) !== 0,
    countOnly: (flag & 4) !== 0,
    limit: reader.number(),
    revision: reader.number(),
    sortOrder: named(sortOrders, reader.byte()),
    sortTarget: named(sortTargets, reader.byte()),
    minModRevision: reader.number(),
    maxModRevision: reader.number(),
    minCreateRevision: reader.number(),
    maxCreateRevision: reader.number(),
  };
}

function writeCompare(writer: ByteWriter, compare: EtcdCompare): void {
  writeRange(writer, compare);
  writer.byte(results.indexOf(compare.result));
  const { target } = compare;
  if ('value' in target) {
    writer.byte(0);
    writer.bytes(target.value);
  } else if ('version' in target) writeNumberTarget(writer, 1, target.version);
  else if ('createRevision' in target) writeNumberTarget(writer, 2, target.createRevision);
  else if ('modRevision' in target) writeNumberTarget(writer, 3, target.modRevision);
  else writeNumberTarget(writer, 4, target.lease);
}

function writeNumberTarget(writer: ByteWriter, kind: number, value: number): void {
  writer.byte(kind);
  writer.number(value);
}

function readCompare(reader: ByteReader): EtcdCompare {
  const range = readRange(reader);
  const result = named(results, reader.byte());
  return { ...range, result, target: readTarget(reader) };
}

function readTarget(reader: ByteReader): EtcdCompare['target'] {
  switch (reader.byte()) {
    case 0:
      return { value: reader.bytes() };
    case 1:
      return { version: reader.number() };
    case 2:
      return { createRevision: reader.number() };
    case 3:
      return { modRevision: reader.number() };
    case 4:
      return { lease: reader.number() };
    default:
      throw new MalformedBytes('there is no such target of a compare');
  }
}

function named<Name>(names: readonly Name[], position: number): Name {
  const name = names[position];
  if (name === undefined) throw new MalformedBytes('a name is not on its list');
  return name;
}
