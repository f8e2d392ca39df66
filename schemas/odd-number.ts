/**
 * Numbers in JSON that Go reads by their text: `1.0` and `1e2` are no integers there, and `9007199254740993` is another number than
 * the one that JavaScript makes of it.
 */
export class OddNumber {
  readonly value: number;
  readonly source: string;
  constructor(value: number, source: string) {
    this.value = value;
    this.source = source;
  }
}

type Reviver = (name: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Where a number may stand that is odd; texts with such parts are found as well. */
const maybeOdd = /[[:,\s]-?\d+(?:[.eE]|\d{15})/;
const plainInteger = /^-?\d{1,15}$/;

/** As `JSON.parse`, but for odd numbers: those are told by their text. */
export function parseJsonNumbers(text: string): unknown {
  if (!maybeOdd.test(text)) return JSON.parse(text);
  const revive: Reviver = (_name, value, context) => {
    if (typeof value !== 'number') return value;
    const source = context?.source ?? '';
    if (source === '' || plainInteger.test(source) || isSameInGo(value, source)) return value;
    return new OddNumber(value, source);
  };
  return (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, revive);
}

/** A fraction is a fraction in both, and an integer of 64 bits is kept as well as it goes. */
function isSameInGo(value: number, source: string): boolean {
  if (/[.eE]/.test(source)) return Number.isFinite(value) && !Number.isInteger(value);
  return BigInt(source) >= -(2n ** 63n) && BigInt(source) < 2n ** 63n;
}

/** The text of the first number in it that no float can hold. */
export function hugeNumber(value: unknown): string | undefined {
  if (value instanceof OddNumber) return Number.isFinite(value.value) ? undefined : value.source;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const entry of Object.values(value)) {
    const found = hugeNumber(entry);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value with each odd number as a number; the value itself where there is none. */
export function withoutOddNumbers(value: unknown): unknown {
  if (value instanceof OddNumber) return value.value;
  if (Array.isArray(value)) return value.some(holdsOddNumber) ? value.map(withoutOddNumbers) : value;
  if (typeof value !== 'object' || value === null || !holdsOddNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withoutOddNumbers(entry)]));
}

function holdsOddNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof OddNumber || Object.values(value).some(holdsOddNumber);
}
