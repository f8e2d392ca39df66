import type { Leadership } from './leadership.ts';
import { changeRefusal } from './membership.ts';
import type { RaftCore } from './raft-core.ts';
import { appendOwn } from './replication.ts';
import type { Dropped, MemberId, Proposal } from './types.ts';

/** A leader appends, a follower forwards to the leader it knows. */
export function takeProposal<Data>(core: RaftCore<Data>, proposal: Proposal<Data>): Dropped | undefined {
  const { leadership, leader } = core;
  if (core.removed) return 'removed';
  if (leadership !== undefined) return append(core, leadership, proposal);
  if (leader === undefined) return 'noLeader';
  forward(core, leader, proposal);
  return undefined;
}

/** So many travel in one message at most. */
const forwardedAtOnce = 64;

/** What comes before messages leave goes in one of them. */
function forward<Data>(core: RaftCore<Data>, leader: MemberId, proposal: Proposal<Data>): void {
  const last = core.messages.at(-1);
  if (last?.type === 'propose' && last.to === leader && last.proposals.length < forwardedAtOnce) {
    core.messages.splice(-1, 1, { ...last, proposals: [...last.proposals, proposal] });
  } else {
    core.send(leader, { type: 'propose', proposals: [proposal] });
  }
}

function append<Data>(
  core: RaftCore<Data>,
  leadership: Leadership,
  proposal: Proposal<Data>,
): Dropped | undefined {
  if (leadership.transferee !== undefined) return 'transferring';
  // A single proposal that is larger than the limit still gets through when nothing else is under way.
  if (leadership.uncommittedBytes >= core.settings.maxUncommittedBytes) return 'tooMuchUncommitted';
  if (proposal.kind === 'configuration') {
    const refusal = changeRefusal(core, proposal.change);
    if (refusal !== undefined) return refusal;
  }
  appendOwn(core, leadership, proposal);
  if (proposal.kind === 'configuration') leadership.pendingChangeIndex = core.log.lastIndex;
  return undefined;
}
