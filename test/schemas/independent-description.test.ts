import { describe, expect, it } from 'vitest';
import type { KubernetesSchema } from '../../schemas/kubernetes-schemas.ts';
import { absolute, resolve, schemaDocument, schemaFiles } from '../../schemas/kubernetes-schemas.ts';
import { knownDifferences } from './kubernetes-types-differences.ts';
import type { DeclaredField, DeclaredTypes } from './kubernetes-types-reader.ts';
import { declaredTypes, declaredVersions } from './kubernetes-types-reader.ts';

/** The groups whose folder in the package is not their name. */
const groupOfFolder: Readonly<Record<string, string>> = {
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
};

/** Files that the package has no stable counterpart of. */
const withoutCounterpart = [
  'admission.k8s.io.v1.json',
  'apidiscovery.k8s.io.v2.json',
  'apiregistration.k8s.io.v1.json',
  'certificates.k8s.io.v1alpha1.json',
];

interface Pair {
  readonly name: string;
  readonly file: string;
  readonly types: DeclaredTypes;
}

const pairs: readonly Pair[] = declaredVersions().map(({ folder, version }) => {
  const name = `${groupOfFolder[folder] ?? folder}.${version}`;
  return { name, file: `${name}.json`, types: declaredTypes(folder, version) };
});

function nonNull(schema: KubernetesSchema): KubernetesSchema {
  return schema.anyOf?.some(({ type }) => type === 'null') === true
    ? (schema.anyOf.find(({ type }) => type !== 'null') ?? schema)
    : schema;
}

/** The type in the words of the package; named types that stand for a JSON value of any kind become `unknown`. */
function typeOf(given: KubernetesSchema, from: string): string {
  const schema = nonNull(given);
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.items !== undefined) return `${typeOf(schema.items, from)}[]`;
  if (typeof schema.additionalProperties === 'object')
    return `map of ${typeOf(schema.additionalProperties, from)}`;
  const type = Array.isArray(schema.type)
    ? (schema.type as string[]).find((name) => name !== 'null')
    : schema.type;
  return type === 'integer' ? 'number' : String(type ?? 'unknown');
}

function fieldDifferences(
  where: string,
  declared: ReadonlyMap<string, DeclaredField>,
  schema: KubernetesSchema,
): string[] {
  const found: string[] = [];
  const [file = '', type = ''] = where.split(' ');
  const required = new Set(schema.required);
  for (const [field, { required: isRequired, type: declaredType }] of declared) {
    const own = schema.properties?.[field];
    if (own === undefined) found.push(`missing field ${where}.${field}`);
    else {
      if (required.has(field) !== isRequired) found.push(`required ${where}.${field}`);
      const ownType = typeOf(own, `${file}.json#/$defs/${type}`);
      if (ownType !== declaredType) found.push(`type ${where}.${field}: ${ownType}, not ${declaredType}`);
    }
  }
  const added = Object.keys(schema.properties ?? {}).filter((field) => !declared.has(field));
  return [...found, ...added.map((field) => `added field ${where}.${field}`)];
}

function differences({ name, file, types }: Pair): string[] {
  const definitions = schemaDocument(file).$defs;
  const found: string[] = [];
  for (const [type, fields] of types) {
    const schema = definitions[type];
    if (schema === undefined) found.push(`missing type ${name} ${type}`);
    else if (schema.properties !== undefined || fields.size > 0)
      found.push(...fieldDifferences(`${name} ${type}`, fields, schema));
  }
  const added = Object.entries(definitions).filter(
    ([type, { properties }]) => properties !== undefined && !types.has(type),
  );
  return [...found, ...added.map(([type]) => `added type ${name} ${type}`)];
}

describe('the schemas beside kubernetes-types', () => {
  it('have a file for every stable group version, and no other', () => {
    const expected = [...pairs.map(({ file }) => file), ...withoutCounterpart].sort();
    expect(schemaFiles()).toEqual(expected);
  });

  it('have the same types, fields, requiredness and field types, but for the listed differences', () => {
    const found = pairs.flatMap(differences);
    expect(found.sort()).toEqual(knownDifferences.map(({ what }) => what).sort());
  });

  it('compare a substantial number of fields', () => {
    const fields = pairs.flatMap(({ types }) => [...types.values()].map((type) => type.size));
    expect(fields.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(2000);
  });

  it('refer only to types that exist', () => {
    for (const file of schemaFiles()) {
      for (const ref of referencesIn(schemaDocument(file).$defs)) {
        expect(resolve(absolute(ref, `${file}#/$defs/X`))).toBeDefined();
      }
    }
  });
});

function referencesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value),
  );
}
