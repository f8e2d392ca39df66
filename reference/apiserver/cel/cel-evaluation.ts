import { isFields, type Fields } from '../fields.ts';
import { CostMeter, type CostBudget } from './cel-cost.ts';
import { PendingAnswer, type Step } from './cel-plan.ts';
import type { CelType } from '../../cel/cel-types.ts';

/** Why an expression cannot be compiled, or could not be evaluated. */
export class CelProblem {
  readonly message: string;
  /** It could be read, but cannot be made a program: upstream blames itself. */
  readonly isInternal: boolean;
  constructor(message: string, isInternal = false) {
    this.message = message;
    this.isInternal = isInternal;
  }
}

/** The expressions together came to more than they may. */
export class OutOfBudget extends CelProblem {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

export interface CelProgram {
  readonly expression: string;
  /** The type of what it evaluates to; dynamic where that shows only then. */
  readonly type: CelType;
  /** Never rejects. Pays from the `budget` also where there is a problem; `OutOfBudget` where that is not enough. */
  evaluate(given: Readonly<Fields>, budget?: CostBudget): Promise<unknown>;
  /** Where a value is needed at once, at the cost of the `variables` that it is for. Throws what is wrong, or `PendingAnswer`. */
  evaluateNow(given: Readonly<Fields>, variables: VariableValues): unknown;
}

/** Holds the values of `variables`, each under its name. */
export class VariableValues {
  readonly [name: string]: unknown;
  #cost = 0;

  static charge(variables: VariableValues, cost: number): void {
    variables.#cost += cost;
  }

  /** What variables have come to since this was last asked. */
  static takeCost(variables: unknown): number {
    if (!(variables instanceof VariableValues)) return 0;
    const cost = variables.#cost;
    variables.#cost = 0;
    return cost;
  }
}

interface PlannedParts {
  readonly expression: string;
  readonly type: CelType;
  readonly step: Step;
}

/** An expression whose evaluation is planned. Evaluations share nothing: two requests may be under way. */
export class PlannedProgram implements CelProgram {
  readonly expression: string;
  readonly type: CelType;
  readonly #step: Step;

  constructor({ expression, type, step }: PlannedParts) {
    this.expression = expression;
    this.type = type;
    this.#step = step;
  }

  async evaluate(given: Readonly<Fields>, budget?: CostBudget): Promise<unknown> {
    for (;;) {
      const meter = new CostMeter();
      const value = this.#attempt(given, meter);
      if (value instanceof PendingAnswer) await value.settled;
      else if (budget === undefined || pay(budget, given, meter)) return value;
      else return new OutOfBudget();
    }
  }

  #attempt(given: Readonly<Fields>, meter: CostMeter): unknown {
    try {
      return this.#run(given, meter);
    } catch (error) {
      if (error instanceof PendingAnswer) return error;
      return new CelProblem(`expression '${this.expression}' resulted in error: ${wordsOf(error)}`);
    }
  }

  #run(given: Readonly<Fields>, meter: CostMeter): unknown {
    const value = this.#step({ given, meter, slots: [] });
    meter.spend(0);
    return value;
  }

  evaluateNow(given: Readonly<Fields>, variables: VariableValues): unknown {
    const meter = new CostMeter();
    try {
      const value = this.#run(given, meter);
      VariableValues.charge(variables, meter.cost);
      return value;
    } catch (error) {
      if (!(error instanceof PendingAnswer)) VariableValues.charge(variables, meter.cost);
      throw error;
    }
  }
}

function pay(budget: CostBudget, given: Readonly<Fields>, meter: CostMeter): boolean {
  return budget.pay(VariableValues.takeCost(given['variables'])) && budget.pay(meter.cost);
}

/** Upstream's words for what the library says in its own. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^No such key/, 'no such key'],
  [/^Unknown variable: (\S+)/, "undeclared reference to '$1' (in container '')"],
  [/^integer overflow: .*/, 'integer overflow'],
  [/^modulo by zero$/, 'modulus by zero'],
  [/^Optional value is not present$/, 'optional.none() dereference'],
  [/^uint\(\) type error: cannot convert to uint$/, 'unsigned integer overflow'],
];

/** The first line of what the library says; the lines after it draw the place. */
export function wordsOf(error: unknown): string {
  const message =
    error instanceof Error ? error.message : isFields(error) ? String(error['message']) : String(error);
  const [first = ''] = message.split('\n');
  return words.reduce((text, [theirs, ours]) => text.replace(theirs, ours), first);
}
