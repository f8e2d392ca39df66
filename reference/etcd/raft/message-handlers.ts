import { campaign, takeVoteAnswer, takeVoteRequest } from './election.ts';
import { beginTransfer } from './leader-transfer.ts';
import { takeAppend, takeHeartbeat, takeSnapshot } from './log-reception.ts';
import type { MessageOf } from './message-kinds.ts';
import { takeProposal } from './proposals.ts';
import type { RaftCore } from './raft-core.ts';
import { askRead } from './reads.ts';
import { takeAppendAnswer, takeHeartbeatAnswer } from './replication.ts';
import { passesTerm } from './term-gate.ts';
import type { Message, Role } from './types.ts';

type Handlers<Data> = {
  readonly [Type in Message<Data>['type']]?: (core: RaftCore<Data>, message: MessageOf<Data, Type>) => void;
};

/** What a role does with a message of its own term. What is not named here is no business of that role. */
const anyone: Handlers<unknown> = { preVote: takeVoteRequest, vote: takeVoteRequest };

const termless: Handlers<unknown> = {
  // Passing it on once more could go on for ever between two who take each other for the leader.
  propose: (core, { proposals }) => {
    if (core.leadership !== undefined) for (const proposal of proposals) takeProposal(core, proposal);
  },
  readIndex: (core, { context, from }) => {
    askRead(core, context, from);
  },
  readIndexAnswer: (core, { context, index }) => {
    core.readStates.push({ context, index });
  },
};

const listening: Handlers<unknown> = {
  ...anyone,
  append: takeAppend,
  heartbeat: takeHeartbeat,
  snapshot: takeSnapshot,
};

const byRole: Readonly<Record<Role, Handlers<unknown>>> = {
  follower: {
    ...listening,
    timeoutNow: (core) => {
      campaign(core, 'transfer');
    },
  },
  preCandidate: { ...listening, preVoteAnswer: takeVoteAnswer },
  candidate: { ...listening, voteAnswer: takeVoteAnswer },
  leader: {
    ...anyone,
    appendAnswer: takeAppendAnswer,
    heartbeatAnswer: takeHeartbeatAnswer,
    transferLeader: (core, { transferee }) => {
      beginTransfer(core, transferee);
    },
  },
};

/** One message, to the handler of its type for the role that the member has once the terms are compared. */
export function deliver<Data>(core: RaftCore<Data>, message: Message<Data>): void {
  if (message.to !== core.id) return;
  const free = message.type in termless;
  if (!free && !passesTerm(core, message)) return;
  // The tables hold for every kind of data; only here the message's type and its handler's are known to be the same.
  const handlers = (free ? termless : byRole[core.role]) as Handlers<Data>;
  const handle = handlers[message.type] as
    ((core: RaftCore<Data>, message: Message<Data>) => void) | undefined;
  handle?.(core, message);
}
