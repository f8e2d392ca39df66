import { types } from 'node:util';
import { fixedText, scientificText } from './cel-number-text.ts';

/** What `format` puts in the place of each verb; throws where there are too few arguments or a verb is not known. */
export function formatText(pattern: string, given: readonly unknown[]): string {
  let at = 0;
  return pattern.replaceAll(
    /%(?:%|(?:\.(\d+))?([a-zA-Z]))/g,
    (_whole, precision: string | undefined, verb: string | undefined) => {
      if (verb === undefined) return '%';
      if (at >= given.length) throw new Error(`index ${at} out of range`);
      const value = given[at];
      at += 1;
      return formatOne(value, verb, precision === undefined ? 6 : Number(precision));
    },
  );
}

const bases: Readonly<Record<string, { readonly base: number; readonly what: string }>> = {
  b: { base: 2, what: 'only integers and bools can be formatted as binary' },
  o: { base: 8, what: 'octal clause can only be used on integers' },
  x: { base: 16, what: 'only integers, byte buffers, and strings can be formatted as hex' },
  X: { base: 16, what: 'only integers, byte buffers, and strings can be formatted as hex' },
};

function formatOne(value: unknown, verb: string, precision: number): string {
  if (verb === 's') return textOf(value);
  if (verb === 'd')
    return integerOf(value)?.toString() ?? wrong('decimal clause can only be used on integers', value);
  if (verb === 'f' || verb === 'e') {
    const double = doubleOf(value);
    const name = verb === 'f' ? 'fixed-point' : 'scientific';
    if (double === undefined) return wrong(`${name} clause can only be used on doubles`, value);
    return verb === 'f' ? fixedText(double, precision, ',') : scientificText(double);
  }
  const digits = bases[verb];
  if (digits === undefined)
    throw new Error(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  const text = digitsOf(value, digits.base) ?? wrong(digits.what, value);
  return verb === 'X' ? text.toUpperCase() : text;
}

function wrong(what: string, value: unknown): never {
  throw new Error(`error during formatting: ${what}, was given ${typeName(value)}`);
}

function typeName(value: unknown): string {
  if (value === null) return 'null_type';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  if (types.isDate(value)) return 'google.protobuf.Timestamp';
  if (isSpan(value)) return 'google.protobuf.Duration';
  if (typeof value === 'object') return unsignedOf(value) === undefined ? 'map' : 'uint';
  return typeof value;
}

/** Integers without a sign are objects of the library that stand for a number. */
function unsignedOf(value: unknown): bigint | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'valueOf')) return undefined;
  const number: unknown = value.valueOf();
  return typeof number === 'bigint' ? number : undefined;
}

function integerOf(value: unknown): bigint | undefined {
  return typeof value === 'bigint' ? value : unsignedOf(value);
}

const named: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

function doubleOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(named, value) ? named[value] : undefined;
}

function digitsOf(value: unknown, base: number): string | undefined {
  if (typeof value === 'boolean' && base === 2) return value ? '1' : '0';
  if (typeof value === 'string' && base === 16) return Buffer.from(value).toString('hex');
  if (value instanceof Uint8Array && base === 16) return Buffer.from(value).toString('hex');
  return integerOf(value)?.toString(base);
}

interface Span {
  readonly seconds: bigint;
  readonly nanos: number;
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'seconds' in value && 'nanos' in value;
}

/** A duration in seconds: `5400s`, `-1.5s`. */
export function spanText({ seconds, nanos }: Span): string {
  const total = seconds * 1_000_000_000n + BigInt(nanos);
  const size = total < 0n ? -total : total;
  const fraction = (size % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  const whole = `${total < 0n ? '-' : ''}${size / 1_000_000_000n}`;
  return `${whole}${fraction === '' ? '' : `.${fraction}`}s`;
}

/** A time as RFC 3339 writes it, with no more digits than it needs. */
export function timeText(time: Date): string {
  return time.toISOString().replace(/\.?0*Z$/, 'Z');
}

const unprintable =
  'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return doubleText(value);
  if (types.isDate(value)) return timeText(value);
  if (isSpan(value)) return spanText(value);
  if (value instanceof Uint8Array) return new TextDecoder('utf-8', { fatal: true }).decode(value);
  if (Array.isArray(value)) return `[${value.map((item) => quotedText(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const unsigned = unsignedOf(value);
  if (unsigned !== undefined) return unsigned.toString();
  if (value instanceof Map) return mapText([...(value as ReadonlyMap<unknown, unknown>)]);
  if (Object.getPrototypeOf(value) === Object.prototype) return mapText(Object.entries(value));
  return 'name' in value && typeof value.name === 'string' ? value.name : wrong(unprintable, value);
}

/** As Go prints it with `%g`. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Keys are in the order of their texts, quotes and all. */
function mapText(entries: readonly (readonly [unknown, unknown])[]): string {
  const texts = entries.map(([key, value]) => [quotedText(key), quotedText(value)] as const);
  const sorted = texts.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${sorted.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
}

/** As a literal of the language, within a list or a map. */
function quotedText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? fixedText(value, 6, '') : `"${doubleText(value)}"`;
  if (value instanceof Uint8Array) return `b${JSON.stringify(textOf(value))}`;
  if (types.isDate(value)) return `timestamp("${timeText(value)}")`;
  if (isSpan(value)) return `duration("${spanText(value)}")`;
  return textOf(value);
}
