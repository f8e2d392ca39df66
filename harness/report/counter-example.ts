import type { History, NumberedRecord } from '../history/history.ts';
import { judges } from '../judges/index.ts';
import type { Breach } from '../judges/judgement.ts';
import { judgeGroups, type GroupJudgement } from '../judges/linearizable.ts';
import { answerText, requestText, type StoreOperation } from '../judges/store-operation.ts';

/** How an operation stands in a counter-example. */
export type Standing =
  /** In the longest order that could be found, at this place of it. */
  | { readonly kind: 'placed'; readonly place: number }
  /** It had to come next and cannot. */
  | { readonly kind: 'stuck' }
  /** A judge found its breach here. */
  | { readonly kind: 'breach' }
  /** What the breach is about. */
  | { readonly kind: 'named' }
  | { readonly kind: 'other' };

/** A part of a history that shows what is wrong with it, small enough to be read. */
export interface CounterExample {
  readonly title: string;
  readonly message: string;
  readonly records: readonly NumberedRecord[];
  readonly standing: (line: number) => Standing;
  /** Requests that stand before it in the order and are not shown. */
  readonly hiddenBefore: number;
}

/** How many operations of an order are shown before the one that has no place, and how many after it. */
const shownBefore = 7;
const shownAfter = 3;
/** Records before and after a breach that is not one of linearizability. */
const shownAround = 4;
const examplesOfOne = 3;

/** What to show of a history: keys that have no order first, else the places where judges found breaches. */
export function counterExamples(history: History): readonly CounterExample[] {
  const groups = judgeGroups(history).filter(({ verdict }) => verdict === 'not linearizable');
  const unordered = groups.slice(0, examplesOfOne).map((group) => ofGroup(history, group));
  if (unordered.length > 0) return unordered;
  const found = judges.flatMap(({ name, judge }) =>
    judge(history).breaches.map((breach) => ({ name, breach })),
  );
  const places = new Map(found.toReversed().map((place) => [`${place.name} ${place.breach.line}`, place]));
  return [...places.values()]
    .reverse()
    .slice(0, examplesOfOne)
    .map(({ name, breach }) => ofBreach(history, name, breach));
}

function ofGroup(history: History, group: GroupJudgement): CounterExample {
  const { order, stuckAt, keys, operations } = group;
  const place = new Map(order.map(({ line }, index) => [line, index + 1]));
  const until = stuckAt?.record.end ?? stuckAt?.record.at ?? Infinity;
  const before = order.slice(-shownBefore);
  const after = operations
    .filter(({ record, line }) => !place.has(line) && line !== stuckAt?.line && record.at <= until)
    .slice(0, shownAfter);
  const lines = new Set([...before, ...(stuckAt ? [stuckAt] : []), ...after].map(({ line }) => line));
  return {
    title: `${keys.join(', ')}: no order explains the answers`,
    message: `${order.length} of ${operations.length} operations fit one order, numbered here. The marked one had to come next and fits nowhere: ${stuckAt === undefined ? 'none' : toldOf(stuckAt)}.`,
    records: withFaults(history, lines),
    standing: (line) => {
      const number = place.get(line);
      if (line === stuckAt?.line) return { kind: 'stuck' };
      return number === undefined ? { kind: 'other' } : { kind: 'placed', place: number };
    },
    hiddenBefore: order.length - before.length,
  };
}

function toldOf({ record }: StoreOperation): string {
  const asked = `${record.client} asked member ${record.member} to ${requestText(record.request)}`;
  return record.outcome === 'unknown'
    ? `${asked}, which was not answered, yet was seen to have happened`
    : `${asked}, and was answered: ${answerText(record)}`;
}

function ofBreach(history: History, judge: string, { line, message }: Breach): CounterExample {
  const named = [...message.matchAll(/\bline (\d+)/g)].map((match) => Number(match[1]));
  const own = history.records.find((record) => record.line === line)?.record.client;
  const shown = history.records.filter(({ record }) => record.client === own);
  const around = [line, ...named].flatMap((place) => {
    const at = shown.findIndex((record) => record.line >= place);
    const from = at < 0 ? shown.length : at;
    return shown.slice(Math.max(0, from - shownAround), from + shownAround).map((record) => record.line);
  });
  return {
    title: `${judge}: line ${line}`,
    message,
    records: withFaults(history, new Set([...around, ...named, line])),
    standing: (other) => {
      if (other === line) return { kind: 'breach' };
      return named.includes(other) ? { kind: 'named' } : { kind: 'other' };
    },
    hiddenBefore: 0,
  };
}

/** Records of these lines, and the faults that happened between the first and the last of them. */
function withFaults(history: History, lines: ReadonlySet<number>): readonly NumberedRecord[] {
  const chosen = history.records.filter(({ line }) => lines.has(line));
  const [first, last] = [chosen[0]?.record.at ?? 0, chosen.at(-1)?.record.at ?? 0];
  return history.records.filter(
    ({ record, line }) =>
      lines.has(line) || (record.kind === 'fault' && record.at >= first && record.at <= last),
  );
}
