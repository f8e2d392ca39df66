/**
 * What etcd guarantees of watches, over whole watches, however often they were taken up again and at whichever member.
 * Ordered: events come in the order of revisions. Unique: none twice. Reliable: none missing up to where the watch has
 * come. Atomic: all events of a revision in one response. Resumable: a watch goes on where it had come to. Bookmarkable:
 * after a progress notification nothing comes up to its revision.
 *
 * Source: etcd, API guarantees: Watch APIs.
 */
import type { History, HistoryStoreWatch, HistoryStoreWatchResponse } from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';
import {
  doneRequests,
  hasWritten,
  isInRange,
  seenInResponse,
  seenWrites,
  storeOperations,
  type SeenWrite,
} from './store-operation.ts';

const name = 'watch guarantees';

interface Part {
  readonly start: HistoryStoreWatch;
  readonly line: number;
  readonly responses: { readonly response: HistoryStoreWatchResponse; readonly line: number }[];
}

interface WatchTold {
  readonly watch: string;
  readonly parts: readonly Part[];
  readonly dueRevision: number;
  /** The last line that tells of it. */
  readonly lastLine: number;
}

function watchesOf({ records }: History): readonly WatchTold[] {
  const watches = new Map<string, { parts: Part[]; dueRevision: number; lastLine: number }>();
  for (const { record, line } of records) {
    if (record.kind === 'storeWatch') {
      const known = watches.get(record.watch) ?? { parts: [], dueRevision: 0, lastLine: line };
      known.parts.push({ start: record, line, responses: [] });
      watches.set(record.watch, known);
    } else if (record.kind === 'storeWatchResponse' || record.kind === 'watchEnd') {
      const known = watches.get(record.watch);
      if (known === undefined) continue;
      known.lastLine = line;
      if (record.kind === 'watchEnd')
        known.dueRevision = Math.max(known.dueRevision, record.dueRevision ?? 0);
      else known.parts.at(-1)?.responses.push({ response: record, line });
    }
  }
  return [...watches].map(([watch, told]) => ({ watch, ...told }));
}

/** Where a watch has come to: everything up to `revision` has been told, as far as it says. */
interface Reached {
  revision: number;
  /** By a progress notification, at this line. */
  bookmark: { readonly revision: number; readonly line: number } | undefined;
}

/** Ordered, unique, atomic, bookmarkable, and nothing from before its start. */
function orderBreaches({ watch, parts }: WatchTold): readonly Breach[] {
  const breaches: Breach[] = [];
  const reached: Reached = { revision: 0, bookmark: undefined };
  const seen = new Map<string, number>();
  for (const { start, responses } of parts) {
    for (const { response, line } of responses) {
      const say = (message: string): void => void breaches.push({ line, message: `${watch}: ${message}` });
      orderOfResponse(response, { start, reached, seen, line, say });
      if (response.progress === true) {
        reached.bookmark =
          response.revision >= (reached.bookmark?.revision ?? 0)
            ? { revision: response.revision, line }
            : reached.bookmark;
      }
    }
  }
  return breaches;
}

interface OrderState {
  readonly start: HistoryStoreWatch;
  readonly reached: Reached;
  /** Lines of the events told so far, by key and revision. */
  readonly seen: Map<string, number>;
  readonly line: number;
  readonly say: (message: string) => void;
}

function orderOfResponse(response: HistoryStoreWatchResponse, state: OrderState): void {
  const { start, reached, seen, line, say } = state;
  const before = reached.revision;
  for (const { key, mod, type } of response.events) {
    const what = `the ${type} of ${key} at revision ${mod}`;
    const earlier = seen.get(`${key}\n${mod}`);
    if (earlier !== undefined) say(`${what} comes a second time (unique), first at line ${earlier}`);
    else if (mod < reached.revision) say(`${what} comes after revision ${reached.revision} (ordered)`);
    else if (mod === before) say(`${what} comes in another response than the rest of its revision (atomic)`);
    else if (reached.bookmark !== undefined && mod <= reached.bookmark.revision)
      say(
        `${what} comes although line ${reached.bookmark.line} had told progress up to ${reached.bookmark.revision} (bookmarkable)`,
      );
    else if (mod < start.startRevision)
      say(`${what} is from before the start of the watch, ${start.startRevision} (resumable)`);
    if (!isInRange(start, key)) say(`${what} is outside its range`);
    seen.set(`${key}\n${mod}`, line);
    reached.revision = Math.max(reached.revision, mod);
  }
}

interface DueEvent {
  readonly key: string;
  readonly mod: number;
  readonly deleted: boolean;
  readonly line: number;
  /** Absent where nobody was shown it. */
  readonly value?: string;
}

/** Every event that is known to have happened: from answers to writes, from reads, and from what other watches told. */
function dueEvents(history: History): readonly DueEvent[] {
  const due = new Map<string, DueEvent>();
  const add = (event: DueEvent): void => {
    const place = `${event.key}\n${event.mod}`;
    if (!due.has(place)) due.set(place, event);
  };
  for (const { record, line } of storeOperations(history)) {
    const mod = record.answer?.revision;
    if (mod === undefined || !hasWritten(record)) continue;
    for (const request of doneRequests(record)) {
      if (request.type === 'put') add({ key: request.key, mod, deleted: false, line, value: request.value });
      else if (
        request.type === 'delete' &&
        request.rangeEnd === undefined &&
        record.request.type === 'delete'
      )
        add({ key: request.key, mod, deleted: true, line });
    }
  }
  for (const { key, mod, deleted, line, value } of seenWrites(history))
    add({ key, mod, deleted, line, value });
  return [...due.values()].sort((one, other) => one.mod - other.mod);
}

/** Reliable and resumable: what is due up to where the watch has come has been told, and as it was. */
function gapBreaches(told: WatchTold, due: readonly DueEvent[]): readonly Breach[] {
  const [first] = told.parts;
  if (first === undefined) return [];
  const responses = told.parts.flatMap((part) => part.responses);
  const seen = new Map<string, SeenWrite>();
  let reached = told.dueRevision;
  for (const { response, line } of responses) {
    for (const write of seenInResponse(response, line)) {
      seen.set(`${write.key}\n${write.mod}`, write);
      reached = Math.max(reached, write.mod);
    }
    if (response.progress === true) reached = Math.max(reached, response.revision);
  }
  return due.flatMap(({ key, mod, deleted, line, value }): readonly Breach[] => {
    if (mod < first.start.startRevision || mod > reached || !isInRange(first.start, key)) return [];
    const found = seen.get(`${key}\n${mod}`);
    const what = `${told.watch}: the ${deleted ? 'DELETE' : 'PUT'} of ${key} at revision ${mod} (line ${line})`;
    if (found === undefined)
      return [
        {
          line: told.lastLine,
          message: `${what} never came, though the watch has come to ${reached} (reliable)`,
        },
      ];
    if (found.deleted !== deleted || (!deleted && value !== undefined && found.value !== value))
      return [
        {
          line: found.line,
          message: `${what} comes as ${found.deleted ? 'a DELETE' : `a PUT of "${found.value}"`}`,
        },
      ];
    return [];
  });
}

/** A watch of a client that resumes must go on at the revision after the last that it was told. */
function resumeBreaches({ watch, parts }: WatchTold): readonly Breach[] {
  const breaches: Breach[] = [];
  let reached: number | undefined;
  for (const { start, line, responses } of parts) {
    if (reached !== undefined && start.startRevision > reached + 1)
      breaches.push({
        line,
        message: `${watch}: it resumes at ${start.startRevision}, but had only come to ${reached}: the client left a gap`,
      });
    reached ??= start.startRevision - 1;
    for (const { response } of responses) {
      for (const { mod } of response.events) reached = Math.max(reached, mod);
      if (response.progress === true) reached = Math.max(reached, response.revision);
    }
  }
  return breaches;
}

export function judgeWatchGuarantees(history: History): Judgement {
  const watches = watchesOf(history);
  const due = watches.length > 0 ? dueEvents(history) : [];
  const breaches = watches.flatMap((told) => [
    ...orderBreaches(told),
    ...resumeBreaches(told),
    ...gapBreaches(told, due),
  ]);
  const responses = watches.flatMap(({ parts }) => parts.flatMap((part) => part.responses));
  return {
    judge: name,
    judged: responses.reduce((sum, { response }) => sum + response.events.length, 0),
    breaches: breaches.sort((one, other) => one.line - other.line),
  };
}

export const watchGuarantees: Judge = { name, judge: judgeWatchGuarantees };
