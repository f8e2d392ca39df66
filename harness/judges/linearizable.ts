/**
 * Linearizability: the answers that concurrent clients got are those of one store that did their requests one after the
 * other, each at a moment between its call and its answer. What was not answered may have happened at any time since, or
 * never. Keys that no operation touches together are judged apart, which is sound: linearizability is local.
 */
import type { History } from '../history/history.ts';
import type { Judge, Judgement } from './judgement.ts';
import { keyGroups, searchedOperations, Sightings, type KeyGroup } from './key-groups.ts';
import { searchOrder, type SearchResult, type SearchVerdict } from './linearizability-search.ts';
import { emptyStore } from './store-machine.ts';
import { answerText, requestText, type StoreOperation } from './store-operation.ts';

const name = 'linearizable';

/** States looked at in one group of keys; a group that needs more is not judged. */
const stepLimit = 100_000;

/** What an easier message may cost. */
const plainLimit = 20_000;

export interface GroupJudgement extends KeyGroup {
  readonly verdict: SearchVerdict;
  /** The longest order that could be found. */
  readonly order: readonly StoreOperation[];
  /** The operation that had to come next and could not. */
  readonly stuckAt: StoreOperation | undefined;
  readonly steps: number;
}

/** Every group of keys by itself, as a reader of a counter-example needs it. */
export function judgeGroups(history: History, limit: number = stepLimit): readonly GroupJudgement[] {
  const sightings = new Sightings(history);
  return keyGroups(history).map((group) => {
    const search = (foresees: boolean, steps: number): SearchResult =>
      searchOrder(searchedOperations(group.operations, sightings, foresees), emptyStore, steps);
    const found = search(true, limit);
    const plain = found.verdict === 'not linearizable' ? search(false, Math.min(limit, plainLimit)) : found;
    const { order, stuckAt, steps } = plain.verdict === 'not linearizable' ? plain : found;
    return {
      ...group,
      verdict: found.verdict,
      order: order.flatMap((index) => group.operations[index] ?? []),
      stuckAt: stuckAt === undefined ? undefined : group.operations[stuckAt],
      steps,
    };
  });
}

export function judgeLinearizability(history: History, limit: number = stepLimit): Judgement {
  const groups = judgeGroups(history, limit);
  const of = (verdict: SearchVerdict): Judgement['breaches'] =>
    groups
      .filter((group) => group.verdict === verdict)
      .map((group) => ({ line: group.stuckAt?.line ?? 1, message: messageOf(group) }));
  const undecided = of('could not judge');
  return {
    judge: name,
    judged: groups.reduce((sum, { operations }) => sum + operations.length, 0),
    breaches: of('not linearizable'),
    ...(undecided.length > 0 ? { undecided } : {}),
  };
}

function messageOf({ keys, operations, order, stuckAt, verdict, steps }: GroupJudgement): string {
  const about = `${operations.length} operations on ${keys.join(', ')}`;
  if (verdict === 'could not judge') return `no order of ${about} was found in ${steps} steps`;
  if (stuckAt === undefined) return `no order explains ${about}`;
  const { record } = stuckAt;
  const last = order.at(-1);
  const after =
    last === undefined ? 'at the beginning' : `after line ${last.line} (${requestText(last.record.request)})`;
  return (
    `no order explains ${about}: ${order.length} fit one, ${after} cannot come ` +
    `${record.client} at member ${record.member}: ${requestText(record.request)} → ${answerText(record)}`
  );
}

export const linearizable: Judge = { name, judge: (history) => judgeLinearizability(history) };
