import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A schema as an OpenAPI document of Kubernetes writes it; only what the derivation reads is named. */
export interface PublishedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, PublishedSchema>>;
  readonly items?: PublishedSchema;
  readonly additionalProperties?: PublishedSchema | boolean;
  readonly allOf?: readonly PublishedSchema[];
  readonly oneOf?: readonly PublishedSchema[];
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Every definition by its full upstream name (`io.k8s.api.core.v1.Pod`). */
export type Definitions = Map<string, PublishedSchema>;

interface OpenApiDocument {
  readonly definitions?: Record<string, PublishedSchema>;
  readonly components?: { readonly schemas?: Record<string, PublishedSchema> };
}

function documentsAt(path: string): OpenApiDocument[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith('_openapi.json'))
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (files.length === 0) throw new Error(`${path} holds no OpenAPI document (*_openapi.json)`);
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument);
}

/**
 * Reads the definitions of an OpenAPI v2 file (`swagger.json`) or of a folder of v3 documents, one per group version,
 * named `*_openapi.json` as Kubernetes publishes them. A name in several documents is taken once: upstream repeats the
 * same text.
 */
export function readDefinitions(path: string): Definitions {
  const found: Definitions = new Map();
  for (const document of documentsAt(path)) {
    for (const [name, schema] of Object.entries(document.definitions ?? document.components?.schemas ?? {})) {
      found.set(name, schema);
    }
  }
  return found;
}

/**
 * Lays a live server's definitions over the published ones. Published documents are built with enumerations switched off,
 * so the live server wins for every name it has; names it does not serve are dropped, because alpha and beta groups that
 * are off by default are no part of what the schemas describe.
 */
export function preferLive(published: Definitions, live: Definitions | undefined): Definitions {
  if (live === undefined) return published;
  for (const name of live.keys()) {
    if (!published.has(name))
      throw new Error(`the live server has ${name}, which the published document lacks`);
  }
  return live;
}
