import { describe as suite, expect, it } from 'vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe } from '../../schemas/derive/descriptions.ts';
import { readSchemaFolder, renderSchemas, staleSchemas } from '../../schemas/derive/schema-files.ts';
import { renderTypes, staleTypes } from '../../schemas/generate-types.ts';
import { schemaDocument, schemaFiles } from '../../schemas/kubernetes-schemas.ts';

suite('generated files', () => {
  it('of types are those that the schemas give', async () => {
    expect(staleTypes(await renderTypes())).toEqual([]);
  });

  it('of types are stale when a text differs', () => {
    expect(staleTypes(new Map([['core.v1.ts', 'something else']]))).toEqual(['core.v1.ts']);
  });

  it('of schemas carry the descriptions that are written for them', async () => {
    const folder = readSchemaFolder();
    describe(folder.files);
    expect(staleSchemas(await renderSchemas(folder))).toEqual([]);
  });

  it('of types export every type of the schemas by its name', async () => {
    const texts = await renderTypes();
    for (const file of schemaFiles()) {
      const text = texts.get(file.replace(/\.json$/, '.ts')) ?? '';
      const exported = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)]
        .map(([, name]) => name)
        .sort();
      expect(exported).toEqual(Object.keys(schemaDocument(file).$defs).sort());
    }
  });

  it('of schemas are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ strict: false });
    for (const file of schemaFiles()) {
      expect(ajv.validateSchema(schemaDocument(file))).toBe(true);
      expect(schemaDocument(file).$id).toBe(`https://plimsoll.dev/schemas/kubernetes/${file}`);
    }
  });
});
