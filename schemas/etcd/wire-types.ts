import type { Bytes, EtcdCompareResult, EtcdSortOrder, EtcdSortTarget } from '../types/etcd.ts';

/**
 * The messages of `rpc.proto` as a protobuf library hands them over: 64-bit numbers as text, enumerations by name, every
 * field there. Text and numbers are both understood where a message is sent.
 */
export type Whole = string | number;

export interface WireHeader {
  readonly clusterId: Whole;
  readonly memberId: Whole;
  readonly revision: Whole;
  readonly raftTerm: Whole;
}

export interface WireKeyValue {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly createRevision: Whole;
  readonly modRevision: Whole;
  readonly version: Whole;
  readonly lease: Whole;
}

export interface WireEvent {
  readonly type: 'PUT' | 'DELETE';
  readonly kv: WireKeyValue | null;
  readonly prevKv: WireKeyValue | null;
}

export interface WireRangeRequest {
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
  readonly limit: Whole;
  readonly revision: Whole;
  readonly sortOrder: EtcdSortOrder;
  readonly sortTarget: EtcdSortTarget;
  readonly serializable: boolean;
  readonly keysOnly: boolean;
  readonly countOnly: boolean;
  readonly minModRevision: Whole;
  readonly maxModRevision: Whole;
  readonly minCreateRevision: Whole;
  readonly maxCreateRevision: Whole;
}

export interface WireRangeResponse {
  readonly header: WireHeader | null;
  readonly kvs: readonly WireKeyValue[];
  readonly more: boolean;
  readonly count: Whole;
}

export interface WirePutRequest {
  readonly key: Bytes;
  readonly value: Bytes;
  readonly lease: Whole;
  readonly prevKv: boolean;
  readonly ignoreValue: boolean;
  readonly ignoreLease: boolean;
}

export interface WirePutResponse {
  readonly header: WireHeader | null;
  readonly prevKv: WireKeyValue | null;
}

export interface WireDeleteRangeRequest {
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
  readonly prevKv: boolean;
}

export interface WireDeleteRangeResponse {
  readonly header: WireHeader | null;
  readonly deleted: Whole;
  readonly prevKvs: readonly WireKeyValue[];
}

/** Exactly one field is set. */
export interface WireRequestOp {
  readonly requestRange?: WireRangeRequest | null;
  readonly requestPut?: WirePutRequest | null;
  readonly requestDeleteRange?: WireDeleteRangeRequest | null;
  readonly requestTxn?: WireTxnRequest | null;
}

/** Exactly one field is set. */
export interface WireResponseOp {
  readonly responseRange?: WireRangeResponse | null;
  readonly responsePut?: WirePutResponse | null;
  readonly responseDeleteRange?: WireDeleteRangeResponse | null;
  readonly responseTxn?: WireTxnResponse | null;
}

export interface WireCompare {
  readonly result: EtcdCompareResult;
  readonly target: 'VERSION' | 'CREATE' | 'MOD' | 'VALUE' | 'LEASE';
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
  readonly version?: Whole;
  readonly createRevision?: Whole;
  readonly modRevision?: Whole;
  readonly value?: Bytes;
  readonly lease?: Whole;
}

export interface WireTxnRequest {
  readonly compare: readonly WireCompare[];
  readonly success: readonly WireRequestOp[];
  readonly failure: readonly WireRequestOp[];
}

export interface WireTxnResponse {
  readonly header: WireHeader | null;
  readonly succeeded: boolean;
  readonly responses: readonly WireResponseOp[];
}

export interface WireWatchCreateRequest {
  readonly key: Bytes;
  readonly rangeEnd?: Bytes;
  readonly startRevision: Whole;
  readonly progressNotify: boolean;
  readonly filters: readonly ('NOPUT' | 'NODELETE')[];
  readonly prevKv: boolean;
  readonly watchId: Whole;
  readonly fragment: boolean;
}

/** Exactly one field is set. */
export interface WireWatchRequest {
  readonly createRequest?: WireWatchCreateRequest | null;
  readonly cancelRequest?: { readonly watchId: Whole } | null;
  readonly progressRequest?: object | null;
}

export interface WireWatchResponse {
  readonly header: WireHeader | null;
  readonly watchId: Whole;
  readonly created: boolean;
  readonly canceled: boolean;
  readonly compactRevision: Whole;
  readonly cancelReason: string;
  readonly fragment: boolean;
  readonly events: readonly WireEvent[];
}

export interface WireLease {
  readonly header: WireHeader | null;
  readonly ID: Whole;
  readonly TTL: Whole;
}

export interface WireLeaseTimeToLive extends WireLease {
  readonly grantedTTL: Whole;
  readonly keys: readonly Bytes[];
}

export interface WireLeases {
  readonly header: WireHeader | null;
  readonly leases: readonly { readonly ID: Whole }[];
}

export interface WireStatus {
  readonly header: WireHeader | null;
  readonly version: string;
  readonly dbSize: Whole;
  readonly dbSizeInUse: Whole;
  readonly leader: Whole;
  readonly raftIndex: Whole;
  readonly raftTerm: Whole;
  readonly raftAppliedIndex: Whole;
  readonly errors: readonly string[];
  readonly isLearner: boolean;
}

export interface WireMember {
  readonly ID: Whole;
  readonly name: string;
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  readonly isLearner: boolean;
}
