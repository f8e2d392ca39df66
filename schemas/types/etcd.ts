/**
 * The messages of etcd's v3 client protocol that Plimsoll uses, as plain values: what `etcdserverpb` calls
 * `RangeRequest`, `TxnResponse` and so on, in camel case. Revisions, leases and counts are numbers: they stay below
 * 2^53 for longer than any store lives. Keys and values are bytes.
 *
 * Source: the protocol description that etcd publishes with its API reference (rpc.proto, kv.proto; 3.4 to 3.6).
 */
export type Bytes = Uint8Array;

export interface EtcdKeyValue {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly createRevision: number;
  readonly modRevision: number;
  /** 1 at creation, one more at each put; a deletion ends the count. */
  readonly version: number;
  /** 0 where no lease is attached. */
  readonly lease: number;
}

export interface EtcdResponseHeader {
  readonly clusterId: string;
  readonly memberId: string;
  readonly revision: number;
  readonly raftTerm: number;
}

/** `rangeEnd` absent: the one key. A single zero byte: every key from `key` on. Otherwise [key, rangeEnd). */
export interface EtcdKeyRange {
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
}

export type EtcdSortTarget = 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';
export type EtcdSortOrder = 'NONE' | 'ASCEND' | 'DESCEND';

export interface EtcdRangeRequest extends EtcdKeyRange {
  /** 0 or absent: no limit. */
  readonly limit?: number;
  /** 0 or absent: the newest revision. */
  readonly revision?: number;
  readonly sortOrder?: EtcdSortOrder;
  readonly sortTarget?: EtcdSortTarget;
  readonly serializable?: boolean;
  readonly keysOnly?: boolean;
  readonly countOnly?: boolean;
  readonly minModRevision?: number;
  readonly maxModRevision?: number;
  readonly minCreateRevision?: number;
  readonly maxCreateRevision?: number;
}

export interface EtcdRangeResponse {
  readonly header: EtcdResponseHeader;
  readonly kvs: readonly EtcdKeyValue[];
  /** More keys lie in the range than `limit` let through. */
  readonly more: boolean;
  /** Keys in the range, whatever the limit. */
  readonly count: number;
}

export interface EtcdPutRequest {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly lease?: number;
  readonly prevKv?: boolean;
  readonly ignoreValue?: boolean;
  readonly ignoreLease?: boolean;
}

export interface EtcdPutResponse {
  readonly header: EtcdResponseHeader;
  readonly prevKv?: EtcdKeyValue;
}

export interface EtcdDeleteRangeRequest extends EtcdKeyRange {
  readonly prevKv?: boolean;
}

export interface EtcdDeleteRangeResponse {
  readonly header: EtcdResponseHeader;
  readonly deleted: number;
  readonly prevKvs: readonly EtcdKeyValue[];
}

export type EtcdCompareResult = 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL';

export interface EtcdCompare extends EtcdKeyRange {
  readonly result: EtcdCompareResult;
  readonly target:
    | { readonly version: number }
    | { readonly createRevision: number }
    | { readonly modRevision: number }
    | { readonly value: Bytes }
    | { readonly lease: number };
}

export type EtcdRequestOp =
  | { readonly range: EtcdRangeRequest }
  | { readonly put: EtcdPutRequest }
  | { readonly deleteRange: EtcdDeleteRangeRequest }
  | { readonly txn: EtcdTxnRequest };

export type EtcdResponseOp =
  | { readonly range: EtcdRangeResponse }
  | { readonly put: EtcdPutResponse }
  | { readonly deleteRange: EtcdDeleteRangeResponse }
  | { readonly txn: EtcdTxnResponse };

export interface EtcdTxnRequest {
  readonly compare: readonly EtcdCompare[];
  readonly success: readonly EtcdRequestOp[];
  readonly failure: readonly EtcdRequestOp[];
}

export interface EtcdTxnResponse {
  readonly header: EtcdResponseHeader;
  readonly succeeded: boolean;
  readonly responses: readonly EtcdResponseOp[];
}

export interface EtcdCompactionRequest {
  readonly revision: number;
  readonly physical?: boolean;
}

export interface EtcdCompactionResponse {
  readonly header: EtcdResponseHeader;
}

export interface EtcdEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly kv: EtcdKeyValue;
  readonly prevKv?: EtcdKeyValue;
}

export interface EtcdWatchCreateRequest extends EtcdKeyRange {
  /** 0 or absent: from now on. */
  readonly startRevision?: number;
  readonly progressNotify?: boolean;
  readonly prevKv?: boolean;
  readonly noPut?: boolean;
  readonly noDelete?: boolean;
}

export interface EtcdWatchResponse {
  readonly header: EtcdResponseHeader;
  readonly created: boolean;
  readonly canceled: boolean;
  /** Not 0: the watch asked for history that is compacted up to this revision. */
  readonly compactRevision: number;
  readonly cancelReason: string;
  /** Empty in a progress notification. All events of one revision come in one response. */
  readonly events: readonly EtcdEvent[];
}

export interface EtcdLeaseGrantResponse {
  readonly header: EtcdResponseHeader;
  readonly id: number;
  readonly ttlSeconds: number;
}

export interface EtcdLeaseKeepAliveResponse {
  readonly header: EtcdResponseHeader;
  readonly id: number;
  /** 0 or less: the lease no longer exists. */
  readonly ttlSeconds: number;
}

export interface EtcdLeaseTimeToLiveResponse {
  readonly header: EtcdResponseHeader;
  readonly id: number;
  /** Seconds left; -1 where the lease does not exist. */
  readonly ttlSeconds: number;
  readonly grantedTtlSeconds: number;
  readonly keys: readonly Bytes[];
}

/** One watch. Responses come in revision order; after `close()` none is delivered. */
export interface EtcdWatchHandle {
  /** Asks for a progress notification now. */
  requestProgress(): void;
  close(): void;
}

/** gRPC status codes that a store answers with (names as gRPC spells them). */
export type EtcdErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'FAILED_PRECONDITION'
  | 'OUT_OF_RANGE'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAVAILABLE'
  | 'CANCELLED'
  | 'DATA_LOSS'
  | 'DEADLINE_EXCEEDED'
  | 'UNKNOWN';

/**
 * A connection to one member. Requests that the store refuses reject with an `Error` that carries
 * `code: EtcdErrorCode` (match on the code, not on a class).
 */
export interface EtcdConnection {
  range(request: EtcdRangeRequest): Promise<EtcdRangeResponse>;
  put(request: EtcdPutRequest): Promise<EtcdPutResponse>;
  deleteRange(request: EtcdDeleteRangeRequest): Promise<EtcdDeleteRangeResponse>;
  txn(request: EtcdTxnRequest): Promise<EtcdTxnResponse>;
  compact(request: EtcdCompactionRequest): Promise<EtcdCompactionResponse>;
  watch(request: EtcdWatchCreateRequest, onResponse: (response: EtcdWatchResponse) => void): EtcdWatchHandle;
  /** `id` 0 or absent: the store chooses. */
  leaseGrant(request: { readonly ttlSeconds: number; readonly id?: number }): Promise<EtcdLeaseGrantResponse>;
  leaseRevoke(request: { readonly id: number }): Promise<{ readonly header: EtcdResponseHeader }>;
  leaseKeepAlive(request: { readonly id: number }): Promise<EtcdLeaseKeepAliveResponse>;
  leaseTimeToLive(request: {
    readonly id: number;
    readonly keys?: boolean;
  }): Promise<EtcdLeaseTimeToLiveResponse>;
  close(): Promise<void>;
}
