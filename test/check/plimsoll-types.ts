/**
 * Generates `schemas/types/plimsoll.ts` from `schemas/plimsoll/*.json`: the documents that Plimsoll reads and writes.
 * With `--check` it only compares, and exits 1 where the file is not what the schemas say.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import prettier from 'prettier';

const root = join(import.meta.dirname, '..', '..');
const target = join(root, 'schemas', 'types', 'plimsoll.ts');

async function typesOf(file: string): Promise<string> {
  const schema = JSON.parse(await readFile(join(root, 'schemas', 'plimsoll', file), 'utf8')) as JSONSchema;
  const local = { ...schema };
  // With an identity the generator would fetch what the references mean from there.
  delete local.$id;
  const title = local.title ?? file;
  return compile(local, title, { additionalProperties: false, bannerComment: '' });
}

/** One schema may name a type that another has named before: the first definition stands. */
function withoutRepeats(texts: readonly string[]): string {
  const seen = new Set<string>();
  const blocks = texts.flatMap((text) => text.split(/\n(?=\/\*\*|export )/));
  const kept: string[] = [];
  let comment = '';
  for (const block of blocks) {
    const name = /export (?:type|interface) (\w+)/.exec(block)?.[1];
    if (name === undefined) comment += `${block}\n`;
    else {
      if (!seen.has(name)) kept.push(comment + block);
      seen.add(name);
      comment = '';
    }
  }
  return kept.join('\n');
}

export async function plimsollTypes(): Promise<string> {
  const files = (await readdir(join(root, 'schemas', 'plimsoll')))
    .filter((file) => file.endsWith('.json'))
    .sort();
  const texts: string[] = [];
  for (const file of files) texts.push(await typesOf(file));
  const banner = '/* Generated from schemas/plimsoll by test/check/plimsoll-types.ts; do not edit. */\n';
  const options = (await prettier.resolveConfig(target)) ?? {};
  return prettier.format(banner + withoutRepeats(texts), { ...options, parser: 'typescript' });
}

if (import.meta.main) {
  const fresh = await plimsollTypes();
  const present = await readFile(target, 'utf8').catch(() => '');
  if (!process.argv.includes('--check')) await writeFile(target, fresh);
  else if (present !== fresh) {
    process.stdout.write('schemas/types/plimsoll.ts is not what schemas/plimsoll says: run npm run fix\n');
    process.exitCode = 1;
  }
}
