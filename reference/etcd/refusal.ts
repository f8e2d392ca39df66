import type { EtcdErrorCode } from '../../schemas/types/etcd.ts';

/** Why the store refuses a request: a gRPC status code and etcd's own words. */
export interface Refusal {
  readonly code: EtcdErrorCode;
  readonly message: string;
}

const refusal = (code: EtcdErrorCode, message: string): Refusal => ({
  code,
  message: `etcdserver: ${message}`,
});

type RefusalName =
  | 'emptyKey'
  | 'keyNotFound'
  | 'valueProvided'
  | 'leaseProvided'
  | 'tooManyOperations'
  | 'duplicateKey'
  | 'requestTooLarge'
  | 'compacted'
  | 'futureRevision'
  | 'leaseNotFound'
  | 'leaseExists'
  | 'leaseTtlTooLarge'
  | 'stopped';

/** The closed list of refusals. Codes and texts are those of etcd 3.4 to 3.6. */
export const refusals: Readonly<Record<RefusalName, Refusal>> = {
  emptyKey: refusal('INVALID_ARGUMENT', 'key is not provided'),
  keyNotFound: refusal('INVALID_ARGUMENT', 'key not found'),
  valueProvided: refusal('INVALID_ARGUMENT', 'value is provided'),
  leaseProvided: refusal('INVALID_ARGUMENT', 'lease is provided'),
  tooManyOperations: refusal('INVALID_ARGUMENT', 'too many operations in txn request'),
  duplicateKey: refusal('INVALID_ARGUMENT', 'duplicate key given in txn request'),
  requestTooLarge: refusal('INVALID_ARGUMENT', 'request is too large'),
  compacted: refusal('OUT_OF_RANGE', 'mvcc: required revision has been compacted'),
  futureRevision: refusal('OUT_OF_RANGE', 'mvcc: required revision is a future revision'),
  leaseNotFound: refusal('NOT_FOUND', 'requested lease not found'),
  leaseExists: refusal('FAILED_PRECONDITION', 'lease already exists'),
  leaseTtlTooLarge: refusal('OUT_OF_RANGE', 'too large lease TTL'),
  stopped: refusal('UNAVAILABLE', 'server stopped'),
};

/** An expected outcome: the answer, or why there is none. */
export type Outcome<Answer> =
  | { readonly accepted: true; readonly answer: Answer }
  | { readonly accepted: false; readonly refusal: Refusal };

export function accepted<Answer>(answer: Answer): Outcome<Answer> {
  return { accepted: true, answer };
}

export function refused(reason: Refusal): Outcome<never> {
  return { accepted: false, refusal: reason };
}

/** A refusal on its way through a promise. Match on `code`. */
export class EtcdError extends Error {
  readonly code: EtcdErrorCode;

  constructor(reason: Refusal) {
    super(reason.message);
    this.name = 'EtcdError';
    this.code = reason.code;
  }
}
