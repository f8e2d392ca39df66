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

function fillObject(object: JsonObject, shape: ObjectShape): JsonObject {
  let result = object;
  for (const field of shape.fields.values()) {
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
  return shape.is === 'object' ? fillObject({}, shape) : structuredClone(value);
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
  if (items.is === 'scalar') return list;
  const filled = list.map((item) => fillValue(item, items));
  return filled.some((item, index) => item !== list[index]) ? filled : list;
}

function fillMap(map: JsonObject, values: Shape): JsonObject {
  if (values.is === 'scalar' || values.is === 'special') return map;
  let result = map;
  for (const [key, before] of Object.entries(map)) {
    const after = fillValue(before, values);
    if (after === before) continue;
    if (result === map) result = { ...map };
    result[key] = after;
  }
  return result;
}
