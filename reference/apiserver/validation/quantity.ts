const pattern = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const nano = 10n ** 9n;

/** Amounts read before: the same few come with every pod. Bounded, so that strangers cannot fill it. */
const knownAmounts = new Map<string, bigint>();
const knownAmountsLimit = 1000;

/**
 * An amount such as `500m`, `1Gi` or `2e3`, in billionths of a unit; what is finer is rounded up, away from zero. Answers
 * undefined where the text is no quantity.
 */
export function parseQuantity(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const known = knownAmounts.get(text);
  if (known !== undefined) return known;
  const amount = readQuantity(text);
  if (amount !== undefined && knownAmounts.size < knownAmountsLimit) knownAmounts.set(text, amount);
  return amount;
}

function readQuantity(text: string): bigint | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = digits.split('.');
  const mantissa = BigInt(`${whole}${fraction}` || '0');
  const amount = scaled(mantissa, fraction.length, suffix);
  if (amount === undefined) return undefined;
  return sign === '-' ? -amount : amount;
}

function scaled(mantissa: bigint, fractionDigits: number, suffix: string): bigint | undefined {
  const binary = Object.hasOwn(binaryExponents, suffix) ? binaryExponents[suffix] : undefined;
  if (binary !== undefined)
    return divideUp(mantissa * nano * 2n ** BigInt(binary), 10n ** BigInt(fractionDigits));
  const exponent = Object.hasOwn(decimalExponents, suffix)
    ? decimalExponents[suffix]
    : Number(suffix.slice(1));
  if (exponent === undefined || Math.abs(exponent) > 1000) return undefined;
  const power = exponent + 9 - fractionDigits;
  return power >= 0 ? mantissa * 10n ** BigInt(power) : divideUp(mantissa, 10n ** BigInt(-power));
}

function divideUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

export function isWhole(amount: bigint): boolean {
  return amount % nano === 0n;
}

/** True where the amount is below zero in whole units, rounded away from zero: what upstream calls its value. */
export function isNegative(amount: bigint): boolean {
  return amount < 0n;
}
