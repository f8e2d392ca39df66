import type { Environment, Optional } from '@marcbachmann/cel-js';
import { equalJson, isFields, setOwn, type Fields } from '../fields.ts';
import { registerFunctions, type CelFunctions } from './cel-functions.ts';
import { standIns } from './cel-library-text.ts';
import { spanText, timeText } from './cel-text-format.ts';

type Options = typeof Optional;

const durationType = 'google.protobuf.Duration';
const timestampType = 'google.protobuf.Timestamp';

/** What upstream's language has and the library's does not. */
export function registerStandIns(environment: Environment, optional: Options): void {
  registerFunctions(environment, {
    [`${standIns.list}(list<dyn>): list<dyn>`]: (items: readonly unknown[]) =>
      items.flatMap((item) => presentIn(item, optional)),
    [`${standIns.map}(map<dyn, dyn>): map<dyn, dyn>`]: (map: Readonly<Fields>) =>
      presentEntries(map, optional),
    [`${standIns.nonZero}(dyn): optional<dyn>`]: (value: unknown) =>
      isZero(value) ? optional.none() : optional.of(value),
    [`${standIns.equal}(dyn, dyn): bool`]: (left: unknown, right: unknown) => {
      const [one, other] = [presentIn(left, optional), presentIn(right, optional)];
      return one.length === other.length && equalJson(one, other);
    },
    ...orders(),
    ...conversions,
  });
  registerByteOrder(environment);
}

/** What the library does not convert. */
const conversions: CelFunctions = {
  [`duration(${durationType}): ${durationType}`]: (value: unknown) => value,
  [`timestamp(${timestampType}): ${timestampType}`]: (value: unknown) => value,
  [`int(${timestampType}): int`]: (time: Date) => BigInt(Math.floor(time.getTime() / 1000)),
  [`int(${durationType}): int`]: (span: Span) => span.seconds * 1_000_000_000n + BigInt(span.nanos),
  [`string(${timestampType}): string`]: timeText,
  [`string(${durationType}): string`]: spanText,
  'int(uint): int': (value: { valueOf: () => bigint }) => {
    if (value.valueOf() >= 2n ** 63n) throw new Error('integer overflow');
    return value.valueOf();
  },
};

/** Nothing, or what the optional holds. */
function presentIn(value: unknown, optional: Options): readonly unknown[] {
  if (!(value instanceof optional)) throw new Error('no such overload');
  return value.hasValue() ? [value.value()] : [];
}

function presentEntries(map: unknown, optional: Options): unknown {
  if (map instanceof Map) {
    const entries = [...(map as ReadonlyMap<unknown, unknown>)];
    return new Map(
      entries.flatMap(([key, value]) => presentIn(value, optional).map((item) => [key, item] as const)),
    );
  }
  const found: Fields = {};
  if (isFields(map))
    for (const [name, value] of Object.entries(map))
      for (const item of presentIn(value, optional)) setOwn(found, name, item);
  return found;
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  if (isFields(value) && Object.getPrototypeOf(value) === Object.prototype)
    return Object.keys(value).length === 0;
  if (typeof value === 'object' && value !== null) return Number(value) === 0;
  return value === null || value === '' || value === false || value === 0 || value === 0n;
}

type Comparable = boolean | { valueOf: () => number };

/** What lists of other types than numbers and texts can be asked. */
function orders(): CelFunctions {
  const functions: Record<string, CelFunctions[string]> = {};
  functions['list<bytes>.isSorted(): bool'] = (list: readonly Uint8Array[]) =>
    list.every((item, index) => index === 0 || Buffer.compare(list[index - 1] ?? item, item) <= 0);
  functions['list<bytes>.min(): bytes'] = (list: readonly Uint8Array[]) => firstBytes(list, -1);
  functions['list<bytes>.max(): bytes'] = (list: readonly Uint8Array[]) => firstBytes(list, 1);
  for (const type of ['bool', 'uint', durationType, timestampType]) {
    functions[`list<${type}>.isSorted(): bool`] = (list: readonly Comparable[]) =>
      list.every((item, index) => index === 0 || Number(list[index - 1]) <= Number(item));
    functions[`list<${type}>.min(): ${type}`] = (list: readonly Comparable[]) => first(list, -1);
    functions[`list<${type}>.max(): ${type}`] = (list: readonly Comparable[]) => first(list, 1);
  }
  const sum = (list: readonly Span[]): Span => list.reduce((total, span) => total.addDuration(span));
  const unsignedSum = (list: readonly Unsigned[]): Unsigned =>
    list.reduce((total, item) => new (total.constructor as UnsignedClass)(total.valueOf() + item.valueOf()));
  return {
    ...functions,
    [`list<${durationType}>.sum(): ${durationType}`]: sum,
    'list<uint>.sum(): uint': unsignedSum,
  };
}

/** The library's integer without a sign. */
interface Unsigned {
  valueOf: () => bigint;
}

type UnsignedClass = new (value: bigint) => Unsigned;

/** The library's duration. */
interface Span {
  readonly seconds: bigint;
  readonly nanos: number;
  addDuration: (other: Span) => Span;
}

function first(list: readonly Comparable[], sign: number): Comparable {
  const [start, ...others] = list;
  if (start === undefined) throw new Error('min/max called on empty list');
  return others.reduce((best, item) => ((Number(item) - Number(best)) * sign > 0 ? item : best), start);
}

function firstBytes(list: readonly Uint8Array[], sign: number): Uint8Array {
  const [start, ...others] = list;
  if (start === undefined) throw new Error('min/max called on empty list');
  return others.reduce((best, item) => (Buffer.compare(item, best) === sign ? item : best), start);
}

function registerByteOrder(environment: Environment): void {
  const compare = (left: Uint8Array, right: Uint8Array): number => Buffer.compare(left, right);
  environment.registerOperator('bytes < bytes', (a: Uint8Array, b: Uint8Array) => compare(a, b) < 0);
  environment.registerOperator('bytes <= bytes', (a: Uint8Array, b: Uint8Array) => compare(a, b) <= 0);
  environment.registerOperator('bytes > bytes', (a: Uint8Array, b: Uint8Array) => compare(a, b) > 0);
  environment.registerOperator('bytes >= bytes', (a: Uint8Array, b: Uint8Array) => compare(a, b) >= 0);
}
