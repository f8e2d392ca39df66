/**
 * The defaults that the schemas themselves state: fields that the server always writes, even unset (`status: {}`, `resources:
 * {}`, `restartCount: 0`, a template's `creationTimestamp: null`), and the few that are marked in upstream's types
 * (`protocol: TCP`). Defaults that depend on other fields are the API server's own.
 */
import type { JsonObject } from './structural-decoding.ts';
import type { FieldShape, ObjectShape, Shape } from './structure.ts';

/**
 * The object with the stated defaults filled in, at every depth. `object` must have been decoded as `shape`; it is not
 * changed, and parts that need nothing are shared with it.
 */
export function fillDefaults(object: JsonObject, shape: ObjectShape): JsonObject {
  return fillObject(object, shape);
}

/** The fields of a type for which there is something to do, in the order of the type. */
const fillable = new WeakMap<ObjectShape, readonly FieldShape[]>();

function fillableFields(shape: ObjectShape): readonly FieldShape[] {
  const known = fillable.get(shape);
  if (known !== undefined) return known;
  const fields = [...shape.fields.values()].filter(
    (field) => field.default !== undefined || field.nullable || hasParts(field.shape),
  );
  fillable.set(shape, fields);
  return fields;
}

/** False where nothing inside a value of the shape can have a default. */
function hasParts(shape: Shape): boolean {
  if (shape.is === 'list') return hasParts(shape.items);
  if (shape.is === 'map') return hasParts(shape.values);
  return shape.is === 'object';
}

function fillObject(object: JsonObject, shape: ObjectShape): JsonObject {
  let result = object;
  for (const field of fillableFields(shape)) {
    const before = object[field.name];
    const after = before === undefined ? unset(field) : fillValue(before, field.shape);
    if (after === before) continue;
    if (result === object) result = { ...object };
    result[field.name] = after;
  }
  return result;
}

function unset({ default: value, nullable, shape }: FieldShape): unknown {
  if (value === undefined) return nullable ? null : undefined;
  if (shape.is === 'object') return fillObject({}, shape);
  return typeof value === 'object' ? structuredClone(value) : value;
}

function fillValue(value: unknown, shape: Shape): unknown {
  if (value === null || typeof value !== 'object') return value;
  switch (shape.is) {
    case 'object':
      return Array.isArray(value) ? value : fillObject(value as JsonObject, shape);
    case 'list':
      return Array.isArray(value) ? fillList(value, shape.items) : value;
    case 'map':
      return fillMap(value as JsonObject, shape.values);
    case 'choice':
    case 'scalar':
    case 'special':
    case 'open':
      return value;
  }
}

function fillList(list: readonly unknown[], items: Shape): readonly unknown[] {
  if (!hasParts(items)) return list;
  let filled: unknown[] | undefined;
  for (const [index, before] of list.entries()) {
    const after = fillValue(before, items);
    if (after === before) continue;
    filled ??= [...list];
    filled[index] = after;
  }
  return filled ?? list;
}

function fillMap(map: JsonObject, values: Shape): JsonObject {
  if (!hasParts(values)) return map;
  let result = map;
  for (const [key, before] of Object.entries(map)) {
    const after = fillValue(before, values);
    if (after === before) continue;
    if (result === map) result = { ...map };
    result[key] = after;
  }
  return result;
}
