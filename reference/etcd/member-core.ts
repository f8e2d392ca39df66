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

/** What is there at once, as it is in a member alone, or comes when others agree. */
export type Soon<Value> = Value | Promise<Value>;

/** What a connection asks of its member. */
export interface MemberCore {
  readonly limits: { readonly maxTxnOperations: number; readonly maxRequestBytes: number };
  readonly store: MvccStore;
  /** It has no say yet, and answers serializable reads only. */
  readonly isLearner: boolean;
  header(): EtcdResponseHeader;
  newLeaseId(): number;
  /** Has the command agreed on and applied; the answer is there when it is. */
  propose<Kind extends CommandKind>(command: Command<Kind>): Soon<Outcome<CommandAnswers[Kind]>>;
  read(request: EtcdRangeRequest): Soon<Outcome<EtcdRangeResponse>>;
  /** A transaction that writes nothing needs no place in the log. */
  readTxn(request: EtcdTxnRequest): Soon<Outcome<CommandAnswers['txn']>>;
  grantedTtl(askedSeconds: number): number;
  /** Starts the lease's time anew and returns it in seconds; 0 where there is no such lease. */
  renewLease(id: number): Soon<Outcome<number>>;
  /** Seconds left; -1 where there is no such lease. */
  remainingTtl(id: number): Soon<Outcome<number>>;
  openWatch(
    request: EtcdWatchCreateRequest,
    onResponse: (response: EtcdWatchResponse) => void,
  ): PausableWatch;
}
