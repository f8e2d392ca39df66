import { AuthorizerValue, Decision, GroupCheck, PathCheck, ResourceCheck } from './cel-authorizer.ts';
import { Ip, Net } from './cel-addresses.ts';
import { Format } from './cel-formats.ts';
import { Quantity } from './cel-quantity.ts';
import { sizeOf, smallerSize, traversal, traversalOf } from './cel-sizes.ts';
import { UrlValue } from './cel-urls.ts';

/** What a call of a function or an operator comes to, told from its values, the first of which may be what stands before the dot. */
export type CallCost = (values: readonly unknown[]) => number;

/** A call as it stands in an expression. */
export interface CalledFunction {
  /** With its namespace where it has one: `sets.contains`. */
  readonly name: string;
  readonly isMember: boolean;
  /** The types of its values, as far as they are known before it is evaluated: else `dyn`. */
  readonly types: readonly string[];
}

const one: CallCost = () => 1;
const perAuthorizerCheck = 350_000;

const through: CallCost = ([text]) => traversal(sizeOf(text));
const throughTwice: CallCost = ([text]) => traversal(sizeOf(text), 2);
const throughAll: CallCost = ([value]) => traversalOf(value);

function patternCost(text: unknown, patternSize: number): number {
  return traversal(1 + sizeOf(text)) * Math.ceil(patternSize / 4);
}

function sets(factor: number): CallCost {
  return ([left, right]) => 1 + Math.trunc(sizeOf(left) * sizeOf(right) * factor);
}

/** Of a network and an address or a network, which may be a text that has to be read first. */
function insideCost(values: readonly unknown[], isText: boolean): number {
  return traversal(2 * sizeOf(values[0])) + (isText ? traversal(sizeOf(values[1])) : 0);
}

const byName: Readonly<Record<string, CallCost>> = {
  check: () => perAuthorizerCheck,
  ...Object.fromEntries(
    ['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'].map((name) => [name, throughAll]),
  ),
  ...Object.fromEntries(
    ['url', 'lowerAscii', 'upperAscii', 'substring', 'trim'].map((name) => [name, through]),
  ),
  ...Object.fromEntries(
    ['cidr', 'ip', 'isIP', 'isCIDR', 'quantity', 'isQuantity'].map((name) => [name, through]),
  ),
  ...Object.fromEntries(['startsWith', 'endsWith', 'format', 'strings.quote'].map((name) => [name, through])),
  replace: throughTwice,
  split: throughTwice,
  'ip.isCanonical': throughTwice,
  find: ([text, pattern]) => patternCost(text, sizeOf(pattern)),
  findAll: ([text, pattern]) => patternCost(text, sizeOf(pattern)),
  matches: ([text, pattern]) => patternCost(text, sizeOf(pattern)),
  contains: ([text, part]) => traversal(sizeOf(text)) * traversal(sizeOf(part)),
  validate: ([format, text]) => (format instanceof Format ? patternCost(text, format.patternSize) : 1),
  'sets.contains': sets(1),
  'sets.intersects': sets(1),
  'sets.equivalent': sets(2),
};

const opaque = [
  Ip,
  Net,
  Quantity,
  UrlValue,
  Format,
  AuthorizerValue,
  PathCheck,
  GroupCheck,
  ResourceCheck,
  Decision,
];

function equalityCost([left, right]: readonly unknown[]): number {
  if (typeof left !== 'string' && opaque.some((type) => left instanceof type)) return 1;
  return inequalityCost([left, right]);
}

function inequalityCost([left, right]: readonly unknown[]): number {
  return traversal(smallerSize(left, right));
}

const order: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);
const texts: ReadonlySet<string> = new Set(['string', 'bytes']);

/**
 * Where upstream cannot tell before the evaluation which of a function's overloads is meant, it counts one unit, whatever the
 * values turn out to be.
 */
export function callCostOf({ name, isMember, types }: CalledFunction): CallCost {
  const areTexts = types.some((type) => texts.has(type));
  if (name === '==') return equalityCost;
  if (name === '!=') return inequalityCost;
  if (order.has(name)) return areTexts ? inequalityCost : one;
  if (name === '+') return areTexts ? ([left, right]) => traversal(sizeOf(left) + sizeOf(right)) : one;
  if (name === 'in') return types[1]?.startsWith('list') === true ? ([, list]) => sizeOf(list) : one;
  if (name === 'bytes') return types[0] === 'string' ? through : one;
  if (name === 'string') return types[0] === 'bytes' ? through : one;
  if (name === 'matches' && !isMember) return one;
  if (name === 'ip' && isMember) return one;
  if (name === 'containsIP') return (values) => insideCost(values, types[1] === 'string');
  if (name === 'containsCIDR')
    return (values) => insideCost(values, types[1] === 'string') + traversal(sizeOf(values[0])) + 1;
  return (Object.hasOwn(byName, name) ? byName[name] : undefined) ?? one;
}

/** What shows only when the call has been made. */
export function resultCostOf({ name }: CalledFunction): ((result: unknown) => number) | undefined {
  return name === 'join' ? (result) => traversal(sizeOf(result), 2) : undefined;
}
