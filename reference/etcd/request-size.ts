import type { EtcdDeleteRangeRequest, EtcdPutRequest, EtcdTxnRequest } from '../../schemas/types/etcd.ts';
import type { Command } from './command.ts';

/**
 * About the bytes that a request takes on the wire: what it carries, and a little for each field around it. Exact
 * enough for a limit of which only the order of magnitude is promised.
 */
export function sizeOfTxn(request: EtcdTxnRequest): number {
  let sum = 16;
  for (const compare of request.compare) {
    const value = 'value' in compare.target ? compare.target.value.length : 8;
    sum += compare.key.length + (compare.rangeEnd?.length ?? 0) + value + 16;
  }
  for (const operation of [...request.success, ...request.failure]) {
    if ('put' in operation) sum += sizeOfPut(operation.put);
    else if ('deleteRange' in operation) sum += sizeOfRange(operation.deleteRange);
    else if ('range' in operation) sum += sizeOfRange(operation.range);
    else sum += sizeOfTxn(operation.txn);
  }
  return sum;
}

export function sizeOfPut(request: EtcdPutRequest): number {
  return request.key.length + request.value.length + 20;
}

export function sizeOfRange(request: Pick<EtcdDeleteRangeRequest, 'key' | 'rangeEnd'>): number {
  return request.key.length + (request.rangeEnd?.length ?? 0) + 20;
}

/** About the bytes that a command takes in the log. */
export function sizeOfCommand(command: Command): number {
  switch (command.kind) {
    case 'put':
      return sizeOfPut(command.body);
    case 'deleteRange':
      return sizeOfRange(command.body);
    case 'txn':
      return sizeOfTxn(command.body);
    case 'memberAttributes':
      return 40 + command.body.name.length + sizeOfTexts(command.body.clientUrls);
    case 'member': {
      const { name, peerUrls, clientUrls } = command.body;
      return 40 + name.length + sizeOfTexts(peerUrls) + sizeOfTexts(clientUrls);
    }
    case 'compaction':
    case 'leaseGrant':
    case 'leaseRevoke':
    case 'alarm':
      return 40;
  }
}

function sizeOfTexts(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + 2, 0);
}
