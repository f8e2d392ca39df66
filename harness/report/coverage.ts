/** The matrix of the five proofs: cited, tested, met, bites, true. Made from results, never typed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoverageDocument, ProveDocument } from '../../schemas/types/plimsoll.ts';
import { parsedJson } from '../catalogue/acceptance.ts';
import { documentErrors, requireValid } from '../catalogue/document-schema.ts';
import type { Requirement } from '../catalogue/requirement.ts';
import { checksOf } from '../runner/plan.ts';
import { sourceDigest, type Suite } from '../runner/suite.ts';
import { readConfirmations, staleness, type Confirmation } from './confirmations.ts';
import type { Report } from './report.ts';

export type Coverage = CoverageDocument;
type Row = Coverage['requirements'][number];

export interface CoverageSources {
  /** Folder with the results of the last run on the reference. */
  readonly run: string;
  /** Folder with the results of the last proof. */
  readonly prove: string;
}

interface Read<Document> {
  readonly document?: Document;
  readonly problem?: string;
}

async function read<Document>(
  name: 'report' | 'prove',
  file: string,
  remedy: string,
): Promise<Read<Document>> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { problem: `there is no ${file}; ${remedy}` };
  const document = parsedJson(text, file);
  const [error] = documentErrors(name, document);
  return error === undefined
    ? { document: document as Document }
    : { problem: `${file}: ${error}; ${remedy}` };
}

/** Reads the last results and lays them over the catalogue. Results that are missing, partial or old are problems. */
export async function coverageOf(suite: Suite, sources: CoverageSources): Promise<Coverage> {
  const run = await read<Report>('report', join(sources.run, 'report.json'), 'run plimsoll run');
  const prove = await read<ProveDocument>('prove', join(sources.prove, 'prove.json'), 'run plimsoll prove');
  const digest = await sourceDigest(suite.root);
  const rows = coverageRows(suite, {
    report: run.document,
    prove: prove.document,
    confirmations: await readConfirmations(suite.root),
  });
  const problems = [...resultProblems(run, prove, digest), ...silentGaps(rows, prove.document !== undefined)];
  const coverage: Coverage = {
    version: 1,
    digest,
    problems,
    totals: totalsOf(rows),
    requirements: [...rows],
  };
  requireValid('coverage', coverage);
  return coverage;
}

/** The matrix beside the report of a run, whatever was run: for its `report.html` and `coverage.md`. */
export async function coverageBeside(suite: Suite, report: Report, proveFolder: string): Promise<Coverage> {
  const prove = await read<ProveDocument>('prove', join(proveFolder, 'prove.json'), 'run plimsoll prove');
  const confirmations = await readConfirmations(suite.root);
  const rows = coverageRows(suite, { report, prove: prove.document, confirmations });
  const { digest } = report.suite;
  return { version: 1, digest, problems: [], totals: totalsOf(rows), requirements: [...rows] };
}

function resultProblems(run: Read<Report>, prove: Read<ProveDocument>, digest: string): readonly string[] {
  const problems = [run.problem, prove.problem].filter((problem) => problem !== undefined);
  const report = run.document;
  if (report && report.adapters.join() !== 'reference') {
    problems.push(
      `the last run was on ${report.adapters.join(', ')}; run plimsoll run, which is on the reference`,
    );
  }
  if (report && Object.keys(report.selection).length > 0)
    problems.push('the last run was a part; run plimsoll run');
  if (report && !report.conforms) problems.push('the last run does not conform; see its report');
  if (report && report.suite.digest !== digest)
    problems.push('the last run is older than the sources; run plimsoll run');
  const proof = prove.document;
  if (proof && !proof.complete) problems.push('the last proof was a part; run plimsoll prove');
  if (proof && proof.digest !== digest)
    problems.push('the last proof is older than the sources; run plimsoll prove');
  return problems;
}

/** What is neither shown nor stated as missing. Where nothing was proved that is said once, not of every requirement. */
function silentGaps(rows: readonly Row[], isProved: boolean): readonly string[] {
  return rows.flatMap(({ id, level, state, bites, stale }) => {
    if (state === 'silent')
      return [`${id} has no scenario, no property, no gap and no reason to be excluded`];
    if (state !== 'tested') return [];
    const found = stale.map((text) => `${id}: the confirmation on ${text}`);
    if (!isProved) return found;
    if (level === 'MUST' && bites.killed === 0) found.push(`${id} has no saboteur that it kills`);
    else if (bites.killed < bites.of)
      found.push(`${id} lets ${bites.of - bites.killed} of its ${bites.of} saboteurs live`);
    return found;
  });
}

interface Results {
  readonly report: Report | undefined;
  readonly prove: ProveDocument | undefined;
  readonly confirmations: readonly Confirmation[];
}

function coverageRows(suite: Suite, results: Results): readonly Row[] {
  const checks = checksOf(suite);
  return suite.catalogue.requirements.map((requirement) => {
    const tested = checks.filter((check) => check.requirements.includes(requirement.id)).length;
    return coverageRow(suite, { requirement, tested }, results);
  });
}

function coverageRow(
  suite: Suite,
  { requirement, tested }: { requirement: Requirement; tested: number },
  results: Results,
): Row {
  const { id, title, chapter, level, sources, gap, excluded } = requirement;
  const saboteurs = suite.saboteurs.filter(({ breaks }) => breaks === id);
  const outcomes = new Map(results.prove?.saboteurs.map((saboteur) => [saboteur.id, saboteur.outcome]));
  const confirmations = results.confirmations.filter((entry) => entry.requirement === id);
  const product = (entry: Confirmation): string => `${entry.product} ${entry.productVersion}`;
  const state =
    excluded !== undefined ? 'excluded' : gap !== undefined ? 'gap' : tested > 0 ? 'tested' : 'silent';
  const reason = excluded ?? gap;
  return {
    id,
    title,
    chapter,
    level,
    state,
    ...(reason === undefined ? {} : { reason }),
    cited: sources.length,
    tested,
    met: results.report?.requirements.find((found) => found.id === id)?.verdict ?? 'unknown',
    bites: {
      killed: saboteurs.filter((one) => outcomes.get(one.id) === 'killed').length,
      tried: saboteurs.filter((one) => outcomes.has(one.id)).length,
      of: saboteurs.length,
    },
    confirmed: confirmations.filter((entry) => staleness(suite, entry) === undefined).map(product),
    stale: confirmations.flatMap((entry) => {
      const why = staleness(suite, entry);
      return why === undefined ? [] : [`${product(entry)} is stale: ${why}; confirm it again`];
    }),
  };
}

function totalsOf(rows: readonly Row[]): Coverage['totals'] {
  const count = (test: (row: Row) => boolean): number => rows.filter(test).length;
  return {
    requirements: rows.length,
    tested: count(({ state }) => state === 'tested'),
    excluded: count(({ state }) => state === 'excluded'),
    gap: count(({ state }) => state === 'gap'),
    silent: count(({ state }) => state === 'silent'),
    met: count(({ met }) => met === 'passed'),
    bites: count(({ bites }) => bites.killed > 0),
    confirmed: count(({ confirmed }) => confirmed.length > 0),
  };
}

/** The matrix as Markdown, a table per chapter: what CI prints in its summary. */
export function coverageMarkdown(coverage: Coverage): string {
  const { totals } = coverage;
  const lines = [
    '# Coverage: the five proofs',
    '',
    `${totals.requirements} requirements: ${totals.tested} tested, ${totals.excluded} excluded, ${totals.gap} stated gaps, ${totals.silent} silent gaps. Met by the reference: ${totals.met}. With a killed saboteur: ${totals.bites}. Confirmed on a real component: ${totals.confirmed}.`,
    '',
    ...coverage.problems.map((problem) => `- ${problem}`),
  ];
  for (const [chapter, rows] of Map.groupBy(coverage.requirements, (row) => row.chapter)) {
    lines.push(
      '',
      `## ${chapter}`,
      '',
      '| requirement | cited | tested | met | bites | true |',
      '| --- | --- | --- | --- | --- | --- |',
    );
    for (const row of rows) lines.push(markdownRow(row));
  }
  return `${lines.join('\n')}\n`;
}

function markdownRow(row: Row): string {
  const name = `${row.id} ${row.title.replaceAll('|', '\\|')}`;
  if (row.state === 'gap' || row.state === 'excluded') {
    return `| ${name} | ${row.cited} | ${row.state}: ${(row.reason ?? '').replaceAll('|', '\\|')} | | | |`;
  }
  const bites = row.bites.tried === 0 ? '—' : `${row.bites.killed}/${row.bites.of}`;
  return `| ${name} | ${row.cited} | ${row.tested} | ${row.met} | ${bites} | ${row.confirmed.join(', ') || '—'} |`;
}
