/**
 * Optimistic locking: of the writers that read one revision of an object and name it as precondition, exactly one wins.
 * A winner that named a revision which was no longer the object's newest overwrote somebody.
 */
import type { History, HistoryOperation } from '../history/history.ts';
import type { Breach, Judge, Judgement } from './judgement.ts';

const name = 'optimistic locking';

interface Attempt {
  readonly op: HistoryOperation;
  readonly line: number;
  readonly expected: number;
}

function attemptsOf({ records }: History): readonly Attempt[] {
  return records.flatMap(({ record, line }) => {
    if (record.kind !== 'operation' || record.expectedRevision === undefined || record.expectedRevision === 0)
      return [];
    return [{ op: record, line, expected: record.expectedRevision }];
  });
}

/** A round: every attempt on one object from one revision. */
function roundBreaches(round: readonly Attempt[]): readonly Breach[] {
  const winners = round.filter(({ op }) => op.outcome === 'ok');
  const [first, ...others] = winners;
  const breaches = others.map(({ line, op, expected }) => {
    const message = `${op.client} also won ${op.object} from revision ${expected}, which line ${first?.line ?? '?'} had already won`;
    return { line, message };
  });
  const last = round.at(-1);
  const open = round.some(({ op }) => op.outcome === 'unknown');
  const refused = round.every(({ op }) => op.outcome === 'conflict');
  if (last && refused && !open && winners.length === 0) {
    breaches.push({
      line: last.line,
      message: `nobody won ${last.op.object} from revision ${last.expected}: every writer was refused`,
    });
  }
  return breaches;
}

/** Refusing all is right where another write, without a precondition or from elsewhere, had replaced the revision. */
function replacedElsewhere(history: History, round: readonly Attempt[]): boolean {
  const [first] = round;
  return history.records.some(
    ({ record }) =>
      record.kind === 'operation' &&
      record.object === first?.op.object &&
      record.expectedRevision !== first.expected &&
      record.op !== 'get' &&
      record.op !== 'list' &&
      (record.outcome === 'unknown' ||
        (record.outcome === 'ok' && (record.revision ?? Infinity) > first.expected)),
  );
}

function staleWinners(history: History): readonly Breach[] {
  const newest = new Map<
    string,
    { readonly revision: number; readonly end: number; readonly line: number }
  >();
  return history.records.flatMap(({ record, line }): readonly Breach[] => {
    if (record.kind !== 'operation' || record.outcome !== 'ok' || record.revision === undefined) return [];
    const known = newest.get(record.object);
    const expected = record.expectedRevision;
    if (!known || record.revision > known.revision) {
      newest.set(record.object, { revision: record.revision, end: record.end ?? Infinity, line });
    }
    if (
      expected === undefined ||
      expected === 0 ||
      !known ||
      known.end > record.at ||
      known.revision <= expected
    )
      return [];
    const message = `${record.client} replaced ${record.object} from revision ${expected} although line ${known.line} had seen ${known.revision}`;
    return [{ line, message }];
  });
}

export function judgeLocking(history: History): Judgement {
  const attempts = attemptsOf(history);
  const rounds = [...Map.groupBy(attempts, ({ op, expected }) => `${op.object}\n${expected}`).values()];
  const found = rounds.flatMap((round) => {
    const breaches = roundBreaches(round);
    const noWinner = !round.some(({ op }) => op.outcome === 'ok');
    return noWinner && replacedElsewhere(history, round) ? [] : breaches;
  });
  const lines = new Set(found.map(({ line }) => line));
  const stale = staleWinners(history).filter(({ line }) => !lines.has(line));
  return {
    judge: name,
    judged: attempts.length,
    breaches: [...found, ...stale].sort((left, right) => left.line - right.line),
  };
}

export const optimisticLocking: Judge = { name, judge: judgeLocking };
