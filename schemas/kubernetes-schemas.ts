/**
 * The JSON Schemas of Kubernetes 1.32, loaded file by file when first asked for. Nothing here starts work at import: the
 * index of kinds is the only thing parsed early, and only at the first call.
 */
import { createRequire } from 'node:module';
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';
import { parseQuantity } from './quantity.ts';

/** A kind by its group (empty for core), version and name. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** One schema node as the files of `schemas/kubernetes` write it. Shared and not to be changed. */
export interface KubernetesSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, KubernetesSchema>>;
  readonly additionalProperties?: KubernetesSchema | boolean;
  readonly items?: KubernetesSchema;
  readonly anyOf?: readonly KubernetesSchema[];
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-unions'?: readonly unknown[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-openapi-name'?: string;
}

/** One file of `schemas/kubernetes`. */
export interface SchemaDocument {
  readonly $id: string;
  /** Upstream's package of these types; with the type's name it is the name in OpenAPI documents. */
  readonly 'x-openapi-package': string;
  readonly $defs: Readonly<Record<string, KubernetesSchema>>;
}

/** A type's address, absolute among the files: `core.v1.json#/$defs/Pod`. */
export type TypeReference = string;

const load = createRequire(import.meta.url);
const definitionsPart = '#/$defs/';

/** The document of a file name such as `core.v1.json`; throws for a file that does not exist. */
export function schemaDocument(file: string): SchemaDocument {
  return load(`./kubernetes/${file}`) as SchemaDocument;
}

type KindIndex = Readonly<Record<string, Readonly<Record<string, TypeReference>>>>;

function kindIndex(): KindIndex {
  return load('./kubernetes/kinds.json') as KindIndex;
}

/** `v1` for the core group, else `group/version`. */
export function apiVersionOf({
  group,
  version,
}: {
  readonly group: string;
  readonly version: string;
}): string {
  return group === '' ? version : `${group}/${version}`;
}

function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/** The file names of all schemas, in alphabetical order. */
export function schemaFiles(): readonly string[] {
  const files = new Set<string>();
  for (const kinds of Object.values(kindIndex())) {
    for (const reference of Object.values(kinds)) files.add(reference.slice(0, reference.indexOf('#')));
  }
  return [...files].sort();
}

/** Every kind that has a schema, list kinds and the machinery's kinds included, ordered by apiVersion, then kind. */
export function kindsWithSchemas(): readonly GroupVersionKind[] {
  return Object.entries(kindIndex()).flatMap(([apiVersion, kinds]) =>
    Object.keys(kinds).map((kind) => ({ ...splitApiVersion(apiVersion), kind })),
  );
}

/** Where the kind's type stands; undefined for a kind without schema. */
export function referenceOf(gvk: GroupVersionKind): TypeReference | undefined {
  const kinds = kindIndex()[apiVersionOf(gvk)];
  return kinds !== undefined && Object.hasOwn(kinds, gvk.kind) ? kinds[gvk.kind] : undefined;
}

/** Makes a `$ref` found in the type `from` absolute. */
export function absolute(ref: string, from: TypeReference): TypeReference {
  return ref.startsWith('#') ? from.slice(0, from.indexOf('#')) + ref : ref;
}

/** The schema that a type reference names; throws when there is none, since references are written by our own script. */
export function resolve(reference: TypeReference): KubernetesSchema {
  const at = reference.indexOf(definitionsPart);
  const schema = schemaDocument(reference.slice(0, at)).$defs[reference.slice(at + definitionsPart.length)];
  if (schema === undefined) throw new Error(`no schema at ${reference}`);
  return schema;
}

/** The schema of a kind; its `$ref`s are relative to the file that `referenceOf` names. */
export function schemaOf(gvk: GroupVersionKind): KubernetesSchema | undefined {
  const reference = referenceOf(gvk);
  return reference === undefined ? undefined : resolve(reference);
}

/** The type's name in upstream's OpenAPI documents: `io.k8s.api.core.v1.Pod`. */
export function openApiName(reference: TypeReference): string {
  const at = reference.indexOf(definitionsPart);
  const own = resolve(reference)['x-openapi-name'];
  const document = schemaDocument(reference.slice(0, at));
  return own ?? `${document['x-openapi-package']}.${reference.slice(at + definitionsPart.length)}`;
}

let ajv: Ajv2020 | undefined;

function newAjv(): Ajv2020 {
  const library = load('ajv/dist/2020.js') as { readonly Ajv2020: typeof Ajv2020 };
  const addFormats = load('ajv-formats') as FormatsPlugin;
  const options = {
    allErrors: true,
    strictTypes: false,
    strictRequired: false,
    validateSchema: false,
  } as const;
  const instance = new library.Ajv2020(options);
  addFormats(instance);
  instance.addFormat('quantity', {
    type: 'string',
    validate: (text: string) => parseQuantity(text) !== undefined,
  });
  instance.addFormat('int-or-string', true);
  instance.addVocabulary(extensionKeywords);
  for (const file of schemaFiles()) instance.addSchema(schemaDocument(file));
  return instance;
}

const extensionKeywords = [
  'x-kubernetes-group-version-kind',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-unions',
  'x-kubernetes-int-or-string',
  'x-openapi-package',
  'x-openapi-name',
];

/**
 * An ajv validator of a kind, compiled when first asked for and kept. It judges complete objects as a server writes them:
 * required fields, enumerations and formats count, unknown fields are refused. For what the API server does to a request
 * body, see `structural-decoding.ts`, which needs no compilation.
 */
export function validatorOf(gvk: GroupVersionKind): ValidateFunction | undefined {
  const reference = referenceOf(gvk);
  if (reference === undefined) return undefined;
  ajv ??= newAjv();
  return ajv.getSchema(`https://plimsoll.dev/schemas/kubernetes/${reference}`);
}
