import type { Environment } from '@marcbachmann/cel-js';
import { equalJson } from '../fields.ts';
import { registerFunctions, registerNamespace } from './cel-functions.ts';
import { findRegexp, matchesRegexp } from './cel-regexp.ts';
import { formatText } from './cel-text-format.ts';

type Run = (...given: never[]) => unknown;

const texts: Readonly<Record<string, Run>> = {
  'matches(string, string): bool': matchesRegexp,
  'string.format(list<dyn>): string': formatText,
  'string.find(string): string': (text: string, pattern: string) =>
    legal(() => findRegexp(text, pattern, 1)[0] ?? ''),
  'string.findAll(string): list<string>': (text: string, pattern: string) =>
    legal(() => findRegexp(text, pattern, -1)),
  'string.findAll(string, int): list<string>': (text: string, pattern: string, limit: bigint) =>
    legal(() => findRegexp(text, pattern, Number(limit))),
  'string.charAt(int): string': characterAt,
  'string.replace(string, string): string': (text: string, from: string, to: string) =>
    replaceSome(text, { from, to, limit: -1 }),
  'string.replace(string, string, int): string': (text: string, from: string, to: string, limit: bigint) =>
    replaceSome(text, { from, to, limit: Number(limit) }),
};

function characterAt(text: string, at: bigint): string {
  let left = at;
  for (const character of text) {
    if (left === 0n) return character;
    left -= 1n;
  }
  if (left !== 0n) throw new Error(`index out of range: ${at}`);
  return '';
}

const sums: Readonly<Record<string, Run>> = {
  'list<int>.sum(): int': (list: readonly bigint[]) => list.reduce((sum, item) => sum + item, 0n),
  'list<double>.sum(): double': (list: readonly number[]) => list.reduce((sum, item) => sum + item, 0),
};

const comparable = ['int', 'double', 'string'] as const;

/** The functions that Kubernetes adds to CEL for texts and lists, as far as the library does not bring them. */
export function registerTextsAndLists(environment: Environment): void {
  const functions: Record<string, Run> = { ...texts, ...sums };
  for (const type of comparable) {
    functions[`list<${type}>.isSorted(): bool`] = isSorted;
    functions[`list<${type}>.min(): ${type}`] = (list: readonly string[]) => extreme(list, (a, b) => a < b);
    functions[`list<${type}>.max(): ${type}`] = (list: readonly string[]) => extreme(list, (a, b) => a > b);
    functions[`list<${type}>.indexOf(${type}): int`] = (list: readonly string[], item: string) =>
      BigInt(list.indexOf(item));
    functions[`list<${type}>.lastIndexOf(${type}): int`] = (list: readonly string[], item: string) =>
      BigInt(list.lastIndexOf(item));
  }
  registerFunctions(environment, functions);
  registerNamespace(environment, 'sets', {
    'contains(list<dyn>, list<dyn>): bool': containsAll,
    'equivalent(list<dyn>, list<dyn>): bool': (one: readonly unknown[], other: readonly unknown[]) =>
      containsAll(one, other) && containsAll(other, one),
    'intersects(list<dyn>, list<dyn>): bool': (one: readonly unknown[], other: readonly unknown[]) =>
      other.some((item) => contains(one, item)),
  });
  registerNamespace(environment, 'strings', {
    'quote(string): string': (text: string) => JSON.stringify(text),
  });
}

function containsAll(list: readonly unknown[], items: readonly unknown[]): boolean {
  return items.every((item) => contains(list, item));
}

function contains(list: readonly unknown[], item: unknown): boolean {
  return list.some((one) => equalJson(one, item));
}

/** Patterns that are none have words of their own here. */
function legal<Found>(find: () => Found): Found {
  try {
    return find();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('error parsing regexp'))
      throw new Error(`Illegal regex: ${error.message}`);
    throw error;
  }
}

/** No text that is made gets longer, however often it is made longer. */
const longestText = 10_000_000;

/** Each place, from the left, up to the limit; below zero: all. An empty text stands before, between and after all characters. */
function replaceSome(
  text: string,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): string {
  let count = 0;
  let length = text.length;
  return text.replaceAll(from, () => {
    if (limit >= 0 && count >= limit) return from;
    count += 1;
    length += to.length - from.length;
    if (length > longestText) throw new Error(`the text gets longer than ${longestText} characters`);
    return to;
  });
}

function isSorted(list: readonly string[]): boolean {
  return list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item);
}

function extreme(list: readonly string[], isBetter: (a: string, b: string) => boolean): string {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('min/max called on empty list');
  return others.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}
