import type { Whole, WireStatus } from '../../../schemas/etcd/wire-types.ts';
import type { AlarmType, EtcdMember } from '../member.ts';
import { describedUnary } from './method.ts';
import type { Service } from './method.ts';
import { SnapshotStream } from './snapshot-stream.ts';

interface WireAlarmRequest {
  readonly action: 'GET' | 'ACTIVATE' | 'DEACTIVATE';
  readonly memberID: Whole;
  readonly alarm: AlarmType | 'NONE';
}

export function maintenanceService(member: EtcdMember, version: string): Service {
  const administration = (): EtcdMember['administration'] => member.administration;
  return {
    Status: describedUnary('Maintenance', 'Status', async () => statusToWire(member, version)),
    Alarm: describedUnary('Maintenance', 'Alarm', async ({ action, memberID, alarm }: WireAlarmRequest) => {
      const kind = alarm === 'NONE' ? {} : { alarm };
      const { header, alarms } = await administration().alarms({
        action,
        memberId: String(memberID),
        ...kind,
      });
      return { header, alarms: alarms.map((raised) => ({ memberID: raised.memberId, alarm: raised.alarm })) };
    }),
    Defragment: describedUnary('Maintenance', 'Defragment', () => administration().defragment()),
    Hash: describedUnary('Maintenance', 'Hash', () => administration().hash()),
    HashKV: describedUnary('Maintenance', 'HashKV', (request: { readonly revision: Whole }) =>
      administration().hashKeys(Number(request.revision)),
    ),
    Snapshot: { kind: 'stream', type: 'server_stream', open: (call) => new SnapshotStream(member, call) },
    MoveLeader: describedUnary('Maintenance', 'MoveLeader', (request: { readonly targetID: Whole }) =>
      administration().moveLeader(String(request.targetID)),
    ),
  };
}

function statusToWire(member: EtcdMember, version: string): WireStatus {
  const { clusterId, memberId, revision, raftTerm, ...status } = member.status();
  return {
    header: { clusterId, memberId, revision, raftTerm },
    version,
    dbSize: status.storedBytes,
    dbSizeInUse: status.storedBytesInUse,
    leader: status.leader,
    raftIndex: status.raftIndex,
    raftAppliedIndex: status.raftAppliedIndex,
    raftTerm,
    errors: status.errors,
    isLearner: status.isLearner,
  };
}
