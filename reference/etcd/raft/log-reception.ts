import type { MessageOf } from './message-kinds.ts';
import type { RaftCore } from './raft-core.ts';
import type { RaftSnapshot } from './types.ts';

/** Whoever sends these in the current term is its leader. */
function heardLeader<Data>(
  core: RaftCore<Data>,
  { from, term }: MessageOf<Data, 'append' | 'heartbeat' | 'snapshot'>,
): void {
  if (core.role !== 'follower') core.becomeFollower(term, from);
  core.leader = from;
  core.electionElapsed = 0;
}

export function takeAppend<Data>(core: RaftCore<Data>, message: MessageOf<Data, 'append'>): void {
  heardLeader(core, message);
  const { log } = core;
  const { previous, entries, from } = message;
  if (previous.index < log.commit) {
    core.send(from, { type: 'appendAnswer', index: log.commit });
    return;
  }
  // Without a configuration the log from its beginning on would be read with nobody to vote: a snapshot brings one.
  const blank = log.lastIndex === 0 && core.configuration.voters.length === 0;
  if (blank || !log.matches(previous)) {
    const hint = blank ? log.start : log.lastAtMost(previous.index, previous.term);
    core.send(from, { type: 'appendAnswer', index: previous.index, rejected: { hint } });
    return;
  }
  log.merge(entries);
  const same = previous.index + entries.length;
  // What stands after `same` may be of another term, and need not be what is committed.
  log.commitTo(Math.min(message.commit, same));
  core.send(from, { type: 'appendAnswer', index: same });
}

export function takeHeartbeat<Data>(core: RaftCore<Data>, message: MessageOf<Data, 'heartbeat'>): void {
  heardLeader(core, message);
  core.log.commitTo(message.commit);
  core.send(message.from, { type: 'heartbeatAnswer', context: message.context });
}

export function takeSnapshot<Data>(core: RaftCore<Data>, message: MessageOf<Data, 'snapshot'>): void {
  heardLeader(core, message);
  restore(core, message.snapshot);
  core.send(message.from, { type: 'appendAnswer', index: core.log.commit });
}

function restore<Data>(core: RaftCore<Data>, snapshot: RaftSnapshot): void {
  const { log } = core;
  if (snapshot.index <= log.commit) return;
  if (log.matches(snapshot) && core.configuration.voters.length > 0) {
    // The entries are all here: their state follows by applying them.
    log.commitTo(snapshot.index);
    return;
  }
  log.restore(snapshot);
  core.configuration = snapshot.configuration;
  core.snapshot = snapshot;
}
