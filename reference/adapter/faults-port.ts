import type { EtcdFaults } from '../../harness/ports/ports.ts';

/** The faults of a cluster that is started when it is first used. What not every cluster can do is left to the caller. */
export function faultsOf(store: () => Promise<EtcdFaults>): EtcdFaults {
  return {
    status: async (member) => (await store()).status(member),
    kill: async (member) => (await store()).kill(member),
    restart: async (member) => (await store()).restart(member),
    pause: async (member) => (await store()).pause(member),
    resume: async (member) => (await store()).resume(member),
    partition: async (groups) => (await store()).partition(groups),
    cut: async (from, to) => (await store()).cut(from, to),
    heal: async () => (await store()).heal(),
    members: async (through) => (await store()).members(through),
    addMember: async (options) => (await store()).addMember(options),
    removeMember: async (options) => (await store()).removeMember(options),
    promoteMember: async (options) => (await store()).promoteMember(options),
    moveLeader: async (options) => (await store()).moveLeader(options),
    startStranger: async () => (await store()).startStranger(),
  };
}
