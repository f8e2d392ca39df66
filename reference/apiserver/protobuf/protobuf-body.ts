import fieldTable from './wire-fields.json' with { type: 'json' };
import { MalformedProtobuf, wireFields } from './wire-reader.ts';

export { MalformedProtobuf } from './wire-reader.ts';

/**
 * Field number, JSON name ('' where its fields lie in the outer object), form, and 1 where a zero value is left out of
 * JSON. Forms: `s` text, `b` boolean, `i` integer, `d` float, `y` bytes, `mTYPE` message, `rX` list, `MX` map, and the
 * types with a JSON form of their own in capitals.
 *
 * Source: the field numbers that Kubernetes publishes with its API types (1.32).
 */
type FieldRow = readonly [number: number, name: string, form: string, dropsZero?: number];
type JsonObject = Record<string, unknown>;

const table = fieldTable as unknown as Readonly<Record<string, readonly FieldRow[]>>;
const magic = [0x6b, 0x38, 0x73, 0x00];
const deepest = 100;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON form of a body of type `application/vnd.kubernetes.protobuf`: the magic bytes, then the envelope with
 * apiVersion, kind and the object's own encoding. Throws `MalformedProtobuf`; fields that it does not know are skipped.
 */
export function jsonOfProtobuf(bytes: Uint8Array): JsonObject {
  if (!magic.every((byte, index) => bytes[index] === byte)) {
    throw new MalformedProtobuf('the body does not begin with the magic bytes of Kubernetes');
  }
  const fields = new Map(
    [...wireFields(bytes.subarray(magic.length))].map(({ number, value }) => [number, value]),
  );
  const typeMeta = new Map(
    [...wireFields(bytesOf(fields.get(1)))].map(({ number, value }) => [number, value]),
  );
  const apiVersion = textOf(typeMeta.get(1));
  const kind = textOf(typeMeta.get(2));
  const type = typeName(apiVersion, kind);
  return { apiVersion, kind, ...messageOf(type, bytesOf(fields.get(2)), 0) };
}

/** `apps/v1.Deployment`: the group by its first label. Options of requests belong to every group. */
function typeName(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? 'core' : (apiVersion.slice(0, slash).split('.')[0] ?? '');
  const own = `${group}/${apiVersion.slice(slash + 1)}.${kind}`;
  const found = [own, `meta/v1.${kind}`].find((name) => Object.hasOwn(table, name));
  if (found === undefined) throw new MalformedProtobuf(`no kind "${kind}" in "${apiVersion}"`);
  return found;
}

function messageOf(type: string, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > deepest) throw new MalformedProtobuf('the object is nested too deeply');
  const rows = table[type] ?? [];
  const object: JsonObject = {};
  for (const { number, value } of wireFields(bytes)) {
    const row = rows.find(([candidate]) => candidate === number);
    if (row !== undefined) putField(object, row, { value, depth });
  }
  return object;
}

interface FieldContent {
  readonly value: bigint | number | Uint8Array;
  readonly depth: number;
}

function putField(object: JsonObject, row: FieldRow, content: FieldContent): void {
  const [, name, form, dropsZero] = row;
  if (name === '') {
    Object.assign(object, valueOf(form, content));
    return;
  }
  if (form.startsWith('r')) {
    const list = (object[name] ?? []) as unknown[];
    list.push(valueOf(form.slice(1), content));
    object[name] = list;
    return;
  }
  if (form.startsWith('M')) {
    const map = (object[name] ?? {}) as JsonObject;
    putEntry(map, form.slice(1), content);
    object[name] = map;
    return;
  }
  const value = valueOf(form, content);
  const isZero = value === '' || value === 0 || value === false;
  if (dropsZero !== 1 || !isZero) object[name] = value;
}

function putEntry(map: JsonObject, form: string, content: FieldContent): void {
  let key = '';
  let value: unknown = form === 's' || form === 'y' ? '' : undefined;
  for (const field of wireFields(bytesOf(content.value))) {
    if (field.number === 1) key = textOf(field.value);
    else if (field.number === 2) value = valueOf(form, { value: field.value, depth: content.depth });
  }
  Object.defineProperty(map, key, {
    value: value ?? null,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

const forms: Readonly<Record<string, (content: FieldContent) => unknown>> = {
  s: ({ value }) => textOf(value),
  b: ({ value }) => numberOf(value) !== 0,
  i: ({ value }) => numberOf(value),
  d: ({ value }) => numberOf(value),
  y: ({ value }) => base64Of(bytesOf(value)),
  // A quantity is a message with its text in field 1.
  Q: ({ value }) => textOf(fieldOf(value, 1)),
  I: ({ value }) =>
    numberOf(fieldOf(value, 1)) === 0 ? numberOf(fieldOf(value, 2)) : textOf(fieldOf(value, 3)),
  T: ({ value }) => timeOf(value, false),
  U: ({ value }) => timeOf(value, true),
  D: ({ value }) => `${numberOf(fieldOf(value, 1)) / 1e9}s`,
  X: ({ value }) => parsed(fieldOf(value, 1)),
  F: ({ value }) => parsed(fieldOf(value, 1)),
  J: ({ value }) => parsed(fieldOf(value, 1)),
  // Values of `extra`: a message that is nothing but a list of texts.
  E: ({ value }) => [...wireFields(bytesOf(value))].map((field) => textOf(field.value)),
};

function valueOf(form: string, content: FieldContent): unknown {
  if (form.startsWith('m')) return messageOf(form.slice(1), bytesOf(content.value), content.depth + 1);
  return forms[form]?.(content);
}

function fieldOf(value: FieldContent['value'], number: number): FieldContent['value'] | undefined {
  let found: FieldContent['value'] | undefined;
  for (const field of wireFields(bytesOf(value))) if (field.number === number) found = field.value;
  return found;
}

function bytesOf(value: FieldContent['value'] | undefined): Uint8Array {
  if (value === undefined) return new Uint8Array();
  if (value instanceof Uint8Array) return value;
  throw new MalformedProtobuf('a number stands where bytes belong');
}

function textOf(value: FieldContent['value'] | undefined): string {
  try {
    return decoder.decode(bytesOf(value));
  } catch (error) {
    throw new MalformedProtobuf('a text is not UTF-8', { cause: error });
  }
}

function numberOf(value: FieldContent['value'] | undefined): number {
  if (value instanceof Uint8Array) throw new MalformedProtobuf('bytes stand where a number belongs');
  return Number(value ?? 0);
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function parsed(value: FieldContent['value'] | undefined): unknown {
  try {
    return value === undefined ? null : JSON.parse(textOf(value));
  } catch (error) {
    throw new MalformedProtobuf('embedded JSON is malformed', { cause: error });
  }
}

/** Seconds and nanoseconds as RFC 3339; the zero time, an empty message, is null. */
function timeOf(value: FieldContent['value'], withMicros: boolean): string | null {
  const seconds = numberOf(fieldOf(value, 1));
  const nanos = numberOf(fieldOf(value, 2));
  if (seconds === 0 && nanos === 0) return null;
  const ms = seconds * 1000;
  if (Math.abs(ms) > 8.64e15) throw new MalformedProtobuf('a time is out of range');
  // eslint-disable-next-line no-restricted-globals -- formats a given instant; reads no clock
  const text = new Date(ms).toISOString().slice(0, 19);
  return withMicros ? `${text}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z` : `${text}Z`;
}
