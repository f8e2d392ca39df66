import type { Optional } from '@marcbachmann/cel-js';
import type { Fields } from '../fields.ts';
import { CostExceeded, type CostMeter } from './cel-cost.ts';
import type { LibraryEvaluator, LibraryNode } from './cel-library-node.ts';

/** One evaluation. */
export interface Frame {
  readonly given: Readonly<Fields>;
  readonly meter: CostMeter;
  /** The variables of the loops that are being gone through, from the outermost. */
  readonly slots: unknown[];
}

export type Step = (frame: Frame) => unknown;

/** How a part of an expression is evaluated, and paid for. Steps throw where there is no value. */
export interface Plan {
  readonly evaluate: Step;
  /**
   * What stands for a variable or for something in a value: evaluates it without the unit that a variable costs, for what goes
   * on from there.
   */
  readonly resolve?: Step | undefined;
  /** A choice between two, which pays for nothing but its parts. */
  readonly isChoice?: boolean;
  /** Its value does not depend on anything. */
  readonly constant?: { readonly value: unknown };
}

/** An answer is not there yet. When it is, the evaluation is made anew. */
export class PendingAnswer extends Error {
  readonly settled: Promise<unknown>;
  constructor(settled: Promise<unknown>) {
    super('an answer is waited for');
    this.settled = settled;
  }
}

/** Ends the evaluation, whatever alternatives the expression has for errors. */
export function isFinal(error: unknown): boolean {
  return error instanceof CostExceeded || error instanceof PendingAnswer;
}

export function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

export function constantPlan(value: unknown): Plan {
  return { evaluate: () => value, constant: { value } };
}

/** What `resolve` finds, for one unit more. */
export function attributePlan(resolve: Step): Plan {
  return {
    resolve,
    evaluate: (frame) => {
      try {
        return resolve(frame);
      } finally {
        frame.meter.cost += 1;
      }
    },
  };
}

/** What the makers of plans share while they plan one expression. */
export interface Planning {
  readonly evaluator: LibraryEvaluator;
  readonly optional: typeof Optional;
  plan(node: LibraryNode): Plan;
  /** The slot of a loop's variable; undefined: no loop around has one of that name. */
  slotOf(name: string): number | undefined;
  /** Plans with one more loop around, whose variable gets the slot that is answered. */
  within<Planned>(variable: string, plan: (slot: number) => Planned): Planned;
}

/**
 * The values of one call, in order. Upstream also pays for a call with an error among its values, which counts as a value of size
 * one; with more than two values it does not.
 */
export function valuesOf(
  steps: readonly Step[],
  frame: Frame,
  cost: (values: readonly unknown[]) => number,
): readonly unknown[] {
  const values: unknown[] = new Array<unknown>(steps.length);
  let failure: Error | undefined;
  for (let at = 0; at < steps.length; at += 1) {
    try {
      values[at] = steps[at]?.(frame);
    } catch (error) {
      if (isFinal(error) || steps.length > 2) throw error;
      values[at] = error;
      failure ??= errorOf(error);
    }
  }
  if (failure === undefined) return values;
  frame.meter.spend(cost(values));
  throw failure;
}
