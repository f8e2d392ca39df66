import { uniqueTests, type Report, type ReportTest } from './report.ts';

/** Text as XML: markup escaped, characters that XML cannot hold left out. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function outcome(test: ReportTest): string {
  const reason = xml(test.reason ?? test.verdict);
  const body = xml([test.reason ?? '', test.reproduce ?? ''].filter((part) => part !== '').join('\n'));
  if (test.verdict === 'passed') return '';
  if (test.verdict === 'notApplicable') return `<skipped message="${reason}"/>`;
  if (test.verdict === 'knownFailure') return `<skipped message="known failure: ${reason}"/>`;
  const element = test.verdict === 'error' ? 'error' : 'failure';
  return `<${element} type="${test.verdict}" message="${reason}">${body}</${element}>`;
}

/**
 * JUnit XML: one test suite per chapter, one test case per check. Failed and unmet are failures, errors errors, not
 * applicable and known failures skipped; a check of two chapters stands in the first.
 */
export function junitXml(report: Report): string {
  const chapterOf = new Map(report.requirements.map(({ id, chapter }) => [id, chapter]));
  const suites = Map.groupBy(uniqueTests(report), (test) => chapterOf.get(test.requirements[0] ?? '') ?? '');
  const body = [...suites].map(([chapter, tests]) => {
    const cases = tests.map((test) => {
      const name = xml(`${test.requirements.join(' ')}: ${test.name}`);
      const head = `<testcase classname="${xml(chapter)}" name="${name}" file="${xml(test.file)}" line="${test.line}" time="${seconds(test.durationMs)}"`;
      const inner = outcome(test);
      return inner === '' ? `    ${head}/>` : `    ${head}>${inner}</testcase>`;
    });
    return `  <testsuite name="${xml(chapter)}" ${counts(tests)}>\n${cases.join('\n')}\n  </testsuite>`;
  });
  const head = `<testsuites name="plimsoll" ${counts(uniqueTests(report))} time="${seconds(report.durationMs)}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body.join('\n')}\n</testsuites>\n`;
}

function counts(tests: readonly ReportTest[]): string {
  const number = (...verdicts: readonly string[]): number =>
    tests.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return `tests="${tests.length}" failures="${number('failed', 'unmet')}" errors="${number('error')}" skipped="${number('notApplicable', 'knownFailure')}"`;
}
