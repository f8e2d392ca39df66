import { RaftNode } from '../../../reference/etcd/raft/raft-node.ts';
import { standardRules, type SafetyRules } from '../../../reference/etcd/raft/safety-rules.ts';
import type { Configuration, Message, Raft, RaftOptions, Ready } from '../../../reference/etcd/raft/types.ts';
import type { Sabotage } from './simulated-member.ts';

function withRules(broken: Partial<SafetyRules>): Sabotage {
  return { create: (options) => new RaftNode(options, { ...standardRules, ...broken }) };
}

/** Judges as if the configuration were another. */
function withConfigurationSeenAs(seen: (configuration: Configuration) => Configuration): Sabotage {
  return withRules({
    agreedIndex: (configuration, indexOf) => standardRules.agreedIndex(seen(configuration), indexOf),
    agreedVote: (configuration, voteOf) => standardRules.agreedVote(seen(configuration), voteOf),
  });
}

/** These no longer wait for the disk. */
function withHurried(types: readonly Message<string>['type'][]): Sabotage {
  const hurried = ({ type }: Message<string>): boolean => types.includes(type);
  return {
    altered: (ready) => ({
      ...ready,
      messages: [...ready.messages, ...ready.messagesAfterPersist.filter(hurried)],
      messagesAfterPersist: ready.messagesAfterPersist.filter((message) => !hurried(message)),
    }),
  };
}

/** Puts `overrides` in front of a machine. */
function withOverrides(overrides: (raft: Raft<string>) => Partial<Raft<string>>): Sabotage {
  return {
    create: (options: RaftOptions<string>): Raft<string> => {
      const raft = new RaftNode(options, standardRules);
      const replaced = overrides(raft);
      return new Proxy<Raft<string>>(raft, {
        get(target, key): unknown {
          const value: unknown = Reflect.get(key in replaced ? replaced : target, key, target);
          return typeof value === 'function' && !(key in replaced) ? (value.bind(target) as unknown) : value;
        },
        set: (target, key, value) => Reflect.set(target, key, value, target),
      });
    },
  };
}

interface Wrong {
  readonly sabotage: Sabotage;
  /** Which of the promises may be the first to be seen broken. */
  readonly invariants: readonly string[];
}

function wrong(sabotage: Sabotage, ...invariants: string[]): Wrong {
  return { sabotage, invariants };
}

/** The order in which a wrong step shows is a matter of chance. */
const unsafe = ['election safety', 'leader completeness', 'state machine safety', 'durability'];

/** Each is wrong in one thing that a proof of Raft rests on. */
export const sabotages: Readonly<Record<string, Wrong>> = {
  'a vote is forgotten on restart': wrong(
    {
      restored: (found) => ({ ...found, hardState: { ...found.hardState, vote: undefined } }),
    },
    ...unsafe,
  ),
  'votes leave before they are durable': wrong(withHurried(['vote', 'voteAnswer']), ...unsafe),
  'entries are acknowledged before they are durable': wrong(withHurried(['appendAnswer']), ...unsafe),
  'a leader counts its own entries before they are durable': wrong(
    withOverrides((raft) => ({
      ready: (): Ready<string> => {
        const ready = raft.ready();
        raft.persisted(ready);
        return ready;
      },
    })),
    ...unsafe,
  ),
  'an entry of an old term is committed by counting': wrong(withRules({ mayCommit: () => true }), ...unsafe),
  'a vote is given to a candidate that lacks entries': wrong(withRules({ upToDate: () => true }), ...unsafe),
  'a leader serves reads without asking a quorum': wrong(
    withOverrides((raft) => {
      let contexts: string[] = [];
      return {
        readIndex: (context: string): boolean => {
          if (raft.role !== 'leader') return raft.readIndex(context);
          contexts.push(context);
          return true;
        },
        hasReady: (): boolean => contexts.length > 0 || raft.hasReady(),
        ready: (): Ready<string> => {
          const ready = raft.ready();
          const index = raft.status().commit;
          const readStates = [...ready.readStates, ...contexts.map((context) => ({ context, index }))];
          contexts = [];
          return { ...ready, readStates };
        },
      };
    }),
    'linearizable reads',
  ),
  'the outgoing half of a joint configuration is not asked': wrong(
    withConfigurationSeenAs((configuration) => ({
      ...configuration,
      outgoing: [],
    })),
    ...unsafe,
  ),
  'a learner is counted': wrong(
    withConfigurationSeenAs((configuration) => ({
      ...configuration,
      voters: [...configuration.voters, ...configuration.learners],
    })),
    ...unsafe,
    'liveness',
  ),
  'a part of a majority is enough': wrong(
    withConfigurationSeenAs((configuration) => ({
      ...configuration,
      voters: configuration.voters.slice(0, Math.max(1, configuration.voters.length - 2)),
    })),
    ...unsafe,
  ),
};
