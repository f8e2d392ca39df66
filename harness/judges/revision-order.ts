/**
 * Revisions only rise: a write that began after another had been answered has the greater revision; no two writes share
 * one; what one client reads never goes back.
 */
import type { History, HistoryOperation } from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';

const name = 'revision order';

interface Placed {
  readonly op: HistoryOperation;
  readonly line: number;
  readonly revision: number;
}

function isWrite({ op }: HistoryOperation): boolean {
  return op !== 'get' && op !== 'list';
}

function writesOf({ records }: History): readonly Placed[] {
  return records.flatMap(({ record, line }) => {
    if (record.kind !== 'operation' || !isWrite(record) || record.outcome !== 'ok') return [];
    return record.revision === undefined ? [] : [{ op: record, line, revision: record.revision }];
  });
}

function repeated(writes: readonly Placed[]): readonly Breach[] {
  const first = new Map<number, Placed>();
  return writes.flatMap((write) => {
    const earlier = first.get(write.revision);
    if (!earlier) first.set(write.revision, write);
    // One transaction is one revision however many keys it writes.
    if (!earlier || (earlier.op.op === 'txn' && earlier.op.at === write.op.at)) return [];
    return [
      {
        line: write.line,
        message: `revision ${write.revision} was already given to the write of line ${earlier.line}`,
      },
    ];
  });
}

/** Sorted by the time of the answer, the greatest revision so far is a floor for every write that begins later. */
function outOfOrder(writes: readonly Placed[]): readonly Breach[] {
  const answered = writes
    .filter(({ op }) => op.end !== undefined)
    .sort((left, right) => (left.op.end ?? 0) - (right.op.end ?? 0));
  const begun = [...writes].sort((left, right) => left.op.at - right.op.at);
  const breaches: Breach[] = [];
  let floor: Placed | undefined;
  let next = 0;
  for (const write of begun) {
    for (let done = answered[next]; done && (done.op.end ?? 0) < write.op.at; done = answered[next]) {
      if (!floor || done.revision > floor.revision) floor = done;
      next += 1;
    }
    if (floor && write.revision < floor.revision) {
      const message = `revision ${write.revision} is below ${floor.revision}, which line ${floor.line} had before this write began`;
      breaches.push({ line: write.line, message });
    }
  }
  return breaches;
}

/** The store's own revision, as one client sees it in its answers one after the other. */
function goingBack({ records }: History): readonly Breach[] {
  const last = new Map<string, { readonly revision: number; readonly line: number; readonly end: number }>();
  return records.flatMap(({ record, line }): readonly Breach[] => {
    if (record.kind !== 'operation' || record.storeRevision === undefined || record.end === undefined)
      return [];
    const before = last.get(record.client);
    if (before && before.end <= record.at && record.storeRevision < before.revision) {
      return [
        {
          line,
          message: `${record.client} sees the store at ${record.storeRevision} after ${before.revision} (line ${before.line})`,
        },
      ];
    }
    if (!before || record.storeRevision >= before.revision)
      last.set(record.client, { revision: record.storeRevision, line, end: record.end });
    return [];
  });
}

export function judgeRevisions(history: History): Judgement {
  const writes = writesOf(history);
  const breaches = [...repeated(writes), ...outOfOrder(writes), ...goingBack(history)];
  return {
    judge: name,
    judged: writes.length,
    breaches: breaches.sort((left, right) => left.line - right.line),
  };
}

export const revisionOrder: Judge = { name, judge: judgeRevisions };
