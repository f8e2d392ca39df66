import { isVoter } from './configuration-change.ts';
import type { Leadership } from './leadership.ts';
import type { RaftCore } from './raft-core.ts';
import type { MemberId } from './types.ts';

/** Asks the transferee to campaign as soon as it has the whole log; nothing is appended meanwhile. */
export function handOverWhenReady<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const { transferee } = leadership;
  if (transferee === undefined) return;
  if (leadership.progress.get(transferee)?.match === core.log.lastIndex) {
    core.send(transferee, { type: 'timeoutNow' });
  }
}

/** Leadership goes to a voter only. A newer wish replaces an older one; the same wish again changes nothing. */
export function beginTransfer<Data>(core: RaftCore<Data>, to: MemberId): void {
  const { leadership } = core;
  if (leadership === undefined) {
    if (core.leader !== undefined && to !== core.leader) {
      core.send(core.leader, { type: 'transferLeader', transferee: to });
    }
    return;
  }
  const progress = leadership.progress.get(to);
  if (progress === undefined || !isVoter(core.configuration, to) || leadership.transferee === to) return;
  leadership.transferee = to;
  // It has an election timeout from now on.
  core.electionElapsed = 0;
  progress.probeDue = true;
  leadership.due = true;
  handOverWhenReady(core, leadership);
}

/**
 * A leader that has lost its vote does not just fall silent: until someone who has the whole log takes over, the others
 * might not know that the change which took the vote is decided, and need that vote for an election.
 */
export function retire<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const candidates = [...leadership.progress].filter(([id]) => isVoter(core.configuration, id));
  const furthest = candidates.reduce((match, [, progress]) => Math.max(match, progress.match), 0);
  const successor = candidates.find(([, { match }]) => match === furthest)?.[0];
  if (successor !== undefined && leadership.transferee === undefined) beginTransfer(core, successor);
}
