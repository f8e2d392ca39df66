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
import type { Applied, MvccStore } from './mvcc-store.ts';

/** What goes through the log: every change of the store's state, complete in itself, with every choice already made. */
export interface CommandBodies {
  readonly put: EtcdPutRequest;
  readonly deleteRange: EtcdDeleteRangeRequest;
  readonly txn: EtcdTxnRequest;
  readonly compaction: EtcdCompactionRequest;
  readonly leaseGrant: { readonly id: number; readonly ttlSeconds: number };
  readonly leaseRevoke: { readonly id: number };
}

export interface CommandAnswers {
  readonly put: EtcdPutResponse;
  readonly deleteRange: EtcdDeleteRangeResponse;
  readonly txn: EtcdTxnResponse;
  readonly compaction: EtcdCompactionResponse;
  readonly leaseGrant: EtcdLeaseGrantResponse;
  readonly leaseRevoke: { readonly header: EtcdResponseHeader };
}

export type CommandKind = keyof CommandBodies;

export type Command<Kind extends CommandKind = CommandKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly body: CommandBodies[Each] };
}[Kind];

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
};

/** Applies one committed command. The caller passes what it changed on to the watches. */
export function applyCommand<Kind extends CommandKind>(
  store: MvccStore,
  command: Command<Kind>,
): Applied<CommandAnswers[Kind]> {
  return appliers[command.kind](store, command.body);
}
