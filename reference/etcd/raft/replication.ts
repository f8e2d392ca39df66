import { handOverWhenReady } from './leader-transfer.ts';
import type { Leadership } from './leadership.ts';
import type { MessageOf } from './message-kinds.ts';
import type { Progress } from './progress.ts';
import type { RaftCore } from './raft-core.ts';
import { beginReadRound, releaseReads } from './reads.ts';
import type { MemberId, Proposal } from './types.ts';

/** Puts an entry at the end of the leader's own log. It travels with the next `flush`. */
export function appendOwn<Data>(
  core: RaftCore<Data>,
  leadership: Leadership,
  content: Proposal<Data> | { readonly kind: 'empty' },
): void {
  const bytes = core.log.append({ index: core.log.lastIndex + 1, term: core.term, ...content });
  leadership.uncommittedBytes += bytes;
  leadership.due = true;
}

/** Commits what enough members have made durable, this one included. */
export function advanceCommit<Data>(core: RaftCore<Data>, leadership: Leadership): void {
  const { log, rules } = core;
  const before = log.commit;
  const agreed = rules.agreedIndex(core.configuration, (id) =>
    id === core.id ? log.durable : (leadership.progress.get(id)?.match ?? 0),
  );
  if (agreed <= before || !rules.mayCommit(log.termAt(agreed), core.term)) return;
  log.commitTo(agreed);
  for (let index = before + 1; index <= agreed; index += 1) {
    if (log.termAt(index) === core.term) leadership.uncommittedBytes -= log.sizeAt(index);
  }
  leadership.due = true;
}

/** Sends everyone what is missing there, as far as the windows allow, and asks the quorum about reads that wait. */
export function flush<Data>(core: RaftCore<Data>): void {
  const { leadership } = core;
  if (leadership?.due !== true) return;
  leadership.due = false;
  beginReadRound(core, leadership);
  for (const [id, progress] of leadership.progress) {
    while (sendAppend(core, id, progress)) continue;
  }
}

/** True where there may be more to send. */
function sendAppend<Data>(core: RaftCore<Data>, id: MemberId, progress: Progress): boolean {
  if (progress.paused) return false;
  const { log } = core;
  const index = progress.next - 1;
  const term = log.termAt(index);
  if (term === undefined || progress.wantsSnapshot) {
    sendSnapshot(core, id, progress);
    return false;
  }
  // A full window lets only an empty append through, which finds out whether everything in it was lost.
  const entries = progress.windowFull ? [] : log.batchFrom(progress.next, core.settings.maxMessageBytes);
  const news = progress.state === 'replicate' && Math.min(log.commit, index) > progress.toldCommit;
  if (entries.length === 0 && !news && !progress.probeDue) return false;
  core.send(id, { type: 'append', previous: { index, term }, entries, commit: log.commit });
  progress.sent(entries.length, log.commit);
  return entries.length > 0;
}

function sendSnapshot<Data>(core: RaftCore<Data>, id: MemberId, progress: Progress): void {
  if (!progress.recentlyActive) return;
  const snapshot = core.snapshotSource?.();
  if (snapshot === undefined) return;
  core.send(id, { type: 'snapshot', snapshot });
  progress.becomeSnapshot(snapshot.index);
}

export function takeAppendAnswer<Data>(core: RaftCore<Data>, message: MessageOf<Data, 'appendAnswer'>): void {
  const { leadership } = core;
  const progress = leadership?.progress.get(message.from);
  if (leadership === undefined || progress === undefined) return;
  progress.recentlyActive = true;
  leadership.due = true;
  if (message.rejected !== undefined) {
    takeRefusal(core, progress, { index: message.index, hint: message.rejected.hint });
    return;
  }
  const news = progress.accepted(message.index);
  if (progress.state === 'probe' && (news || message.index === progress.match)) progress.becomeReplicate();
  if (progress.state === 'snapshot' && news && progress.match >= core.log.start.index) {
    progress.becomeReplicate();
  }
  if (!news) return;
  advanceCommit(core, leadership);
  if (leadership.transferee === message.from) handOverWhenReady(core, leadership);
}

interface Refusal {
  readonly index: number;
  readonly hint: { readonly index: number; readonly term: number };
}

function takeRefusal<Data>(core: RaftCore<Data>, progress: Progress, { index, hint }: Refusal): void {
  // Where its log is of a later term than ours at that place, all of ours of that term can be passed over at once.
  const agree = hint.term > 0 ? core.log.lastAtMost(hint.index, hint.term).index : hint.index;
  if (!progress.refused(index, agree)) return;
  // Only who knows no configuration refuses the very beginning of the log.
  if (index === 0) progress.wantsSnapshot = true;
}

export function takeHeartbeatAnswer<Data>(
  core: RaftCore<Data>,
  message: MessageOf<Data, 'heartbeatAnswer'>,
): void {
  const { leadership } = core;
  const progress = leadership?.progress.get(message.from);
  if (leadership === undefined || progress === undefined) return;
  progress.heard();
  if (progress.match < core.log.lastIndex || progress.state === 'probe') {
    progress.probeDue = true;
    leadership.due = true;
  }
  const round = Number(message.context);
  if (round > progress.readRound && round <= leadership.reads.lastRound) {
    progress.readRound = round;
    releaseReads(core, leadership);
  }
}

/** A message to that member was lost: what followed it may be lost too. */
export function backOff<Data>(core: RaftCore<Data>, id: MemberId): void {
  const progress = core.leadership?.progress.get(id);
  if (progress?.state === 'replicate') progress.becomeProbe();
}

export function endSnapshot<Data>(core: RaftCore<Data>, id: MemberId, arrived: boolean): void {
  const progress = core.leadership?.progress.get(id);
  if (progress?.state === 'snapshot') progress.snapshotOver(arrived);
}
