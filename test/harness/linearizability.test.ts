import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { History, StoreAnswer } from '../../harness/history/history.ts';
import { judgeGroups, judgeLinearizability } from '../../harness/judges/linearizable.ts';
import { judgeStoreRevisions } from '../../harness/judges/store-revisions.ts';
import type { StoreOperation } from '../../harness/judges/store-operation.ts';
import { numbers, simulatedHistory } from './simulated-history.ts';

type Operation = StoreOperation['record'];

function operationsOf({ records }: History): readonly Operation[] {
  return records.flatMap(({ record }) => (record.kind === 'store' ? [record] : []));
}

interface NaiveState {
  readonly revision: number;
  readonly entry:
    | { readonly value: string; readonly create: number; readonly mod: number; readonly version: number }
    | undefined;
}

/** What one key does, request by request, told without any cleverness: the answer and the state after it. */
function naiveStep(
  state: NaiveState,
  { request }: Operation,
): { readonly answer: StoreAnswer; readonly after: NaiveState } {
  const { revision, entry } = state;
  const put = (value: string): NaiveState => {
    const mod = revision + 1;
    return {
      revision: mod,
      entry: { value, create: entry?.create ?? mod, mod, version: (entry?.version ?? 0) + 1 },
    };
  };
  const key = 'k0';
  if (request.type === 'get') {
    return { answer: { revision, kvs: entry === undefined ? [] : [{ key, ...entry }] }, after: state };
  }
  if (request.type === 'put') return { answer: { revision: revision + 1 }, after: put(request.value) };
  if (request.type === 'delete') {
    if (entry === undefined) return { answer: { revision, deleted: 0 }, after: state };
    return {
      answer: { revision: revision + 1, deleted: 1 },
      after: { revision: revision + 1, entry: undefined },
    };
  }
  if (request.type !== 'txn') throw new Error('the twin knows no leases');
  const holds = request.compare.every(({ is }) => is === (entry?.mod ?? 0));
  const [written] = request.success;
  if (!holds || written?.type !== 'put')
    return { answer: { revision, succeeded: false, responses: [] }, after: state };
  return { answer: { revision: revision + 1, succeeded: true, responses: [{}] }, after: put(written.value) };
}

/** Tries every order of every choice of the requests without an answer. Revisions have no gaps: nobody else writes. */
function isNaivelyLinearizable(open: readonly Operation[], state: NaiveState): boolean {
  if (open.every(({ outcome }) => outcome === 'unknown')) return true;
  return open.some((operation) => {
    const mustBeLater = open.some(
      (other) => other !== operation && other.outcome === 'ok' && (other.end ?? Infinity) < operation.at,
    );
    if (mustBeLater) return false;
    const { answer, after } = naiveStep(state, operation);
    const fits =
      operation.outcome === 'unknown' || JSON.stringify(answer) === JSON.stringify(operation.answer);
    return (
      fits &&
      isNaivelyLinearizable(
        open.filter((other) => other !== operation),
        after,
      )
    );
  });
}

/** One answer is made another: a value, a version, a revision or a count that was not so. */
function corrupted(history: History, seed: number): History {
  const below = numbers(seed);
  const answered = history.records.filter(({ record }) => record.kind === 'store' && record.outcome === 'ok');
  const victim = answered[below(answered.length)];
  return {
    ...history,
    records: history.records.map((numbered) => {
      const { record } = numbered;
      if (numbered !== victim || record.kind !== 'store' || record.answer === undefined) return numbered;
      return { ...numbered, record: { ...record, answer: changed(record.answer, below) } };
    }),
  };
}

function changed(answer: StoreAnswer, below: (bound: number) => number): StoreAnswer {
  const [entry] = answer.kvs ?? [];
  if (entry !== undefined && below(3) > 0) {
    const kvs = [below(2) === 0 ? { ...entry, version: entry.version + 1 } : { ...entry, value: 'another' }];
    return { ...answer, kvs };
  }
  if (answer.succeeded !== undefined && below(2) === 0) return { ...answer, succeeded: !answer.succeeded };
  if (answer.deleted !== undefined && below(2) === 0) return { ...answer, deleted: 1 - answer.deleted };
  return { ...answer, revision: answer.revision + (below(2) === 0 ? 1 : -1) };
}

const smallHistories = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  operations: fc.integer({ min: 2, max: 7 }),
  clients: fc.integer({ min: 1, max: 4 }),
  unanswered: fc.constantFrom(0, 20, 50),
});

test('the judge agrees with a twin that tries every order', () => {
  const seen = { good: 0, bad: 0, tolerated: 0 };
  const property = fc.property(smallHistories, fc.boolean(), (options, isCorrupted) => {
    const made = simulatedHistory({ ...options, keys: 1 });
    const answered = operationsOf(made).filter(({ outcome }) => outcome === 'ok');
    const history = isCorrupted && answered.length > 0 ? corrupted(made, options.seed) : made;
    const naive = isNaivelyLinearizable(operationsOf(history), { revision: 1, entry: undefined });
    const [group] = judgeGroups(history);
    const clever = group?.verdict ?? 'linearizable';
    // The judge takes it that other keys are written too, so that it lets through gaps between revisions: never the reverse.
    if (naive) expect(clever).toBe('linearizable');
    if (naive) seen.good += 1;
    else if (clever === 'linearizable') seen.tolerated += 1;
    else seen.bad += 1;
  });
  fc.assert(property, { numRuns: 3000, seed: 7 });
  expect(seen.good).toBeGreaterThan(1000);
  expect(seen.bad).toBeGreaterThan(300);
  expect(seen.tolerated).toBeLessThan(seen.bad / 2);
});

test.each([
  [5, 0],
  [5, 10],
  [20, 5],
])(
  '10,000 operations of %i clients, %i of a hundred unanswered, take hardly more steps than there are operations',
  (clients, unanswered) => {
    const history = simulatedHistory({ operations: 10_000, clients, keys: 5, seed: 3, unanswered });
    const groups = judgeGroups(history);
    expect(groups.map(({ verdict }) => verdict)).toEqual(groups.map(() => 'linearizable'));
    const steps = groups.reduce((sum, group) => sum + group.steps, 0);
    expect(steps).toBeLessThan(1.5 * operationsOf(history).length);
    expect(judgeStoreRevisions(history).breaches).toEqual([]);
  },
);

test('a stale read among 10,000 operations is found', () => {
  const history = simulatedHistory({ operations: 10_000, clients: 5, keys: 2, seed: 5, unanswered: 5 });
  const reads = history.records.filter(
    ({ record }) =>
      record.kind === 'store' && record.request.type === 'get' && (record.answer?.kvs?.length ?? 0) > 0,
  );
  const [old, late] = [reads[100], reads[3000]];
  const stale = history.records.map((numbered) => {
    const from = old?.record;
    if (numbered !== late || numbered.record.kind !== 'store' || from?.kind !== 'store') return numbered;
    const { answer, request } = from;
    return {
      ...numbered,
      record: { ...numbered.record, request, ...(answer === undefined ? {} : { answer }) },
    };
  });
  const { breaches } = judgeLinearizability({ ...history, records: stale });
  expect(breaches.map(({ line }) => line)).toEqual([late?.line]);
});

test('what is too much for the judge is neither a pass nor a breach', () => {
  const history = simulatedHistory({ operations: 400, clients: 4, keys: 1, seed: 1, unanswered: 10 });
  const { breaches, undecided } = judgeLinearizability(history, 20);
  expect(breaches).toEqual([]);
  expect(undecided?.[0]?.message).toContain('was found in 20 steps');
});
