import type {
  EtcdCompactionRequest,
  EtcdCompactionResponse,
  EtcdDeleteRangeRequest,
  EtcdDeleteRangeResponse,
  EtcdLeaseGrantResponse,
  EtcdPutRequest,
  EtcdPutResponse,
  EtcdResponseHeader,
  EtcdTxnRequest,
  EtcdTxnResponse,
} from '../../schemas/types/etcd.ts';
import type { ClusterMember, MemberAlarm } from './member.ts';
import type { Applied, MvccStore } from './mvcc-store.ts';
import type { MemberId } from './raft/types.ts';

/**
 * What goes through the log: every change of the replicated state, complete in itself, with every choice already made.
 * The last three do not concern the store: whoever applies them keeps the alarms and the list of members.
 */
export interface CommandBodies {
  readonly put: EtcdPutRequest;
  readonly deleteRange: EtcdDeleteRangeRequest;
  readonly txn: EtcdTxnRequest;
  readonly compaction: EtcdCompactionRequest;
  readonly leaseGrant: { readonly id: number; readonly ttlSeconds: number };
  readonly leaseRevoke: { readonly id: number };
  readonly alarm: MemberAlarm & { readonly raised: boolean };
  /** A member has started and says where its clients find it. */
  readonly memberAttributes: {
    readonly memberId: MemberId;
    readonly name: string;
    readonly clientUrls: readonly string[];
  };
  /** What a change of the configuration says about the member that it concerns. */
  readonly member: ClusterMember;
}

interface Acknowledged {
  readonly header: EtcdResponseHeader;
}

export interface CommandAnswers {
  readonly put: EtcdPutResponse;
  readonly deleteRange: EtcdDeleteRangeResponse;
  readonly txn: EtcdTxnResponse;
  readonly compaction: EtcdCompactionResponse;
  readonly leaseGrant: EtcdLeaseGrantResponse;
  readonly leaseRevoke: Acknowledged;
  readonly alarm: Acknowledged;
  readonly memberAttributes: Acknowledged;
  readonly member: Acknowledged;
}

export type CommandKind = keyof CommandBodies;

export type Command<Kind extends CommandKind = CommandKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly body: CommandBodies[Each] };
}[Kind];

/** A command on its way through the log, with what tells it from every other: a repeated one is applied once. */
export interface ProposedCommand {
  /** Who proposed it, and waits for its answer. */
  readonly origin: MemberId;
  /** Which run of that member. */
  readonly boot: number;
  /** Rises by one with each proposal of that run, from 1. */
  readonly sequence: number;
  readonly command: Command;
}

type Appliers = {
  readonly [Kind in CommandKind]: (
    store: MvccStore,
    body: CommandBodies[Kind],
  ) => Applied<CommandAnswers[Kind]>;
};

const appliers: Appliers = {
  put: (store, request) => store.put(request),
  deleteRange: (store, request) => store.deleteRange(request),
  txn: (store, request) => store.txn(request),
  compaction: (store, request) => store.compact(request.revision),
  leaseGrant: (store, { id, ttlSeconds }) => store.grantLease(id, ttlSeconds),
  leaseRevoke: (store, { id }) => store.revokeLease(id),
  alarm: (store) => store.acknowledge(),
  memberAttributes: (store) => store.acknowledge(),
  member: (store) => store.acknowledge(),
};

/** Applies one committed command. The caller passes what it changed on to the watches. */
export function applyCommand<Kind extends CommandKind>(
  store: MvccStore,
  command: Command<Kind>,
): Applied<CommandAnswers[Kind]> {
  return appliers[command.kind](store, command.body);
}
