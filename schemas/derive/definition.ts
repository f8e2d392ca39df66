import type { PublishedSchema } from './published-openapi.ts';
import type { TypeName } from './type-names.ts';

export type JsonSchema = Record<string, unknown>;

/** Turns the published schema of one type into JSON Schema 2020-12; `file` is where the result will stand. */
export interface DefinitionContext {
  readonly file: string;
  readonly names: ReadonlyMap<string, TypeName>;
  /** The groups whose kinds the schemas describe; others are left out of `x-kubernetes-group-version-kind`. */
  readonly groups: ReadonlySet<string>;
}

const keptExtensions = [
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-unions',
] as const;

/** The reference to a type as written in `file`: within the file a fragment, else relative to the other file's id. */
export function referenceTo(file: string, to: TypeName): string {
  return `${to.file === file ? '' : `${to.file}.json`}#/$defs/${to.name}`;
}

function shapeOf(schema: PublishedSchema, context: DefinitionContext): JsonSchema {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref !== undefined) {
    const to = context.names.get(ref.slice(ref.lastIndexOf('/') + 1));
    if (to === undefined) throw new Error(`reference to ${ref}, which is not among the definitions`);
    return { $ref: referenceTo(context.file, to) };
  }
  if (schema.properties !== undefined) return objectOf(schema, context);
  if (typeof schema.additionalProperties === 'object') {
    return { type: 'object', additionalProperties: schemaOfPublished(schema.additionalProperties, context) };
  }
  if (schema.type === 'object') return { type: 'object', additionalProperties: true };
  if (schema.items !== undefined) return { type: 'array', items: schemaOfPublished(schema.items, context) };
  return {
    ...(schema.type === undefined ? {} : { type: schema.type }),
    ...(schema.format === undefined ? {} : { format: schema.format }),
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
  };
}

function objectOf(schema: PublishedSchema, context: DefinitionContext): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    schemaOfPublished(property, context),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(schema.required === undefined ? {} : { required: [...schema.required].sort() }),
    additionalProperties: false,
  };
}

/**
 * Structure only: descriptions stay behind. A default that is a zero value (`{}`, `0`, `""`, `false`) is kept: it marks a
 * field that the server always writes. Objects are closed unless upstream's are open.
 */
export function schemaOfPublished(schema: PublishedSchema, context: DefinitionContext): JsonSchema {
  const result = shapeOf(schema, context);
  if (schema.default !== undefined) result['default'] = schema.default;
  for (const extension of keptExtensions) {
    if (schema[extension] !== undefined) result[extension] = schema[extension];
  }
  const kinds = schema['x-kubernetes-group-version-kind']?.filter((kind) =>
    context.groups.has(`${kind.group}/${kind.version}`),
  );
  if (kinds !== undefined && kinds.length > 0) result['x-kubernetes-group-version-kind'] = kinds;
  return result;
}
