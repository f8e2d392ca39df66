import { readFileSync, readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { builtInResources } from '../../../reference/apiserver/resources/catalogue.ts';
import type { ResourceDefinition } from '../../../reference/apiserver/resource-definition.ts';
import type { Json } from '../api-fixture.ts';

/** A valid object, from which broken ones are made. */
export interface BaseObject {
  /** `Pod/plain`. */
  readonly id: string;
  readonly definition: ResourceDefinition;
  readonly object: Json;
}

const folder = new URL('objects/', import.meta.url);

/** Every kind has a namespace of its own, so that limits and quotas reach nobody else. */
export function namespaceOf(kind: string): string {
  return `differential-${kind.toLowerCase()}`;
}

/** All base objects; `$NAMESPACE` in the files stands for the namespace that an object is put into. */
export function readBaseObjects(): readonly BaseObject[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return parseAllDocuments(text).map((document, index) => {
      const object = document.toJS() as Json;
      const namespace = namespaceOf(String(object['kind']));
      const filled = JSON.stringify(object).replaceAll('$NAMESPACE', namespace);
      return baseObject(JSON.parse(filled) as Json, namespace, index);
    });
  });
}

/** Reviews have no name: their place in the file stands for it. */
function baseObject(object: Json, namespace: string, index: number): BaseObject {
  const definition = builtInResources.find(
    ({ group, version, kind }) =>
      object['kind'] === kind && object['apiVersion'] === (group === '' ? version : `${group}/${version}`),
  );
  if (definition === undefined) throw new Error(`no resource for ${JSON.stringify(object)}`);
  const metadata = object['metadata'] as Json;
  const { group, kind } = definition;
  const id = `${group === '' ? '' : `${group}/`}${kind}/${typeof metadata['name'] === 'string' ? metadata['name'] : index}`;
  return {
    id,
    definition,
    object:
      definition.namespaced && metadata['name'] !== undefined
        ? { ...object, metadata: { ...metadata, namespace } }
        : object,
  };
}

/** The path of the object's collection, or of the object itself where it is named. */
export function pathOf({ definition, object }: BaseObject, name?: string): string {
  const { group, version, kind, plural, namespaced } = definition;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const given = (object['metadata'] as Json)['namespace'];
  const namespace = typeof given === 'string' ? given : namespaceOf(kind);
  const collection = namespaced ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`;
  return name === undefined ? collection : `${collection}/${name}`;
}
