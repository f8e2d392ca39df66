import { callCostOf } from './cel-call-costs.ts';
import { partsOf, typeOf, type LibraryNode } from './cel-library-node.ts';
import { constantPlan, valuesOf, type Plan, type Planning } from './cel-plan.ts';
import { weightOf } from './cel-sizes.ts';

/** Operators that take one value, or two, both of which are evaluated. */
export function planOperator(node: LibraryNode, planning: Planning): Plan {
  const parts = partsOf(node);
  const plans = parts.map((part) => planning.plan(part));
  const negative = node.op === '-_' ? negated(plans[0]) : undefined;
  if (negative !== undefined) return negative;
  const membership = node.op === 'in' ? planMembership(plans) : undefined;
  if (membership !== undefined) return membership;
  const cost = callCostOf({ name: node.op, isMember: false, types: parts.map(typeOf) });
  const steps = plans.map(({ evaluate }) => evaluate);
  const carryOut = carrierOf(node, planning);
  const isLaborious = ['==', '!=', '+', 'in'].includes(node.op);
  return {
    evaluate: (frame) => {
      const values = valuesOf(steps, frame, cost);
      frame.meter.spend(cost(values));
      if (isLaborious) frame.meter.labour(workOf(node.op, values));
      return carryOut(values);
    },
  };
}

/** Upstream does not count all that is compared and looked through, and joins lists without copying them. */
function workOf(op: string, [left, right]: readonly unknown[]): number {
  if (op === '==' || op === '!=') return Math.min(weightOf(left), weightOf(right));
  if (op === 'in') return Array.isArray(right) ? right.length : 0;
  return op === '+' && Array.isArray(left) && Array.isArray(right) ? left.length + right.length : 0;
}

const leastInteger = -(2n ** 63n);

/** A negative number is one constant. */
function negated(plan: Plan | undefined): Plan | undefined {
  const value = plan?.constant?.value;
  if (value === leastInteger) return undefined;
  return typeof value === 'bigint' || typeof value === 'number' ? constantPlan(-value) : undefined;
}

type Scalar = string | number | bigint | boolean;

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

/** Whether something is in a list of constants is looked up in a set, which costs nothing. */
function planMembership([one, all]: readonly Plan[]): Plan | undefined {
  const list = all?.constant?.value;
  if (one === undefined || !Array.isArray(list)) return undefined;
  if (list.length === 0) return constantPlan(false);
  if (!list.every(isScalar)) return undefined;
  const known = new Set(list.map(keyOf));
  const { evaluate } = one;
  return { evaluate: (frame) => known.has(keyOf(evaluate(frame))) };
}

/** Equal numbers have the same key, whatever their types. */
function keyOf(value: unknown): unknown {
  return typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : value;
}

type Carrier = (values: readonly unknown[]) => unknown;

const comparisons: Readonly<Record<string, (left: Scalar, right: Scalar) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Scalars are compared at once; for all else the library finds out what is meant. */
function carrierOf(node: LibraryNode, { evaluator }: Planning): Carrier {
  const { handle, op } = node;
  if (handle === undefined) throw new TypeError(`the types of ${op} are not checked`);
  const slow: Carrier = ([left, right]) =>
    op.endsWith('_') ? handle(left, node, evaluator) : handle(left, right, node, evaluator);
  if (op === '-_')
    return (values) => {
      if (values[0] === leastInteger) throw new Error('integer overflow');
      return slow(values);
    };
  if (op === '/' || op === '%')
    return (values) => {
      if (values[0] === leastInteger && values[1] === -1n) throw new Error('integer overflow');
      return slow(values);
    };
  const compare = comparisons[op];
  if (compare !== undefined)
    return (values) => (areAlike(values) ? compare(values[0], values[1]) : slow(values));
  if (op === '==' || op === '!=')
    return (values) => {
      const [left, right] = values;
      const isEqual = isScalar(left) && isScalar(right) ? equalScalars(left, right) : undefined;
      return isEqual === undefined ? slow(values) : isEqual === (op === '==');
    };
  return op === '+' ? (values) => sum(values, slow) : slow;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

type Pair = readonly [string, string] | readonly [number | bigint, number | bigint];

function areAlike(pair: readonly unknown[]): pair is Pair {
  const [left, right] = pair;
  return (typeof left === 'string' && typeof right === 'string') || (isNumber(left) && isNumber(right));
}

function equalScalars(left: Scalar, right: Scalar): boolean {
  // A whole number and a fraction are equal where their values are.
  return isNumber(left) && isNumber(right) ? Number(left) === Number(right) : left === right;
}

/** No text that is made gets longer, however often it is made longer; so do lists. */
const longestText = 10_000_000;
const longestList = 1_000_000;

function sum(values: readonly unknown[], slow: Carrier): unknown {
  const [left, right] = values;
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > longestText)
      throw new Error(`the text gets longer than ${longestText} characters`);
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length + right.length > longestList)
      throw new Error(`the list gets longer than ${longestList} items`);
    return (left as unknown[]).concat(right as unknown[]);
  }
  return slow(values);
}
