/** Objects of the API as parsed JSON, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

const nothing: Fields = Object.freeze({});

/** A field that is an object; empty where it is not. */
export function objectAt(parent: Fields, name: string): Fields {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isObject(value) ? value : nothing;
}

/** A field that is a list; its items that are no objects are read as empty ones. */
export function objectsAt(parent: Fields, name: string): readonly Fields[] {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).map((item) => (isObject(item) ? item : nothing));
}

/** A field that is a text; '' where it is not. */
export function textAt(parent: Fields, name: string): string {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** A field that is a list of texts. */
export function textsAt(parent: Fields, name: string): readonly string[] {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  return Array.isArray(value) ? (value as readonly unknown[]).filter((item) => typeof item === 'string') : [];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
