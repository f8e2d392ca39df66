import {
  decodeCompactionRequest,
  decodeDeleteRangeRequest,
  decodePutRequest,
  decodeRangeRequest,
  decodeTxnRequest,
} from '../../../schemas/etcd/request-decoder.ts';
import {
  writeDeleteRangeResponse,
  writeHeaderOnly,
  writePutResponse,
  writeRangeResponse,
  writeTxnResponse,
} from '../../../schemas/etcd/response-encoder.ts';
import type { MemberClient } from '../member-core.ts';
import { EtcdError, refusals } from '../refusal.ts';
import { unary } from './method.ts';
import type { Service } from './method.ts';

/** A key put with a lease whose id no lease here can have is refused as one whose lease is not there. */
function checkLease(lease: number | undefined): void {
  if (lease !== undefined && !Number.isSafeInteger(lease)) throw new EtcdError(refusals.leaseNotFound);
}

export function keyValueService(client: MemberClient): Service {
  return {
    Range: unary({
      decode: decodeRangeRequest,
      answer: (request) => client.range(request),
      write: writeRangeResponse,
    }),
    Put: unary({
      decode: decodePutRequest,
      answer: (request) => {
        checkLease(request.lease);
        return client.put(request);
      },
      write: writePutResponse,
    }),
    DeleteRange: unary({
      decode: decodeDeleteRangeRequest,
      answer: (request) => client.deleteRange(request),
      write: writeDeleteRangeResponse,
    }),
    Txn: unary({
      decode: decodeTxnRequest,
      answer: (request) => client.txn(request),
      write: writeTxnResponse,
    }),
    Compact: unary({
      decode: decodeCompactionRequest,
      answer: (request) => client.compact(request),
      write: writeHeaderOnly,
    }),
  };
}
