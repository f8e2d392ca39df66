import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'spec/README.md',
  'harness/README.md',
  'features/README.md',
];
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-documents-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

function plimsoll(...words: readonly string[]): string {
  return execFileSync(process.execPath, [join(root, 'harness/cli/plimsoll.mjs'), ...words], {
    cwd: root,
    encoding: 'utf8',
  });
}

/** Every `npx plimsoll …` that a document tells its reader to type. */
function commandsIn(document: string): string[] {
  return [...textOf(document).matchAll(/npx plimsoll ([^`\n#]*)/g)].map(([, words = '']) => words.trim());
}

describe('the documents tell the truth', () => {
  const commands = documents.flatMap((document) =>
    commandsIn(document).map((command) => [document, command] as const),
  );

  test('there are commands to look at', () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(commands)('%s: plimsoll %s has that command and these options', (_, command) => {
    const [name = '', ...words] = command.split(/\s+/);
    const help = plimsoll(name, '--help');
    for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  });

  test('the requirement that the README explains exists', () => {
    const [, id = ''] = /npx plimsoll explain (\S+)/.exec(textOf('README.md')) ?? [];
    expect(plimsoll('explain', id)).toContain(id);
  });

  test('the example of the README runs', () => {
    const [, code = ''] = /```ts\n(.*?)```/s.exec(textOf('README.md')) ?? [];
    const file = join(folder, 'example.ts');
    writeFileSync(file, code.replace('plimsoll/reference', join(root, 'reference', 'index.ts')));
    expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe('');
  });

  test.each(documents)('the links of %s lead somewhere', (document) => {
    const links = [...textOf(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    for (const path of links) {
      expect(() => readFileSync(join(root, document, '..', path)), path).not.toThrow(/ENOENT/);
    }
  });
});
