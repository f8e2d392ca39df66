/**
 * Revisions of a store, whoever asks whichever member: they agree with real time, one revision is one transaction, a
 * revision of a key is the same for all readers, and a read shows the last of the writes up to the revision that it tells.
 */
import type { History } from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';
import {
  answerText,
  doneRequests,
  hasWritten,
  isInRange,
  plainRequests,
  requestText,
  seenWrites,
  storeOperations,
  type SeenWrite,
  type StoreOperation,
} from './store-operation.ts';

const name = 'store revisions';

interface Answered extends StoreOperation {
  readonly revision: number;
  readonly at: number;
  readonly end: number;
  readonly wrote: boolean;
  /** False: a read that need not be fresh, or nothing about keys. */
  readonly fresh: boolean;
}

function answeredOperations(history: History): readonly Answered[] {
  return storeOperations(history).flatMap(({ record, line }) => {
    const { answer, at, end, outcome, request } = record;
    if (outcome !== 'ok' || answer === undefined || end === undefined) return [];
    const fresh =
      plainRequests(request).length > 0 && !(request.type === 'get' && request.serializable === true);
    return [{ record, line, at, end, revision: answer.revision, wrote: hasWritten(record), fresh }];
  });
}

/** Whatever was answered before an operation began is a floor for the revision that it tells. */
function againstTime(answered: readonly Answered[]): readonly Breach[] {
  const fresh = answered.filter((operation) => operation.fresh);
  const byEnd = [...fresh].sort((one, other) => one.end - other.end);
  const breaches: Breach[] = [];
  let floor: Answered | undefined;
  let next = 0;
  for (const operation of [...fresh].sort((one, other) => one.at - other.at)) {
    for (let done = byEnd[next]; done !== undefined && done.end < operation.at; done = byEnd[next]) {
      if (floor === undefined || done.revision > floor.revision) floor = done;
      next += 1;
    }
    if (floor === undefined) continue;
    const { record, line, revision } = operation;
    if (revision > floor.revision || (revision === floor.revision && !operation.wrote)) continue;
    const what = `${record.client} at member ${record.member}: ${requestText(record.request)} is answered with revision ${revision}`;
    breaches.push({
      line,
      message: `${what}, after line ${floor.line} had been answered with ${floor.revision}`,
    });
  }
  return breaches;
}

function sharedRevisions(answered: readonly Answered[]): readonly Breach[] {
  const first = new Map<number, Answered>();
  return answered.flatMap((operation) => {
    if (!operation.wrote) return [];
    const earlier = first.get(operation.revision);
    if (earlier === undefined) first.set(operation.revision, operation);
    if (earlier === undefined) return [];
    const message = `revision ${operation.revision} is that of two transactions: this one and line ${earlier.line}`;
    return [{ line: operation.line, message }];
  });
}

function shown({ value, create, version, deleted }: SeenWrite): string {
  return deleted ? 'a deletion' : `"${value}", create revision ${create}, version ${version}`;
}

/** One revision of one key, as different readers and watches saw it. */
function disagreements(seen: readonly SeenWrite[]): readonly Breach[] {
  const first = new Map<string, SeenWrite>();
  return seen.flatMap((write): readonly Breach[] => {
    const { key, mod, line } = write;
    if (!write.deleted && (write.create > mod || (write.version === 1) !== (write.create === mod)))
      return [{ line, message: `${key} at ${mod} cannot be: ${shown(write)}` }];
    const known = first.get(`${key}\n${mod}`);
    if (known === undefined) first.set(`${key}\n${mod}`, write);
    if (known === undefined || shown(known) === shown(write)) return [];
    return [
      {
        line,
        message: `${key} at revision ${mod} is ${shown(write)}, for line ${known.line} ${shown(known)}`,
      },
    ];
  });
}

interface KnownWrite {
  readonly mod: number;
  readonly deleted: boolean;
  readonly line: number;
}

/** What is known to have been written to each key, by revision. */
function knownWrites(
  answered: readonly Answered[],
  seen: readonly SeenWrite[],
): ReadonlyMap<string, readonly KnownWrite[]> {
  const writes = new Map<string, Map<number, KnownWrite>>();
  const add = (key: string, write: KnownWrite): void => {
    const known = writes.get(key) ?? new Map<number, KnownWrite>();
    if (!known.has(write.mod)) known.set(write.mod, write);
    writes.set(key, known);
  };
  for (const { record, line, revision, wrote } of answered) {
    if (!wrote) continue;
    for (const request of doneRequests(record)) {
      if (request.type === 'put') add(request.key, { mod: revision, deleted: false, line });
      else if (
        request.type === 'delete' &&
        request.rangeEnd === undefined &&
        record.request.type === 'delete'
      )
        add(request.key, { mod: revision, deleted: true, line });
    }
  }
  for (const { key, mod, deleted, line } of seen) add(key, { mod, deleted, line });
  return new Map(
    [...writes].map(([key, known]) => [key, [...known.values()].sort((one, other) => one.mod - other.mod)]),
  );
}

/** The last write up to a revision. */
function lastUpTo(writes: readonly KnownWrite[], revision: number): KnownWrite | undefined {
  let [low, high] = [0, writes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((writes[middle]?.mod ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return writes[low - 1];
}

/** A read, fresh or not, shows the state of the revision that its header tells. */
function tornReads(
  answered: readonly Answered[],
  writes: ReadonlyMap<string, readonly KnownWrite[]>,
): readonly Breach[] {
  return answered.flatMap(({ record, line, revision }): readonly Breach[] => {
    const { request, answer } = record;
    if (request.type !== 'get') return [];
    const kvs = new Map((answer?.kvs ?? []).map((entry) => [entry.key, entry.mod]));
    const keys = request.rangeEnd === undefined ? [request.key] : [...writes.keys()];
    for (const key of keys.filter((candidate) => isInRange(request, candidate))) {
      const mod = kvs.get(key);
      if (mod !== undefined && mod > revision)
        return [{ line, message: `${key} was changed at ${mod}, and the header tells ${revision}` }];
      const last = lastUpTo(writes.get(key) ?? [], revision);
      // A key that is absent may have been deleted by a request without an answer, or have gone with its lease.
      if (mod !== undefined && last !== undefined && mod < last.mod)
        return [
          {
            line,
            message: `${requestText(request)} → ${answerText(record)} misses the write of ${key} at ${last.mod} (line ${last.line})`,
          },
        ];
    }
    return [];
  });
}

/** A value that was shown although every request that would have written it was refused, or took its other branch. */
function phantoms(history: History, seen: readonly SeenWrite[]): readonly Breach[] {
  const writers = new Map<string, { line: number; possible: boolean }>();
  for (const { record, line } of storeOperations(history)) {
    const possible =
      record.outcome === 'unknown'
        ? plainRequests(record.request)
        : record.outcome === 'ok'
          ? doneRequests(record)
          : [];
    for (const request of plainRequests(record.request)) {
      if (request.type !== 'put') continue;
      const known = writers.get(`${request.key}\n${request.value}`);
      const isPossible = possible.includes(request) || known?.possible === true;
      writers.set(`${request.key}\n${request.value}`, { line, possible: isPossible });
    }
  }
  const told = new Set<string>();
  return seen.flatMap(({ key, value, mod, line, deleted }) => {
    const name = `${key}\n${value}`;
    const writer = writers.get(name);
    if (deleted || writer === undefined || writer.possible || told.has(name)) return [];
    told.add(name);
    return [
      {
        line,
        message: `${key} is "${value}" at revision ${mod}, which line ${writer.line} had been told was not written`,
      },
    ];
  });
}

/** A value that one request alone writes, once, and that was shown at two revisions: the request was done twice. */
function doneTwice(history: History, seen: readonly SeenWrite[]): readonly Breach[] {
  const writers = new Map<string, number>();
  for (const { record } of storeOperations(history)) {
    for (const request of plainRequests(record.request)) {
      if (request.type !== 'put') continue;
      const name = `${request.key}\n${request.value}`;
      writers.set(name, (writers.get(name) ?? 0) + 1);
    }
  }
  const first = new Map<string, SeenWrite>();
  return seen.flatMap((write): readonly Breach[] => {
    const { key, value, mod, line, deleted } = write;
    const name = `${key}\n${value}`;
    if (deleted || writers.get(name) !== 1) return [];
    const known = first.get(name) ?? write;
    first.set(name, known);
    if (known.mod === mod) return [];
    const message = `${key} is "${value}" at revision ${mod}, and was so at ${known.mod} (line ${known.line}): it was put once`;
    return [{ line, message }];
  });
}

export function judgeStoreRevisions(history: History): Judgement {
  const answered = answeredOperations(history);
  const seen = seenWrites(history);
  const breaches = [
    ...againstTime(answered),
    ...sharedRevisions(answered),
    ...disagreements(seen),
    ...tornReads(answered, knownWrites(answered, seen)),
    ...phantoms(history, seen),
    ...doneTwice(history, seen),
  ];
  return {
    judge: name,
    judged: answered.length,
    breaches: breaches.sort((one, other) => one.line - other.line),
  };
}

export const storeRevisions: Judge = { name, judge: judgeStoreRevisions };
