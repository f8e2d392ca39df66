/**
 * Reading and filling parsed JSON whose shape is known only by convention. Every reader answers with an empty value where
 * a field is absent or of another type, so that callers need no checks of their own; nothing here ever follows the
 * prototype chain.
 */
export type Fields = Record<string, unknown>;

const none: readonly never[] = Object.freeze([]);

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(parent: Readonly<Fields> | undefined, name: string): unknown {
  if (parent === undefined) return undefined;
  const value = parent[name];
  // What a prototype answers with is a function, which JSON never holds, or the prototype itself.
  if (typeof value === 'function' || name === '__proto__')
    return Object.hasOwn(parent, name) ? value : undefined;
  return value;
}

export function objectAt(parent: Readonly<Fields> | undefined, name: string): Fields | undefined {
  const value = valueAt(parent, name);
  return isFields(value) ? value : undefined;
}

/** The object found by following `names` one after the other. */
export function objectIn(
  parent: Readonly<Fields> | undefined,
  ...names: readonly string[]
): Fields | undefined {
  let current: Fields | undefined = parent;
  for (const name of names) current = objectAt(current, name);
  return current;
}

export function listAt(parent: Readonly<Fields> | undefined, name: string): readonly unknown[] {
  const value = valueAt(parent, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : none;
}

/** The objects of a list; entries of another type are read as empty objects, so that positions stay right. */
export function objectsAt(parent: Readonly<Fields> | undefined, name: string): readonly Fields[] {
  const list = listAt(parent, name);
  return list.every(isFields) ? list : list.map((entry) => (isFields(entry) ? entry : {}));
}

export function textAt(parent: Readonly<Fields> | undefined, name: string): string {
  const value = valueAt(parent, name);
  return typeof value === 'string' ? value : '';
}

export function textsAt(parent: Readonly<Fields> | undefined, name: string): readonly string[] {
  return listAt(parent, name).filter((entry) => typeof entry === 'string');
}

export function numberAt(parent: Readonly<Fields> | undefined, name: string): number | undefined {
  const value = valueAt(parent, name);
  return typeof value === 'number' ? value : undefined;
}

export function booleanAt(parent: Readonly<Fields> | undefined, name: string): boolean | undefined {
  const value = valueAt(parent, name);
  return typeof value === 'boolean' ? value : undefined;
}

/** The text entries of a map such as labels. */
export function textEntriesAt(
  parent: Readonly<Fields> | undefined,
  name: string,
): readonly (readonly [string, string])[] {
  const map = objectAt(parent, name);
  if (map === undefined) return none;
  return Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/** The object at `name`, made where it is missing. */
export function ensureObject(parent: Fields, name: string): Fields {
  const existing = objectAt(parent, name);
  if (existing !== undefined) return existing;
  const made: Fields = {};
  parent[name] = made;
  return made;
}

/** Sets `name` unless the writer did; `null` counts as not set. */
export function setDefault(parent: Fields, name: string, value: unknown): void {
  if (parent[name] === undefined || parent[name] === null) parent[name] = value;
}

/** As `setDefault`, and an empty text counts as not set too, as it does in Go. */
export function setDefaultText(parent: Fields, name: string, value: string): void {
  if (parent[name] === undefined || parent[name] === null || parent[name] === '') parent[name] = value;
}

/** Sets `name`, or removes it where `value` is undefined. */
export function setOrRemove(parent: Fields, name: string, value: unknown): void {
  // Removal is rare, and a delete on an absent key would still turn the object into a slow one.
  if (value !== undefined) parent[name] = value;
  else if (Object.hasOwn(parent, name)) Reflect.deleteProperty(parent, name);
}

export function cloneJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => cloneJson(entry)) as T;
  const copy: Fields = {};
  for (const name in value) setOwn(copy, name, cloneJson(value[name] as unknown));
  return copy as T;
}

/** A copy that lacks the names. A field that is deleted in place would make the object large and slow for good. */
export function without(fields: Readonly<Fields>, names: readonly string[]): Fields {
  const copy: Fields = {};
  for (const name in fields) if (!names.includes(name)) setOwn(copy, name, fields[name]);
  return copy;
}

/** Sets a property by a name that came from outside; `__proto__` becomes an ordinary property. */
export function setOwn(target: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Equality of JSON values; the order of keys does not matter. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((entry: unknown, index) => equalJson(entry, right[index]));
  }
  const leftKeys = Object.keys(left);
  if (leftKeys.length !== Object.keys(right).length) return false;
  return leftKeys.every(
    (key) => Object.hasOwn(right, key) && equalJson((left as Fields)[key], (right as Fields)[key]),
  );
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (const entry of value) deepFreeze(entry);
  else for (const name in value) deepFreeze(value[name]);
  return value;
}
