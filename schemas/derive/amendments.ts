import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JsonSchema } from './definition.ts';
import { referenceTo } from './definition.ts';
import type { GroupVersionKind } from './published-openapi.ts';

/** The short notation of a field in `amendments.yaml`: a type name, `A|B` (enumeration), `[item]`, `{map: value}`, `file#Type`. */
type FieldNotation = string | readonly [FieldNotation] | { readonly map: FieldNotation };

interface AddedType {
  readonly gvk?: GroupVersionKind;
  readonly required?: readonly string[];
  readonly fields: Readonly<Record<string, FieldNotation>>;
}

export interface Amendments {
  readonly types: Readonly<Record<string, Readonly<Record<string, AddedType>>>>;
  readonly schemas: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly nullable: Readonly<Record<string, readonly string[]>>;
}

/** The `$defs` of every schema file, by file. */
export type SchemaFiles = Map<string, Record<string, JsonSchema>>;

export function readAmendments(): Amendments {
  return parse(readFileSync(new URL('./amendments.yaml', import.meta.url), 'utf8')) as Amendments;
}

const scalars: Readonly<Record<string, JsonSchema>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  byte: { type: 'string', format: 'byte' },
  any: {},
};

function isList(notation: FieldNotation): notation is readonly [FieldNotation] {
  return Array.isArray(notation);
}

function fieldSchema(notation: FieldNotation, file: string): JsonSchema {
  if (isList(notation)) {
    return { type: 'array', items: fieldSchema(notation[0], file), 'x-kubernetes-list-type': 'atomic' };
  }
  if (typeof notation !== 'string') {
    return { type: 'object', additionalProperties: fieldSchema(notation.map, file) };
  }
  const [before, name] = notation.split('#');
  if (name !== undefined)
    return { $ref: referenceTo(file, { file: before === '' ? file : String(before), name }) };
  return scalars[notation] ?? { type: 'string', enum: notation.split('|') };
}

function addedSchema(type: AddedType, file: string): JsonSchema {
  const properties = Object.entries(type.fields).map(([name, notation]) => [
    name,
    fieldSchema(notation, file),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(type.required === undefined ? {} : { required: type.required }),
    additionalProperties: false,
    ...(type.gvk === undefined ? {} : { 'x-kubernetes-group-version-kind': [type.gvk] }),
  };
}

function allowNull(files: SchemaFiles, file: string, path: string): void {
  const [typeName = '', field = ''] = path.split('.');
  const properties = files.get(file)?.[typeName]?.['properties'] as Record<string, JsonSchema> | undefined;
  const property = properties?.[field];
  if (properties === undefined || property === undefined)
    throw new Error(`amendments: ${file} has no ${path}`);
  properties[field] =
    property['$ref'] === undefined
      ? { ...property, type: [property['type'], 'null'] }
      : { anyOf: [{ $ref: property['$ref'] }, { type: 'null' }] };
}

/** Adds, replaces and loosens what `amendments.yaml` says; naming something that is not there is an error. */
export function amend(files: SchemaFiles, amendments: Amendments): void {
  for (const [file, types] of Object.entries(amendments.types)) {
    const definitions = files.get(file) ?? {};
    files.set(file, definitions);
    for (const [name, type] of Object.entries(types)) {
      if (definitions[name] !== undefined) throw new Error(`amendments: ${file} already has ${name}`);
      definitions[name] = addedSchema(type, file);
    }
  }
  for (const [file, schemas] of Object.entries(amendments.schemas)) {
    const definitions = files.get(file);
    for (const [name, schema] of Object.entries(schemas)) {
      const upstream = definitions?.[name];
      if (definitions === undefined || upstream === undefined)
        throw new Error(`amendments: ${file} has no ${name}`);
      const openApiName = upstream['x-openapi-name'];
      definitions[name] = openApiName === undefined ? schema : { ...schema, 'x-openapi-name': openApiName };
    }
  }
  for (const [file, paths] of Object.entries(amendments.nullable)) {
    for (const path of paths) allowNull(files, file, path);
  }
}
