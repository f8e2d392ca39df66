import type { ChangeStep, Configuration, ConfigurationChange, MemberId } from './types.ts';

export const emptyConfiguration: Configuration = {
  voters: [],
  outgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** Whether a member has a say, in either half. */
export function isVoter(configuration: Configuration, id: MemberId): boolean {
  return configuration.voters.includes(id) || configuration.outgoing.includes(id);
}

export function isMember(configuration: Configuration, id: MemberId): boolean {
  return isVoter(configuration, id) || configuration.learners.includes(id);
}

/** Everyone who is sent the log, each once: voters, those of the outgoing half, learners. */
export function membersOf(configuration: Configuration): readonly MemberId[] {
  const { voters, outgoing, learners } = configuration;
  if (outgoing.length === 0 && learners.length === 0) return voters;
  return [...new Set([...voters, ...outgoing, ...learners])];
}

function without(ids: readonly MemberId[], id: MemberId): readonly MemberId[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : ids;
}

function withMember(ids: readonly MemberId[], id: MemberId): readonly MemberId[] {
  return ids.includes(id) ? ids : [...ids, id];
}

function afterStep(before: Configuration, { type, id }: ChangeStep): Configuration {
  const removed: Configuration = {
    ...before,
    voters: without(before.voters, id),
    learners: without(before.learners, id),
    learnersNext: without(before.learnersNext, id),
  };
  if (type === 'remove') return removed;
  if (type === 'addVoter') return { ...removed, voters: withMember(before.voters, id) };
  if (before.learners.includes(id)) return before;
  // Who still has a say in the outgoing half becomes a learner only when that half is gone.
  return before.outgoing.includes(id)
    ? { ...removed, learnersNext: withMember(before.learnersNext, id) }
    : { ...removed, learners: withMember(before.learners, id) };
}

function leaveJoint(joint: Configuration): Configuration {
  return {
    voters: joint.voters,
    outgoing: [],
    learners: joint.learnersNext.reduce(withMember, joint.learners),
    learnersNext: [],
    autoLeave: false,
  };
}

/**
 * The configuration that `change` makes of `before`; undefined where it makes none: steps inside a joint configuration,
 * leaving one that is not joint, a result without voters.
 * Source: Ongaro (2014), 4.1 and 4.3.
 */
export function changedConfiguration(
  before: Configuration,
  change: ConfigurationChange,
): Configuration | undefined {
  if (change.steps.length === 0) return isJoint(before) ? leaveJoint(before) : undefined;
  if (isJoint(before)) return undefined;
  const joint = change.joint !== undefined || change.steps.length > 1;
  const start: Configuration = joint
    ? { ...before, outgoing: before.voters, autoLeave: change.joint !== 'explicit' }
    : before;
  const after = change.steps.reduce(afterStep, start);
  return after.voters.length === 0 ? undefined : after;
}
