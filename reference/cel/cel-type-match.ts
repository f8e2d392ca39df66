import { celTypes, isDynamic, sameType, withParams, type CelType } from './cel-types.ts';

/** What is known of type parameters, by name. */
export interface Bindings {
  get: (name: string) => CelType | undefined;
  set: (name: string, type: CelType) => unknown;
}

/** Do the types go together? What shows about their parameters is then kept in `bindings`, and else nothing is. */
export function goTogether(
  bindings: Map<string, CelType>,
  left: readonly CelType[],
  right: readonly CelType[],
): boolean {
  const shown = new Map<string, CelType>();
  const tried: Bindings = {
    get: (name) => shown.get(name) ?? bindings.get(name),
    set: (name, type) => shown.set(name, type),
  };
  if (!allAssignable(tried, left, right)) return false;
  for (const [name, type] of shown) bindings.set(name, type);
  return true;
}

function allAssignable(bindings: Bindings, left: readonly CelType[], right: readonly CelType[]): boolean {
  if (left.length !== right.length) return false;
  return left.every((type, index) => isAssignable(bindings, type, right[index] ?? celTypes.error));
}

function isAssignable(bindings: Bindings, left: CelType, right: CelType): boolean {
  if (right.kind === 'param') {
    const { isValid, isBound } = substitution(bindings, left, right);
    if (isValid || isBound) return isValid;
  }
  if (left.kind === 'param') return substitution(bindings, right, left).isValid;
  if (isLoose(left) || isLoose(right)) return true;
  if (left.kind === 'null') return mayBeNull(right);
  if (right.kind === 'null') return mayBeNull(left);
  switch (left.kind) {
    case 'type':
      return right.kind === 'type';
    case 'opaque':
    case 'list':
    case 'map':
      return (
        left.kind === right.kind &&
        left.name === right.name &&
        allAssignable(bindings, left.params, right.params)
      );
    default:
      return left.kind === right.kind && left.name === right.name;
  }
}

function isLoose(type: CelType): boolean {
  return isDynamic(type) || type.kind === 'error';
}

const nullable: ReadonlySet<string> = new Set(['opaque', 'struct', 'duration', 'timestamp', 'null']);

function mayBeNull(type: CelType): boolean {
  return nullable.has(type.kind);
}

function substitution(
  bindings: Bindings,
  type: CelType,
  param: CelType,
): { readonly isValid: boolean; readonly isBound: boolean } {
  if (sameType(type, param)) return { isValid: true, isBound: true };
  const known = bindings.get(param.name);
  if (known !== undefined) {
    if (sameType(type, known)) return { isValid: true, isBound: true };
    if (!isAssignable(bindings, type, known)) return { isValid: false, isBound: true };
    const general = moreGeneral(type, known);
    if (isNotWithin(bindings, param, general)) bindings.set(param.name, general);
    return { isValid: true, isBound: true };
  }
  if (!isNotWithin(bindings, param, type)) return { isValid: false, isBound: false };
  bindings.set(param.name, type);
  return { isValid: true, isBound: false };
}

function isNotWithin(bindings: Bindings, param: CelType, type: CelType): boolean {
  if (sameType(param, type)) return false;
  if (type.kind === 'param') {
    const bound = bindings.get(type.name);
    return bound === undefined || isNotWithin(bindings, param, bound);
  }
  return type.params.every((part) => isNotWithin(bindings, param, part));
}

/** The one of two types that go together which says less. */
export function moreGeneral(left: CelType, right: CelType): CelType {
  return saysNoMore(left, right) ? left : right;
}

function saysNoMore(left: CelType, right: CelType): boolean {
  if (isDynamic(left) || left.kind === 'param') return true;
  if (isDynamic(right) || right.kind === 'param' || left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'type':
      return true;
    case 'opaque':
    case 'list':
    case 'map':
      return (
        left.name === right.name &&
        left.params.length === right.params.length &&
        left.params.every((param, index) => saysNoMore(param, right.params[index] ?? celTypes.error))
      );
    default:
      return sameType(left, right);
  }
}

/** A type with what is known of its parameters put in; `isFinal`: what is not known is dynamic. */
export function substituted(bindings: Bindings, type: CelType, isFinal: boolean): CelType {
  if (type.kind === 'param') {
    const bound = bindings.get(type.name);
    if (bound !== undefined) return substituted(bindings, bound, isFinal);
    return isFinal ? celTypes.dyn : type;
  }
  return withParams(
    type,
    type.params.map((param) => substituted(bindings, param, isFinal)),
  );
}
