import { changedConfiguration, isVoter, membersOf } from './configuration-change.ts';
import type { VoteAnswer, VoteRequest } from './message-kinds.ts';
import type { RaftCore } from './raft-core.ts';
import { appendOwn } from './replication.ts';
import type { LogPosition, MemberId } from './types.ts';

/** `transfer`: the leader asked for it, so that nobody's lease of it counts, and no one is asked beforehand. */
export type Campaign = 'preVote' | 'vote' | 'transfer';

/** Begins an election, unless this member has no say, or is behind a change that says who votes. */
export function campaign<Data>(core: RaftCore<Data>, kind: Campaign): void {
  if (core.role === 'leader' || !core.promotable || hasUnappliedChange(core)) return;
  if (kind === 'preVote') core.becomePreCandidate();
  else core.becomeCandidate();
  const term = kind === 'preVote' ? core.term + 1 : core.term;
  const request = {
    type: kind === 'preVote' ? 'preVote' : 'vote',
    last: core.log.last,
    transfer: kind === 'transfer',
  } as const;
  for (const id of membersOf(core.configuration)) {
    if (id !== core.id && isVoter(core.configuration, id)) core.send(id, request, term);
  }
  if (kind === 'preVote') countVote(core, core.id, true);
}

/** A leader that lives is heard once more within so many ticks, even where the way to it had to be made anew. */
const patienceTicks = 2;
/** By so many ticks at most those differ who lose the same leader, so that they do not all campaign at once. */
const scatterTicks = 3;

/**
 * The way to that member has broken. Where it leads, its process has mostly ended, and waiting for a whole election timeout
 * helps nobody: a pre-vote costs nothing where it lives, since who hears it grants none.
 */
export function doubtLeader<Data>(core: RaftCore<Data>, id: MemberId): void {
  const { electionTicks, preVote } = core.settings;
  if (core.role !== 'follower' || core.leader !== id || !preVote) return;
  if (core.electionElapsed < electionTicks) core.endLease(patienceTicks + core.randomBelow(scatterTicks));
}

function hasUnappliedChange<Data>({ log }: RaftCore<Data>): boolean {
  return log.between(log.applied + 1, log.commit).some(({ kind }) => kind === 'configuration');
}

/** The own vote of a candidate counts when it can no longer be forgotten. */
export function countOwnVote<Data>(core: RaftCore<Data>): void {
  const { term, vote } = core.durableVote;
  if (core.role === 'candidate' && term === core.term && vote === core.id) countVote(core, core.id, true);
}

function countVote<Data>(core: RaftCore<Data>, from: MemberId, granted: boolean): void {
  if (!core.votes.has(from)) core.votes.set(from, granted);
  const outcome = core.rules.agreedVote(core.configuration, (id) => core.votes.get(id));
  if (outcome === 'pending') return;
  if (outcome === 'lost') core.becomeFollower(core.term, undefined);
  else if (core.role === 'preCandidate') campaign(core, 'vote');
  else appendOwn(core, core.becomeLeader(), { kind: 'empty' });
}

export function takeVoteAnswer<Data>(core: RaftCore<Data>, message: VoteAnswer<Data>): void {
  const pre = message.type === 'preVoteAnswer';
  if (core.role !== (pre ? 'preCandidate' : 'candidate')) return;
  // A pre-vote is granted in the term that it is for, and refused in the term of who refuses.
  if (message.term !== (pre && message.granted ? core.term + 1 : core.term)) return;
  countVote(core, message.from, message.granted);
}

/**
 * How far a candidate's log must reach for this member's vote: as far as its own. A member whose vote has been taken away
 * may be asked by one that does not know yet; what it has beyond the change counts for nothing, so only what is committed
 * matters. (Every majority with its vote, of the configuration before, meets every majority of the one after in another
 * member.) Otherwise a former leader's last, undecided entries could keep the others from ever electing one.
 */
function mustHave<Data>(core: RaftCore<Data>): LogPosition {
  const { log } = core;
  const term = mayBeCounted(core) ? undefined : log.termAt(log.commit);
  return term === undefined ? log.last : { index: log.commit, term };
}

/** Whether its acknowledgements may count, by its configuration or one that its log may still lead to. */
function mayBeCounted<Data>({ log, configuration, id }: RaftCore<Data>): boolean {
  if (configuration.voters.length === 0 || isVoter(configuration, id)) return true;
  let possible = configuration;
  for (const entry of log.between(log.applied + 1, log.lastIndex)) {
    if (entry.kind !== 'configuration') continue;
    possible = changedConfiguration(possible, entry.change) ?? possible;
    if (isVoter(possible, id)) return true;
  }
  return false;
}

/**
 * The terms have been compared already, and a lease respected. Learners answer too: one that has been made a voter may be
 * the last to learn of it, and its vote be needed for it to learn.
 */
export function takeVoteRequest<Data>(core: RaftCore<Data>, message: VoteRequest<Data>): void {
  const pre = message.type === 'preVote';
  const free =
    core.vote === message.from ||
    (core.vote === undefined && core.leader === undefined) ||
    (pre && message.term > core.term);
  const granted = free && core.rules.upToDate(message.last, mustHave(core));
  if (granted && !pre) {
    core.electionElapsed = 0;
    core.vote = message.from;
  }
  const answer = { type: pre ? 'preVoteAnswer' : 'voteAnswer', granted } as const;
  core.send(message.from, answer, granted ? message.term : core.term);
}
