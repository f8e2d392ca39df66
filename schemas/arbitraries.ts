/**
 * fast-check arbitraries of Kubernetes objects, made from the schemas. What they give is valid by the schema (ajv accepts
 * it) and readable by an API server's decoder; it need not pass the server's own validation, which knows more.
 */
import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';
import type { GroupVersionKind } from './kubernetes-schemas.ts';
import { apiVersionOf } from './kubernetes-schemas.ts';
import type { JsonObject } from './structural-decoding.ts';
import type { FieldShape, ObjectShape, ScalarShape, Shape, SpecialType } from './structure.ts';
import { fieldOf, shapeOf } from './structure.ts';

export interface ObjectArbitraryOptions {
  /** How many objects deep optional fields may go; deeper ones carry only what is required. 4 if not given. */
  readonly maxDepth?: number;
  /** Whether server-owned fields (`status`, uid, resourceVersion, managedFields …) may be there. False if not given. */
  readonly serverFields?: boolean;
}

const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
const digits = Array.from('0123456789');

/** A name that is a DNS label, as every resource accepts it. */
export function dnsLabel(): Arbitrary<string> {
  const first = fc.constantFrom(...letters);
  const inner = fc.string({
    unit: fc.constantFrom(...letters, ...digits, '-'),
    maxLength: 12,
  });
  const last = fc.constantFrom(...letters, ...digits);
  return fc.tuple(first, inner, last).map((parts) => parts.join(''));
}

/** Label keys and values that the API accepts. */
export function labels(): Arbitrary<Record<string, string>> {
  const value = fc.oneof(dnsLabel(), fc.constant(''));
  const prefixed = fc.tuple(dnsLabel(), dnsLabel()).map(([prefix, name]) => `${prefix}.example/${name}`);
  return fc.dictionary(fc.oneof(dnsLabel(), prefixed), value, { maxKeys: 3, noNullPrototype: true });
}

/** Amounts in every notation that the API reads: plain, decimal and binary suffixes, exponents. */
export function quantities(): Arbitrary<string> {
  const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3');
  return fc.tuple(fc.nat(9999), suffix).map(([number, unit]) => `${number}${unit}`);
}

function moments(): Arbitrary<string> {
  const range = {
    min: new Date('2000-01-01T00:00:00Z'),
    max: new Date('2099-12-31T00:00:00Z'),
    noInvalidDate: true,
  };
  return fc.date(range).map((date) => date.toISOString().replace(/\.\d+Z$/, 'Z'));
}

const serverOwned = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]);

interface Growth {
  readonly depth: number;
  readonly serverFields: boolean;
}

function specialArbitrary(type: SpecialType): Arbitrary<unknown> {
  switch (type) {
    case 'bytes':
      return fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    case 'time':
      return moments();
    case 'microTime':
      return fc.tuple(moments(), fc.nat(999_999)).map(([moment, micros]) => {
        return moment.replace('Z', `.${String(micros).padStart(6, '0')}Z`);
      });
    case 'quantity':
      return quantities();
    case 'intOrString':
      return fc.oneof(
        fc.nat(65535),
        dnsLabel(),
        fc.nat(100).map((percent) => `${percent}%`),
      );
  }
}

function scalarArbitrary(shape: ScalarShape): Arbitrary<unknown> {
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  switch (shape.type) {
    case 'string':
      return fc.oneof(
        { weight: 4, arbitrary: dnsLabel() },
        { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
      );
    case 'bool':
      return fc.boolean();
    case 'int32':
      return fc.oneof(fc.nat(65535), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    case 'int64':
      return fc.maxSafeInteger();
    case 'float64':
      return fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((value) => (Object.is(value, -0) ? 0 : value));
  }
}

function valueArbitrary(shape: Shape, growth: Growth): Arbitrary<unknown> {
  switch (shape.is) {
    case 'scalar':
      return scalarArbitrary(shape);
    case 'special':
      return specialArbitrary(shape.type);
    case 'object':
      return fieldsArbitrary(shape, { ...growth, depth: growth.depth - 1 });
    case 'list':
      return fc.array(valueArbitrary(shape.items, growth), { maxLength: 2 });
    case 'map':
      return fc.dictionary(dnsLabel(), valueArbitrary(shape.values, growth), {
        maxKeys: 2,
        noNullPrototype: true,
      });
    case 'choice':
      return valueArbitrary(shape.choices[0] ?? { is: 'open' }, growth);
    case 'open':
      return fc.dictionary(dnsLabel(), fc.oneof(dnsLabel(), fc.nat(9), fc.boolean()), {
        maxKeys: 2,
        noNullPrototype: true,
      });
  }
}

function isWanted(field: FieldShape, { depth, serverFields }: Growth): boolean {
  if (field.required) return true;
  if (!serverFields && (serverOwned.has(field.name) || field.name === 'status')) return false;
  return depth > 0 || field.shape.is === 'scalar' || field.shape.is === 'special';
}

function fieldsArbitrary(shape: ObjectShape, growth: Growth): Arbitrary<JsonObject> {
  const wanted = [...shape.fields.values()].filter((field) => isWanted(field, growth));
  const model = Object.fromEntries(wanted.map((field) => [field.name, fieldArbitrary(field, growth)]));
  const requiredKeys = wanted.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

function fieldArbitrary({ name, shape }: FieldShape, growth: Growth): Arbitrary<unknown> {
  if (name === 'labels' || name === 'matchLabels') return labels();
  if (name === 'name' && shape.is === 'scalar' && shape.enum === undefined) return dnsLabel();
  return valueArbitrary(shape, growth);
}

function shapeOrThrow(gvk: GroupVersionKind): ObjectShape {
  const shape = shapeOf(gvk);
  if (shape === undefined) throw new Error(`no schema for ${apiVersionOf(gvk)} ${gvk.kind}`);
  return shape;
}

/** Objects of a kind that its schema accepts, with apiVersion, kind and a valid name. Throws for a kind without schema. */
export function objectsOf(
  gvk: GroupVersionKind,
  options: ObjectArbitraryOptions = {},
): Arbitrary<JsonObject> {
  const growth = { depth: options.maxDepth ?? 4, serverFields: options.serverFields ?? false };
  const heading = { apiVersion: apiVersionOf(gvk), kind: gvk.kind };
  const shape = shapeOrThrow(gvk);
  if (!shape.fields.has('apiVersion')) return fieldsArbitrary(shape, growth);
  const metadata = shape.fields.get('metadata')?.shape;
  const isNamed = metadata !== undefined && fieldOf(metadata, 'name') !== undefined;
  return fc.tuple(fieldsArbitrary(shape, growth), dnsLabel()).map(([object, name]) => {
    if (!isNamed) return { ...object, ...heading };
    return { ...object, ...heading, metadata: { ...(object['metadata'] as JsonObject | undefined), name } };
  });
}

/** What was done to break an object. */
export interface Breakage {
  readonly kind: 'removed' | 'unknownField' | 'wrongType';
  /** Path of the field, as steps. */
  readonly path: readonly (string | number)[];
}

export interface BrokenObject {
  readonly object: JsonObject;
  readonly breakage: Breakage;
}

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.keys(value).flatMap((key) => pathsIn((value as JsonObject)[key], [...path, step(value, key)])),
  ];
}

function step(container: object, key: string): string | number {
  return Array.isArray(container) ? Number(key) : key;
}

function changed(
  root: JsonObject,
  path: Path,
  change: (parent: JsonObject, key: string) => void,
): JsonObject {
  const copy = structuredClone(root);
  let parent: JsonObject = copy;
  for (const part of path.slice(0, -1)) parent = parent[part] as JsonObject;
  change(parent, String(path.at(-1)));
  return copy;
}

function otherType(value: unknown): unknown {
  if (typeof value === 'string') return { wrong: true };
  return typeof value === 'object' ? 'wrong' : ['wrong'];
}

const breakages: Readonly<Record<Breakage['kind'], (parent: JsonObject, key: string) => void>> = {
  removed: (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else Reflect.deleteProperty(parent, key);
  },
  unknownField: (parent, key) => {
    const at = parent[key];
    if (typeof at === 'object' && at !== null && !Array.isArray(at))
      (at as JsonObject)['unknownToEveryone'] = true;
    else parent['unknownToEveryone'] = true;
  },
  wrongType: (parent, key) => {
    parent[key] = otherType(parent[key]);
  },
};

/**
 * Objects of a kind with one thing wrong: a field removed, an unknown field added, or a value of another type. Not each is
 * refused by a server: an optional field may be missing, and an open value takes anything.
 */
export function brokenObjectsOf(
  gvk: GroupVersionKind,
  options: ObjectArbitraryOptions = {},
): Arbitrary<BrokenObject> {
  const kinds = fc.constantFrom(...(Object.keys(breakages) as Breakage['kind'][]));
  return fc.tuple(objectsOf(gvk, options), kinds, fc.nat()).map(([object, kind, pick]) => {
    const paths = pathsIn(object).filter(([first]) => first !== 'kind' && first !== 'apiVersion');
    const path = paths[pick % paths.length] ?? ['metadata'];
    return { object: changed(object, path, breakages[kind]), breakage: { kind, path } };
  });
}
