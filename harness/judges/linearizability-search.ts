/**
 * Is there an order of the operations that a sequential object could have gone through, in which each takes effect
 * between its call and its return? A search in the manner of Wing and Gong, with Lowe's memory of what was tried before:
 * iterative, and bounded in its steps.
 */

import { OpenOperations } from './open-operations.ts';

export interface SequentialState {
  /** Equal keys are equal states. */
  readonly key: string;
  /** Never falls from one state to the next. */
  readonly progress: number;
}

export interface SearchedOperation<State extends SequentialState> {
  readonly calledAt: number;
  /** Infinity: no answer came. */
  readonly returnedAt: number;
  /** False: it may also never take effect. */
  readonly mustHappen: boolean;
  /** It can only be applied to states whose progress is below this; Infinity: to any. */
  readonly latest: number;
  /** The states that it leads to have come at least so far. */
  readonly reaches: number;
  /** Of operations that may never happen: those of one likeness lead to the same states, and only one of them is tried. */
  readonly likeness?: string;
  /** The states that it can lead to; empty where what it was answered could not be answered in this state. */
  readonly apply: (state: State) => readonly State[];
}

export type SearchVerdict = 'linearizable' | 'not linearizable' | 'could not judge';

export interface SearchResult {
  readonly verdict: SearchVerdict;
  /** The longest order that was found, as indices of the operations. */
  readonly order: readonly number[];
  /** Where the longest order ends: the operation that must be next at the latest, and cannot. */
  readonly stuckAt: number | undefined;
  readonly steps: number;
}

interface Frame<State extends SequentialState> {
  /** The operation that led here; -1 at the beginning. */
  readonly operation: number;
  readonly state: State;
  /** The operation that returned first of those that are open. */
  readonly stuckAt: number | undefined;
  readonly returnedBefore: number;
  /** What can be next, best guess first; those that may never happen come when all others have failed. */
  choices: readonly number[];
  /** States of the choice at `next` that were not tried yet. */
  states: State[];
  next: number;
  hasAll: boolean;
  /** How many operations that may never have happened led here in a row. */
  readonly row: number;
}

/** `stepLimit`: states looked at; beyond, the answer is that none could be found. */
export function searchOrder<State extends SequentialState>(
  operations: readonly SearchedOperation<State>[],
  initial: State,
  stepLimit: number,
): SearchResult {
  const doomed = doomedOperation(operations);
  if (doomed === undefined) return searched(operations, initial, stepLimit);
  return beforeDoomed(operations, doomed, { initial, stepLimit });
}

/**
 * Mostly the best guesses lead straight on. Where they do not, mostly one operation that may never have happened explains
 * what was seen: a search that follows every row of such operations to its end finds it last, so short rows come first.
 */
function searched<State extends SequentialState>(
  operations: readonly SearchedOperation<State>[],
  initial: State,
  stepLimit: number,
): SearchResult {
  const straightOn = Math.min(stepLimit, 2 * operations.length + 100);
  const attempts = [
    { rowLimit: Infinity, stepLimit: straightOn },
    { rowLimit: 1, stepLimit: Math.ceil(stepLimit / 5) },
    { rowLimit: 2, stepLimit: Math.ceil(stepLimit / 5) },
  ];
  for (const attempt of attempts) {
    const result = new Search(operations, attempt).run(initial);
    const isProven = result.verdict === 'not linearizable' && attempt.rowLimit === Infinity;
    if (result.verdict === 'linearizable' || isProven) return result;
  }
  return new Search(operations, { rowLimit: Infinity, stepLimit }).run(initial);
}

/** The first operation that comes too late for its answer, whatever the order: others had gone further before its call. */
function doomedOperation<State extends SequentialState>(
  operations: readonly SearchedOperation<State>[],
): number | undefined {
  const certain = operations.flatMap((operation, index) =>
    operation.mustHappen ? [{ operation, index }] : [],
  );
  const byReturn = certain.toSorted((one, other) => one.operation.returnedAt - other.operation.returnedAt);
  let floor = -Infinity;
  let next = 0;
  for (const { operation, index } of certain.toSorted(
    (one, other) => one.operation.calledAt - other.operation.calledAt,
  )) {
    for (
      let done = byReturn[next];
      done !== undefined && done.operation.returnedAt < operation.calledAt;
      done = byReturn[next]
    ) {
      floor = Math.max(floor, done.operation.reaches);
      next += 1;
    }
    if (operation.latest <= floor) return index;
  }
  return undefined;
}

/** There is no order; the longest that can be told is that of what was called before the doomed operation returned. */
function beforeDoomed<State extends SequentialState>(
  operations: readonly SearchedOperation<State>[],
  doomed: number,
  { initial, stepLimit }: { readonly initial: State; readonly stepLimit: number },
): SearchResult {
  const until = operations[doomed]?.returnedAt ?? Infinity;
  const kept = operations.flatMap((operation, index) =>
    index !== doomed && operation.calledAt < until ? [index] : [],
  );
  const before = kept.flatMap((index) => operations[index] ?? []);
  const found = searched(before, initial, stepLimit);
  return {
    verdict: 'not linearizable',
    order: found.order.flatMap((place) => kept[place] ?? []),
    stuckAt: doomed,
    steps: found.steps,
  };
}

class Search<State extends SequentialState> {
  readonly #operations: readonly SearchedOperation<State>[];
  readonly #stepLimit: number;
  readonly #rowLimit: number;
  readonly #certain: OpenOperations;
  readonly #possible: OpenOperations;
  readonly #seen = new Set<string>();
  readonly #path: number[] = [];
  #placed = 0;
  #best: {
    readonly placed: number;
    readonly order: readonly number[];
    readonly stuckAt: number | undefined;
  } = { placed: -1, order: [], stuckAt: undefined };
  #steps = 0;

  constructor(
    operations: readonly SearchedOperation<State>[],
    { stepLimit, rowLimit }: { readonly stepLimit: number; readonly rowLimit: number },
  ) {
    this.#operations = operations;
    this.#stepLimit = stepLimit;
    this.#rowLimit = rowLimit;
    const byCall = operations
      .map((_, index) => index)
      .sort((one, other) => this.#call(one) - this.#call(other));
    this.#certain = new OpenOperations(byCall.filter((index) => this.#mustHappen(index)));
    this.#possible = new OpenOperations(byCall.filter((index) => !this.#mustHappen(index)));
  }

  run(initial: State): SearchResult {
    const stack = [this.#frame(-1, initial, 0)];
    while (!this.#certain.isEmpty) {
      const frame = stack.at(-1);
      if (frame === undefined) return this.#result('not linearizable');
      const choice = this.#nextChoice(frame);
      if (choice === undefined) {
        this.#remember(frame);
        stack.pop();
        this.#takeBack(frame.operation);
        continue;
      }
      this.#place(choice.operation);
      if (this.#steps >= this.#stepLimit) {
        this.#remember(frame);
        return this.#result('could not judge');
      }
      const row = this.#mustHappen(choice.operation) ? 0 : frame.row + 1;
      if (this.#isNew(choice.state)) stack.push(this.#frame(choice.operation, choice.state, row));
      else this.#takeBack(choice.operation);
    }
    this.#best = { placed: this.#placed, order: [...this.#path], stuckAt: undefined };
    return this.#result('linearizable');
  }

  #result(verdict: SearchVerdict): SearchResult {
    const { order, stuckAt } = this.#best;
    return { verdict, order, stuckAt, steps: this.#steps };
  }

  #call(index: number): number {
    return this.#operations[index]?.calledAt ?? 0;
  }

  #return(index: number): number {
    return this.#operations[index]?.returnedAt ?? Infinity;
  }

  #mustHappen(index: number): boolean {
    return this.#operations[index]?.mustHappen === true;
  }

  #isNew(state: State): boolean {
    const key = `${this.#certain.key()}/${this.#possible.key()}/${state.key}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #place(index: number): void {
    const certain = this.#mustHappen(index);
    (certain ? this.#certain : this.#possible).remove(index);
    this.#path.push(index);
    if (certain) this.#placed += 1;
  }

  #takeBack(index: number): void {
    if (index < 0) return;
    const certain = this.#mustHappen(index);
    (certain ? this.#certain : this.#possible).putBack(index);
    this.#path.pop();
    if (certain) this.#placed -= 1;
  }

  #remember({ stuckAt }: Frame<State>): void {
    if (this.#placed > this.#best.placed)
      this.#best = { placed: this.#placed, order: [...this.#path], stuckAt };
  }

  /** Next can be whatever was called before the first of the open operations returned. */
  #frame(operation: number, state: State, row: number): Frame<State> {
    this.#steps += 1;
    let returnedBefore = Infinity;
    let stuckAt: number | undefined;
    const choices: number[] = [];
    for (const index of this.#certain.inOrder()) {
      if (this.#call(index) > returnedBefore) break;
      if (stuckAt === undefined || this.#return(index) < returnedBefore) {
        returnedBefore = this.#return(index);
        stuckAt = index;
      }
      choices.push(index);
    }
    const latest = (index: number): number => this.#operations[index]?.latest ?? Infinity;
    choices.sort((one, other) => latest(one) - latest(other) || this.#return(one) - this.#return(other));
    const hasAll = row >= this.#rowLimit;
    const tooLate = choices.find((index) => latest(index) <= state.progress);
    if (tooLate === undefined)
      return { operation, state, stuckAt, returnedBefore, choices, states: [], next: 0, hasAll, row };
    return {
      operation,
      state,
      stuckAt: tooLate,
      returnedBefore,
      choices: [],
      states: [],
      next: 0,
      hasAll: true,
      row,
    };
  }

  #nextChoice(frame: Frame<State>): { readonly operation: number; readonly state: State } | undefined {
    for (;;) {
      const state = frame.states.pop();
      if (state !== undefined) return { operation: frame.choices[frame.next - 1] ?? 0, state };
      if (frame.next >= frame.choices.length) {
        if (frame.hasAll) return undefined;
        frame.hasAll = true;
        frame.choices = this.#possibleChoices(frame);
        frame.next = 0;
        continue;
      }
      const operation = this.#operations[frame.choices[frame.next] ?? 0];
      frame.next += 1;
      const states = operation?.apply(frame.state) ?? [];
      // What may never happen and changes nothing need not happen.
      frame.states = states.filter((next) => operation?.mustHappen === true || next.key !== frame.state.key);
    }
  }

  #possibleChoices({ returnedBefore }: Frame<State>): readonly number[] {
    const choices = new Map<string, number>();
    for (const index of this.#possible.inOrder()) {
      if (this.#call(index) > returnedBefore) break;
      const likeness = this.#operations[index]?.likeness ?? `#${index}`;
      if (!choices.has(likeness)) choices.set(likeness, index);
    }
    return [...choices.values()];
  }
}
