import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readCatalogue, type Catalogue } from '../catalogue/catalogue.ts';
import { readFeatures, type FeatureSet } from '../catalogue/feature.ts';
import { UsageError } from '../catalogue/problem.ts';
import type { Property } from '../properties/property.ts';
import type { Saboteur } from '../saboteurs/saboteur.ts';

/** Everything that a run is made of: the specification, its features and the code that plays them. */
export interface Suite {
  /** Folder that holds `spec/` and `features/`; files in reports are relative to it. */
  readonly root: string;
  readonly version: string;
  readonly catalogue: Catalogue;
  readonly features: FeatureSet;
  readonly properties: readonly PlacedProperty[];
  readonly saboteurs: readonly Saboteur[];
  /** The modules with step definitions and hooks, relative to `root`. */
  readonly supportFiles: readonly string[];
}

export interface PlacedProperty {
  readonly property: Property;
  readonly file: string;
  readonly line: number;
}

/** `.ts` in the source tree, `.js` in the published package. */
export const codeExtension: string = extname(import.meta.filename);

/** The folder that holds `harness/` as code: the root itself, or `dist` in the published package. */
const codeFolder = join(import.meta.dirname, '..', '..');

/** The root of the package that this module belongs to. */
export function packageRoot(): string {
  let folder = codeFolder;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${codeFolder}`);
    folder = parent;
  }
  return folder;
}

/** Loads the suite under `root`; without a root, the one that this module belongs to. */
export async function loadSuite(root: string = packageRoot()): Promise<Suite> {
  for (const folder of ['spec', 'features']) {
    if (!existsSync(join(root, folder)))
      throw new UsageError(`${root} holds no suite: there is no folder ${folder}`);
  }
  const code = root === packageRoot() ? codeFolder : root;
  const [catalogue, features, properties, saboteurs, supportFiles] = await Promise.all([
    readCatalogue(root),
    readFeatures(root),
    moduleList<Property>(code, 'properties'),
    moduleList<Saboteur>(code, 'saboteurs'),
    codeFiles(join(code, 'harness', 'steps')),
  ]);
  return {
    root,
    version: await packageVersion(),
    catalogue,
    features,
    properties: await Promise.all(properties.map((property) => placed(property, { root, code }))),
    saboteurs,
    supportFiles: supportFiles.map((file) => relative(root, file)),
  };
}

export async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** `harness/NAME/index.ts` exports a list called NAME; a suite without that file has none. */
async function moduleList<Item>(code: string, name: 'properties' | 'saboteurs'): Promise<readonly Item[]> {
  const file = join(code, 'harness', name, `index${codeExtension}`);
  if (!existsSync(file)) return [];
  const module = (await import(pathToFileURL(file).href)) as Readonly<
    Record<string, readonly Item[] | undefined>
  >;
  const list = module[name];
  if (!list) throw new Error(`${file} does not export "${name}"`);
  return list;
}

async function codeFiles(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(codeExtension) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Finds where a property is written, so that reports can point there. */
async function placed(property: Property, where: { root: string; code: string }): Promise<PlacedProperty> {
  const files = await codeFiles(join(where.code, 'harness', 'properties'));
  for (const file of files) {
    const lines = (await readFile(file, 'utf8')).split('\n');
    const index = lines.findIndex((line) => new RegExp(`id: ['"]${property.id}['"]`).test(line));
    if (index >= 0) return { property, file: relative(where.root, file), line: index + 1 };
  }
  return { property, file: 'harness/properties', line: 1 };
}

const generated = new Set(['spec/CONFIRMED.md', 'spec/confirmations.json']);

/** Digest of everything that results depend on: results of other sources are recognised as old. */
export async function sourceDigest(root: string): Promise<string> {
  const hash = createHash('sha256');
  const dist =
    root === packageRoot() && codeFolder !== root ? ['dist/harness', 'dist/reference', 'dist/schemas'] : [];
  for (const folder of ['spec', 'features', 'harness', 'reference', 'schemas', ...dist]) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    for (const file of files.filter((name) => !generated.has(name)).sort()) {
      hash.update(`${file}\n`).update(await readFile(join(root, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
