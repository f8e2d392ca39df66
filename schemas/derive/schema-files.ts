import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import type { SchemaFiles } from './amendments.ts';
import type { JsonSchema } from './definition.ts';
import type { GroupVersionKind } from './published-openapi.ts';

const folder = new URL('../kubernetes/', import.meta.url);
const idBase = 'https://plimsoll.dev/schemas/kubernetes/';

interface SchemaDocument {
  readonly $defs: Record<string, JsonSchema>;
  readonly 'x-openapi-package'?: string;
}

/** The upstream package of each file's types, from which OpenAPI names are made again. */
export type Packages = Map<string, string>;

export interface SchemaFolder {
  readonly files: SchemaFiles;
  readonly packages: Packages;
}

export function readSchemaFolder(): SchemaFolder {
  const files: SchemaFiles = new Map();
  const packages: Packages = new Map();
  for (const entry of readdirSync(folder).sort()) {
    if (!entry.endsWith('.json') || entry === 'kinds.json') continue;
    const name = entry.slice(0, -'.json'.length);
    const document = JSON.parse(readFileSync(new URL(entry, folder), 'utf8')) as SchemaDocument;
    files.set(name, document.$defs);
    if (document['x-openapi-package'] !== undefined) packages.set(name, document['x-openapi-package']);
  }
  return { files, packages };
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function kindIndex(files: SchemaFiles): unknown {
  const rows: { apiVersion: string; kind: string; file: string; type: string }[] = [];
  for (const [file, definitions] of files) {
    for (const [type, definition] of Object.entries(definitions)) {
      const kinds = (definition['x-kubernetes-group-version-kind'] ?? []) as GroupVersionKind[];
      for (const { group, version, kind } of kinds) {
        rows.push({ apiVersion: group === '' ? version : `${group}/${version}`, kind, file, type });
      }
    }
  }
  const index: Record<string, Record<string, string>> = {};
  for (const { apiVersion, kind, file, type } of rows) {
    (index[apiVersion] ??= {})[kind] = `${file}.json#/$defs/${type}`;
  }
  return sorted(
    Object.fromEntries(Object.entries(index).map(([apiVersion, kinds]) => [apiVersion, sorted(kinds)])),
  );
}

/** Every file of `schemas/kubernetes` as text, by its name: one per group version, and `kinds.json`, the index of kinds. */
export async function renderSchemas({ files, packages }: SchemaFolder): Promise<Map<string, string>> {
  const documents = new Map<string, unknown>([['kinds.json', kindIndex(files)]]);
  for (const [file, definitions] of files) {
    documents.set(`${file}.json`, {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `${idBase}${file}.json`,
      'x-openapi-package': packages.get(file),
      $defs: sorted(definitions),
    });
  }
  const texts = new Map<string, string>();
  const config = await prettier.resolveConfig(new URL('kinds.json', folder));
  for (const [name, document] of documents) {
    texts.set(name, await prettier.format(JSON.stringify(document), { ...config, parser: 'json' }));
  }
  return texts;
}

export function writeSchemas(texts: ReadonlyMap<string, string>): void {
  for (const [name, text] of texts) writeFileSync(new URL(name, folder), text);
}

/** The files on disk that are not what `texts` says, by name. */
export function staleSchemas(texts: ReadonlyMap<string, string>): string[] {
  const onDisk = new Set(readdirSync(folder));
  return [...texts]
    .filter(([name, text]) => !onDisk.has(name) || readFileSync(new URL(name, folder), 'utf8') !== text)
    .map(([name]) => name);
}
