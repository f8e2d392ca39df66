import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseChapter, statementHash } from '../../harness/catalogue/chapter.ts';
import { featuresOf } from '../../harness/catalogue/feature.ts';
import { featureProblems } from '../../harness/catalogue/feature-lint.ts';
import { vocabularyProblems } from '../../harness/catalogue/vocabulary.ts';
import { fixtureSuite, freshFolder, plimsoll } from './command.ts';

const fields =
  '- level: MUST\n- needs: kubeApi, clock\n- sources: S0 §3; [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110)\n';

function chapter(body: string): ReturnType<typeof parseChapter> {
  return parseChapter({ file: 'spec/x.md', text: `# Title\n\n${body}` });
}

test('a requirement is a heading, a sentence and fields; prose may follow', () => {
  const { requirements, problems } = chapter(
    `### LOCK-2a A rule\n\nThe server\n**MUST** do \`this\`.\n\n${fields}- applies: \`>=1.16 <1.24\`\n\nWhy so: because.\n\n#### More\n\n- a list\n`,
  );
  expect(problems).toEqual([]);
  expect(requirements).toEqual([
    {
      id: 'LOCK-2a',
      title: 'A rule',
      chapter: 'Title',
      file: 'spec/x.md',
      line: 3,
      statement: 'The server **MUST** do `this`.',
      hash: statementHash('The server **MUST** do `this`.'),
      level: 'MUST',
      needs: ['kubeApi', 'clock'],
      sources: ['S0 §3', '[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110)'],
      applies: '>=1.16 <1.24',
    },
  ]);
});

test.each([
  ['### A rule\n\nIt MUST.\n\n' + fields, 'spec/x.md:3', 'a third-level heading is a requirement'],
  ['### LOCK-1 A\n\n' + fields, 'spec/x.md:3', 'LOCK-1 has no normative paragraph'],
  ['### LOCK-1 A\n\nIt MUST.\n', 'spec/x.md:3', 'LOCK-1 has no list of fields'],
  [
    '### LOCK-1 A\n\nIt should.\n\n' + fields,
    'spec/x.md:7',
    'the level is MUST but the normative paragraph does not say MUST',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n- level: MUSST\n- needs: clock\n- sources: S0\n',
    'spec/x.md:7',
    'unknown level "MUSST"; did you mean MUST?',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n- level: MUST\n- needs: kubeapi\n- sources: S0\n',
    'spec/x.md:8',
    'unknown port "kubeapi"; did you mean kubeApi?',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n- level: MUST\n- needs: clock\n',
    'spec/x.md:3',
    'the field sources is missing',
  ],
  ['### LOCK-1 A\n\nIt MUST.\n\n- level: MUST\n- sources: S0\n', 'spec/x.md:3', 'the field needs is missing'],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n' + fields + '- sauces: x\n',
    'spec/x.md:10',
    'unknown field "sauces"; did you mean sources?',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n' + fields + '- level: MUST\n',
    'spec/x.md:10',
    'the field level stands twice',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n' + fields + '- gap: a\n- excluded: b\n',
    'spec/x.md:10',
    'both a gap and excluded',
  ],
  [
    '### LOCK-1 A\n\nIt MUST.\n\n' + fields + '- applies: 1.16+\n',
    'spec/x.md:3',
    'applies must match pattern',
  ],
])('a chapter with a mistake is told where and what to do: %#', (body, place, message) => {
  const { problems } = chapter(body);
  const lines = problems.map((problem) => `${problem.file}:${problem.line} ${problem.message}`);
  expect(lines.join('\n')).toContain(message);
  expect(lines.find((line) => line.includes(message))).toMatch(new RegExp(`^${place} `));
});

function featureMessages(body: string): readonly string[] {
  const features = featuresOf([{ file: 'features/x.feature', text: `Feature: X\n\n${body}` }]);
  return featureProblems(features, ['LOCK-1']).map(({ line, message }) => `${line} ${message}`);
}

const steps = '    When a\n    Then b\n';

test.each([
  [`  Scenario: A\n${steps}`, '3 "A" tests no requirement'],
  [`  @LOCK-9\n  Scenario: A\n${steps}`, '3 unknown requirement "LOCK-9"; did you mean LOCK-1?'],
  [`  @LOCK-1 @wip\n  Scenario: A\n${steps}`, '3 unknown tag "@wip"'],
  [
    `  @LOCK-1 @needs-kubeapi\n  Scenario: A\n${steps}`,
    '3 unknown tag "@needs-kubeapi"; did you mean @needs-kubeApi?',
  ],
  [`  @LOCK-1\n  Scenario: A\n    When a\n    Then b\n    When c\n    Then d\n`, '4 "A" has 2 Whens'],
  [`  @LOCK-1\n  Scenario: A\n    Given a\n    Then b\n`, '4 "A" has no When'],
  [`  @LOCK-1\n  Scenario: A\n    When b\n`, '4 "A" has no Then'],
  [`  @LOCK-1\n  Scenario: A\n${steps}${'    And c\n'.repeat(7)}`, '4 "A" has 9 steps'],
  [
    `  @LOCK-1\n  Scenario: A\n${steps}\n  @LOCK-1\n  Scenario: A\n${steps}`,
    '9 "A" is also the title at features/x.feature:4',
  ],
  [`  @LOCK-1\n  Scenario: A\n    When c\n    whatever\n`, '6 (6:5): expected'],
])('a feature with a mistake is told where: %#', (body, message) => {
  expect(featureMessages(body).join('\n')).toContain(message);
});

test('a feature without a mistake has no problem', () => {
  expect(
    featureMessages(
      `  @LOCK-1 @exclusive @slow @needs-clock\n  Scenario: A\n    When a\n    And c\n    Then b\n`,
    ),
  ).toEqual([]);
});

test('steps that nobody uses, documents or can tell apart are problems', () => {
  const definition = (
    id: string,
    pattern: string,
  ): { id: string; pattern: string; file: string; line: number } => ({ id, pattern, file: 's.ts', line: 1 });
  const use = {
    definitions: [definition('1', 'it works/work'), definition('2', 'it {word}'), definition('3', 'unused')],
    uses: [
      { text: 'it works', file: 'f', line: 3, definitions: ['1', '2'] },
      { text: 'who knows', file: 'f', line: 4, definitions: [] },
    ],
  };
  const documented = [
    { pattern: 'it works', line: 1 },
    { pattern: 'unused', line: 2 },
    { pattern: 'long gone', line: 3 },
  ];
  const messages = vocabularyProblems(use, documented).map(({ message }) => message);
  expect(messages).toEqual([
    'no feature uses the step "unused"; remove it',
    'the step "it works" is ambiguous between "it works/work" and "it {word}"',
    'no step definition fits "who knows"; use a step of features/VOCABULARY.md',
    'the step "it {word}" is not documented; add it to features/VOCABULARY.md',
    'documents "long gone", which no step definition has; mend or remove it',
  ]);
});

test('wording is accepted by hand, and a changed sentence fails until it is accepted again', async () => {
  // Beside the fixture, so that its imports still resolve.
  const root = join(fixtureSuite, '..', `copy-${process.pid}`);
  await cp(fixtureSuite, root, { recursive: true });
  try {
    const fresh = await plimsoll(['lint'], root);
    expect(fresh.out).toContain('SHELF-1 is new; once its tests are there, run plimsoll accept SHELF-1');
    expect(await plimsoll(['accept', 'SHELF-1'], root)).toMatchObject({ code: 0, out: 'accepted SHELF-1' });
    expect(await plimsoll(['accept', '--all'], root)).toMatchObject({
      out: 'accepted SHELF-2, SHELF-3, SHELF-4',
    });
    const file = join(root, 'spec', 'store.md');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text
        .replace('the value that was last put', 'the very value that was last put')
        .replace('### SHELF-2', '### SHELF-5'),
    );
    const { code, out } = await plimsoll(['lint'], root);
    expect(code).toBe(1);
    expect(out).toContain('spec/store.md:5: SHELF-1 was reworded; look at its tests again');
    expect(out).toContain('spec/accepted.json:1: SHELF-2 has vanished from the chapters');
    expect(out).toContain('SHELF-5 is new');
    expect((await plimsoll(['accept', 'SHELF-9'], root)).err).toContain('unknown requirement "SHELF-9"');
  } finally {
    await rm(root, { recursive: true });
  }
});

test('the scaffold of an adapter is a module that loads', async () => {
  const folder = await freshFolder();
  const { code, out } = await plimsoll(['adapter', 'new', folder]);
  expect(code).toBe(0);
  expect(out).toContain('npx plimsoll run --adapter');
  const list = await plimsoll(['list', '--adapter', join(folder, 'adapter.mjs')]);
  expect(list).toMatchObject({ code: 0, out: expect.stringContaining('6 checks') as string });
  expect((await plimsoll(['adapter', 'new', folder])).err).toContain('is there already');
});
