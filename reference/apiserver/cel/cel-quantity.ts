import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../validation/quantity.ts';
import { registerFunctions, registerOpaque } from './cel-functions.ts';

const nano = 10n ** 9n;

/** An amount such as `500m`, in billionths. */
export class Quantity {
  readonly amount: bigint;
  constructor(amount: bigint) {
    this.amount = amount;
  }
}

function quantity(text: string): Quantity {
  const amount = parseQuantity(text);
  if (amount === undefined)
    throw new Error(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  return new Quantity(amount);
}

/** A whole number that fits 64 bits. */
function isInteger({ amount }: Quantity): boolean {
  const whole = amount / nano;
  return amount % nano === 0n && BigInt.asIntN(64, whole) === whole;
}

const name = 'kubernetes.Quantity';

/** The quantity functions of Kubernetes' CEL. */
export function registerQuantities(environment: Environment): void {
  registerOpaque(environment, name, Quantity);
  environment.registerOperator(`${name} == ${name}`, (a: Quantity, b: Quantity) => a.amount === b.amount);
  registerFunctions(environment, {
    [`quantity(string): ${name}`]: quantity,
    'isQuantity(string): bool': (text: string) => parseQuantity(text) !== undefined,
    [`${name}.isGreaterThan(${name}): bool`]: (a: Quantity, b: Quantity) => a.amount > b.amount,
    [`${name}.isLessThan(${name}): bool`]: (a: Quantity, b: Quantity) => a.amount < b.amount,
    [`${name}.compareTo(${name}): int`]: (a: Quantity, b: Quantity) =>
      BigInt(Math.sign(Number(a.amount - b.amount))),
    [`sign(${name}): int`]: (a: Quantity) => BigInt(Math.sign(Number(a.amount))),
    [`${name}.isInteger(): bool`]: isInteger,
    [`${name}.asInteger(): int`]: (a: Quantity) => {
      if (!isInteger(a)) throw new Error('cannot convert value to integer');
      return a.amount / nano;
    },
    [`${name}.asApproximateFloat(): double`]: (a: Quantity) => Number(a.amount) / Number(nano),
    [`${name}.add(${name}): ${name}`]: (a: Quantity, b: Quantity) => new Quantity(a.amount + b.amount),
    [`${name}.add(int): ${name}`]: (a: Quantity, b: bigint) => new Quantity(a.amount + b * nano),
    [`${name}.sub(${name}): ${name}`]: (a: Quantity, b: Quantity) => new Quantity(a.amount - b.amount),
    [`${name}.sub(int): ${name}`]: (a: Quantity, b: bigint) => new Quantity(a.amount - b * nano),
  });
}
