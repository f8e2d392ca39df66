/**
 * What the API server's decoder does to a request body, over the shapes of `structure.ts`: it says what cannot be read, names
 * unknown fields, and returns the object as it would be stored. Checked against kube-apiserver 1.32.
 *
 * Not done here: parsing text (malformed JSON and duplicate keys are the parser's to report), and validation (required
 * fields, enumerations, ranges, formats other than those without which a value cannot be read).
 */
import { timeLayouts, timeProblem } from './go-time.ts';
import { OddNumber, withoutOddNumbers } from './odd-number.ts';
import { quantityProblem, storedQuantity, storedResource } from './quantity.ts';
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

/**
 * How a value is read: from JSON text, or from a map that a strategic merge patch has left, which upstream turns into an object by
 * other rules and refuses in other words.
 */
export type DecodingStyle = 'text' | 'map';

interface Walk {
  readonly style: DecodingStyle;
  readonly path: (string | number)[];
  /** The names of fields in the path, without map keys and indices: how Go error texts say where they are. */
  readonly fields: string[];
  readonly unknown: string[];
  /** Above zero while inside a value that upstream reads by trial: unknown fields there go without a word. */
  silent: number;
  mismatch: string | undefined;
  /** The innermost object type and field, for error texts. */
  owner: ObjectShape;
  /** What Go calls the type of the present value, where that does not follow from the shape. */
  goType: string | undefined;
}

/** Decodes a parsed body as the type `shape`; never throws for any JSON value. */
export function decode(body: unknown, shape: ObjectShape, style: DecodingStyle = 'text'): Decoded {
  const walk: Walk = {
    style,
    path: [],
    fields: [],
    unknown: [],
    silent: 0,
    mismatch: undefined,
    owner: shape,
    goType: undefined,
  };
  const object = decodeValue(body, shape, walk);
  return {
    object: isObject(object) ? object : {},
    unknownFields: style === 'map' ? walk.unknown.toSorted() : walk.unknown,
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
      if (fits(value, shape)) return value;
      return convertNumber(value, shape, walk) ?? refuse(value, shape, walk);
    case 'special':
      return decodeSpecial(value, shape.type, walk);
    case 'choice':
      return decodeChoice(value, shape.choices, walk);
    case 'open':
      return withoutOddNumbers(value);
  }
}

/** Numbers that are odd for their type and yet taken: any for a float, and in a map an integer that is cut to its size. */
function convertNumber(value: unknown, shape: ScalarShape, { style }: Walk): number | undefined {
  if (value instanceof OddNumber)
    return shape.type === 'float64' && Number.isFinite(value.value) ? value.value : undefined;
  if (style === 'text' || typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  if (shape.type === 'int32') return Number(BigInt.asIntN(32, BigInt(value)));
  return shape.type === 'int64' ? value : undefined;
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
  walk.goType = field.goType;
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
  const elementType = walk.goType?.startsWith('[]') === true ? walk.goType.slice(2) : undefined;
  value.forEach((before, index) => {
    walk.path.push(index);
    walk.goType = elementType;
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
  const isResources = walk.goType === 'v1.ResourceList';
  const valueType = /^map\[[^\]]*\](.*)$/.exec(walk.goType ?? '')?.[1];
  for (const key in value) {
    const before = value[key];
    walk.path.push(key);
    walk.goType = valueType;
    const read = before === null ? zeroOf(values) : decodeValue(before, values, walk);
    const after = isResources && typeof read === 'string' ? storedResource(read) : read;
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
      return shape.type === 'quantity' ? '0' : shape.type === 'intOrString' ? 0 : null;
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

function decodeSpecial(given: unknown, type: SpecialType, walk: Walk): unknown {
  const value = given instanceof OddNumber ? given.source : given;
  switch (type) {
    case 'intOrString':
      if (typeof given === 'string' || fits(given, { is: 'scalar', type: 'int32' })) return given;
      return refuseAlone(given, 'int32', walk);
    case 'quantity':
      return decodeQuantity(value, walk);
    case 'time':
    case 'microTime':
      if (typeof given !== 'string') return refuseAlone(given, 'string', walk);
      return decodeTime(given, type, walk);
    case 'bytes':
      return decodeBytes(given, walk);
  }
}

/** Texts in base64, in which line breaks mean nothing, and lists of numbers. */
function decodeBytes(given: unknown, walk: Walk): unknown {
  const isList =
    Array.isArray(given) && given.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
  if (isList && walk.style === 'text') return btoa(String.fromCharCode(...(given as number[])));
  if (typeof given !== 'string') return refuse(given, { is: 'special', type: 'bytes' }, walk);
  const plain = given.replace(/[\r\n]/g, '');
  if (!base64Text.test(plain)) walk.mismatch ??= `illegal base64 data at input byte ${illegalByte(given)}`;
  return plain;
}

/** Such types read their own text; where it comes from a map they know of no field when they refuse it. */
function refuseAlone(value: unknown, type: string, walk: Walk): unknown {
  const shape: ScalarShape = { is: 'scalar', type: type === 'int32' ? 'int32' : 'string' };
  walk.goType = undefined;
  if (walk.style === 'text') return refuse(value, shape, walk);
  walk.mismatch ??= `json: cannot unmarshal ${jsonTypeOf(value, shape)} into Go value of type ${type}`;
  return value;
}

function decodeQuantity(value: unknown, walk: Walk): unknown {
  const text = typeof value === 'string' ? value.trim() : value;
  const stored = typeof text === 'string' || typeof text === 'number' ? storedQuantity(text) : undefined;
  if (stored !== undefined) return stored;
  walk.mismatch ??= quantityProblem(typeof text === 'string' ? text : JSON.stringify(text));
  return value;
}

/** Times are kept in UTC, whole seconds or microseconds. */
function decodeTime(value: string, type: 'time' | 'microTime', walk: Walk): string {
  const problem = timeProblem(value, timeLayouts[type]);
  if (problem !== undefined) {
    walk.mismatch ??= `parsing time "${value}"${problem}`;
    return value;
  }
  const [, seconds = '', fraction = '', zone = ''] = timeText.exec(value) ?? [];
  const at = Date.parse(seconds + zone);
  const utc = zone === 'Z' ? seconds : new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return type === 'time' ? `${utc}Z` : `${utc}.${fraction}Z`;
}

function illegalByte(text: string): number {
  const behind = /=[^=\r\n]/.exec(text);
  if (behind !== null) return behind.index + 1;
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
  const isInteger = shape.is === 'scalar' && (shape.type === 'int32' || shape.type === 'int64');
  if (value instanceof OddNumber)
    return isInteger || (shape.is === 'scalar' && shape.type === 'float64')
      ? `number ${value.source}`
      : 'number';
  if (typeof value !== 'number')
    return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
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
  if (walk.style === 'map') walk.mismatch ??= mapProblem(value, shape, walk.goType);
  const type = walk.goType?.replace(/^\*/, '') ?? goType(shape);
  const place =
    walk.fields.length === 0 ? 'value' : `struct field ${walk.owner.name}.${walk.fields.join('.')}`;
  walk.mismatch ??= `json: cannot unmarshal ${jsonTypeOf(value, shape)} into Go ${place} of type ${type}`;
  return value;
}

/** What upstream says where a value of a map cannot become a value of the type. */
function mapProblem(value: unknown, shape: Shape, named: string | undefined): string {
  const kind = mapKindOf(value);
  if (shape.is === 'list' || (shape.is === 'special' && shape.type === 'bytes'))
    return `cannot restore slice from ${kind}`;
  if (shape.is === 'map') return `cannot restore map from ${kind}`;
  if (shape.is !== 'scalar') return `cannot restore struct from: ${kind}`;
  const isConvertible =
    typeof value === 'number' &&
    (shape.type !== 'string' || Number.isInteger(value)) &&
    shape.type !== 'bool';
  if (isConvertible) return `cannot convert ${kind} to ${named ?? shape.type}`;
  return `unrecognized type: ${shape.type}`;
}

function mapKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'object' ? 'map' : typeof value;
}
