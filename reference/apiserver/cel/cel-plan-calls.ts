import { callCostOf, resultCostOf, type CalledFunction } from './cel-call-costs.ts';
import { callOf, typeOf, type LibraryNode } from './cel-library-node.ts';
import { matchesRegexp, readingOf } from './cel-regexp.ts';
import { constantPlan, valuesOf, type Plan, type Planning, type Step } from './cel-plan.ts';
import { weightOf } from './cel-sizes.ts';

const namespaceType = /^kubernetes\.namespaces\.(.+)$/;

/** Functions that look into all that a value holds, whatever they cost. */
const thorough: ReadonlySet<string> = new Set([
  'format',
  'sets.contains',
  'sets.intersects',
  'sets.equivalent',
  'indexOf',
  'lastIndexOf',
]);

const searches: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);

const conversions: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

/** A call of a function, or of a method. */
export function planCall(node: LibraryNode, planning: Planning): Plan {
  const { name, target, args } = callOf(node);
  const namespace = target === undefined ? undefined : namespaceOf(target);
  const isMember = target !== undefined && namespace === undefined;
  const given = isMember ? [target, ...args] : args;
  const plans = given.map((part) => planning.plan(part));
  const called: CalledFunction = {
    name: namespace === undefined ? name : `${namespace}.${name}`,
    isMember,
    types: given.map(typeOf),
  };
  const before = target === undefined || isMember ? [] : [planning.plan(target).constant?.value];
  const carryOut = carrierOf(node, before, planning);
  const folded = target === undefined && conversions.has(name) ? fold(plans, carryOut) : undefined;
  return folded ?? { evaluate: payingCall(called, plans, carryOut) };
}

function namespaceOf(target: LibraryNode): string | undefined {
  const type = typeOf(target);
  return type === 'OptionalNamespace' ? 'optional' : namespaceType.exec(type)?.[1];
}

type Carrier = (values: readonly unknown[]) => unknown;

/** `before`: what stands before the dot and is no value, but a namespace. */
function carrierOf(node: LibraryNode, before: readonly unknown[], { evaluator }: Planning): Carrier {
  const { handle, op } = node;
  if (handle === undefined) throw new TypeError(`the types of ${op} are not checked`);
  // The library draws the place of an error, which takes long where errors are many, and nobody sees it.
  Object.defineProperty(node, 'input', { value: undefined });
  // The library's own runs JavaScript's expressions.
  const { name } = callOf(node);
  if (before.length === 0 && name === 'matches') return matches;
  const letters = before.length === 0 ? asciiLetters.get(name) : undefined;
  if (letters !== undefined) return letters;
  if (op === 'call') return (values) => handle(values, node, evaluator);
  if (before.length === 0) return (values) => handle(values, evaluator, node);
  return (values) => handle([...before, ...values], evaluator, node);
}

/** The library's change letters of other alphabets too. */
const asciiLetters: ReadonlyMap<string, Carrier> = new Map([
  ['lowerAscii', ([text]) => lettersOf(text).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())],
  ['upperAscii', ([text]) => lettersOf(text).replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())],
]);

function lettersOf(text: unknown): string {
  if (typeof text !== 'string') throw new Error('no such overload');
  return text;
}

function matches([text, pattern]: readonly unknown[]): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string') throw new Error('no such overload');
  return matchesRegexp(text, pattern);
}

/** A conversion of a constant is a constant, unless it fails. */
function fold(plans: readonly Plan[], carryOut: Carrier): Plan | undefined {
  const [only, ...others] = plans;
  if (only?.constant === undefined || others.length > 0) return undefined;
  try {
    return constantPlan(carryOut([only.constant.value]));
  } catch {
    return undefined;
  }
}

/** Paid for before it is made, so that what is too dear does not happen. */
function payingCall(called: CalledFunction, plans: readonly Plan[], carryOut: Carrier): Step {
  const cost = callCostOf(called);
  const resultCost = resultCostOf(called);
  const isThorough = thorough.has(called.name);
  const isSearch = searches.has(called.name);
  const steps = plans.map(({ evaluate }) => evaluate);
  return (frame) => {
    const values = valuesOf(steps, frame, cost);
    const { meter } = frame;
    if (resultCost === undefined) meter.spend(cost(values));
    meter.labour(workOf(values, isThorough) + (isSearch ? readingOf(String(values[1])) : 0));
    const result = carryOut(values);
    if (resultCost !== undefined) meter.spend(resultCost(result));
    if (typeof result === 'string') meter.labour(result.length);
    return result;
  };
}

function workOf(values: readonly unknown[], isThorough: boolean): number {
  let work = 0;
  for (const value of values) if (isThorough || typeof value === 'string') work += weightOf(value);
  return work;
}
