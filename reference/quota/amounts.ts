import { formatQuantity, parseQuantity, type Quantity } from '../../schemas/quantity.ts';

/** So much of each resource: `requests.cpu` → 500m. */
export type Amounts = ReadonlyMap<string, Quantity>;

/** What may be written into a resource list: texts, and numbers where a writer left the quotes out. */
export type AmountsJson = Readonly<Record<string, unknown>>;

const zero: Quantity = { nano: 0n, format: 'decimalSi' };
export const one: Quantity = wholeAmount(1);
export const noAmounts: Amounts = new Map();

export function wholeAmount(count: number): Quantity {
  return { nano: BigInt(count) * 1_000_000_000n, format: 'decimalSi' };
}

/** Reads a resource list; what is no quantity is left out, since validation has refused it or will. */
export function readAmounts(list: unknown): Amounts {
  if (typeof list !== 'object' || list === null || Array.isArray(list)) return noAmounts;
  const read = new Map<string, Quantity>();
  for (const [name, value] of Object.entries(list as AmountsJson)) {
    const quantity = readQuantity(value);
    if (quantity !== undefined) read.set(name, quantity);
  }
  return read;
}

function readQuantity(value: unknown): Quantity | undefined {
  if (typeof value === 'number') return parseQuantity(String(value));
  return typeof value === 'string' ? parseQuantity(value) : undefined;
}

/** In the form in which a server writes them. */
export function amountsJson(amounts: Amounts): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, quantity]) => [name, formatQuantity(quantity)]));
}

/** `limits.cpu=2,pods=10`: as refusals name amounts, in alphabetical order. */
export function amountsText(amounts: Amounts): string {
  return [...amounts]
    .map(([name, quantity]) => `${name}=${formatQuantity(quantity)}`)
    .sort()
    .join(',');
}

/** Nothing takes on the notation of what it is added to. */
export function sum(left: Quantity, right: Quantity): Quantity {
  return { nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format };
}

/** Resources of either side; what only one has is taken over. */
export function addAmounts(left: Amounts, right: Amounts): Amounts {
  const total = new Map(left);
  for (const [name, quantity] of right) {
    const present = total.get(name);
    total.set(name, present === undefined ? quantity : sum(present, quantity));
  }
  return total;
}

/** The greater of both sides for each resource. */
export function greatestAmounts(left: Amounts, right: Amounts): Amounts {
  const greatest = new Map(left);
  for (const [name, quantity] of right) {
    const present = greatest.get(name);
    if (present === undefined || quantity.nano > present.nano) greatest.set(name, quantity);
  }
  return greatest;
}

/** By how much `left` goes beyond `right`, for each resource of `left` where it does. */
export function growth(left: Amounts, right: Amounts): Amounts {
  const grown = new Map<string, Quantity>();
  for (const [name, quantity] of left) {
    const before = right.get(name) ?? zero;
    const nano = quantity.nano - before.nano;
    if (nano > 0n) grown.set(name, { nano, format: quantity.nano === 0n ? before.format : quantity.format });
  }
  return grown;
}

/** The resources whose name fulfils the condition. */
export function amountsWhere(
  amounts: Amounts,
  condition: (name: string, quantity: Quantity) => boolean,
): Amounts {
  return new Map([...amounts].filter(([name, quantity]) => condition(name, quantity)));
}

/** The same resources with the same values, however they are written. */
export function equalAmounts(left: Amounts, right: Amounts): boolean {
  return left.size === right.size && [...left].every(([name, { nano }]) => right.get(name)?.nano === nano);
}
