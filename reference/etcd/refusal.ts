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

type RequestRefusalName =
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
  | 'watchCanceled';

/** What is wrong with a request, or is not there. */
const requestRefusals: Readonly<Record<RequestRefusalName, Refusal>> = {
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
  watchCanceled: refusal('CANCELLED', 'watch canceled'),
};

type MembershipRefusalName =
  | 'memberNotFound'
  | 'memberExists'
  | 'peerUrlExists'
  | 'memberBadUrls'
  | 'notEnoughStartedMembers'
  | 'memberNotLearner'
  | 'learnerNotReady'
  | 'tooManyLearners'
  | 'badLeaderTransferee'
  | 'clusterIdMismatch';

/** Why a change of the membership is not taken. */
const membershipRefusals: Readonly<Record<MembershipRefusalName, Refusal>> = {
  memberNotFound: refusal('NOT_FOUND', 'member not found'),
  memberExists: refusal('FAILED_PRECONDITION', 'member ID already exist'),
  peerUrlExists: refusal('FAILED_PRECONDITION', 'Peer URLs already exists'),
  memberBadUrls: refusal('INVALID_ARGUMENT', 'given member URLs are invalid'),
  notEnoughStartedMembers: refusal(
    'FAILED_PRECONDITION',
    're-configuration failed due to not enough started members',
  ),
  memberNotLearner: refusal('FAILED_PRECONDITION', 'can only promote a learner member'),
  learnerNotReady: refusal(
    'FAILED_PRECONDITION',
    'can only promote a learner member which is in sync with leader',
  ),
  tooManyLearners: refusal('FAILED_PRECONDITION', 'too many learner members in cluster'),
  badLeaderTransferee: refusal('FAILED_PRECONDITION', 'bad leader transferee'),
  clusterIdMismatch: refusal('FAILED_PRECONDITION', 'cluster ID mismatch'),
};

type ServiceRefusalName =
  | 'noSpace'
  | 'tooManyRequests'
  | 'noLeader'
  | 'notLeader'
  | 'leaderChanged'
  | 'notCapable'
  | 'stopped'
  | 'timeout'
  | 'timeoutDueToLeaderFail'
  | 'timeoutDueToConnectionLost'
  | 'timeoutWaitAppliedIndex'
  | 'unhealthy'
  | 'corrupt'
  | 'notSupportedForLearner'
  | 'canceled'
  | 'deadlineExceeded';

/** Why a member or the cluster cannot serve a request now. */
const serviceRefusals: Readonly<Record<ServiceRefusalName, Refusal>> = {
  noSpace: refusal('RESOURCE_EXHAUSTED', 'mvcc: database space exceeded'),
  tooManyRequests: refusal('RESOURCE_EXHAUSTED', 'too many requests'),
  noLeader: refusal('UNAVAILABLE', 'no leader'),
  notLeader: refusal('FAILED_PRECONDITION', 'not leader'),
  leaderChanged: refusal('UNAVAILABLE', 'leader changed'),
  notCapable: refusal('UNAVAILABLE', 'not capable'),
  stopped: refusal('UNAVAILABLE', 'server stopped'),
  timeout: refusal('UNAVAILABLE', 'request timed out'),
  timeoutDueToLeaderFail: refusal(
    'UNAVAILABLE',
    'request timed out, possibly due to previous leader failure',
  ),
  timeoutDueToConnectionLost: refusal('UNAVAILABLE', 'request timed out, possibly due to connection lost'),
  timeoutWaitAppliedIndex: refusal(
    'UNAVAILABLE',
    'request timed out, waiting for the applied index took too long',
  ),
  unhealthy: refusal('UNAVAILABLE', 'unhealthy cluster'),
  corrupt: refusal('DATA_LOSS', 'corrupt cluster'),
  notSupportedForLearner: refusal('UNAVAILABLE', 'rpc not supported for learner'),
  canceled: refusal('CANCELLED', 'request canceled'),
  deadlineExceeded: refusal('DEADLINE_EXCEEDED', 'context deadline exceeded'),
};

type RefusalName = RequestRefusalName | MembershipRefusalName | ServiceRefusalName;

/** The closed list of refusals. Codes and texts are those of etcd 3.4 to 3.6 (rpctypes). */
export const refusals: Readonly<Record<RefusalName, Refusal>> = {
  ...requestRefusals,
  ...membershipRefusals,
  ...serviceRefusals,
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
