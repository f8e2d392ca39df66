import type {
  EtcdDeleteRangeRequest,
  EtcdPutRequest,
  EtcdRangeRequest,
  EtcdRequestOp,
  EtcdTxnRequest,
} from '../../schemas/types/etcd.ts';
import { keyText, spanContains, spanOf } from './key-text.ts';
import type { KeySpan, KeyText } from './key-text.ts';
import { refusals } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/**
 * What is wrong with a request whatever the store holds. Checked before a command is proposed, so that nothing that
 * fails here reaches the log.
 */
export function checkRange(request: EtcdRangeRequest): Refusal | undefined {
  return request.key.length === 0 ? refusals.emptyKey : undefined;
}

export function checkPut(request: EtcdPutRequest): Refusal | undefined {
  if (request.key.length === 0) return refusals.emptyKey;
  if (request.ignoreValue === true && request.value.length > 0) return refusals.valueProvided;
  if (request.ignoreLease === true && (request.lease ?? 0) !== 0) return refusals.leaseProvided;
  return undefined;
}

export function checkDeleteRange(request: EtcdDeleteRangeRequest): Refusal | undefined {
  return request.key.length === 0 ? refusals.emptyKey : undefined;
}

/** `maxOperations` bounds each list of a transaction, and what an outer list uses is taken from the inner ones. */
export function checkTxn(request: EtcdTxnRequest, maxOperations: number): Refusal | undefined {
  return checkTxnParts(request, maxOperations) ?? checkNoKeyTwice(request);
}

function checkTxnParts(request: EtcdTxnRequest, maxOperations: number): Refusal | undefined {
  const longest = Math.max(request.compare.length, request.success.length, request.failure.length);
  if (longest > maxOperations) return refusals.tooManyOperations;
  if (request.compare.some((compare) => compare.key.length === 0)) return refusals.emptyKey;
  for (const operation of [...request.success, ...request.failure]) {
    const problem = checkOperation(operation, maxOperations - longest);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkOperation(operation: EtcdRequestOp, maxOperations: number): Refusal | undefined {
  if ('range' in operation) return checkRange(operation.range);
  if ('put' in operation) return checkPut(operation.put);
  if ('deleteRange' in operation) return checkDeleteRange(operation.deleteRange);
  return checkTxnParts(operation.txn, maxOperations);
}

function checkNoKeyTwice(request: EtcdTxnRequest): Refusal | undefined {
  return writesKeyTwice(request.success) || writesKeyTwice(request.failure)
    ? refusals.duplicateKey
    : undefined;
}

function writesKeyTwice(operations: readonly EtcdRequestOp[]): boolean {
  const [only] = operations;
  // Nearly every transaction: a single plain operation writes nothing twice.
  if (operations.length <= 1 && (only === undefined || !('txn' in only))) return false;
  return writesOf(operations) === undefined;
}

interface Writes {
  readonly puts: Set<KeyText>;
  readonly deletions: KeySpan[];
}

/**
 * The keys that a list of operations may write; undefined where it could write one of them twice. The two branches of
 * one inner transaction exclude each other, so they may share keys. What an inner transaction deletes counts for
 * the operations after it and for the puts of its own level. As in etcd a deletion up to the end of the key space does
 * not count: one transaction may clear everything and put again.
 */
function writesOf(operations: readonly EtcdRequestOp[]): Writes | undefined {
  const puts = new Set<KeyText>();
  const deletions: KeySpan[] = [];
  for (const operation of operations) {
    if (!('deleteRange' in operation)) continue;
    const span = spanOf(operation.deleteRange);
    if (span.to !== undefined) deletions.push(span);
  }
  const taken = (key: KeyText): boolean =>
    puts.has(key) || deletions.some((deletion) => spanContains(deletion, key));
  for (const operation of operations) {
    if (!('txn' in operation)) continue;
    const branches = [writesOf(operation.txn.success), writesOf(operation.txn.failure)];
    const ofBoth = new Set<KeyText>();
    for (const branch of branches) {
      if (branch === undefined) return undefined;
      for (const key of branch.puts) {
        if (taken(key)) return undefined;
        ofBoth.add(key);
      }
    }
    for (const key of ofBoth) puts.add(key);
    for (const branch of branches) deletions.push(...(branch?.deletions ?? []));
  }
  for (const operation of operations) {
    if (!('put' in operation)) continue;
    const key = keyText(operation.put.key);
    if (taken(key)) return undefined;
    puts.add(key);
  }
  return { puts, deletions };
}
