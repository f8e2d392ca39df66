import { changedConfiguration, isJoint, isMember, isVoter } from './configuration-change.ts';
import { retire } from './leader-transfer.ts';
import type { RaftCore } from './raft-core.ts';
import { releaseReads } from './reads.ts';
import { advanceCommit, appendOwn, flush } from './replication.ts';
import type { Configuration, ConfigurationChange, Dropped } from './types.ts';

/** Why a leader does not take this change now. */
export function changeRefusal<Data>(core: RaftCore<Data>, change: ConfigurationChange): Dropped | undefined {
  const { leadership, configuration, log } = core;
  if (leadership === undefined) return 'noLeader';
  // What is not applied may change the configuration under which the next change would be judged.
  if (leadership.pendingChangeIndex > log.applied) return 'changePending';
  if (isJoint(configuration) && change.steps.length > 0) return 'changePending';
  return changedConfiguration(configuration, change) === undefined ? 'badChange' : undefined;
}

/** A change that makes nothing of the configuration leaves it as it is, at every member alike. */
export function applyChange<Data>(core: RaftCore<Data>, change: ConfigurationChange): Configuration {
  const before = core.configuration;
  const after = changedConfiguration(before, change);
  if (after === undefined) return before;
  // Those who are about to leave learn what is committed.
  flush(core);
  core.configuration = after;
  if (isMember(after, core.id)) core.removed = false;
  else if (isMember(before, core.id)) core.removed = true;
  adopt(core);
  return after;
}

function adopt<Data>(core: RaftCore<Data>): void {
  const { leadership, role } = core;
  const voter = isVoter(core.configuration, core.id);
  if (leadership === undefined) {
    if (!voter && role !== 'follower') core.becomeFollower(core.term, undefined);
    return;
  }
  leadership.adopt(core.configuration, core.log.lastIndex + 1, true);
  leadership.due = true;
  // With fewer to ask, more may be decided.
  advanceCommit(core, leadership);
  releaseReads(core, leadership);
  if (!voter) retire(core, leadership);
}

/** The leader of a joint configuration that is to be left by itself proposes so when the configuration is applied. */
export function leaveJointWhenApplied<Data>(core: RaftCore<Data>): void {
  const { leadership, configuration, log } = core;
  if (leadership === undefined || !configuration.autoLeave || !isJoint(configuration)) return;
  if (log.applied < leadership.pendingChangeIndex || leadership.transferee !== undefined) return;
  appendOwn(core, leadership, { kind: 'configuration', change: { steps: [] }, context: undefined });
  leadership.pendingChangeIndex = log.lastIndex;
}
