import type {
  EtcdCompare,
  EtcdKeyValue,
  EtcdPutRequest,
  EtcdRequestOp,
  EtcdResponseHeader,
  EtcdResponseOp,
  EtcdTxnRequest,
  EtcdTxnResponse,
} from '../../schemas/types/etcd.ts';
import { keyText, spanOf } from './key-text.ts';
import { entryAt } from './key-version.ts';
import type { KeyVersion } from './key-version.ts';
import type { OrderedTree } from './ordered-tree.ts';
import { compareBytes, readRange } from './range-read.ts';
import { refusals } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { WriteBatch } from './write-batch.ts';

/** A transaction whose branches are chosen. All compares, inner ones too, look at the store before its first write. */
export interface DecidedTxn {
  readonly succeeded: boolean;
  readonly operations: readonly DecidedOperation[];
}

type DecidedOperation =
  Exclude<EtcdRequestOp, { readonly txn: EtcdTxnRequest }> | { readonly txn: DecidedTxn };

/** The store as a transaction finds it. */
export interface StoreView {
  readonly keys: OrderedTree<KeyVersion>;
  readonly revision: number;
  readonly compactRevision: number;
  hasLease(id: number): boolean;
}

export function decideTxn(view: StoreView, request: EtcdTxnRequest): DecidedTxn {
  const succeeded = request.compare.every((compare) => holds(view, compare));
  const operations = (succeeded ? request.success : request.failure).map((operation) =>
    'txn' in operation ? { txn: decideTxn(view, operation.txn) } : operation,
  );
  return { succeeded, operations };
}

export function isReadOnly(request: EtcdTxnRequest): boolean {
  return [...request.success, ...request.failure].every(
    (operation) => 'range' in operation || ('txn' in operation && isReadOnly(operation.txn)),
  );
}

/** What in the chosen branches cannot be done. Writes are looked at before reads, as etcd does. */
export function checkDecided(view: StoreView, txn: DecidedTxn): Refusal | undefined {
  return (
    firstProblem(txn, (operation) => checkWrite(view, operation)) ??
    firstProblem(txn, (operation) => checkRead(view, operation))
  );
}

function firstProblem(
  txn: DecidedTxn,
  check: (operation: DecidedOperation) => Refusal | undefined,
): Refusal | undefined {
  for (const operation of txn.operations) {
    const problem = 'txn' in operation ? firstProblem(operation.txn, check) : check(operation);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkWrite(view: StoreView, operation: DecidedOperation): Refusal | undefined {
  if (!('put' in operation)) return undefined;
  return checkKept(view, operation.put) ?? checkLease(view, operation.put);
}

/** What cannot be done about a put that stands alone. etcd looks at the lease first here, but last in a transaction. */
export function checkPlainPut(view: StoreView, request: EtcdPutRequest): Refusal | undefined {
  return checkLease(view, request) ?? checkKept(view, request);
}

function checkKept(view: StoreView, request: EtcdPutRequest): Refusal | undefined {
  if (request.ignoreValue !== true && request.ignoreLease !== true) return undefined;
  return view.keys.get(keyText(request.key))?.deleted === false ? undefined : refusals.keyNotFound;
}

function checkLease(view: StoreView, { lease = 0 }: EtcdPutRequest): Refusal | undefined {
  return lease === 0 || view.hasLease(lease) ? undefined : refusals.leaseNotFound;
}

function checkRead(view: StoreView, operation: DecidedOperation): Refusal | undefined {
  return 'range' in operation ? checkRevision(view, operation.range.revision ?? 0) : undefined;
}

/** A revision of 0 or less means the newest: outside a transaction. Inside, less than 0 is an old one, as in etcd. */
export function checkReadRevision(
  view: { readonly revision: number; readonly compactRevision: number },
  revision: number,
): Refusal | undefined {
  return revision <= 0 ? undefined : checkRevision(view, revision);
}

function checkRevision(
  view: { readonly revision: number; readonly compactRevision: number },
  revision: number,
): Refusal | undefined {
  if (revision === 0) return undefined;
  if (revision > view.revision) return refusals.futureRevision;
  return revision < view.compactRevision ? refusals.compacted : undefined;
}

/** Runs a checked transaction. */
export function runTxn(
  txn: DecidedTxn,
  batch: WriteBatch,
  context: { readonly keys: OrderedTree<KeyVersion>; header(revision: number): EtcdResponseHeader },
): EtcdTxnResponse {
  const run = (operation: DecidedOperation): EtcdResponseOp => {
    // As in etcd only the outermost answer says at which revision it stands.
    if ('txn' in operation)
      return { txn: { ...runTxn(operation.txn, batch, context), header: context.header(0) } };
    if ('put' in operation) {
      const previous = batch.put(operation.put);
      const header = context.header(batch.revision);
      const tells = operation.put.prevKv === true && previous !== undefined;
      return { put: tells ? { header, prevKv: previous } : { header } };
    }
    if ('deleteRange' in operation) {
      const previous = batch.deleteRange(operation.deleteRange);
      const prevKvs = operation.deleteRange.prevKv === true ? previous : [];
      return {
        deleteRange: { header: context.header(batch.readRevision), deleted: previous.length, prevKvs },
      };
    }
    const revision = operation.range.revision ?? 0;
    const result = readRange(context.keys, operation.range, revision > 0 ? revision : batch.readRevision);
    return { range: { header: context.header(batch.readRevision), ...result } };
  };
  const responses = txn.operations.map(run);
  return { header: context.header(batch.readRevision), succeeded: txn.succeeded, responses };
}

function liveEntries(
  view: StoreView,
  range: { readonly key: Uint8Array; readonly rangeEnd?: Uint8Array },
): EtcdKeyValue[] {
  if (range.rangeEnd === undefined || range.rangeEnd.length === 0) {
    const newest = view.keys.get(keyText(range.key));
    const entry = newest === undefined ? undefined : entryAt(newest, view.revision);
    return entry === undefined ? [] : [entry];
  }
  const entries: EtcdKeyValue[] = [];
  view.keys.walk(spanOf(range), (_key, newest) => {
    const entry = entryAt(newest, view.revision);
    if (entry !== undefined) entries.push(entry);
    return true;
  });
  return entries;
}

/**
 * A compare over a range holds where it holds for every key in it. A key that does not exist counts as having version,
 * revisions and lease 0; no compare of a value holds for it.
 */
function holds(view: StoreView, compare: EtcdCompare): boolean {
  const entries = liveEntries(view, compare);
  if (entries.length === 0) return 'value' in compare.target ? false : satisfies(undefined, compare);
  return entries.every((entry) => satisfies(entry, compare));
}

function satisfies(entry: EtcdKeyValue | undefined, compare: EtcdCompare): boolean {
  const difference = differenceTo(entry, compare.target);
  switch (compare.result) {
    case 'EQUAL':
      return difference === 0;
    case 'NOT_EQUAL':
      return difference !== 0;
    case 'GREATER':
      return difference > 0;
    case 'LESS':
      return difference < 0;
  }
}

function differenceTo(entry: EtcdKeyValue | undefined, target: EtcdCompare['target']): number {
  if ('value' in target) return compareBytes(entry?.value ?? new Uint8Array(0), target.value);
  if ('version' in target) return (entry?.version ?? 0) - target.version;
  if ('createRevision' in target) return (entry?.createRevision ?? 0) - target.createRevision;
  if ('modRevision' in target) return (entry?.modRevision ?? 0) - target.modRevision;
  return (entry?.lease ?? 0) - target.lease;
}
