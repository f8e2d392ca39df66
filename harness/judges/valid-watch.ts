/**
 * A valid watch: events come in strictly rising revision order, none twice, none missing. What is due is what the
 * history's own acknowledged writes say; a watch that resumes keeps its name and names where it goes on.
 */
import type {
  History,
  HistoryOperation,
  HistoryWatchEvent,
  HistoryWatchStart,
  NumberedRecord,
} from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';

const name = 'valid watch';

interface Segment {
  readonly start: HistoryWatchStart;
  readonly line: number;
  readonly events: { readonly event: HistoryWatchEvent; readonly line: number }[];
}

interface Write {
  readonly op: HistoryOperation;
  readonly line: number;
  readonly revision: number;
}

function segmentsOf(records: readonly NumberedRecord[]): ReadonlyMap<string, Segment[]> {
  const watches = new Map<string, Segment[]>();
  for (const { record, line } of records) {
    if (record.kind === 'watchStart') {
      watches.set(record.watch, [...(watches.get(record.watch) ?? []), { start: record, line, events: [] }]);
    } else if (record.kind === 'watchEvent')
      watches.get(record.watch)?.at(-1)?.events.push({ event: record, line });
  }
  return watches;
}

function acknowledgedWrites(records: readonly NumberedRecord[]): readonly Write[] {
  return records.flatMap(({ record, line }) => {
    if (record.kind !== 'operation' || record.outcome !== 'ok' || record.revision === undefined) return [];
    if (record.op === 'get' || record.op === 'list') return [];
    return [{ op: record, line, revision: record.revision }];
  });
}

function orderBreaches(segments: readonly Segment[]): readonly Breach[] {
  const breaches: Breach[] = [];
  for (const { start, events } of segments) {
    let last = start.fromRevision ?? -1;
    for (const { event, line } of events) {
      if (event.revision === undefined || event.type === 'ERROR') continue;
      if (event.type === 'BOOKMARK') {
        if (event.revision < last)
          breaches.push({ line, message: `a bookmark at ${event.revision} after an event at ${last}` });
        last = Math.max(last, event.revision);
      } else if (event.revision <= last) {
        const what = event.revision === last ? 'comes twice' : `comes after one at ${last}`;
        breaches.push({
          line,
          message: `the event of ${event.object ?? '?'} at revision ${event.revision} ${what}`,
        });
      } else last = event.revision;
    }
  }
  return breaches;
}

const eventTypes: Readonly<Partial<Record<HistoryOperation['op'], readonly string[]>>> = {
  create: ['ADDED'],
  update: ['MODIFIED', 'DELETED'],
  patch: ['MODIFIED', 'DELETED'],
  delete: ['DELETED', 'MODIFIED'],
};

/** Every acknowledged write between the first and the last revision that the watch saw must have its event. */
function gapBreaches(segments: readonly Segment[], writes: readonly Write[]): readonly Breach[] {
  const [first] = segments;
  const events = segments.flatMap((segment) => segment.events).filter(({ event }) => event.type !== 'ERROR');
  const last = events.at(-1);
  if (!first || last?.event.revision === undefined) return [];
  const from = first.start.fromRevision ?? (events[0]?.event.revision ?? 1) - 1;
  const until = Math.max(...events.map(({ event }) => event.revision ?? 0));
  const seen = new Map(
    events
      .filter(({ event }) => event.type !== 'BOOKMARK')
      .map(({ event, line }) => [event.revision, { event, line }]),
  );
  return writes.flatMap(({ op, revision, line }): readonly Breach[] => {
    if (!op.object.startsWith(first.start.scope) || revision <= from || revision > until) return [];
    const found = seen.get(revision);
    if (!found) {
      const message = `no event for the ${op.op} of ${op.object} at revision ${revision} (line ${line}), though later ones came`;
      return [{ line: last.line, message }];
    }
    const { event } = found;
    if (event.object !== op.object) {
      return [
        {
          line: found.line,
          message: `revision ${revision} is ${op.object}, the event says ${event.object ?? 'nothing'}`,
        },
      ];
    }
    const types = eventTypes[op.op];
    if (!types || types.includes(event.type)) return [];
    return [{ line: found.line, message: `a ${op.op} of ${op.object} arrives as ${event.type}` }];
  });
}

/** A watch that resumes must go on where it had come to: later is a gap, earlier a repetition that the client asked for. */
function resumeBreaches(segments: readonly Segment[]): readonly Breach[] {
  const breaches: Breach[] = [];
  let reached: number | undefined;
  for (const { start, line, events } of segments) {
    if (reached !== undefined && (start.fromRevision ?? reached) > reached) {
      breaches.push({
        line,
        message: `the watch resumes after ${start.fromRevision ?? '?'}, but had only come to ${reached}`,
      });
    }
    for (const { event } of events) if (event.type !== 'ERROR') reached = event.revision ?? reached;
  }
  return breaches;
}

export function judgeWatches({ records }: History): Judgement {
  const writes = acknowledgedWrites(records);
  const breaches: Breach[] = [];
  let judged = 0;
  for (const segments of segmentsOf(records).values()) {
    judged += segments.reduce((sum, { events }) => sum + events.length, 0);
    breaches.push(...orderBreaches(segments), ...gapBreaches(segments, writes), ...resumeBreaches(segments));
  }
  return { judge: name, judged, breaches: breaches.sort((left, right) => left.line - right.line) };
}

export const validWatch: Judge = { name, judge: judgeWatches };
