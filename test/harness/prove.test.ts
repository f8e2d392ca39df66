import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CoverageDocument, ProveDocument } from '../../schemas/types/plimsoll.ts';
import { freshFolder, plimsoll, shelf } from './command.ts';

async function proofIn(folder: string): Promise<ProveDocument> {
  return JSON.parse(await readFile(join(folder, 'prove.json'), 'utf8')) as ProveDocument;
}

test('each saboteur comes to its outcome, and only killed ones count', async () => {
  const out = await freshFolder();
  const { code, out: text } = await plimsoll(['prove', '--adapter', shelf, '--out', out]);
  const { saboteurs, totals, control } = await proofIn(out);
  expect(control).toEqual({ ok: true, passed: 5, checks: 5 });
  expect(Object.fromEntries(saboteurs.map(({ id, outcome }) => [id, outcome]))).toEqual({
    forgets: 'killed',
    harmless: 'silent',
    sleeps: 'dead',
    elsewhere: 'void',
    crashes: 'crashed',
  });
  expect(totals).toEqual({ killed: 1, silent: 1, void: 1, dead: 1, crashed: 1 });
  expect(text).toContain('silent SHELF-2 harmless: does nothing wrong');
  expect(code).toBe(1);
});

test('where the control run fails nothing is proved of the requirement', async () => {
  const out = await freshFolder();
  const { code, out: text } = await plimsoll(['prove', '--adapter', `${shelf}?breach=amnesia`, '--out', out]);
  expect(code).toBe(1);
  expect(text).toContain('mend the implementation or the checks first');
  const { control, saboteurs } = await proofIn(out);
  expect(control).toEqual({ ok: false, passed: 1, checks: 5 });
  expect(saboteurs.filter(({ breaks }) => breaks === 'SHELF-1').map(({ outcome }) => outcome)).toEqual([
    'void',
    'void',
  ]);
});

test('coverage lays results over the catalogue and names what cannot be trusted', async () => {
  const [run, prove] = await Promise.all([freshFolder(), freshFolder()]);
  const nothing = await plimsoll(['coverage', '--check', '--run', run, '--prove', prove]);
  expect(nothing.code).toBe(1);
  expect(nothing.out).toContain('run plimsoll run');
  await plimsoll(['run', '--adapter', shelf, '--out', run]);
  await plimsoll(['prove', '--adapter', shelf, '--out', prove]);
  const { code, out } = await plimsoll(['coverage', '--check', '--json', '--run', run, '--prove', prove]);
  expect(code).toBe(1);
  const { problems, totals, requirements } = JSON.parse(out) as CoverageDocument;
  expect(totals).toMatchObject({ requirements: 4, tested: 3, gap: 1, silent: 0, bites: 1 });
  expect(requirements[0]).toMatchObject({ id: 'SHELF-1', met: 'passed', bites: { killed: 1, of: 2 } });
  expect(problems).toContain('SHELF-2 has no saboteur that it kills');
  expect(problems.some((problem) => problem.includes('which is on the reference'))).toBe(true);
});
