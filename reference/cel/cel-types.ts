/** What kind of type it is. An object (`struct`) has fields, an `opaque` one only functions. */
export type CelTypeKind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'param'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'uint';

export interface CelType {
  readonly kind: CelTypeKind;
  /** As expressions write it. */
  readonly name: string;
  readonly params: readonly CelType[];
}

function plain(kind: CelTypeKind, name: string = kind): CelType {
  return { kind, name, params: [] };
}

/** The types that have no parts. */
export const celTypes: Readonly<
  Record<
    | 'bool'
    | 'bytes'
    | 'double'
    | 'duration'
    | 'dyn'
    | 'error'
    | 'int'
    | 'null'
    | 'string'
    | 'timestamp'
    | 'type'
    | 'uint',
    CelType
  >
> = {
  bool: plain('bool'),
  bytes: plain('bytes'),
  double: plain('double'),
  duration: plain('duration', 'google.protobuf.Duration'),
  dyn: plain('dyn'),
  error: plain('error', '*error*'),
  int: plain('int'),
  null: plain('null', 'null_type'),
  string: plain('string'),
  timestamp: plain('timestamp', 'google.protobuf.Timestamp'),
  type: plain('type'),
  uint: plain('uint'),
};

export function listOf(item: CelType): CelType {
  return { kind: 'list', name: 'list', params: [item] };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', params: [key, value] };
}

export function optionalOf(value: CelType): CelType {
  return { kind: 'opaque', name: 'optional_type', params: [value] };
}

export function typeOf(type: CelType): CelType {
  return { kind: 'type', name: 'type', params: [type] };
}

export function paramOf(name: string): CelType {
  return { kind: 'param', name, params: [] };
}

export function structOf(name: string): CelType {
  return { kind: 'struct', name, params: [] };
}

/** A type with its parts changed. */
export function withParams(type: CelType, params: readonly CelType[]): CelType {
  return type.params.length === 0 ? type : { ...type, params };
}

const faultNames: Partial<Record<CelTypeKind, string>> = {
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};

/** As errors name it: `list(int)`. */
export function typeText(type: CelType): string {
  const name = faultNames[type.kind];
  if (name !== undefined) return name;
  if (type.params.length === 0) return type.name;
  return `${type.name}(${type.params.map((param) => typeText(param)).join(', ')})`;
}

/** As declarations name it: `google.protobuf.Duration`, `null_type`. */
export function declaredText(type: CelType): string {
  if (type.params.length === 0) return type.name;
  return `${type.name}(${type.params.map((param) => declaredText(param)).join(', ')})`;
}

/** The same type; `isLoose`: type parameters are alike, whatever they are called. */
export function sameType(left: CelType, right: CelType, isLoose = false): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind || left.params.length !== right.params.length) return false;
  if (left.name !== right.name && !(isLoose && left.kind === 'param')) return false;
  return left.params.every((param, index) => {
    const other = right.params[index];
    return other !== undefined && sameType(param, other, isLoose);
  });
}

export function isDynamic(type: CelType): boolean {
  return type.kind === 'dyn';
}

/** What an optional holds, or the type itself. */
export function unwrapped(type: CelType): { readonly type: CelType; readonly isOptional: boolean } {
  const [value] = type.params;
  return type.kind === 'opaque' && type.name === 'optional_type' && value !== undefined
    ? { type: value, isOptional: true }
    : { type, isOptional: false };
}
