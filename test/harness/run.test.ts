import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportDocument } from '../../schemas/types/plimsoll.ts';
import { freshFolder, plimsoll, shelf } from './command.ts';

async function reportIn(folder: string): Promise<ReportDocument> {
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as ReportDocument;
}

test('an implementation that does everything conforms, and what it need not show is not applicable', async () => {
  const out = await freshFolder();
  const { code, out: text } = await plimsoll(['run', '--adapter', shelf, '--seed', '7', '--out', out]);
  expect(text).toContain('shelf 1.0 conforms');
  expect(code).toBe(0);
  const report = await reportIn(out);
  expect(report.totals).toEqual({
    passed: 5,
    failed: 0,
    unmet: 0,
    notApplicable: 1,
    error: 0,
    knownFailure: 0,
    expected: 6,
    judged: 5,
  });
  const old = report.requirements.find(({ id }) => id === 'SHELF-3');
  expect(old).toMatchObject({
    verdict: 'notApplicable',
    reason: expect.stringContaining('version') as string,
  });
  expect(report.untested).toMatchObject([{ id: 'SHELF-4', state: 'gap' }]);
});

test('a breach is a failure with its place, its reason and the command that repeats it', async () => {
  const out = await freshFolder();
  const { code, out: text } = await plimsoll([
    'run',
    '--adapter',
    `${shelf}?breach=amnesia`,
    '--seed',
    '7',
    '--out',
    out,
  ]);
  expect(code).toBe(1);
  expect(text).toContain('failed SHELF-1 A value that was put is read');
  expect(text).toContain('features/shelf.feature:4');
  expect(text).toContain('PUT /colour');
  expect(text).toMatch(/again: npx plimsoll run --adapter .* --requirement SHELF-1 --seed 7/);
  const { totals, requirements } = await reportIn(out);
  expect(totals).toMatchObject({ passed: 1, failed: 4, judged: 5 });
  expect(requirements.map(({ verdict }) => verdict)).toEqual(['failed', 'passed', 'notApplicable']);
});

test('the counts of all forms of a report agree', async () => {
  const out = await freshFolder();
  await plimsoll(['run', '--adapter', `${shelf}?breach=amnesia`, '--seed', '7', '--out', out]);
  const { totals, requirements } = await reportIn(out);
  const junit = await readFile(join(out, 'junit.xml'), 'utf8');
  expect(junit).toContain(
    `<testsuites name="plimsoll" tests="${totals.expected}" failures="${totals.failed + totals.unmet}" errors="${totals.error}" skipped="${totals.notApplicable + totals.knownFailure}"`,
  );
  expect(junit.match(/<testcase /g)).toHaveLength(totals.expected);
  expect(junit.match(/<failure /g)).toHaveLength(totals.failed);
  const messages = (await readFile(join(out, 'messages.ndjson'), 'utf8')).trim().split('\n');
  const finished = messages.filter((line) => line.startsWith('{"testCaseFinished"'));
  const properties = requirements.flatMap(({ tests }) => tests).filter(({ kind }) => kind === 'property');
  expect(finished).toHaveLength(totals.expected - totals.notApplicable - properties.length);
  const html = await readFile(join(out, 'report.html'), 'utf8');
  expect(html).toContain(`Checks: ${totals.passed} passed, ${totals.failed} failed`);
  expect(html.match(/<details id=/g)).toHaveLength(requirements.length);
  expect(html).not.toMatch(/(?:src|href)=["']?https?:/);
  expect(await readFile(join(out, 'coverage.md'), 'utf8')).toContain(
    `${totals.expected} checks: ${totals.passed} passed, ${totals.failed} failed`,
  );
});

test('shards part a run, and merged they are the whole', async () => {
  const [whole, one, two, merged] = await Promise.all([
    freshFolder(),
    freshFolder(),
    freshFolder(),
    freshFolder(),
  ]);
  const command = ['run', '--adapter', `${shelf}?breach=amnesia`, '--seed', '7'];
  await plimsoll([...command, '--out', whole]);
  await plimsoll([...command, '--shard', '1/2', '--out', one]);
  await plimsoll([...command, '--shard', '2/2', '--out', two]);
  const { code } = await plimsoll(['merge', one, two, '--out', merged]);
  expect(code).toBe(1);
  const [full, joined] = [await reportIn(whole), await reportIn(merged)];
  expect(joined.totals).toEqual(full.totals);
  expect(joined.requirements.map(({ id, verdict }) => [id, verdict])).toEqual(
    full.requirements.map(({ id, verdict }) => [id, verdict]),
  );
  const missing = await plimsoll(['merge', one, '--out', merged]);
  expect(missing).toMatchObject({ code: 2, err: 'the shard 2/2 is missing' });
});

test('known failures are forgiven, stale ones fail the run, unknown ones are named', async () => {
  const out = await freshFolder();
  const file = join(out, 'known.yaml');
  const entry = (check: string): string =>
    `  - {check: ${check}, reason: it forgets, link: https://example.com/7}\n`;
  const known = [
    'A value that was put is read',
    'Values of every kind are kept [1]',
    'Values of every kind are kept [2]',
    'many-values-are-kept',
  ];
  await writeFile(file, `knownFailures:\n${known.map((check) => entry(`"${check}"`)).join('')}`);
  const command = ['run', '--seed', '7', '--out', out, '--known-failures', file];
  expect(await plimsoll([...command, '--adapter', `${shelf}?breach=amnesia`])).toMatchObject({ code: 0 });
  expect((await reportIn(out)).totals).toMatchObject({ knownFailure: 4, failed: 0 });
  const stale = await plimsoll([...command, '--adapter', shelf]);
  expect(stale.code).toBe(1);
  expect(stale.out).toContain('known failure "A value that was put is read" passes now; remove it');
  await writeFile(file, `knownFailures:\n${entry('many-values-are-keptt')}`);
  const unknown = await plimsoll([...command, '--adapter', shelf]);
  expect(unknown).toMatchObject({
    code: 2,
    err: expect.stringContaining('did you mean many-values-are-kept?') as string,
  });
});

test.each([
  [['run', '--adapter', 'referense'], 'unknown adapter "referense"; did you mean reference?'],
  [['run', '--adapter', './nowhere.mjs'], 'there is no adapter module'],
  [['run', '--adapter', `${shelf}?load=dead`], 'the adapter shelf cannot be tested: connect ECONNREFUSED'],
  [
    ['run', '--adapter', shelf, '--requirement', 'SHELF-9'],
    'unknown requirement "SHELF-9"; did you mean SHELF-1',
  ],
  [['run', '--adapter', shelf, '--tags', '@SHELF-9'], '--tags "@SHELF-9": unknown requirement "SHELF-9"'],
  [['run', '--adapter', shelf, '--tags', '@slowly'], 'unknown tag "@slowly"; did you mean @slow?'],
  [['run', '--adapter', shelf, '--profile', 'shelv'], 'unknown profile "shelv"; did you mean shelf?'],
  [['run', '--adapter', shelf, '--profile', 'empty'], 'the profile "empty" holds no requirement yet'],
  [['run', '--adapter', shelf, '--shard', '3/2'], '"3/2" is not a shard'],
  [['run', '--adapter', shelf, '--seed', 'x'], '"x" is not a whole number'],
  [['run', '--adaptor', shelf], "unknown option '--adaptor'"],
  [['run', '--adapter', 'exec:'], '"exec:" names no program'],
  [['run', '--adapter', `${shelf}?breach`], '"breach" is not an option; write name=value'],
  [['explain', 'SHELF'], 'unknown requirement "SHELF"'],
  [['merge', '/nowhere'], 'there is no /nowhere/report.json'],
  [['judge', '/nowhere.ndjson'], 'cannot read /nowhere.ndjson'],
  [['frobnicate'], "unknown command 'frobnicate'"],
])('%j could not run and says why', async (words, message) => {
  const { code, err } = await plimsoll(words);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test('selections and profiles restrict a run', async () => {
  const out = await freshFolder();
  const run = async (...words: string[]): Promise<number> => {
    await plimsoll(['run', '--adapter', shelf, '--out', out, ...words]);
    return (await reportIn(out)).totals.expected;
  };
  expect(await run('--requirement', 'SHELF-2')).toBe(1);
  expect(await run('--requirement', 'SHELF')).toBe(6);
  expect(await run('--tags', '@SHELF-1')).toBe(3);
  expect(await run('--profile', 'shelf')).toBe(6);
});

test('list tells what would be judged and why not; explain tells all of one requirement', async () => {
  const list = await plimsoll(['list', '--adapter', shelf]);
  expect(list.out).toContain('not applicable: version: SHELF-3 applies to <1.20, shelf is 1.32');
  expect(list.out).toContain('SHELF-4 A shelf can be dusted (gap: nobody has written the test yet)');
  const explained = await plimsoll(['explain', 'SHELF-1']);
  expect(explained.out).toContain('A GET of a key MUST answer with the value that was last put.');
  expect(explained.out).toContain('forgets: forgets what is put');
  expect(explained.out).toContain('harness/properties/index.ts');
});
