/**
 * Writes `schemas/go-types.json`: what Go calls the types of those fields whose name does not follow from the shape (`v1.PullPolicy`
 * rather than `string`). Only refusals of values of a wrong type name them.
 *
 *     node schemas/derive/derive-go-types.ts --api FOLDER --machinery FOLDER
 *
 * The folders are the sources of the Go modules k8s.io/api and k8s.io/apimachinery of the version that the schemas are of.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const schemaFolder = new URL('../kubernetes/', import.meta.url);
const builtIn = /^(string|bool|int|int32|int64|float64|byte|interface\{\}|any)$/;

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && !name.startsWith('zz_'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** A type as reflection prints it, from its text in a file of the package `version`. */
function reflected(text: string, version: string): string {
  const type = text.startsWith('*') ? text.slice(1) : text;
  if (type.startsWith('[]')) return `[]${reflectedPart(type.slice(2), version)}`;
  const map = /^map\[(.*?)\](.*)$/.exec(type);
  if (map !== null)
    return `map[${reflectedPart(map[1] ?? '', version)}]${reflectedPart(map[2] ?? '', version)}`;
  if (type === '[]byte') return '[]uint8';
  if (builtIn.test(type)) return type;
  return type.includes('.') ? type.replace(/^(metav1|corev1)\./, 'v1.') : `${version}.${type}`;
}

/** Inside another type a pointer shows. */
function reflectedPart(text: string, version: string): string {
  if (text === 'byte') return 'uint8';
  return text.startsWith('*') ? `*${reflected(text.slice(1), version)}` : reflected(text, version);
}

/** The fields of each struct, those of structs that stand inline in it included. */
function structsOf(sources: readonly string[], version: string): ReadonlyMap<string, Record<string, string>> {
  const bodies = new Map<string, string>();
  for (const source of sources)
    for (const [, name = '', body = ''] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)\n\}/gm))
      bodies.set(name, body);
  const fieldsOf = (body: string): Record<string, string> => {
    const fields: Record<string, string> = {};
    for (const [, inlined = ''] of body.matchAll(/^\t(\w+)\s+`json:",inline"/gm))
      Object.assign(fields, fieldsOf(bodies.get(inlined) ?? ''));
    for (const [, type = '', name = ''] of body.matchAll(/^\t\w+\s+(\S+)\s+`.*?json:"(\w+)/gm))
      fields[name] = reflected(type, version);
    return fields;
  };
  return new Map([...bodies].map(([name, body]) => [name, fieldsOf(body)]));
}

interface SchemaFile {
  readonly $defs: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
}

/** Names that follow from the shape are left out: scalars, and lists and maps of them. */
const following = /^(\[\]|map\[string\])?(string|bool|int32|int64|float64|uint8)$/;

function derive(api: string, machinery: string): Record<string, Record<string, string>> {
  const result: Record<string, Record<string, string>> = {};
  const files = readdirSync(schemaFolder)
    .filter((name) => name !== 'kinds.json')
    .sort();
  for (const file of files) {
    const [group = ''] = file.split('.');
    const version = file.split('.').at(-2) ?? '';
    const folder = group === 'meta' ? join(machinery, 'pkg/apis/meta/v1') : join(api, group, version);
    if (!existsSync(folder)) continue;
    const { $defs } = JSON.parse(readFileSync(new URL(file, schemaFolder), 'utf8')) as SchemaFile;
    for (const [name, fields] of structsOf(sourcesIn(folder), version)) {
      const properties = $defs[name]?.properties;
      if (properties === undefined) continue;
      const named = Object.entries(fields).filter(
        ([field, type]) =>
          Object.hasOwn(properties, field) && !following.test(type) && !isStruct(properties[field], type),
      );
      if (named.length > 0) result[`${file}#/$defs/${name}`] = Object.fromEntries(named.sort());
    }
  }
  return result;
}

/** A struct goes by its own name, and so does a list of them. */
function isStruct(property: unknown, type: string): boolean {
  const name = type.slice(type.search(/\w+$/));
  return /^(\[\])?\w+\.\w+$/.test(type) && JSON.stringify(property).includes(`/${name}"`);
}

const { values } = parseArgs({ options: { api: { type: 'string' }, machinery: { type: 'string' } } });
if (values.api === undefined || values.machinery === undefined)
  throw new Error('--api and --machinery name the sources of the Go modules');
const target = new URL('../go-types.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(derive(values.api, values.machinery), null, 2)}\n`);
