/** The part `schemas` of the check: every JSON Schema is valid by its own dialect, and what is generated from them is fresh. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { root, runCommand } from './part.ts';

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
}

async function schemaComplaints(file: string): Promise<readonly string[]> {
  const complaints: string[] = [];
  const schema = JSON.parse(await readFile(file, 'utf8')) as Schema;
  const ajv = new Ajv2020({ strict: false, discriminator: true });
  addFormats(ajv);
  if (schema.$schema !== 'https://json-schema.org/draft/2020-12/schema')
    complaints.push('$schema is not 2020-12');
  if (schema.title === undefined || schema.description === undefined)
    complaints.push('title or description is missing');
  try {
    ajv.compile(schema);
  } catch (error) {
    complaints.push(error instanceof Error ? error.message : String(error));
  }
  return complaints.map((complaint) => `${file}: ${complaint}`);
}

const folder = join(root, 'schemas', 'plimsoll');
const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
const complaints = (await Promise.all(files.map((file) => schemaComplaints(join(folder, file))))).flat();
if (files.length === 0) complaints.push(`${folder} holds no schema`);
const fresh = await runCommand(['node', 'test/check/plimsoll-types.ts', '--check']);
if (!fresh.ok) complaints.push(fresh.output.trim());
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.stdout.write(`${files.length} schemas, ${complaints.length} complaints\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
