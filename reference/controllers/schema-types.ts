import { celTypes, listOf, mapOf, structOf, type CelType } from '../cel/cel-types.ts';
import type { CelStructs } from '../cel/cel-scope-types.ts';

/** A schema of an OpenAPI 3 document, as far as expressions are typed by it. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly type?: string;
  readonly format?: string;
  readonly items?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

/** The types of an object, by names of their own. */
export interface DeclaredKind {
  readonly type: CelType;
  readonly structs: CelStructs;
}

/** Finds the schema that is referred to. */
export type ResolveSchema = (reference: string) => OpenApiSchema | undefined;

const formats: Readonly<Record<string, CelType>> = {
  byte: celTypes.bytes,
  duration: celTypes.duration,
  date: celTypes.timestamp,
  'date-time': celTypes.timestamp,
};

const scalars: Readonly<Record<string, CelType>> = {
  boolean: celTypes.bool,
  number: celTypes.double,
  integer: celTypes.int,
};

/**
 * The types of the objects of a kind, as expressions see them. What has no type of its own in the schema, such as a quantity, is no
 * field; neither is a list or a map of such. `name` is what the type is called, and its parts after it.
 */
export function declareKind(schema: OpenApiSchema, name: string, resolve: ResolveSchema): DeclaredKind {
  const reader = new SchemaReader(resolve);
  const type = reader.read(schema, name, { isObject: true }) ?? celTypes.dyn;
  return { type, structs: reader.structs };
}

const text: OpenApiSchema = { type: 'string' };
const namedObject: OpenApiSchema = { type: 'object', properties: { name: text, generateName: text } };

class SchemaReader {
  readonly structs = new Map<string, ReadonlyMap<string, CelType>>();
  readonly #resolve: ResolveSchema;
  /** The references that are being followed. */
  readonly #open = new Set<string>();

  constructor(resolve: ResolveSchema) {
    this.#resolve = resolve;
  }

  read(
    schema: OpenApiSchema,
    name: string,
    { isObject = schema['x-kubernetes-embedded-resource'] === true } = {},
  ): CelType | undefined {
    const reference = referenceOf(schema);
    if (reference === undefined) return this.#read(schema, name, isObject);
    const found = this.#open.has(reference) ? { type: 'object' } : this.#resolve(reference);
    if (found === undefined) return undefined;
    const isNew = !this.#open.has(reference);
    this.#open.add(reference);
    const type = this.#read(found, name, isObject);
    if (isNew) this.#open.delete(reference);
    return type;
  }

  #read(schema: OpenApiSchema, name: string, isObject: boolean): CelType | undefined {
    if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string')
      return celTypes.dyn;
    switch (schema.type) {
      case 'array': {
        const item = schema.items === undefined ? undefined : this.read(schema.items, `${name}.@idx`);
        return item === undefined ? undefined : listOf(item);
      }
      case 'object': {
        const { additionalProperties: values } = schema;
        if (typeof values !== 'object') return this.#struct(schema, name, isObject);
        const value = this.read(values, `${name}.@elem`);
        return value === undefined ? undefined : mapOf(celTypes.string, value);
      }
      case 'string':
        return formats[schema.format ?? ''] ?? celTypes.string;
      default:
        return scalars[schema.type ?? ''];
    }
  }

  #struct({ properties = {} }: OpenApiSchema, name: string, isObject: boolean): CelType {
    const fields = new Map<string, CelType>();
    const basics = isObject ? { kind: text, apiVersion: text, metadata: namedObject } : {};
    for (const [property, schema] of Object.entries({ ...basics, ...properties })) {
      const field = escapedName(property);
      const type = field === undefined ? undefined : this.read(schema, `${name}.${field}`);
      if (field === undefined || type === undefined) continue;
      fields.set(field, type);
      fields.set(property, type);
    }
    this.structs.set(name, fields);
    return structOf(name);
  }
}

function referenceOf(schema: OpenApiSchema): string | undefined {
  return schema.$ref ?? schema.allOf?.map((part) => referenceOf(part)).find((found) => found !== undefined);
}

const reserved: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);

const escapes: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** The name of a property in expressions, beside its own; undefined: it cannot be named. */
function escapedName(name: string): string | undefined {
  if (!/^[a-zA-Z_][a-zA-Z0-9_./-]*$/.test(name)) return undefined;
  if (reserved.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[./-]/g, (part) => escapes[part] ?? part);
}
