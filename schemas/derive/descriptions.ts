import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { JsonSchema } from './definition.ts';
import type { SchemaFiles } from './amendments.ts';

/** One type's descriptions: `$` is the type itself, every other key one of its fields. */
type TypeDescriptions = Readonly<Record<string, string>>;
type FileDescriptions = Readonly<Record<string, TypeDescriptions>>;

interface EveryKind {
  readonly list: string;
  readonly fields: TypeDescriptions;
}

const folder = new URL('../descriptions/', import.meta.url);

function readYaml(name: string): unknown {
  const url = new URL(`${name}.yaml`, folder);
  return existsSync(url) ? parse(readFileSync(url, 'utf8')) : {};
}

function withoutDescription(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'description'));
}

function described(schema: JsonSchema, description: string | undefined): JsonSchema {
  const bare = withoutDescription(schema);
  return description === undefined ? bare : { description: description.trim(), ...bare };
}

function itemKind(name: string, definition: JsonSchema): string | undefined {
  const properties = definition['properties'] as Record<string, JsonSchema> | undefined;
  const isList = name.endsWith('List') && properties?.['items'] !== undefined;
  return isList ? name.slice(0, -'List'.length) : undefined;
}

function isKind(definition: JsonSchema): boolean {
  return definition['x-kubernetes-group-version-kind'] !== undefined;
}

interface Naming {
  readonly name: string;
  readonly own: TypeDescriptions;
  readonly everyKind: EveryKind;
}

function describeType(definition: JsonSchema, { name, own, everyKind }: Naming): JsonSchema {
  const fallback = isKind(definition) ? everyKind.fields : {};
  const properties = definition['properties'] as Record<string, JsonSchema> | undefined;
  const unknown = Object.keys(own).find((field) => field !== '$' && properties?.[field] === undefined);
  if (unknown !== undefined) throw new Error(`descriptions: ${name} has no field ${unknown}`);
  const list = itemKind(name, definition);
  const about = own['$'] ?? (list === undefined ? undefined : everyKind.list.replace('{kind}', list));
  if (properties === undefined) return described(definition, about);
  const listMeta = list === undefined ? undefined : fallback['listMetadata'];
  const texts = Object.entries(properties).map(([field, schema]) => {
    const text = own[field] ?? (field === 'metadata' ? (listMeta ?? fallback['metadata']) : fallback[field]);
    return [field, described(schema, text)];
  });
  return described({ ...definition, properties: Object.fromEntries(texts) as JsonSchema }, about);
}

/**
 * Lays the descriptions of `schemas/descriptions` over the structure, replacing those that stood there. A description for a
 * type or field that does not exist is an error, so that none outlives what it describes.
 */
export function describe(files: SchemaFiles): void {
  const everyKind = readYaml('every-kind') as EveryKind;
  for (const [file, definitions] of files) {
    const texts = readYaml(file) as FileDescriptions;
    const unknown = Object.keys(texts).find((name) => definitions[name] === undefined);
    if (unknown !== undefined) throw new Error(`descriptions: ${file} has no type ${unknown}`);
    for (const [name, definition] of Object.entries(definitions)) {
      definitions[name] = describeType(definition, { name, own: texts[name] ?? {}, everyKind });
    }
  }
}
