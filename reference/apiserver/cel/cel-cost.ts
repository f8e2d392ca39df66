/**
 * What evaluating comes to, in the units of cel-go 0.22 and of the cost estimator of Kubernetes 1.32: a step to a variable or a
 * field is one unit, ten characters of a text that is gone through are one.
 */

/** What one expression may come to. */
const mostPerExpression = 1_000_000;
/** What all validations of a policy may come to, for one binding and one set of parameters. */
export const policyBudget = 10_000_000;
/** What the match conditions of one webhook, or of one policy for one binding, may come to. */
export const conditionsBudget = 2_500_000;

/**
 * Upstream's costs leave out work that grows with the values, such as comparing two long lists, and rely on the request's deadline.
 * Nothing can interrupt work here, so that this is counted beside the costs: in characters and items that are looked at.
 */
const mostWork = 30_000_000;

/** Ends an evaluation, whatever alternatives the expression has for errors. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** Adds up what one evaluation comes to. */
export class CostMeter {
  /** May be more than is allowed: by what was too much. */
  cost = 0;
  #work = 0;

  /** Throws `CostExceeded`. */
  spend(cost: number): void {
    this.cost += cost;
    if (this.cost > mostPerExpression) throw new CostExceeded();
  }

  /** Throws `CostExceeded`. */
  labour(work: number): void {
    this.#work += work;
    if (this.#work > mostWork) throw new CostExceeded();
  }
}

/** What several expressions may come to together. */
export class CostBudget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** False: that is more than was left. */
  pay(cost: number): boolean {
    if (cost > this.#left) return false;
    this.#left -= cost;
    return true;
  }
}
