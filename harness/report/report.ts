import type { ReportDocument, Test } from '../../schemas/types/plimsoll.ts';
import { requireValid } from '../catalogue/document-schema.ts';
import type { History } from '../history/history.ts';
import type { Requirement } from '../catalogue/requirement.ts';
import { countVerdicts, worstVerdict, type CheckResult } from '../runner/check-result.ts';
import { checksOf, type Selection } from '../runner/plan.ts';
import type { RunOptions, RunOutcome } from '../runner/run.ts';
import type { Suite } from '../runner/suite.ts';

export type Report = ReportDocument;
export type ReportRequirement = Report['requirements'][number];
export type ReportTest = Test;

/** Judgements of the implementation: what is left are checks that it need not show and those that broke. */
const judgements = ['passed', 'failed', 'unmet', 'knownFailure'] as const;
const forgivable: readonly string[] = ['passed', 'knownFailure', 'notApplicable'];

/** The report of a run, checked against its schema. Totals count checks; a check of two requirements counts once. */
export function reportOf(
  suite: Suite,
  options: RunOptions,
  outcome: RunOutcome & { readonly digest: string },
): Report {
  const { results, adapter } = outcome;
  const { implementation, kubernetes } = adapter.manifest;
  const requirements = requirementsOf(suite, options, results);
  const counts = countVerdicts(results);
  const report: Report = {
    version: 1,
    suite: { name: 'plimsoll', version: suite.version, digest: outcome.digest },
    implementation: { ...implementation, ...(kubernetes === undefined ? {} : { kubernetes }) },
    adapters: [...options.adapters],
    seed: options.seed,
    startedAt: outcome.startedAt.toISOString(),
    durationMs: Math.round(outcome.durationMs),
    reproduce: command(options, options.selection),
    selection: selectionOf(options.selection),
    conforms: outcome.problems.length === 0 && results.every(({ verdict }) => forgivable.includes(verdict)),
    problems: [...outcome.problems],
    totals: {
      ...counts,
      expected: results.length,
      judged: judgements.reduce((sum, verdict) => sum + counts[verdict], 0),
    },
    requirementTotals: countVerdicts(requirements),
    requirements,
    untested: untestedOf(suite),
  };
  requireValid('report', report);
  return report;
}

function selectionOf(selection: Selection): Report['selection'] {
  const { requirements, ...rest } = selection;
  return { ...rest, ...(requirements?.length ? { requirements: [...requirements] } : {}) };
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command that repeats a run, or with another selection a part of it. */
export function command(
  options: Pick<RunOptions, 'adapters' | 'seed' | 'runs'>,
  selection: Selection,
): string {
  const words = ['npx', 'plimsoll', 'run'];
  for (const adapter of options.adapters) words.push('--adapter', quoted(adapter));
  if (selection.profile !== undefined) words.push('--profile', quoted(selection.profile));
  for (const id of selection.requirements ?? []) words.push('--requirement', id);
  if (selection.tags !== undefined) words.push('--tags', quoted(selection.tags));
  if (selection.shard !== undefined) words.push('--shard', selection.shard);
  if (options.runs !== 1) words.push('--runs', String(options.runs));
  return [...words, '--seed', String(options.seed)].join(' ');
}

function requirementsOf(
  suite: Suite,
  options: RunOptions,
  results: readonly CheckResult[],
): ReportRequirement[] {
  const byId = new Map<string, CheckResult[]>();
  for (const result of results) {
    for (const id of result.check.requirements) byId.set(id, [...(byId.get(id) ?? []), result]);
  }
  return suite.catalogue.requirements.flatMap((requirement) => {
    const found = byId.get(requirement.id);
    return found ? [requirementOf(requirement, found, options)] : [];
  });
}

function requirementOf(
  requirement: Requirement,
  found: readonly CheckResult[],
  options: RunOptions,
): ReportRequirement {
  const { id, title, chapter, level, statement } = requirement;
  const verdict = worstVerdict(found.map((result) => result.verdict));
  const reason =
    verdict === 'passed' ? undefined : found.find((result) => result.verdict === verdict)?.reason;
  const tests = found.map((result) => testOf(result, id, options));
  return {
    id,
    title,
    chapter,
    level,
    statement,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    tests,
  };
}

/** Where the history of a check lies, beside the report. */
export function historyName(id: string): string {
  return `histories/${id}.ndjson`;
}

/** The histories that a run has kept, by their names in the report. */
export function historiesOf(results: readonly CheckResult[]): ReadonlyMap<string, History> {
  return new Map(
    results.flatMap(({ check, history }) =>
      history === undefined ? [] : [[historyName(check.id), history]],
    ),
  );
}

function testOf(result: CheckResult, id: string, options: RunOptions): ReportTest {
  const { check, verdict, reason, durationMs, log, seed, judged, history } = result;
  const bad = verdict !== 'passed' && verdict !== 'notApplicable';
  return {
    kind: check.kind,
    file: check.file,
    line: check.line,
    name: check.kind === 'property' ? check.name : check.id,
    verdict,
    durationMs: Math.round(durationMs * 10) / 10,
    ...(reason === undefined ? {} : { reason }),
    ...(seed === undefined ? {} : { seed }),
    ...(judged === undefined ? {} : { judged }),
    ...(history === undefined ? {} : { history: historyName(check.id) }),
    ...(log === undefined ? {} : { log }),
    ...(bad ? { reproduce: command(options, { requirements: [id] }) } : {}),
  };
}

/** Requirements that no check of the suite carries; without a stated reason the gap is silent. */
function untestedOf(suite: Suite): Report['untested'] {
  const tested = new Set(checksOf(suite).flatMap((check) => check.requirements));
  return suite.catalogue.requirements
    .filter(({ id }) => !tested.has(id))
    .map(({ id, title, chapter, level, gap, excluded }) => {
      const state = excluded === undefined ? (gap === undefined ? 'silent' : 'gap') : 'excluded';
      return {
        id,
        title,
        chapter,
        level,
        state,
        reason: excluded ?? gap ?? 'no scenario and no property carries its id',
      };
    });
}

/** Every test of a report once, with the requirements that it stands for. */
export function uniqueTests(
  report: Report,
): readonly (ReportTest & { readonly requirements: readonly string[] })[] {
  const found = new Map<string, ReportTest & { requirements: string[] }>();
  for (const requirement of report.requirements) {
    for (const test of requirement.tests) {
      const key = `${test.file}:${test.line}:${test.name}`;
      const known = found.get(key);
      if (known) known.requirements.push(requirement.id);
      else found.set(key, { ...test, requirements: [requirement.id] });
    }
  }
  return [...found.values()];
}
