import type {
  EtcdConnection,
  EtcdWatchCreateRequest,
  EtcdWatchHandle,
  EtcdWatchResponse,
} from '../../schemas/types/etcd.ts';
import type { EtcdCluster, EtcdFaults, EtcdMemberEntry, EtcdMemberStatus } from '../ports/ports.ts';
import { decodeBytes } from './exec-codec.ts';
import type { ExecProgram } from './exec-program.ts';

type Operation = Exclude<keyof EtcdConnection, 'watch' | 'close'>;

/** The store of a program's session. */
export function execEtcdCluster(program: ExecProgram, session: number, size: number): EtcdCluster {
  return { size, connect: (member) => connected(program, session, member) };
}

/** The faults that an adapter may leave out. */
export type OptionalFault = 'disturb' | 'powerOff';

/** What a program does to the members of its store. `has`: which of the faults that may be left out. */
export function execEtcdFaults(
  program: ExecProgram,
  session: number,
  has: readonly OptionalFault[],
): EtcdFaults {
  const call = (operation: keyof EtcdFaults, request: object): Promise<unknown> =>
    program.call({ method: 'etcd.fault', params: { session, operation, request } });
  const done = async (operation: keyof EtcdFaults, request: object): Promise<void> => {
    await call(operation, request);
  };
  const number = async (operation: keyof EtcdFaults, request: object): Promise<number> =>
    ((await call(operation, request)) as { readonly member: number }).member;
  return {
    status: async (member) => (await call('status', { member })) as EtcdMemberStatus,
    kill: (member) => done('kill', { member }),
    restart: (member) => done('restart', { member }),
    pause: (member) => done('pause', { member }),
    resume: (member) => done('resume', { member }),
    partition: (groups) => done('partition', { groups }),
    cut: (from, to) => done('cut', { from, to }),
    heal: () => done('heal', {}),
    ...(has.includes('disturb') ? { disturb: (network) => done('disturb', network) } : {}),
    ...(has.includes('powerOff') ? { powerOff: (member) => done('powerOff', { member }) } : {}),
    members: async (through) => {
      const answer = await call('members', { through });
      return (answer as { readonly members: readonly EtcdMemberEntry[] }).members;
    },
    addMember: (options) => number('addMember', options),
    removeMember: (options) => done('removeMember', options),
    promoteMember: (options) => done('promoteMember', options),
    moveLeader: (options) => done('moveLeader', options),
    startStranger: () => number('startStranger', {}),
  };
}

async function connected(program: ExecProgram, session: number, member: number): Promise<EtcdConnection> {
  const connection = program.nextNumber();
  await program.call({ method: 'etcd.connect', params: { session, connection, member } });
  const call =
    <Name extends Operation>(operation: Name) =>
    (request: Parameters<EtcdConnection[Name]>[0]): ReturnType<EtcdConnection[Name]> =>
      program.call({ method: 'etcd.call', params: { connection, operation, request } }) as ReturnType<
        EtcdConnection[Name]
      >;
  return {
    range: call('range'),
    put: call('put'),
    deleteRange: call('deleteRange'),
    txn: call('txn'),
    compact: call('compact'),
    leaseGrant: call('leaseGrant'),
    leaseRevoke: call('leaseRevoke'),
    leaseKeepAlive: call('leaseKeepAlive'),
    leaseTimeToLive: call('leaseTimeToLive'),
    watch: (request, onResponse) => watched(program, { connection, request }, onResponse),
    close: async () => {
      await program.call({ method: 'etcd.disconnect', params: { connection } });
    },
  };
}

interface WatchOf {
  readonly connection: number;
  readonly request: EtcdWatchCreateRequest;
}

function watched(
  program: ExecProgram,
  { connection, request }: WatchOf,
  onResponse: (response: EtcdWatchResponse) => void,
): EtcdWatchHandle {
  const stream = program.nextNumber();
  program.onStream(stream, ({ response }) => {
    if (response) onResponse(decodeBytes(response) as EtcdWatchResponse);
  });
  // A failing request also ends the program's other calls or its stream: the check sees the missing responses.
  const ignore = (): undefined => undefined;
  program.call({ method: 'etcd.watch', params: { connection, stream, request } }).catch(ignore);
  return {
    requestProgress: () => void program.call({ method: 'etcd.progress', params: { stream } }).catch(ignore),
    close: () => {
      program.forgetStream(stream);
      program.call({ method: 'stream.close', params: { stream } }).catch(ignore);
    },
  };
}
