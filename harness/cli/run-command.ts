import { join, resolve } from 'node:path';
import { recordConfirmations } from '../report/confirmations.ts';
import { mergeRuns } from '../report/merge.ts';
import { historiesOf, reportOf, uniqueTests, type Report, type ReportTest } from '../report/report.ts';
import { makeReportFolder, totalsSentence, writeReport } from '../report/write.ts';
import { runSuite, type RunListener, type RunOptions } from '../runner/run.ts';
import { sourceDigest, type Suite } from '../runner/suite.ts';
import { isImpatience } from '../verdict.ts';
import { verdictWords } from '../report/html.ts';
import { showReport } from './show-report.ts';
import { palette, Progress, type Console } from './console.ts';

export interface RunCommand extends RunOptions {
  readonly out: string;
  readonly confirm: boolean;
  /** Open the report in the browser. */
  readonly show: boolean;
}

/** Where `prove` leaves its results unless told otherwise. */
export const proveFolder: string = join('.plimsoll', 'prove');

const shownFailures = 30;

/** `plimsoll run`: 0 where the implementation conforms, 1 where it does not. */
export async function runCommand(suite: Suite, command: RunCommand, console: Console): Promise<number> {
  await makeReportFolder(command.out);
  const digest = await sourceDigest(suite.root);
  let progress = new Progress(console, 0);
  const listener: RunListener = {
    planned: (checks) => {
      const due = checks.filter((check) => check.notApplicable === undefined).length;
      console.out(
        `${checks.length} checks on ${command.adapters.join(', ')}, ${checks.length - due} not applicable, seed ${command.seed}`,
      );
      progress = new Progress(console, due);
    },
    ended: ({ name }) => {
      progress.step(name);
    },
    complaint: (text) => {
      console.err(text.trimEnd());
    },
  };
  const outcome = await runSuite(suite, command, listener);
  progress.end();
  const report = reportOf(suite, command, { ...outcome, digest });
  await writeReport(
    suite,
    { out: command.out, prove: proveFolder },
    { report, envelopes: outcome.envelopes, histories: historiesOf(outcome.results) },
  );
  printReport(report, { out: command.out, console });
  if (command.confirm) {
    const count = await recordConfirmations(suite, outcome);
    const { name, version } = report.implementation;
    console.out(`${count} requirements confirmed on ${name} ${version}, recorded in spec/confirmations.json`);
  }
  if (command.show) await showReport(resolve(command.out, 'report.html'));
  return report.conforms ? 0 : 1;
}

/** `plimsoll merge DIR...`: the shards of one run as one report. */
export async function mergeCommand(
  suite: Suite,
  folders: readonly string[],
  { out, console }: Printing,
): Promise<number> {
  const { report, envelopes } = await mergeRuns(folders);
  await writeReport(suite, { out, prove: proveFolder }, { report, envelopes });
  printReport(report, { out, console });
  return report.conforms ? 0 : 1;
}

export interface Printing {
  readonly out: string;
  readonly console: Console;
}

function printReport(report: Report, { out, console }: Printing): void {
  const colors = palette(console);
  const bad = uniqueTests(report).filter(
    ({ verdict }) => verdict !== 'passed' && verdict !== 'notApplicable',
  );
  for (const test of bad.slice(0, shownFailures)) printFailure(test, console);
  if (bad.length > shownFailures) console.out(`… and ${bad.length - shownFailures} more in the report`);
  for (const problem of report.problems) console.out(colors.red(problem));
  const hurried = uniqueTests(report).filter(({ reason = '' }) => isImpatience(reason)).length;
  if (hurried > 0)
    console.out(colors.yellow(`${hurried} not judged: they let more real time pass than --patience allows`));
  const { name, version } = report.implementation;
  console.out(`\n${totalsSentence(report)} ${(report.durationMs / 1000).toFixed(1)} s`);
  const verdict = report.conforms ? colors.green('conforms') : colors.red('does not conform');
  const part = Object.keys(report.selection).length > 0 ? ' to what was selected' : '';
  console.out(`${name} ${version} ${colors.bold(verdict)}${part}`);
  console.out(colors.dim(`report: ${resolve(out, 'report.html')}`));
}

function printFailure(
  test: ReportTest & { readonly requirements: readonly string[] },
  console: Console,
): void {
  const colors = palette(console);
  const paint = test.verdict === 'knownFailure' ? colors.yellow : colors.red;
  console.out(
    `\n${paint(verdictWords[test.verdict])} ${colors.bold(test.requirements.join(' '))} ${test.name}`,
  );
  console.out(`  ${colors.dim(`${test.file}:${test.line}`)}`);
  console.out(indented(test.reason ?? 'no reason was given', '  '));
  if (test.log !== undefined) console.out(colors.dim(indented(test.log, '    ')));
  if (test.reproduce !== undefined) console.out(`  again: ${test.reproduce}`);
}

function indented(text: string, by: string): string {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => by + line)
    .join('\n');
}
