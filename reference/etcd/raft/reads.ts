import type { Leadership } from './leadership.ts';
import type { RaftCore } from './raft-core.ts';
import type { MemberId } from './types.ts';

/** A leader knows what is committed only after it has committed something itself. */
function knowsCommit<Data>(core: RaftCore<Data>): boolean {
  return core.log.termAt(core.log.commit) === core.term;
}

/** To everyone. Carries the newest round of reads that is still open, so that a lost one is asked again. */
export function sendHeartbeats<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const { reads } = leadership;
  const context = reads.hasOpenRound ? String(reads.lastRound) : '';
  for (const [id, { match }] of leadership.progress) {
    core.send(id, { type: 'heartbeat', commit: Math.min(match, core.log.commit), context });
  }
}

/** `from` asks for a read state under `context`; answered when a quorum has confirmed this leader. */
export function askRead<Data>(core: RaftCore<Data>, context: string, from: MemberId): boolean {
  const { leadership, leader } = core;
  if (leadership !== undefined) {
    leadership.reads.ask({ context, from });
    leadership.due = true;
    return true;
  }
  if (leader === undefined || from !== core.id) return false;
  core.send(leader, { type: 'readIndex', context });
  return true;
}

/** One round of heartbeats for all reads that wait. */
export function beginReadRound<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  if (!leadership.reads.hasWaiting || !knowsCommit(core)) return;
  leadership.reads.beginRound(core.log.commit);
  releaseReads(core, leadership);
  if (leadership.reads.hasOpenRound) sendHeartbeats(core, leadership);
}

/** Answers the reads of the rounds that enough members have confirmed. */
export function releaseReads<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const { reads, progress } = leadership;
  if (!reads.hasOpenRound) return;
  const confirmed = core.rules.agreedIndex(core.configuration, (id) =>
    id === core.id ? reads.lastRound : (progress.get(id)?.readRound ?? 0),
  );
  for (const { index, requests } of reads.takeUpTo(confirmed)) {
    for (const { context, from } of requests) {
      if (from === core.id) core.readStates.push({ context, index });
      else core.send(from, { type: 'readIndexAnswer', context, index });
    }
  }
}
