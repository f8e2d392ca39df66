/**
 * Writes `schemas/types/<group version>.ts` from `schemas/kubernetes`; with `--check` it writes nothing and fails when a
 * file is not what it would write.
 *
 *     node schemas/generate-types.ts [--check]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import type { JSONSchema } from 'json-schema-to-typescript';
import prettier from 'prettier';

const schemaFolder = new URL('./kubernetes/', import.meta.url);
const typeFolder = new URL('./types/', import.meta.url);
const banner = (file: string): string =>
  `// Generated from schemas/kubernetes/${file} by schemas/generate-types.ts; change the schema, not this file.\n`;

type SchemaNode = Record<string, unknown>;

interface Imports {
  /** Type names taken from other files, by file without its ending. */
  readonly byFile: Map<string, Set<string>>;
}

interface Renaming extends Imports {
  /** Names of the file's own types, which an imported type of the same name must not hide. */
  readonly own: ReadonlySet<string>;
}

function importedName(file: string, name: string, { byFile, own }: Renaming): string {
  if (own.has(name)) throw new Error(`${name} of ${file} would hide a type of the same name`);
  const names = byFile.get(file) ?? new Set<string>();
  byFile.set(file, names.add(name));
  return name;
}

/**
 * Cross-file references become named imports (`tsType`), so that a type is written once; extensions and formats go, since
 * they say nothing to the compiler.
 */
function forCompiler(node: unknown, renaming: Renaming): unknown {
  if (Array.isArray(node)) return node.map((item) => forCompiler(item, renaming));
  if (typeof node !== 'object' || node === null) return node;
  const schema = node as SchemaNode;
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const [file = '', name = ''] = ref.split('.json#/$defs/');
    const description = schema['description'] === undefined ? {} : { description: schema['description'] };
    if (ref.startsWith('#')) return { ...description, tsType: ref.slice('#/$defs/'.length) };
    return { ...description, tsType: importedName(file, name, renaming) };
  }
  const kept = Object.entries(schema).filter(([key]) => !key.startsWith('x-') && key !== 'default');
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' ? fieldsForCompiler(value, renaming) : forCompiler(value, renaming),
    ]),
  );
}

function fieldsForCompiler(properties: unknown, renaming: Renaming): SchemaNode {
  return Object.fromEntries(
    Object.entries(properties as SchemaNode).map(([name, field]) => [name, forCompiler(field, renaming)]),
  );
}

async function typesOf(file: string): Promise<string> {
  const document = JSON.parse(readFileSync(new URL(file, schemaFolder), 'utf8')) as { $defs: SchemaNode };
  const renaming: Renaming = { byFile: new Map(), own: new Set(Object.keys(document.$defs)) };
  const parts: string[] = [];
  for (const [name, definition] of Object.entries(document.$defs)) {
    const schema = { ...(forCompiler(definition, renaming) as SchemaNode), title: name } as JSONSchema;
    parts.push(
      await compile(schema, name, { bannerComment: '', format: false, strictIndexSignatures: false }),
    );
  }
  const imports = [...renaming.byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => `import type { ${[...names].sort().join(', ')} } from './${from}.ts';\n`);
  return formatted([banner(file), ...imports, ...parts].join('\n'));
}

function kindMap(): Promise<string> {
  const index = JSON.parse(readFileSync(new URL('kinds.json', schemaFolder), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const lines: string[] = [];
  for (const [apiVersion, kinds] of Object.entries(index)) {
    for (const [kind, ref] of Object.entries(kinds)) {
      const [file = '', name = ''] = ref.split('.json#/$defs/');
      lines.push(`  '${apiVersion}/${kind}': import('./${file}.ts').${name};`);
    }
  }
  const doc =
    '/** The type of every kind, by `apiVersion/kind`: `KubernetesKinds["apps/v1/Deployment"]`. */\n';
  return formatted(
    `${banner('kinds.json')}\n${doc}export interface KubernetesKinds {\n${lines.join('\n')}\n}\n`,
  );
}

async function formatted(text: string): Promise<string> {
  const config = await prettier.resolveConfig(new URL('any.ts', typeFolder));
  return prettier.format(text, { ...config, parser: 'typescript' });
}

/** Every generated file of `schemas/types` with its text. */
export async function renderTypes(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const file of readdirSync(schemaFolder).sort()) {
    if (!file.endsWith('.json') || file === 'kinds.json') continue;
    texts.set(file.replace(/\.json$/, '.ts'), await typesOf(file));
  }
  texts.set('kubernetes-kinds.ts', await kindMap());
  return texts;
}

function onDisk(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, typeFolder), 'utf8');
  } catch {
    return undefined;
  }
}

/** The generated files that are missing on disk or differ from what the schemas give. */
export function staleTypes(texts: ReadonlyMap<string, string>): string[] {
  return [...texts].filter(([name, text]) => onDisk(name) !== text).map(([name]) => name);
}

async function main(check: boolean): Promise<number> {
  const texts = await renderTypes();
  const stale = staleTypes(texts);
  if (check) {
    for (const name of stale)
      process.stderr.write(`schemas/types/${name} is stale: run schemas/generate-types.ts\n`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const [name, text] of texts) writeFileSync(new URL(name, typeFolder), text);
  process.stdout.write(`${texts.size} files, ${stale.length} changed\n`);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.includes('--check'));
