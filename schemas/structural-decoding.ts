/**
 * What the API server's decoder does to a request body, over the shapes of `structure.ts`: it says what cannot be read, names
 * unknown fields, and returns the object as it would be stored. Checked against kube-apiserver 1.32.
 *
 * Not done here: parsing text (malformed JSON and duplicate keys are the parser's to report), and validation (required
 * fields, enumerations, ranges, formats other than those without which a value cannot be read).
 */
import { storedQuantity } from './quantity.ts';
import type { FieldShape, ObjectShape, ScalarShape, Shape, SpecialType } from './structure.ts';

export type JsonObject = Record<string, unknown>;

/** The outcome of decoding. `object` is only worth using when `mismatch` is absent. */
export interface Decoded {
  /**
   * The object as the server would keep it: unknown fields gone; fields that are null, optional lists and maps that are
   * empty, and optional scalars that are zero and no pointers in Go, gone; a null element replaced by its zero value; quantities and times in the server's one form. The input is never
   * changed; parts that need no change are shared with it.
   */
  readonly object: JsonObject;
  /**
   * Paths of unknown fields in the order of the document, as upstream prints them (`spec.containers[0].foo`), at most 100.
   * A strict request is refused with 400 BadRequest `strict decoding error: ` and `unknown field "…"` for each, joined by
   * `, `; a warning request gets one `Warning` header for each.
   */
  readonly unknownFields: readonly string[];
  /**
   * The first value that has the wrong type, as upstream words it: `json: cannot unmarshal string into Go struct field
   * DeploymentSpec.spec.replicas of type int32`. Refused with 400 BadRequest whatever the field validation; it hides unknown
   * fields.
   */
  readonly mismatch?: string;
}

/** Upstream stops counting strict errors here. */
const maxUnknownFields = 100;

interface Walk {
  readonly path: (string | number)[];
  /** The names of fields in the path, without map keys and indices: how Go error texts say where they are. */
  readonly fields: string[];
  readonly unknown: string[];
  /** Above zero while inside a value that upstream reads by trial: unknown fields there go without a word. */
  silent: number;
  mismatch: string | undefined;
  /** The innermost object type and field, for error texts. */
  owner: ObjectShape;
}

/** Decodes a parsed body as the type `shape`; never throws for any JSON value. */
export function decode(body: unknown, shape: ObjectShape): Decoded {
  const walk: Walk = { path: [], fields: [], unknown: [], silent: 0, mismatch: undefined, owner: shape };
  const object = decodeValue(body, shape, walk);
  return {
    object: isObject(object) ? object : {},
    unknownFields: walk.unknown,
    ...(walk.mismatch === undefined ? {} : { mismatch: walk.mismatch }),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeValue(value: unknown, shape: Shape, walk: Walk): unknown {
  switch (shape.is) {
    case 'object':
      return isObject(value) ? decodeObject(value, shape, walk) : refuse(value, shape, walk);
    case 'list':
      return Array.isArray(value) ? decodeList(value, shape.items, walk) : refuse(value, shape, walk);
    case 'map':
      return isObject(value) ? decodeMap(value, shape.values, walk) : refuse(value, shape, walk);
    case 'scalar':
      return fits(value, shape) ? value : refuse(value, shape, walk);
    case 'special':
      return decodeSpecial(value, shape.type, walk);
    case 'choice':
      return decodeChoice(value, shape.choices, walk);
    case 'open':
      return value;
  }
}

function decodeObject(value: JsonObject, shape: ObjectShape, walk: Walk): JsonObject {
  let result = value;
  for (const name in value) {
    const field = shape.fields.get(name);
    const before = value[name];
    const after = field === undefined ? undefined : decodeField(before, { field, shape, walk });
    if (field === undefined) reportUnknown(name, walk);
    if (after === before) continue;
    if (result === value) result = { ...value };
    if (after === undefined) Reflect.deleteProperty(result, name);
    else setOwn(result, name, after);
  }
  return result;
}

/** `__proto__` is an ordinary key on the wire. */
function setOwn(target: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  else target[name] = value;
}

interface FieldStep {
  readonly field: FieldShape;
  readonly shape: ObjectShape;
  readonly walk: Walk;
}

/** The field's new value; undefined when it is to be left out. */
function decodeField(value: unknown, { field, shape, walk }: FieldStep): unknown {
  if (value === null) return field.nullable ? null : undefined;
  const outer = walk.owner;
  walk.owner = shape;
  const isSilent = walk.silent > 0;
  walk.path.push(field.name);
  if (!isSilent) walk.fields.push(field.name);
  const after = decodeValue(value, field.shape, walk);
  walk.path.pop();
  if (!isSilent) walk.fields.pop();
  walk.owner = outer;
  if (field.omitsZero && (after === '' || after === 0 || after === false)) return undefined;
  return isDroppedWhenEmpty(field) && isEmpty(after) ? undefined : after;
}

function isDroppedWhenEmpty({ shape, required, nullable }: FieldShape): boolean {
  return !required && !nullable && (shape.is === 'list' || shape.is === 'map');
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function decodeList(value: readonly unknown[], items: Shape, walk: Walk): unknown {
  let result: unknown[] | undefined;
  value.forEach((before, index) => {
    walk.path.push(index);
    const after = before === null ? zeroOf(items) : decodeValue(before, items, walk);
    walk.path.pop();
    if (after === before) return;
    result ??= [...value];
    result[index] = after;
  });
  return result ?? value;
}

function decodeMap(value: JsonObject, values: Shape, walk: Walk): JsonObject {
  let result = value;
  for (const key in value) {
    const before = value[key];
    walk.path.push(key);
    const after = before === null ? zeroOf(values) : decodeValue(before, values, walk);
    walk.path.pop();
    if (after === before) continue;
    if (result === value) result = { ...value };
    setOwn(result, key, after);
  }
  return result;
}

/** What Go leaves where an element of a list or map was null. */
function zeroOf(shape: Shape): unknown {
  switch (shape.is) {
    case 'object':
      return {};
    case 'scalar':
      if (shape.type === 'string') return '';
      return shape.type === 'bool' ? false : 0;
    case 'special':
      return shape.type === 'quantity'
        ? '0'
        : shape.type === 'intOrString'
          ? 0
          : shape.type === 'bytes'
            ? ''
            : null;
    case 'list':
    case 'map':
    case 'choice':
    case 'open':
      return null;
  }
}

function decodeChoice(value: unknown, choices: readonly Shape[], walk: Walk): unknown {
  const choice = choices.find((candidate) =>
    candidate.is === 'object'
      ? isObject(value)
      : candidate.is === 'list'
        ? Array.isArray(value)
        : typeof value === 'boolean',
  );
  if (choice === undefined) {
    if (choices.some((candidate) => candidate.is === 'scalar'))
      walk.mismatch ??= 'boolean or JSON schema expected';
    return undefined;
  }
  walk.silent += 1;
  const after = decodeValue(value, choice, walk);
  walk.silent -= 1;
  return after;
}

function fits(value: unknown, { type }: ScalarShape): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'float64') return typeof value === 'number';
  if (!Number.isInteger(value)) return false;
  return type === 'int64' ? Math.abs(value as number) <= 2 ** 63 : value === ((value as number) | 0);
}

const timeText = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;
const base64Text = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeSpecial(value: unknown, type: SpecialType, walk: Walk): unknown {
  switch (type) {
    case 'intOrString':
      if (typeof value === 'string' || fits(value, { is: 'scalar', type: 'int32' })) return value;
      return refuse(value, { is: 'scalar', type: 'int32' }, walk);
    case 'quantity':
      return decodeQuantity(value, walk);
    case 'time':
    case 'microTime':
      if (typeof value !== 'string') return refuse(value, { is: 'scalar', type: 'string' }, walk);
      return decodeTime(value, type, walk);
    case 'bytes':
      if (typeof value !== 'string') return refuse(value, { is: 'special', type }, walk);
      if (!base64Text.test(value.replace(/[\r\n]/g, ''))) {
        walk.mismatch ??= `illegal base64 data at input byte ${illegalByte(value)}`;
      }
      return value;
  }
}

function decodeQuantity(value: unknown, walk: Walk): unknown {
  const stored = typeof value === 'string' || typeof value === 'number' ? storedQuantity(value) : undefined;
  if (stored !== undefined) return stored;
  walk.mismatch ??=
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  return value;
}

const timeLayouts = {
  time: '2006-01-02T15:04:05Z07:00',
  microTime: '2006-01-02T15:04:05.000000Z07:00',
} as const;

/** Times are kept in UTC, whole seconds or microseconds. */
function decodeTime(value: string, type: 'time' | 'microTime', walk: Walk): string {
  const [, seconds = '', fraction = '', zone = ''] = timeText.exec(value) ?? [];
  const at = Date.parse(seconds + zone);
  const isWhole = type === 'time' || fraction.length === 6;
  if (Number.isNaN(at) || !isWhole) {
    const rest = seconds === '' ? value : value.slice(seconds.length);
    const expected = seconds === '' ? '2006' : '.000000';
    walk.mismatch ??= `parsing time "${value}" as "${timeLayouts[type]}": cannot parse "${rest}" as "${expected}"`;
    return value;
  }
  const utc = zone === 'Z' ? seconds : new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return type === 'time' ? `${utc}Z` : `${utc}.${fraction}Z`;
}

function illegalByte(text: string): number {
  const at = text.search(/[^A-Za-z0-9+/\r\n]/);
  return at < 0 ? Math.floor(text.length / 4) * 4 : at;
}

function reportUnknown(name: string, walk: Walk): void {
  if (walk.silent > 0 || walk.unknown.length >= maxUnknownFields) return;
  walk.unknown.push(pathText([...walk.path, name]));
}

/** A path as upstream's strict decoder prints it: `spec.containers[0].ports[1].foo`. */
export function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}

function jsonTypeOf(value: unknown, shape: Shape): string {
  if (typeof value !== 'number')
    return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const isInteger = shape.is === 'scalar' && (shape.type === 'int32' || shape.type === 'int64');
  return isInteger ? `number ${value}` : 'number';
}

function goType(shape: Shape): string {
  switch (shape.is) {
    case 'object':
      return `${shape.qualifier}.${shape.name}`;
    case 'list':
      return `[]${goType(shape.items)}`;
    case 'map':
      return `map[string]${goType(shape.values)}`;
    case 'scalar':
      return shape.type;
    case 'special':
      return shape.type === 'bytes' ? '[]uint8' : 'string';
    case 'choice':
    case 'open':
      return 'string';
  }
}

function refuse(value: unknown, shape: Shape, walk: Walk): unknown {
  const place =
    walk.fields.length === 0 ? 'value' : `struct field ${walk.owner.name}.${walk.fields.join('.')}`;
  walk.mismatch ??= `json: cannot unmarshal ${jsonTypeOf(value, shape)} into Go ${place} of type ${goType(shape)}`;
  return value;
}
