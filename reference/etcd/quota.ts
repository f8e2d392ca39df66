import type { EtcdPutRequest, EtcdRequestOp, EtcdTxnRequest } from '../../schemas/types/etcd.ts';
import type { Command } from './command.ts';

/** What etcd reckons a key or a lease to take beyond its own bytes. */
const bytesPerVersion = 256;
const bytesPerLease = 64;

/**
 * About how many bytes a command adds to what is stored; 0 for what adds nothing. As in etcd only the puts of a
 * transaction's own two lists are reckoned, those of the dearer list, whichever will run: what inner transactions put is
 * overlooked.
 */
export function costOf(command: Command): number {
  if (command.kind === 'put') return costOfPut(command.body);
  if (command.kind === 'txn') return costOfTxn(command.body);
  return command.kind === 'leaseGrant' ? bytesPerLease : 0;
}

/**
 * Whether a command is refused while the NOSPACE alarm is raised, at every member alike: puts, transactions that might
 * put, and lease grants. Reads, deletions, compactions, lease revocations and the alarm's own end go on.
 */
export function capped(command: Command): boolean {
  return costOf(command) > 0;
}

/** Whether the alarm has to be raised before the command is taken in. `quotaBytes` 0 or less: there is no quota. */
export function wouldExceed(command: Command, storedBytes: number, quotaBytes: number): boolean {
  if (quotaBytes <= 0) return false;
  const cost = costOf(command);
  return cost > 0 && storedBytes + cost >= quotaBytes;
}

function costOfPut(request: EtcdPutRequest): number {
  return bytesPerVersion + request.key.length + request.value.length;
}

function costOfTxn(request: EtcdTxnRequest): number {
  return Math.max(costOfOperations(request.success), costOfOperations(request.failure));
}

function costOfOperations(operations: readonly EtcdRequestOp[]): number {
  let sum = 0;
  for (const operation of operations) if ('put' in operation) sum += costOfPut(operation.put);
  return sum;
}
