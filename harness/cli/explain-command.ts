import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProveDocument } from '../../schemas/types/plimsoll.ts';
import { unknownWord } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import { readConfirmations, staleness } from '../report/confirmations.ts';
import type { Report } from '../report/report.ts';
import { checksOf, plan } from '../runner/plan.ts';
import { resolveFilter, type RunOptions } from '../runner/run.ts';
import type { Suite } from '../runner/suite.ts';
import { openedAdapter } from '../world/opened-adapters.ts';
import { palette, type Console } from './console.ts';
import { defaultSources } from './coverage-command.ts';

/** `plimsoll explain ID`: the sentence, who says so, what tests it, what breaks it, where it was confirmed. */
export async function explainCommand(suite: Suite, id: string, console: Console): Promise<number> {
  const requirement = suite.catalogue.byId.get(id);
  if (!requirement) throw new UsageError(unknownWord('requirement', id, [...suite.catalogue.byId.keys()]));
  const colors = palette(console);
  console.out(`${colors.bold(`${id} ${requirement.title}`)}  (${requirement.level}, ${requirement.chapter})`);
  console.out(`${requirement.file}:${requirement.line}\n\n  ${requirement.statement}\n`);
  section(console, 'sources', requirement.sources);
  section(console, 'needs', [requirement.needs.join(', ') || 'nothing']);
  for (const field of ['applies', 'erratum', 'unspecified', 'gap', 'excluded'] as const) {
    const text = requirement[field];
    if (text !== undefined) section(console, field, [text]);
  }
  await explainTests(suite, id, console);
  await explainSaboteurs(suite, id, console);
  const confirmations = (await readConfirmations(suite.root)).filter((entry) => entry.requirement === id);
  const lines = confirmations.map((entry) => {
    const stale = staleness(suite, entry);
    return `${entry.product} ${entry.productVersion}, ${entry.date}, ${entry.passed} passed${stale === undefined ? '' : `; stale: ${stale}`}`;
  });
  section(console, 'confirmed on', lines.length > 0 ? lines : ['nothing yet']);
  return 0;
}

function section(console: Console, title: string, lines: readonly string[]): void {
  console.out(title);
  for (const line of lines) console.out(`  ${line}`);
}

async function lastResult<Document>(file: string): Promise<Document | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Document);
}

async function explainTests(suite: Suite, id: string, console: Console): Promise<void> {
  const report = await lastResult<Report>(join(defaultSources.run, 'report.json'));
  const results = report?.requirements.find((found) => found.id === id)?.tests ?? [];
  const checks = checksOf(suite).filter(({ requirements }) => requirements.includes(id));
  const lines = checks.map((check) => {
    const last =
      results.find(({ file, line }) => file === check.file && line === check.line)?.verdict ?? 'not run';
    return `${check.file}:${check.line} ${check.name} (${check.kind}, last: ${last})`;
  });
  section(console, 'tests', lines.length > 0 ? lines : ['none']);
}

async function explainSaboteurs(suite: Suite, id: string, console: Console): Promise<void> {
  const document = await lastResult<ProveDocument>(join(defaultSources.prove, 'prove.json'));
  const lines = suite.saboteurs
    .filter(({ breaks }) => breaks === id)
    .map((saboteur) => {
      const last = document?.saboteurs.find((found) => found.id === saboteur.id)?.outcome ?? 'not tried';
      const upstream = saboteur.upstream === undefined ? '' : `; ${saboteur.upstream}`;
      return `${saboteur.id}: ${saboteur.title} (last: ${last}${upstream})`;
    });
  section(console, 'saboteurs', lines.length > 0 ? lines : ['none']);
}

/** `plimsoll list`: what a run with these options would judge, and what not and why. */
export async function listCommand(suite: Suite, options: RunOptions, console: Console): Promise<number> {
  const filter = await resolveFilter(suite, options.selection);
  const adapter = await openedAdapter(options.adapters);
  const planned = plan(suite, adapter.manifest, filter);
  const colors = palette(console);
  for (const { id, title, gap, excluded } of suite.catalogue.requirements) {
    const checks = planned.filter(({ requirements }) => requirements.includes(id));
    if (filter.requirements && !filter.requirements.has(id)) continue;
    if (checks.length > 0) console.out(`${colors.bold(id)} ${title}`);
    else if (!filter.places && !filter.shard) {
      const state = excluded === undefined ? `gap: ${gap ?? 'nothing tests it'}` : `excluded: ${excluded}`;
      console.out(`${colors.bold(id)} ${title} ${colors.yellow(`(${state})`)}`);
    }
    for (const { file, line, name, notApplicable } of checks) {
      const why = notApplicable === undefined ? '' : colors.dim(`  not applicable: ${notApplicable}`);
      console.out(`  ${file}:${line} ${name}${why}`);
    }
  }
  const due = planned.filter(({ notApplicable }) => notApplicable === undefined).length;
  console.out(`${planned.length} checks: ${due} to be judged, ${planned.length - due} not applicable`);
  return planned.length > 0 ? 0 : 2;
}
