import type {
  EtcdConnection,
  EtcdRangeRequest,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { Command, CommandAnswers, CommandKind } from './command.ts';
import type { MvccStore } from './mvcc-store.ts';
import type { Outcome } from './refusal.ts';

/** A watch whose reader may ask for a pause: a paused watch buffers nothing and reads on from history later. */
export interface PausableWatch extends EtcdWatchHandle {
  pause(): void;
  resume(): void;
}

/** A connection within this process. */
export interface MemberClient extends EtcdConnection {
  watch(request: EtcdWatchCreateRequest, onResponse: (response: EtcdWatchResponse) => void): PausableWatch;
  /** The ids of all leases, oldest first. */
  leaseIds(): Promise<readonly number[]>;
}

/** What a connection asks of its member. */
export interface MemberCore {
  readonly limits: { readonly maxTxnOperations: number; readonly maxRequestBytes: number };
  readonly store: MvccStore;
  header(): EtcdResponseHeader;
  newLeaseId(): number;
  /** Commits and applies; the answer is there when the command is. */
  propose<Kind extends CommandKind>(command: Command<Kind>): Outcome<CommandAnswers[Kind]>;
  read(request: EtcdRangeRequest): Outcome<EtcdRangeResponse>;
  readTxn(request: EtcdTxnRequest): Outcome<CommandAnswers['txn']>;
  grantedTtl(askedSeconds: number): number;
  /** Starts the lease's time anew and returns it in seconds; undefined where there is no such lease. */
  renewLease(id: number): number | undefined;
  remainingTtl(id: number): number | undefined;
  openWatch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): PausableWatch;
}
