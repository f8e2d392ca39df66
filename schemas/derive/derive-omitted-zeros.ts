/**
 * Writes `schemas/omitted-zeros.json`: the fields that an API server leaves out when they are `""`, `0`, `false` or empty bytes. No
 * published description says so; it follows from the Go types, whose scalars are either pointers (which keep a zero that was
 * written) or values marked `omitempty` (which do not).
 *
 *     node schemas/derive/derive-omitted-zeros.ts --api FOLDER --machinery FOLDER
 *
 * The folders are the sources of the Go modules k8s.io/api and k8s.io/apimachinery of the version that the schemas are of.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** For a type's address such as `core.v1.json#/$defs/Container`, the names of its fields. */
type OmittedZeros = Record<string, readonly string[]>;

interface GoField {
  readonly type: string;
  readonly name: string;
}

const schemaFolder = new URL('../kubernetes/', import.meta.url);
const scalar = /^(string|bool|int|int32|int64|float64|\[\]byte)$/;

function goFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('zz_'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Types that are texts, numbers or truth values under another name. */
function namedScalars(sources: readonly string[]): ReadonlySet<string> {
  const names = sources.flatMap((source) =>
    [...source.matchAll(/^(?:type |\t)(\w+) (?:string|bool|int32|int64)$/gm)].map(([, name]) => name ?? ''),
  );
  return new Set(names);
}

/** The fields marked `omitempty` of each struct, those of structs that stand inline in it included. */
function structsOf(sources: readonly string[]): ReadonlyMap<string, readonly GoField[]> {
  const bodies = new Map<string, string>();
  for (const source of sources)
    for (const [, name = '', body = ''] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)\n\}/gm))
      bodies.set(name, body);
  const fieldsOf = (body: string): readonly GoField[] => {
    const own = [...body.matchAll(/^\t\w+\s+(\S+)\s+`.*?json:"(\w+),omitempty"/gm)];
    const inline = [...body.matchAll(/^\t(\w+)\s+`json:",inline"/gm)].map(
      ([, name = '']) => bodies.get(name) ?? '',
    );
    return [...own.map(([, type = '', name = '']) => ({ type, name })), ...inline.flatMap(fieldsOf)];
  };
  return new Map([...bodies].map(([name, body]) => [name, fieldsOf(body)]));
}

/** `core.v1` stands in `core/v1`, `rbac.authorization.k8s.io.v1` in `rbac/v1`, `meta.v1` in the machinery. */
function folderOf(file: string, api: string, machinery: string): string {
  const parts = file.split('.');
  const [group = ''] = parts;
  const version = parts.at(-1) ?? '';
  return group === 'meta' ? join(machinery, 'pkg/apis/meta/v1') : join(api, group, version);
}

function derive(api: string, machinery: string): OmittedZeros {
  const files = readdirSync(schemaFolder)
    .filter((name) => name !== 'kinds.json')
    .sort();
  const sourcesOf = new Map(
    files.map((file) => {
      const folder = folderOf(file.replace(/\.json$/, ''), api, machinery);
      return [file, existsSync(folder) ? goFiles(folder) : []];
    }),
  );
  const named = namedScalars([...[...sourcesOf.values()].flat(), 'type UID string']);
  const isScalar = (type: string): boolean =>
    scalar.test(type) || (/^[\w.]+$/.test(type) && named.has(type.split('.').at(-1) ?? ''));
  const result: OmittedZeros = {};
  for (const [file, sources] of sourcesOf) {
    for (const [name, fields] of structsOf(sources)) {
      const omitted = fields.filter(({ type }) => isScalar(type)).map((field) => field.name);
      if (omitted.length > 0) result[`${file}#/$defs/${name}`] = omitted.sort();
    }
  }
  return onlyKnown(result);
}

/** Types that no schema describes are left out. */
function onlyKnown(all: OmittedZeros): OmittedZeros {
  const known = Object.entries(all).filter(([address]) => {
    const [file = '', name = ''] = address.split('#/$defs/');
    const text = readFileSync(new URL(file, schemaFolder), 'utf8');
    return Object.hasOwn((JSON.parse(text) as { $defs: object }).$defs, name);
  });
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const { values } = parseArgs({ options: { api: { type: 'string' }, machinery: { type: 'string' } } });
if (values.api === undefined || values.machinery === undefined)
  throw new Error('--api and --machinery name the sources of the Go modules');
const target = new URL('../omitted-zeros.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(derive(values.api, values.machinery), null, 2)}\n`);
