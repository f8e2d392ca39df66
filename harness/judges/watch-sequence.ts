import type { Body, HistoryOperation, HistoryWatchEvent, HistoryWatchStart } from '../history/history.ts';

/** One committed change of an object, in the order of revisions. */
interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: string;
  readonly revision: number;
  readonly value: string | undefined;
}

interface WatchTrack {
  readonly name: string;
  readonly start: HistoryWatchStart;
  readonly events: readonly HistoryWatchEvent[];
  readonly ended: boolean;
}

/**
 * Judges every watch of a recorded history against every write in it: a watch must say exactly the changes after the
 * revision that it began at, or, where it began without one (or at 0), the state at some moment and exactly the changes
 * after it; in the order of revisions, none twice, none missing, with the content that was written. A watch that ended
 * may have stopped early, but only at its end; one without an end must be complete. Bookmarks carry no change.
 *
 * The answer to a deletion carries no revision: it is learnt from the watches, which must agree on one per deletion.
 * A history with writes of unknown outcome cannot be judged. Pure; the problems are in the order of the watches.
 */
export function watchSequenceProblems(history: readonly Body[]): string[] {
  const writes = history.filter((record): record is HistoryOperation => isWrite(record));
  const unknown = writes.filter(({ outcome }) => outcome === 'unknown');
  if (unknown.length > 0) return [`${unknown.length} writes have no known outcome; nothing can be judged`];
  const tracks = watchTracks(history);
  const { changes, problems } = committedChanges(writes, tracks);
  return [...problems, ...tracks.flatMap((track) => trackProblems(track, changes))];
}

function isWrite(record: Body): boolean {
  return record.kind === 'operation' && ['create', 'update', 'patch', 'delete'].includes(record.op);
}

function watchTracks(history: readonly Body[]): WatchTrack[] {
  const tracks: { name: string; start: HistoryWatchStart; events: HistoryWatchEvent[]; ended: boolean }[] =
    [];
  for (const record of history) {
    if (record.kind === 'watchStart')
      tracks.push({ name: record.watch, start: record, events: [], ended: false });
    if (record.kind !== 'watchEvent' && record.kind !== 'watchEnd') continue;
    const track = tracks.findLast(({ name }) => name === record.watch);
    if (track === undefined) continue;
    if (record.kind === 'watchEnd' || record.type === 'ERROR') track.ended = true;
    else if (record.type !== 'BOOKMARK') track.events.push(record);
  }
  return tracks;
}

interface Committed {
  readonly changes: readonly Change[];
  readonly problems: readonly string[];
}

/** The log that all writes together make, sorted by revision, with ADDED or MODIFIED as the object's past says. */
function committedChanges(writes: readonly HistoryOperation[], tracks: readonly WatchTrack[]): Committed {
  const deletions = new Map<string, Set<number>>();
  for (const { object, revision } of tracks.flatMap(({ events }) =>
    events.filter(({ type }) => type === 'DELETED'),
  )) {
    if (object !== undefined && revision !== undefined)
      deletions.set(object, (deletions.get(object) ?? new Set()).add(revision));
  }
  const accepted = writes.filter(({ outcome }) => outcome === 'ok');
  const entries = [
    ...accepted.flatMap(({ op, object, revision, value }) =>
      op === 'delete' || revision === undefined ? [] : [{ object, revision, value, deleted: false }],
    ),
    ...[...deletions].flatMap(([object, revisions]) =>
      [...revisions].map((revision) => ({ object, revision, value: undefined, deleted: true })),
    ),
  ].sort((one, other) => one.revision - other.revision);
  const problems = deletionProblems(accepted, deletions, tracks.length > 0);
  const alive = new Map<string, { readonly revision: number; readonly value: string | undefined }>();
  const changes: Change[] = [];
  for (const { object, revision, value, deleted } of entries) {
    const before = alive.get(object);
    if (before?.revision === revision) continue;
    if (deleted && before === undefined)
      problems.push(`${object} is deleted at ${revision}, but it does not exist then`);
    const type = deleted ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED';
    changes.push({ type, object, revision, value: deleted ? before?.value : value });
    if (deleted) alive.delete(object);
    else alive.set(object, { revision, value });
  }
  return { changes, problems };
}

function deletionProblems(
  accepted: readonly HistoryOperation[],
  seen: ReadonlyMap<string, ReadonlySet<number>>,
  watched: boolean,
): string[] {
  if (!watched) return [];
  const done = new Map<string, number>();
  for (const { op, object } of accepted) if (op === 'delete') done.set(object, (done.get(object) ?? 0) + 1);
  return [...new Set([...done.keys(), ...seen.keys()])].flatMap((object) => {
    const [made, told] = [done.get(object) ?? 0, seen.get(object)?.size ?? 0];
    return made === told
      ? []
      : [`${object} was deleted ${made} times, the watches tell of ${told} deletions`];
  });
}

function trackProblems(track: WatchTrack, changes: readonly Change[]): string[] {
  const covered = changes.filter(({ object }) => object.startsWith(track.start.scope));
  const { fromRevision = 0 } = track.start;
  const starts = fromRevision > 0 ? [fromRevision] : [0, ...covered.map(({ revision }) => revision)];
  const attempts = starts.map((revision) => {
    const initial = fromRevision > 0 ? [] : stateAt(covered, revision);
    return firstProblem(
      track,
      initial,
      covered.filter((change) => change.revision > revision),
    );
  });
  if (attempts.some((problem) => problem === undefined)) return [];
  const [first] = attempts.filter((problem) => problem !== undefined).sort((one, other) => other.at - one.at);
  return [`${track.name}: ${first?.text ?? 'cannot be explained'}`];
}

function stateAt(changes: readonly Change[], revision: number): Change[] {
  const state = new Map<string, Change>();
  for (const change of changes.filter((candidate) => candidate.revision <= revision)) {
    if (change.type === 'DELETED') state.delete(change.object);
    else state.set(change.object, { ...change, type: 'ADDED' });
  }
  return [...state.values()];
}

interface TrackProblem {
  readonly at: number;
  readonly text: string;
}

/** The first event that does not fit: the initial state may come in any order, the changes in theirs only. */
function firstProblem(
  track: WatchTrack,
  initial: readonly Change[],
  later: readonly Change[],
): TrackProblem | undefined {
  const waiting = [...initial];
  for (const [at, event] of track.events.entries()) {
    const expected =
      waiting.length > 0 ? waiting.find(({ object }) => object === event.object) : later[at - initial.length];
    if (expected === undefined) return { at, text: `event ${at}, ${shown(event)}, is one too many` };
    if (!isSame(expected, event))
      return { at, text: `event ${at} is ${shown(event)}, expected ${shown(expected)}` };
    if (waiting.length > 0) waiting.splice(waiting.indexOf(expected), 1);
  }
  const at = track.events.length;
  const missing = waiting[0] ?? later[at - initial.length];
  return track.ended || missing === undefined
    ? undefined
    : { at, text: `nothing came after event ${at}, expected ${shown(missing)}` };
}

function isSame(expected: Change, event: HistoryWatchEvent): boolean {
  const { type, object, revision, value } = event;
  return (
    type === expected.type &&
    object === expected.object &&
    revision === expected.revision &&
    value === expected.value
  );
}

function shown({ type, object, revision, value }: HistoryWatchEvent | Change): string {
  return `${type} ${object ?? ''} at ${revision ?? 'no revision'} with ${value ?? 'no value'}`;
}
