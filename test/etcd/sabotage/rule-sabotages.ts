import { standardRules, type SafetyRules } from '../../../reference/etcd/raft/safety-rules.ts';
import type { Configuration } from '../../../reference/etcd/raft/types.ts';
import type { Sabotage } from './sabotage.ts';

const unsafe = ['ETCD-9', 'ETCD-12', 'ETCD-13', 'ETCD-16', 'ETCD-17', 'ETCD-17a', 'ETCD-17b', 'ETCD-17f'];
const cuts = ['partition', 'isolateLeader', 'kill', 'cut'] as const;

/** A whole member on rules of which some are wrong. */
function withRules(
  about: Omit<Sabotage, 'seams' | 'breaks'>,
  broken: (reached: () => void) => Partial<SafetyRules>,
): Sabotage {
  return {
    ...about,
    breaks: unsafe,
    seams: (reached) => ({
      assemble: (parts) => ({ ...parts, rules: { ...standardRules, ...broken(reached) } }),
    }),
  };
}

/** One vote less than a majority is enough. */
function highestOfTooFew(configuration: Configuration, indexOf: (id: string) => number): number {
  const reached = configuration.voters.map(indexOf).sort((one, other) => other - one);
  const needed = Math.floor(configuration.voters.length / 2);
  return reached[Math.max(0, needed - 1)] ?? 0;
}

export const ruleSabotages: readonly Sabotage[] = [
  withRules(
    {
      id: 'commits-with-half',
      title: 'Half of the members decide what is committed',
      members: 3,
      faults: cuts,
      minutes: 0.6,
      firstSeed: 1,
      seeds: 6,
    },
    (reached) => ({
      agreedIndex: (configuration, indexOf) => {
        reached();
        return highestOfTooFew(configuration, indexOf);
      },
    }),
  ),
  withRules(
    {
      id: 'elects-with-half',
      title: 'Half of the members elect a leader',
      members: 3,
      faults: cuts,
      minutes: 0.6,
      firstSeed: 1,
      seeds: 6,
    },
    (reached) => ({
      agreedVote: (configuration, voteOf) => {
        const granted = configuration.voters.filter((id) => voteOf(id) === true).length;
        if (granted < Math.floor(configuration.voters.length / 2))
          return standardRules.agreedVote(configuration, voteOf);
        reached();
        return 'won';
      },
    }),
  ),
  withRules(
    {
      id: 'votes-for-whoever-asks',
      title: 'A member votes for a candidate whose log lacks what its own has',
      members: 3,
      faults: cuts,
      minutes: 0.6,
      firstSeed: 1,
      seeds: 10,
    },
    (reached) => ({
      upToDate: (candidate, own) => {
        if (!standardRules.upToDate(candidate, own)) reached();
        return true;
      },
    }),
  ),
];
