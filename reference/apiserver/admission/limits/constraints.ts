import { formatQuantity, type Quantity } from '../../../../schemas/quantity.ts';
import type { Amounts } from '../../../quota/amounts.ts';

/** What one limit is held against: of a container, of a whole pod, or of a claim, which has requests alone. */
export interface Observed {
  /** The type of the limit, as refusals name it. */
  readonly type: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** One bound on one resource. */
export interface Bound {
  readonly name: string;
  readonly quantity: Quantity;
}

const zero: Quantity = { nano: 0n, format: 'decimalSi' };
/** Beyond this, thousandths no longer fit into 64 bits, and upstream compares whole units. */
const greatestMilli = (2n ** 63n - 1n) / 1000n;

/** Several amounts on one scale, fine enough to be compared: thousandths, or units where they are too large for that. */
function comparable(...quantities: readonly Quantity[]): readonly bigint[] {
  const units = quantities.map(({ nano }) => roundedUp(nano, 1_000_000_000n));
  if (units.some((unit) => unit > greatestMilli)) return units;
  return quantities.map(({ nano }) => roundedUp(nano, 1_000_000n));
}

function roundedUp(nano: bigint, unit: bigint): bigint {
  return nano > 0n ? (nano + unit - 1n) / unit : nano / unit;
}

/** What is wrong, or '' where nothing is. */
export function tooLittle({ type, requests, limits }: Observed, { name, quantity }: Bound): string {
  const request = requests.get(name);
  const limit = limits.get(name);
  const rule = `minimum ${name} usage per ${type} is ${formatQuantity(quantity)}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  const [asked = 0n, most = 0n, least = 0n] = comparable(request, limit ?? zero, quantity);
  if (asked < least) return `${rule}, but request is ${formatQuantity(request)}`;
  return limit !== undefined && most < least ? `${rule}, but limit is ${formatQuantity(limit)}` : '';
}

/** What is wrong, or '' where nothing is. */
export function tooMuch({ type, requests, limits }: Observed, { name, quantity }: Bound): string {
  const request = requests.get(name);
  const limit = limits.get(name);
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(quantity)}`;
  if (limit === undefined) return `${rule}.  No limit is specified`;
  const [asked = 0n, most = 0n, greatest = 0n] = comparable(request ?? zero, limit, quantity);
  if (most > greatest) return `${rule}, but limit is ${formatQuantity(limit)}`;
  return request !== undefined && asked > greatest
    ? `${rule}, but request is ${formatQuantity(request)}`
    : '';
}

/** As `tooMuch`, for what has requests alone. */
export function tooMuchRequested({ type, requests }: Observed, { name, quantity }: Bound): string {
  const request = requests.get(name);
  const rule = `maximum ${name} usage per ${type} is ${formatQuantity(quantity)}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  const [asked = 0n, greatest = 0n] = comparable(request, quantity);
  return asked > greatest ? `${rule}, but request is ${formatQuantity(request)}` : '';
}

/** Limits may go beyond requests only so many times. What is wrong, or '' where nothing is. */
export function tooUneven({ type, requests, limits }: Observed, { name, quantity }: Bound): string {
  const request = requests.get(name) ?? zero;
  const limit = limits.get(name) ?? zero;
  const rule = `${name} max limit to request ratio per ${type} is ${formatQuantity(quantity)}`;
  const [asked = 0n, most = 0n] = comparable(request, limit, quantity);
  if (asked === 0n) return `${rule}, but no request is specified or request is 0`;
  if (most === 0n) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = Number(most) / Number(asked);
  return ratio * 1000 > Number(roundedUp(quantity.nano, 1_000_000n))
    ? `${rule}, but provided ratio is ${ratio.toFixed(6)}`
    : '';
}
