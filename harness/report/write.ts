import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { historyText } from '../history/history.ts';
import { UsageError } from '../catalogue/problem.ts';
import { coverageBeside, coverageMarkdown } from './coverage.ts';
import { reportHtml, verdictWords, type Histories } from './html.ts';
import { junitXml } from './junit.ts';
import type { Report } from './report.ts';
import { verdicts } from '../verdict.ts';
import type { Suite } from '../runner/suite.ts';

export interface ReportFolder {
  readonly out: string;
  /** Where the last proof lies, for the matrix. */
  readonly prove: string;
}

export interface WrittenRun {
  readonly report: Report;
  readonly envelopes: readonly Envelope[];
  /** What properties that failed have recorded, by the names that the report gives it. */
  readonly histories?: Histories;
}

/** Writes a file whole or not at all: a reader never sees half of it. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** The folder of a report is made before the work, so that a wrong name costs nobody a run. */
export async function makeReportFolder(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out ${out} cannot be a folder for the reports: ${reason}`);
  }
}

/** Writes every form of a report into a folder: JSON, HTML, JUnit, Cucumber Messages, Markdown. Their counts agree. */
export async function writeReport(
  suite: Suite,
  folder: ReportFolder,
  { report, envelopes, histories = new Map() }: WrittenRun,
): Promise<void> {
  await makeReportFolder(folder.out);
  if (histories.size > 0) await mkdir(join(folder.out, 'histories'), { recursive: true });
  const coverage = await coverageBeside(suite, report, folder.prove);
  const messages = envelopes.map((envelope) => JSON.stringify(envelope)).join('\n');
  const files: readonly (readonly [string, string])[] = [
    ['report.html', reportHtml(report, coverage, histories)],
    ['junit.xml', junitXml(report)],
    ['messages.ndjson', messages === '' ? '' : `${messages}\n`],
    ['coverage.md', `${coverageMarkdown(coverage)}\n${totalsSentence(report)}\n`],
    ...[...histories].map(([name, history]) => [name, historyText(history)] as const),
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
  ];
  for (const [name, text] of files) await writeWhole(join(folder.out, name), text);
}

/** `318 checks: 310 passed, 2 failed, …; 312 judged.` */
export function totalsSentence({ totals }: Pick<Report, 'totals'>): string {
  const parts = verdicts
    .filter((verdict) => totals[verdict] > 0)
    .map((verdict) => `${totals[verdict]} ${verdictWords[verdict]}`);
  return `${totals.expected} checks: ${parts.join(', ') || 'none'}; ${totals.judged} judged.`;
}
