import type {
  Configuration,
  ConfigurationChange,
  Entry,
  LogPosition,
  Message,
  RaftStatus,
  Ready,
} from '../../../reference/etcd/raft/types.ts';

/** How the golden traces write things down: short, one line each. */
function positionText({ index, term }: LogPosition): string {
  return `${index}/t${term}`;
}

function changeText({ steps, joint }: ConfigurationChange): string {
  const signs = { addVoter: 'v', addLearner: 'l', remove: 'r' } as const;
  const words = steps.map(({ type, id }) => `${signs[type]}${id}`);
  return [
    ...(words.length === 0 ? ['leave'] : words),
    ...(joint === undefined ? [] : [`joint=${joint}`]),
  ].join(' ');
}

export function entryText(entry: Entry<string>): string {
  const place = positionText(entry);
  if (entry.kind === 'empty') return `${place} -`;
  return `${place} ${entry.kind === 'command' ? entry.data : `{${changeText(entry.change)}}`}`;
}

function entriesText(entries: readonly Entry<string>[]): string {
  return `[${entries.map(entryText).join(', ')}]`;
}

export function configurationText({
  voters,
  outgoing,
  learners,
  learnersNext,
  autoLeave,
}: Configuration): string {
  const parts = [`voters ${voters.join(' ')}`];
  if (outgoing.length > 0) parts.push(`outgoing ${outgoing.join(' ')}`);
  if (learners.length > 0) parts.push(`learners ${learners.join(' ')}`);
  if (learnersNext.length > 0) parts.push(`learners next ${learnersNext.join(' ')}`);
  if (autoLeave) parts.push('auto-leave');
  return parts.join(', ');
}

function bodyText(message: Message<string>): string {
  switch (message.type) {
    case 'append':
      return `after ${positionText(message.previous)} ${entriesText(message.entries)} commit ${message.commit}`;
    case 'appendAnswer':
      return message.rejected === undefined
        ? `up to ${message.index}`
        : `refuses ${message.index}, try ${positionText(message.rejected.hint)}`;
    case 'heartbeat':
      return `commit ${message.commit}${message.context === '' ? '' : ` round ${message.context}`}`;
    case 'heartbeatAnswer':
      return message.context === '' ? '' : `round ${message.context}`;
    case 'preVote':
    case 'vote':
      return `last ${positionText(message.last)}${message.transfer ? ' for a transfer' : ''}`;
    case 'preVoteAnswer':
    case 'voteAnswer':
      return message.granted ? 'yes' : 'no';
    case 'snapshot':
      return `${positionText(message.snapshot)} (${configurationText(message.snapshot.configuration)})`;
    case 'timeoutNow':
      return '';
    case 'transferLeader':
      return `to ${message.transferee}`;
    case 'propose':
      return message.proposals
        .map((proposal) => (proposal.kind === 'command' ? proposal.data : `{${changeText(proposal.change)}}`))
        .join(', ');
    case 'readIndex':
      return message.context;
    case 'readIndexAnswer':
      return `${message.context} at ${message.index}`;
  }
}

export function messageText(message: Message<string>): string {
  const term = message.term === 0 ? '' : ` t${message.term}`;
  return `${message.from}>${message.to} ${message.type}${term} ${bodyText(message)}`.trimEnd();
}

export function readyText({ hardState, entries, snapshot, committed, readStates }: Ready<string>): string {
  const parts: string[] = [];
  if (snapshot !== undefined) parts.push(`snapshot ${positionText(snapshot)}`);
  if (entries.length > 0) parts.push(`writes ${entriesText(entries)}`);
  if (hardState !== undefined) {
    parts.push(`state t${hardState.term} vote ${hardState.vote ?? '-'} commit ${hardState.commit}`);
  }
  if (committed.length > 0) parts.push(`applies ${entriesText(committed)}`);
  for (const { context, index } of readStates) parts.push(`may read ${context} at ${index}`);
  return parts.join('; ');
}

export function statusText(status: RaftStatus): string {
  const { id, role, term, vote, leader, commit, applied, firstIndex, lastIndex, configuration } = status;
  const lines = [
    `${id} ${role} t${term} vote ${vote ?? '-'} leader ${leader ?? '-'} log ${firstIndex}..${lastIndex} commit ${commit} applied ${applied} (${configurationText(configuration)})`,
  ];
  for (const [peer, progress] of status.progress) {
    const { match, next, state, learner } = progress;
    if (peer !== id)
      lines.push(`  ${peer}: ${state} match ${match} next ${next}${learner ? ' learner' : ''}`);
  }
  return lines.join('\n');
}
