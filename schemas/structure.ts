/**
 * The shapes of Kubernetes' types: the schemas boiled down to what decoding, defaulting and merging need. A shape is built
 * when first asked for and kept; the fields of an object when first looked at, so that recursive types end.
 */
import type { GroupVersionKind, KubernetesSchema, TypeReference } from './kubernetes-schemas.ts';
import { absolute, referenceOf, resolve } from './kubernetes-schemas.ts';
import goTypes from './go-types.json' with { type: 'json' };
import omittedZeros from './omitted-zeros.json' with { type: 'json' };

/** What Go calls the scalar, since decoding errors name it. */
export type ScalarType = 'string' | 'bool' | 'int32' | 'int64' | 'float64';

/** A value that has its own way of being read: each is a string, or for some a number. */
export type SpecialType = 'bytes' | 'time' | 'microTime' | 'quantity' | 'intOrString';

export interface ScalarShape {
  readonly is: 'scalar';
  readonly type: ScalarType;
  readonly enum?: readonly string[];
}

export interface SpecialShape {
  readonly is: 'special';
  readonly type: SpecialType;
}

export interface ListShape {
  readonly is: 'list';
  readonly items: Shape;
}

/** An object with free keys and values of one shape. */
export interface MapShape {
  readonly is: 'map';
  readonly values: Shape;
}

/** Anything at all; neither pruned nor checked. */
export interface OpenShape {
  readonly is: 'open';
}

/** A value that upstream reads by trial (`items` of a custom resource's schema): the first choice that fits its JSON type. */
export interface ChoiceShape {
  readonly is: 'choice';
  readonly choices: readonly Shape[];
}

/** A type with named fields; anything else in it is an unknown field. */
export interface ObjectShape {
  readonly is: 'object';
  /** Upstream's name of the type: `PodSpec`. */
  readonly name: string;
  /** `v1`, `v2`: how Go error texts qualify the name. */
  readonly qualifier: string;
  readonly reference: TypeReference;
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** A map type of `atomic` is replaced whole by an apply. */
  readonly mapType?: 'atomic' | 'granular';
}

export type Shape = ScalarShape | SpecialShape | ListShape | MapShape | OpenShape | ChoiceShape | ObjectShape;

/** A field with everything that merging and defaulting ask about it. */
export interface FieldShape {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** The server leaves the field out when it is `""`, `0`, `false` or empty bytes. */
  readonly omitsZero: boolean;
  /** The server itself writes null here when the field is unset. */
  readonly nullable: boolean;
  /** The value that the server fills in, if the schema states one. Not to be changed: clone before storing. */
  readonly default?: unknown;
  readonly listType?: 'atomic' | 'map' | 'set';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  /** `merge`, `replace`, `retainKeys`, as far as stated; none means replace for lists of objects and scalars. */
  readonly patchStrategy: readonly string[];
  readonly patchMergeKey?: string;
  /** What Go calls the field's type, where that does not follow from the shape. */
  readonly goType?: string;
}

const open: OpenShape = { is: 'open' };
const shapes = new Map<TypeReference, Shape>();

class LazyObjectShape implements ObjectShape {
  readonly is = 'object';
  readonly name: string;
  readonly qualifier: string;
  readonly reference: TypeReference;
  readonly mapType?: 'atomic' | 'granular';
  readonly #schema: KubernetesSchema;
  #fields: ReadonlyMap<string, FieldShape> | undefined;

  constructor(reference: TypeReference, schema: KubernetesSchema) {
    const hash = reference.indexOf('#');
    this.reference = reference;
    this.name = reference.slice(reference.lastIndexOf('/') + 1);
    this.qualifier = reference.slice(
      reference.lastIndexOf('.', hash - '.json'.length - 1) + 1,
      hash - '.json'.length,
    );
    this.#schema = schema;
    const mapType = schema['x-kubernetes-map-type'];
    if (mapType !== undefined) this.mapType = mapType;
  }

  get fields(): ReadonlyMap<string, FieldShape> {
    this.#fields ??= fieldsOf(this.#schema, this.reference);
    return this.#fields;
  }
}

function fieldsOf(schema: KubernetesSchema, reference: TypeReference): ReadonlyMap<string, FieldShape> {
  const required = new Set(schema.required);
  const typeNames =
    (goTypes as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>)[reference] ?? {};
  const omitted = (omittedZeros as Readonly<Record<string, readonly string[] | undefined>>)[reference] ?? [];
  const fields = new Map<string, FieldShape>();
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const strategy = field['x-kubernetes-patch-strategy'];
    fields.set(name, {
      name,
      shape: shapeOfSchema(withoutNull(field), reference),
      required: required.has(name),
      omitsZero: omitted.includes(name),
      nullable: isNullable(field),
      patchStrategy: strategy === undefined ? [] : strategy.split(','),
      ...optional('default', omitted.includes(name) && isZero(field.default) ? undefined : field.default),
      ...optional('listType', field['x-kubernetes-list-type']),
      ...optional('listMapKeys', field['x-kubernetes-list-map-keys']),
      ...optional('mapType', field['x-kubernetes-map-type']),
      ...optional('patchMergeKey', field['x-kubernetes-patch-merge-key']),
      ...optional('goType', typeNames[name]),
    });
  }
  return fields;
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: T });
}

function isNull(schema: KubernetesSchema): boolean {
  return schema.type === 'null';
}

function isNullable(schema: KubernetesSchema): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some(isNull);
  return Array.isArray(schema.type) && schema.type.includes('null');
}

function withoutNull(schema: KubernetesSchema): KubernetesSchema {
  if (!isNullable(schema)) return schema;
  const only = schema.anyOf?.find((choice) => !isNull(choice));
  if (only !== undefined) return only;
  const type = (schema.type as readonly string[]).find((name) => name !== 'null');
  return { ...schema, ...(type === undefined ? {} : { type }) };
}

const specials: Readonly<Record<string, SpecialType>> = {
  byte: 'bytes',
  'date-time': 'time',
  quantity: 'quantity',
  'int-or-string': 'intOrString',
};
const scalars: Readonly<Record<string, ScalarType>> = {
  string: 'string',
  boolean: 'bool',
  integer: 'int64',
  number: 'float64',
};

function shapeOfSchema(schema: KubernetesSchema, reference: TypeReference): Shape {
  if (schema.$ref !== undefined) return shapeAt(absolute(schema.$ref, reference));
  if (schema.anyOf !== undefined) {
    return { is: 'choice', choices: schema.anyOf.map((choice) => shapeOfSchema(choice, reference)) };
  }
  if (schema.items !== undefined) return { is: 'list', items: shapeOfSchema(schema.items, reference) };
  if (typeof schema.additionalProperties === 'object') {
    return { is: 'map', values: shapeOfSchema(schema.additionalProperties, reference) };
  }
  const special = specials[schema.format ?? ''];
  if (special === 'time' && schema.pattern !== undefined) return { is: 'special', type: 'microTime' };
  if (special !== undefined) return { is: 'special', type: special };
  if (schema.format === 'int32') return { is: 'scalar', type: 'int32' };
  const scalar = scalars[String(schema.type)];
  if (scalar === undefined) return open;
  return { is: 'scalar', type: scalar, ...optional('enum', schema.enum) };
}

function shapeAt(reference: TypeReference): Shape {
  const known = shapes.get(reference);
  if (known !== undefined) return known;
  const schema = resolve(reference);
  const closed = schema.type === 'object' && schema.additionalProperties === false;
  const shape = closed ? new LazyObjectShape(reference, schema) : shapeOfSchema(schema, reference);
  shapes.set(reference, shape);
  return shape;
}

/** The shape of a kind; undefined for a kind without schema. */
export function shapeOf(gvk: GroupVersionKind): ObjectShape | undefined {
  const reference = referenceOf(gvk);
  const shape = reference === undefined ? undefined : shapeAt(reference);
  return shape?.is === 'object' ? shape : undefined;
}

/** The field `name` of an object shape; undefined for every other shape and for unknown names. */
export function fieldOf(shape: Shape, name: string): FieldShape | undefined {
  return shape.is === 'object' ? shape.fields.get(name) : undefined;
}

/** What stands one step below `shape`: a field's shape, a map's values, a list's items (whatever the step is called). */
export function childOf(shape: Shape, step: string | number): Shape | undefined {
  switch (shape.is) {
    case 'object':
      return shape.fields.get(String(step))?.shape;
    case 'map':
      return shape.values;
    case 'list':
      return shape.items;
    case 'open':
      return shape;
    case 'choice':
    case 'scalar':
    case 'special':
      return undefined;
  }
}

/**
 * The field at a path such as `['spec', 'containers', 0, 'ports']`; list indices and map keys are steps like any other.
 * Undefined where the path leaves the schema, ends on an element, or enters an open value.
 */
export function fieldAt(gvk: GroupVersionKind, path: readonly (string | number)[]): FieldShape | undefined {
  let shape: Shape | undefined = shapeOf(gvk);
  for (const step of path.slice(0, -1)) shape = shape === undefined ? undefined : childOf(shape, step);
  const last = path.at(-1);
  return shape === undefined || last === undefined ? undefined : fieldOf(shape, String(last));
}
