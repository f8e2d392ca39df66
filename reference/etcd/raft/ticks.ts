import { isVoter } from './configuration-change.ts';
import { campaign } from './election.ts';
import { handOverWhenReady, retire } from './leader-transfer.ts';
import type { Leadership } from './leadership.ts';
import { leaveJointWhenApplied } from './membership.ts';
import type { RaftCore } from './raft-core.ts';
import { sendHeartbeats } from './reads.ts';

/**
 * After this many election timeouts without word of a snapshot its receiver is asked what it has. Whoever carries snapshots
 * reports their fate much sooner; this is for a report that never comes.
 */
const snapshotPatience = 10;

export function tick<Data>(core: RaftCore<Data>): void {
  core.electionElapsed += 1;
  if (core.leadership === undefined) tickFollower(core);
  else tickLeader(core, core.leadership);
}

function tickFollower<Data>(core: RaftCore<Data>): void {
  if (core.electionElapsed < core.electionTimeout) return;
  core.electionElapsed = 0;
  // Also where this member may not campaign itself: whoever does must not be refused for a leader that is long gone.
  core.leader = undefined;
  campaign(core, core.settings.preVote ? 'preVote' : 'vote');
}

function tickLeader<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const { electionTicks, heartbeatTicks, checkQuorum } = core.settings;
  if (core.electionElapsed >= electionTicks) {
    core.electionElapsed = 0;
    if (checkQuorum && !hearsQuorum(core, leadership)) {
      core.becomeFollower(core.term, undefined);
      return;
    }
    leadership.transferee = undefined;
    if (!isVoter(core.configuration, core.id)) retire(core, leadership);
  }
  for (const progress of leadership.progress.values()) {
    if (progress.state !== 'snapshot') continue;
    progress.snapshotAge += 1;
    if (progress.snapshotAge > snapshotPatience * electionTicks) progress.snapshotOver(true);
  }
  leaveJointWhenApplied(core);
  core.heartbeatElapsed += 1;
  if (core.heartbeatElapsed < heartbeatTicks) return;
  core.heartbeatElapsed = 0;
  sendHeartbeats(core, leadership);
  // The request may have been lost, or have come while the transferee had a change to apply.
  handOverWhenReady(core, leadership);
}

/** Counts whom it has heard since it last counted. */
function hearsQuorum<Data>(core: RaftCore<Data>, leadership: Leadership): boolean {
  const { progress } = leadership;
  const outcome = core.rules.agreedVote(
    core.configuration,
    (id) => id === core.id || (progress.get(id)?.recentlyActive ?? false),
  );
  for (const peer of progress.values()) peer.recentlyActive = false;
  return outcome === 'won';
}
