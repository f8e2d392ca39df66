import type { RaftCore } from './raft-core.ts';
import type { Message } from './types.ts';

/**
 * Compares a message's term with the member's own, follows a later term, and tells whether the message is to be looked at.
 * Source: Ongaro (2014), 3.3, 4.2.3 and 9.6.
 */
export function passesTerm<Data>(core: RaftCore<Data>, message: Message<Data>): boolean {
  if (message.term > core.term) return followLaterTerm(core, message);
  if (message.term < core.term) {
    answerEarlierTerm(core, message);
    return false;
  }
  return true;
}

function followLaterTerm<Data>(core: RaftCore<Data>, message: Message<Data>): boolean {
  switch (message.type) {
    case 'preVote':
      return message.transfer || !hasLease(core);
    case 'vote':
      if (!message.transfer && hasLease(core)) return false;
      core.becomeFollower(message.term, undefined);
      return true;
    case 'preVoteAnswer':
      // Granted for a term that nobody has entered yet.
      if (!message.granted) core.becomeFollower(message.term, undefined);
      return message.granted;
    case 'append':
    case 'heartbeat':
    case 'snapshot':
      core.becomeFollower(message.term, message.from);
      return true;
    default:
      core.becomeFollower(message.term, undefined);
      return true;
  }
}

/** A leader was heard within the shortest election timeout: nobody has a reason to campaign. */
function hasLease<Data>(core: RaftCore<Data>): boolean {
  const { checkQuorum, electionTicks } = core.settings;
  return checkQuorum && core.leader !== undefined && core.electionElapsed < electionTicks;
}

/**
 * Whoever is behind must hear of the later term even where votes are ignored for the sake of a lease: a leader that is
 * would keep sending in vain, and who asks for pre-votes would never be answered.
 */
function answerEarlierTerm<Data>(core: RaftCore<Data>, { type, from }: Message<Data>): void {
  if (type === 'preVote') {
    core.send(from, { type: 'preVoteAnswer', granted: false });
  } else if (type === 'append' || type === 'heartbeat' || type === 'snapshot') {
    core.send(from, { type: 'appendAnswer', index: 0 });
  }
}
