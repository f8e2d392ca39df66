/** The schemas of `schemas/kubernetes` in the dialects of OpenAPI. */
import type { KubernetesSchema, TypeReference } from '../kubernetes-schemas.ts';
import { absolute, openApiName, resolve } from '../kubernetes-schemas.ts';

export type Dialect = 'v2' | 'v3';
export type OpenApiSchema = Record<string, unknown>;

const prefixes: Readonly<Record<Dialect, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };

/** A reference to a type as the dialect writes it. */
export function schemaReference(type: TypeReference, dialect: Dialect): { readonly $ref: string } {
  return { $ref: prefixes[dialect] + openApiName(type) };
}

interface Closure {
  readonly dialect: Dialect;
  readonly done: Map<string, OpenApiSchema>;
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (typeof value === 'object' && value !== null);
}

function special(schema: KubernetesSchema, dialect: Dialect): OpenApiSchema | undefined {
  if (schema.format === 'quantity') {
    return dialect === 'v2' ? { type: 'string' } : { oneOf: [{ type: 'string' }, { type: 'number' }] };
  }
  if (schema.format === 'int-or-string') {
    const format = { format: 'int-or-string' };
    return dialect === 'v2'
      ? { type: 'string', ...format }
      : { ...format, oneOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  if (schema.anyOf !== undefined) return {};
  return undefined;
}

function shape(schema: KubernetesSchema, from: TypeReference, closure: Closure): OpenApiSchema {
  const nonNull =
    schema.anyOf?.find(({ type }) => type === 'null') === undefined
      ? undefined
      : schema.anyOf.find(({ $ref }) => $ref !== undefined);
  const ref = schema.$ref ?? nonNull?.$ref;
  if (ref !== undefined) {
    const type = absolute(ref, from);
    collect(type, closure);
    return { ...schemaReference(type, closure.dialect) };
  }
  const known = special(schema, closure.dialect);
  if (known !== undefined) return known;
  const result: OpenApiSchema = {};
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((name) => name !== 'null');
  if (type !== undefined) result['type'] = type;
  for (const key of ['format', 'enum', 'required'] as const)
    if (schema[key] !== undefined) result[key] = schema[key];
  if (schema.items !== undefined) result['items'] = translated(schema.items, from, closure);
  if (typeof schema.additionalProperties === 'object') {
    result['additionalProperties'] = translated(schema.additionalProperties, from, closure);
  }
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(([name, field]) => [
      name,
      translated(field, from, closure),
    ]);
    result['properties'] = Object.fromEntries(fields) as OpenApiSchema;
  }
  return result;
}

function translated(schema: KubernetesSchema, from: TypeReference, closure: Closure): OpenApiSchema {
  const result = shape(schema, from, closure);
  if (schema.description !== undefined) result['description'] = schema.description;
  if (schema.default !== undefined && (closure.dialect === 'v3' || !isZero(schema.default)))
    result['default'] = schema.default;
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-kubernetes-') && key !== 'x-kubernetes-int-or-string') result[key] = value;
  }
  return closure.dialect === 'v3' ? wrapped(result) : result;
}

/** OpenAPI v3.0 forbids siblings of `$ref`, so upstream wraps a reference that has any. */
function wrapped({ $ref, ...siblings }: OpenApiSchema): OpenApiSchema {
  if ($ref === undefined) return siblings;
  return Object.keys(siblings).length === 0 ? { $ref } : { ...siblings, allOf: [{ $ref }] };
}

function collect(type: TypeReference, closure: Closure): void {
  const name = openApiName(type);
  if (closure.done.has(name)) return;
  closure.done.set(name, {});
  closure.done.set(name, translated(resolve(type), type, closure));
}

/** The given types and all that they refer to, by upstream's name, in alphabetical order. */
export function componentsOf(
  types: Iterable<TypeReference>,
  dialect: Dialect,
): Record<string, OpenApiSchema> {
  const closure: Closure = { dialect, done: new Map() };
  for (const type of types) collect(type, closure);
  return Object.fromEntries([...closure.done].sort(([a], [b]) => (a < b ? -1 : 1)));
}
