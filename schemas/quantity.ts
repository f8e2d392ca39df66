/**
 * Kubernetes' resource quantities: exact decimal numbers with a suffix, and the form in which a server writes each back
 * (`0.5` as `500m`, `1024Mi` as `1Gi`). Checked against kube-apiserver 1.32.13.
 */

/** How a quantity was written, which decides how it is written again. */
export type QuantityFormat = 'decimalSi' | 'binarySi' | 'decimalExponent';

export interface Quantity {
  /** The value in billionths; what is smaller is rounded away from zero, as upstream does. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

/** A number as `digits` times ten to the power `tens`. */
interface Decimal {
  readonly digits: bigint;
  readonly tens: number;
}

interface Parsed {
  readonly sign: '-' | '';
  /** Without leading zeros, but at least one digit. */
  readonly whole: string;
  readonly fraction: string;
  readonly format: QuantityFormat;
  /** The suffix as a power of ten, or of 1024 for binary suffixes. */
  readonly power: number;
}

/** No quantity is written with more characters; upstream sets no bound, but pays for long ones with its processor. */
const maxLength = 512;
const notation = /^([+-]?)(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const nanoTens = -9;
/** Upstream caps binary quantities here, and no others. */
const maxBinary = 2n ** 63n - 1n;
/** Bounds the digits that `nano` can get from a hostile exponent. */
const maxNanoTens = 100;

function suffixOf(suffix: string): { readonly format: QuantityFormat; readonly power: number } {
  if (suffix.endsWith('i'))
    return { format: 'binarySi', power: binarySuffixes.findIndex((known) => known === suffix) };
  if (suffix.length > 1) return { format: 'decimalExponent', power: Number(suffix.slice(1)) };
  return { format: 'decimalSi', power: (decimalSuffixes.findIndex((known) => known === suffix) - 3) * 3 };
}

function parse(text: string): Parsed | undefined {
  const match = text.length > maxLength ? null : notation.exec(text);
  if (match === null) return undefined;
  const [, sign, number = '', suffix = ''] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const { format, power } = suffixOf(suffix);
  if (!Number.isSafeInteger(power)) return undefined;
  return { sign: sign === '-' ? '-' : '', whole: whole.replace(/^0+/, '') || '0', fraction, format, power };
}

/** The size without sign, rounded up to billionths and capped where upstream caps. */
function sizeOf({ whole, fraction, format, power }: Parsed): Decimal {
  const digits = BigInt(whole + fraction);
  if (format !== 'binarySi') return roundedUp({ digits, tens: power - fraction.length });
  const size = roundedUp({ digits: digits * 1024n ** BigInt(power), tens: -fraction.length });
  return size.digits > maxBinary * 10n ** BigInt(-size.tens) ? { digits: maxBinary, tens: 0 } : size;
}

function roundedUp({ digits, tens }: Decimal): Decimal {
  if (tens >= nanoTens || digits === 0n) return { digits, tens };
  const dropped = nanoTens - tens;
  if (dropped > digits.toString().length) return { digits: 1n, tens: nanoTens };
  const divisor = 10n ** BigInt(dropped);
  return { digits: (digits + divisor - 1n) / divisor, tens: nanoTens };
}

/** Reads a quantity; undefined for text that is none. An exponent above 100 counts as 100. */
export function parseQuantity(text: string): Quantity | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const { digits, tens } = sizeOf(parsed);
  const nano = digits * 10n ** BigInt(Math.max(0, Math.min(tens, maxNanoTens) - nanoTens));
  return { nano: parsed.sign === '-' ? -nano : nano, format: parsed.format };
}

/** The form in which a server writes a quantity that it has computed. */
export function formatQuantity({ nano, format }: Quantity): string {
  const sign = nano < 0n ? '-' : '';
  return formatted({ digits: nano < 0n ? -nano : nano, tens: nanoTens }, sign, format);
}

function formatted(size: Decimal, sign: '-' | '', format: QuantityFormat): string {
  if (size.digits === 0n) return '0';
  const whole = format === 'binarySi' ? wholeOf(size) : undefined;
  const text =
    whole !== undefined && whole >= 1024n
      ? binaryText(whole)
      : decimalText(size, format === 'decimalExponent');
  return sign + text;
}

/** The size if it is a whole number. Only for binary quantities, whose exponents are small. */
function wholeOf({ digits, tens }: Decimal): bigint | undefined {
  if (tens >= 0) return digits * 10n ** BigInt(tens);
  const divisor = 10n ** BigInt(-tens);
  return digits % divisor === 0n ? digits / divisor : undefined;
}

function binaryText(whole: bigint): string {
  let rest = whole;
  let at = 0;
  for (; rest % 1024n === 0n && at < binarySuffixes.length - 1; at += 1) rest /= 1024n;
  return `${rest}${binarySuffixes[at] ?? ''}`;
}

function decimalText({ digits, tens }: Decimal, asExponent: boolean): string {
  const stripped = digits.toString().replace(/0+$/, '');
  const power = tens + digits.toString().length - stripped.length;
  const third = Math.floor(power / 3) * 3;
  const number = stripped + '0'.repeat(power - third);
  if (asExponent) return third === 0 ? number : `${number}e${third}`;
  return `${number}${decimalSuffixes[third / 3 + 3] ?? ''}`;
}

/**
 * Whether upstream keeps the text as it was written. It does for numbers that it can hold in 64 bits and that are written
 * with as few digits as their suffix allows; the odd tests are its own.
 */
function isKept({ whole, fraction, format, power }: Parsed): boolean {
  const digits = whole + fraction;
  if (format === 'binarySi') {
    const precision = 14 - whole.length - power * 3;
    return fraction === '' && precision >= 0 && BigInt(whole) % 8n !== 0n;
  }
  const tens = power - fraction.length;
  return (
    digits.length <= 18 &&
    tens >= nanoTens &&
    tens % 3 === 0 &&
    !digits.endsWith('000') &&
    !digits.startsWith('0')
  );
}

const plain = /^[1-9]\d{0,2}([numkMGTPE])?$/;

/** What a server writes back for a quantity written as text or number; undefined for what is no quantity. */
export function storedQuantity(value: string | number): string | undefined {
  const text = typeof value === 'number' ? numberText(value) : value;
  if (plain.test(text)) return text;
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  if (text === '0' || isKept(parsed)) return text;
  const written = formatted(sizeOf(parsed), parsed.sign, parsed.format);
  // A binary quantity that is no multiple of 1024 loses its suffix, and with it its format: read again it is decimal.
  return parsed.format === 'binarySi' && !written.endsWith('i') && written !== text
    ? storedQuantity(written)
    : written;
}

/** Amounts of resources are kept in thousandths: what is finer is rounded away from zero. */
export function storedResource(stored: string): string {
  if (!/[nu]$|\.\d{4}|[eE]-/.test(stored)) return stored;
  const quantity = parseQuantity(stored);
  const million = 1_000_000n;
  if (quantity === undefined || quantity.nano % million === 0n) return stored;
  const { nano, format } = quantity;
  return formatQuantity({ nano: (nano / million + (nano > 0n ? 1n : -1n)) * million, format });
}

/** Why a text is no quantity, as upstream says it. */
export function quantityProblem(text: string): string {
  const [, rest = ''] = /^[+-]?(.*)$/s.exec(text) ?? [];
  const [, number = '', suffix = ''] = /^(\d*(?:\.\d*)?)(.*)$/s.exec(rest) ?? [];
  const isSuffixLike = /^[eEinumkKMGTP]*[-+]?\d*$/.test(suffix);
  if (text !== '' && number !== '' && number !== '.' && isSuffixLike)
    return "unable to parse quantity's suffix";
  return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

/** JavaScript writes large numbers with `e+`; a quantity in JSON was most likely written with digits. */
function numberText(value: number): string {
  return Number.isSafeInteger(value)
    ? String(value)
    : Number.isInteger(value)
      ? BigInt(value).toString()
      : String(value);
}
