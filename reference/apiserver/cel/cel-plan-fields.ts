import type { Optional } from '@marcbachmann/cel-js';
import { callOf, partsOf, type LibraryNode } from './cel-library-node.ts';
import { attributePlan, type Plan, type Planning, type Step } from './cel-plan.ts';

/** `value.field` */
export function planField(node: LibraryNode, planning: Planning): Plan {
  const [operand, field] = node.args as readonly [LibraryNode, string];
  return fieldPlan({ operand: planning.plan(operand), key: () => field, isOptional: false }, planning);
}

/** `value.?field` */
export function planOptionalField(node: LibraryNode, planning: Planning): Plan {
  const [operand, field] = node.args as readonly [LibraryNode, string];
  return fieldPlan({ operand: planning.plan(operand), key: () => field, isOptional: true }, planning);
}

/** `value[key]` and `value[?key]` */
export function planIndex(node: LibraryNode, planning: Planning): Plan {
  const [operand, index] = partsOf(node);
  if (operand === undefined || index === undefined) throw new TypeError('an index needs a value and a key');
  const { constant, resolve, evaluate } = planning.plan(index);
  const key: Step = constant === undefined ? (resolve ?? evaluate) : () => constant.value;
  return fieldPlan({ operand: planning.plan(operand), key, isOptional: node.op === '[?]' }, planning);
}

interface Access {
  readonly operand: Plan;
  readonly key: Step;
  readonly isOptional: boolean;
}

function fieldPlan({ operand, key, isOptional }: Access, { optional }: Planning): Plan {
  const from = operand.resolve ?? operand.evaluate;
  const failures = new Map<string, Error>();
  const resolve: Step = (frame) => {
    const value = from(frame);
    const name = key(frame);
    const isMaybe = value instanceof optional;
    if (isMaybe && !value.hasValue()) return value;
    const found = memberOf(isMaybe ? value.value() : value, name);
    const isLenient = isOptional || isMaybe;
    if (typeof found === 'string' && isLenient) return optional.none();
    frame.meter.spend(1);
    if (typeof found === 'string') throw sameFailure(failures, found);
    return isLenient ? optional.of(found.value) : found.value;
  };
  // A choice pays for nothing but its parts, and so does what is taken from it.
  return operand.isChoice === true ? { resolve, evaluate: resolve, isChoice: true } : attributePlan(resolve);
}

const remembered = 20;

/** Errors are thrown by the hundred thousands where a loop passes over them: one is made for all. */
function sameFailure(failures: Map<string, Error>, message: string): Error {
  const known = failures.get(message);
  if (known !== undefined) return known;
  const failure = new Error(message);
  if (failures.size < remembered) failures.set(message, failure);
  return failure;
}

/** What a value has under a key; a text: why there is nothing. */
function memberOf(value: unknown, key: unknown): { readonly value: unknown } | string {
  if (Array.isArray(value)) return itemOf(value, key);
  const name = typeof key === 'string' ? key : String(key);
  const found =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return found === undefined ? `no such key: ${name}` : { value: found };
}

function itemOf(list: readonly unknown[], key: unknown): { readonly value: unknown } | string {
  if (typeof key !== 'bigint' && typeof key !== 'number')
    return `unsupported index type '${typeof key}' in list`;
  const item = list[Number(key)];
  return item === undefined ? `index out of bounds: ${key}` : { value: item };
}

/** `has(value.field)` */
export function planHas(node: LibraryNode, planning: Planning): Plan {
  const [tested] = callOf(node).args;
  const [operand, field] = (tested?.args ?? []) as readonly [LibraryNode, string];
  const { resolve, evaluate } = planning.plan(operand);
  const from = resolve ?? evaluate;
  return {
    evaluate: (frame) => {
      const value = from(frame);
      frame.meter.spend(1);
      return isThere(value, field, planning.optional);
    },
  };
}

function isThere(value: unknown, field: string, optional: typeof Optional): boolean {
  if (value instanceof optional) return value.hasValue() && isThere(value.value(), field, optional);
  if (Array.isArray(value)) throw new Error(`unsupported index type 'string' in list`);
  if (typeof value !== 'object' || value === null) return false;
  // What stands behind a variable is not evaluated to see that it is there.
  const found = Object.getOwnPropertyDescriptor(value, field);
  return found !== undefined && (!('value' in found) || found.value !== undefined);
}
