import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { compareIds, parsedJson } from '../catalogue/acceptance.ts';
import { documentErrors, requireValid } from '../catalogue/document-schema.ts';
import { UsageError } from '../catalogue/problem.ts';
import { countVerdicts, worstVerdict } from '../runner/check-result.ts';
import { parseShard } from '../runner/plan.ts';
import { uniqueTests, type Report, type ReportRequirement } from './report.ts';

export interface MergedRun {
  readonly report: Report;
  readonly envelopes: readonly Envelope[];
}

/** Puts the reports of all shards of one run together. Missing, repeated or differing shards are usage errors. */
export async function mergeRuns(folders: readonly string[]): Promise<MergedRun> {
  const reports = await Promise.all(folders.map(readReport));
  const [first] = reports;
  if (!first) throw new UsageError('nothing to merge; name the folders of the shards');
  requireShardsOfOneRun(reports, folders);
  const envelopes = await Promise.all(folders.map(readEnvelopes));
  return { report: mergedReport(first, reports), envelopes: envelopes.flat() };
}

async function readReport(folder: string): Promise<Report> {
  const file = join(folder, 'report.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new UsageError(`there is no ${file}`);
  const document = parsedJson(text, file);
  const [error] = documentErrors('report', document);
  if (error !== undefined) throw new UsageError(`${file}: ${error}`);
  return document as Report;
}

async function readEnvelopes(folder: string): Promise<readonly Envelope[]> {
  const text = await readFile(join(folder, 'messages.ndjson'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Envelope);
}

/** What must be the same in every shard. */
function identity({ suite, adapters, seed, implementation, selection }: Report): string {
  const rest = { ...selection, shard: undefined };
  return JSON.stringify({ digest: suite.digest, adapters, seed, implementation, rest });
}

function requireShardsOfOneRun(reports: readonly Report[], folders: readonly string[]): void {
  const differing = reports.findIndex(
    (report, index) => index > 0 && reports[0] && identity(report) !== identity(reports[0]),
  );
  if (differing > 0) {
    throw new UsageError(
      `${folders[differing] ?? ''} is not of the same run as ${folders[0] ?? ''}: sources, adapter, seed or selection differ`,
    );
  }
  const shards = reports.map(({ selection }, index) => {
    if (selection.shard === undefined)
      throw new UsageError(`${folders[index] ?? ''} is the report of a whole run, not of a shard`);
    return parseShard(selection.shard);
  });
  const count = shards[0]?.count ?? 0;
  for (let index = 1; index <= count; index += 1) {
    const found = shards.filter((shard) => shard.index === index && shard.count === count).length;
    if (found === 0) throw new UsageError(`the shard ${index}/${count} is missing`);
    if (found > 1) throw new UsageError(`the shard ${index}/${count} is there ${found} times`);
  }
  if (shards.length !== count) throw new UsageError(`${shards.length} folders for ${count} shards`);
}

function mergedReport(first: Report, reports: readonly Report[]): Report {
  const byId = Map.groupBy(
    reports.flatMap(({ requirements }) => requirements),
    ({ id }) => id,
  );
  const requirements = [...byId.values()]
    .map(mergedRequirement)
    .sort((left, right) => compareIds(left.id, right.id));
  const { profile, requirements: ids, tags } = first.selection;
  const selection = {
    ...(profile === undefined ? {} : { profile }),
    ...(ids === undefined ? {} : { requirements: ids }),
    ...(tags === undefined ? {} : { tags }),
  };
  const sum = (name: keyof Report['totals']): number =>
    reports.reduce((total, { totals }) => total + totals[name], 0);
  const nothingJudged = sum('judged') > 0 ? [] : ['nothing was judged: no check came to a judgement'];
  const merged: Report = {
    ...first,
    startedAt: reports.map(({ startedAt }) => startedAt).sort()[0] ?? first.startedAt,
    durationMs: Math.max(...reports.map(({ durationMs }) => durationMs)),
    reproduce: first.reproduce.replace(/ --shard \S+/, ''),
    selection,
    conforms: reports.every(({ conforms }) => conforms) && nothingJudged.length === 0,
    problems: [...reports.flatMap(({ problems }) => problems), ...nothingJudged],
    totals: {
      ...countVerdicts(uniqueTests({ ...first, requirements })),
      expected: sum('expected'),
      judged: sum('judged'),
    },
    requirementTotals: countVerdicts(requirements),
    requirements,
  };
  requireValid('report', merged);
  return merged;
}

function mergedRequirement(parts: readonly ReportRequirement[]): ReportRequirement {
  const tests = parts.flatMap((part) => part.tests);
  const verdict = worstVerdict(tests.map((test) => test.verdict));
  const reason = parts.find((part) => part.verdict === verdict)?.reason;
  const [first] = parts;
  if (!first) throw new Error('a requirement without a part');
  const { id, title, chapter, level, statement } = first;
  return {
    id,
    title,
    chapter,
    level,
    statement,
    verdict,
    tests,
    ...(reason === undefined ? {} : { reason }),
  };
}
