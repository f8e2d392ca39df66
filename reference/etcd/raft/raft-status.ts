import type { RaftCore } from './raft-core.ts';
import type { MemberId, PeerProgress, RaftStatus } from './types.ts';

/** A copy: what happens later does not change it. */
export function statusOf<Data>(core: RaftCore<Data>): RaftStatus {
  const { log } = core;
  return {
    id: core.id,
    role: core.role,
    leader: core.leader,
    term: core.term,
    vote: core.vote,
    commit: log.commit,
    applied: log.applied,
    lastIndex: log.lastIndex,
    firstIndex: log.firstIndex,
    configuration: core.configuration,
    progress: progressOf(core),
  };
}

/** The leader itself is among them, with what is durable on it. */
function progressOf<Data>({
  id: self,
  leadership,
  configuration,
  log,
}: RaftCore<Data>): Map<MemberId, PeerProgress> {
  const all = new Map<MemberId, PeerProgress>();
  if (leadership === undefined) return all;
  const own = {
    match: log.durable,
    next: log.lastIndex + 1,
    state: 'replicate',
    recentlyActive: true,
  } as const;
  all.set(self, { ...own, learner: false });
  for (const [id, { match, next, state, recentlyActive }] of leadership.progress) {
    all.set(id, { match, next, state, recentlyActive, learner: configuration.learners.includes(id) });
  }
  return all;
}
