/**
 * Writes `schemas/kubernetes` from a published description of the Kubernetes API.
 *
 *     node schemas/derive/derive-schemas.ts --openapi FOLDER|swagger.json [--live FOLDER]
 *     node schemas/derive/derive-schemas.ts --describe      only lays the descriptions anew
 *     node schemas/derive/derive-schemas.ts --check         fails if the descriptions are not the ones in the schemas
 *
 * `--live` is a folder of `kubectl get --raw /openapi/v3/…` answers of a running API server, named `*_openapi.json`.
 */
import { parseArgs } from 'node:util';
import type { SchemaFiles } from './amendments.ts';
import { amend, readAmendments } from './amendments.ts';
import { schemaOfPublished } from './definition.ts';
import { describe } from './descriptions.ts';
import type { Definitions } from './published-openapi.ts';
import { preferLive, readDefinitions } from './published-openapi.ts';
import type { Packages, SchemaFolder } from './schema-files.ts';
import { readSchemaFolder, renderSchemas, staleSchemas, writeSchemas } from './schema-files.ts';
import { nameTypes, splitName } from './type-names.ts';

const addedPackages: Readonly<Record<string, string>> = {
  'admission.k8s.io.v1': 'io.k8s.api.admission.v1',
  'apidiscovery.k8s.io.v2': 'io.k8s.api.apidiscovery.v2',
};

function ownGroups(definitions: Definitions): Set<string> {
  const groups = new Set<string>(['/v1']);
  for (const schema of definitions.values()) {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    if (kinds.length === 1 && kinds[0] !== undefined) groups.add(`${kinds[0].group}/${kinds[0].version}`);
  }
  return groups;
}

/** Structure, amendments and descriptions together; pure but for reading the two YAML sources. */
function derive(definitions: Definitions): SchemaFolder {
  const names = nameTypes(definitions);
  const groups = ownGroups(definitions);
  const files: SchemaFiles = new Map();
  const packages: Packages = new Map(Object.entries(addedPackages));
  for (const [fullName, schema] of definitions) {
    const type = names.get(fullName);
    if (type === undefined) continue;
    const file = files.get(type.file) ?? {};
    files.set(type.file, file);
    file[type.name] = schemaOfPublished(schema, { file: type.file, names, groups });
    const { pkg, name } = splitName(fullName);
    if (type.file !== 'meta.v1' || pkg.endsWith('.meta.v1')) packages.set(type.file, pkg);
    else file[type.name] = { ...file[type.name], 'x-openapi-name': `${pkg}.${name}` };
  }
  amend(files, readAmendments());
  return { files, packages };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      openapi: { type: 'string' },
      live: { type: 'string' },
      describe: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.openapi === undefined && !values.describe && !values.check) {
    process.stderr.write(
      'usage: derive-schemas.ts --openapi FOLDER|FILE [--live FOLDER] | --describe | --check\n',
    );
    return 2;
  }
  const live = values.live === undefined ? undefined : readDefinitions(values.live);
  const schemas =
    values.openapi === undefined
      ? readSchemaFolder()
      : derive(preferLive(readDefinitions(values.openapi), live));
  describe(schemas.files);
  const texts = await renderSchemas(schemas);
  const stale = staleSchemas(texts);
  if (values.check) {
    for (const name of stale)
      process.stderr.write(`schemas/kubernetes/${name} is stale: run derive-schemas.ts --describe\n`);
    return stale.length === 0 ? 0 : 1;
  }
  writeSchemas(texts);
  process.stdout.write(`${texts.size} files, ${stale.length} changed\n`);
  return 0;
}

process.exitCode = await main();
