/**
 * Can the tests fail? Each saboteur, a deliberately wrong implementation, must be caught by the requirement that it
 * breaks, through an assertion. An untouched control run of the same checks must pass first.
 */
import type { Envelope } from '@cucumber/messages';
import type { ProveDocument } from '../../schemas/types/plimsoll.ts';
import { requireValid } from '../catalogue/document-schema.ts';
import type { Adapter } from '../ports/adapter.ts';
import type { Saboteur } from '../saboteurs/saboteur.ts';
import type { Verdict } from '../verdict.ts';
import { judge } from './judge.ts';
import { plan, resolveIds, type PlannedCheck } from './plan.ts';
import { runProperty } from './property-run.ts';
import { readyAdapter } from './run.ts';
import { playScenarios } from './scenario-run.ts';
import type { Suite } from './suite.ts';

export interface ProveOptions {
  readonly adapters: readonly string[];
  /** Ids of requirements whose saboteurs are tried; absent: all. */
  readonly requirements?: readonly string[];
  readonly seed: number;
}

export type SaboteurResult = ProveDocument['saboteurs'][number];

export interface ProveListener {
  control?(ok: boolean, passed: number, checks: number): void;
  ended?(result: SaboteurResult, done: number, of: number): void;
}

/** The ordinary number of generated cases: what an ordinary run would not find is not found. */
const proofRuns = 1;

interface Found {
  readonly check: PlannedCheck;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  readonly reached: boolean;
}

interface Trial {
  readonly suite: Suite;
  readonly adapter: Adapter;
  readonly options: ProveOptions;
  readonly saboteur?: Saboteur;
  /** Requirements whose checks fail without any saboteur: nothing can be proved of them. */
  readonly broken?: ReadonlySet<string>;
}

/** Tries the saboteurs one after the other. Rejects with a `UsageError` where the adapter cannot be tested at all. */
export async function prove(
  suite: Suite,
  options: ProveOptions & { readonly digest: string },
  listener: ProveListener = {},
): Promise<ProveDocument> {
  const ids = options.requirements?.length ? resolveIds(options.requirements, suite) : undefined;
  const saboteurs = suite.saboteurs.filter(({ breaks }) => !ids || ids.has(breaks));
  const startedAt = new Date();
  const started = performance.now();
  const adapter = await readyAdapter(options.adapters);
  const trial: Trial = { suite, adapter, options };
  const checks = plan(suite, adapter.manifest, {
    requirements: new Set(saboteurs.map(({ breaks }) => breaks)),
  });
  const found = await played(trial, checks);
  const control = controlOf(found);
  const broken = new Set(
    found.filter(({ verdict }) => verdict !== 'passed').flatMap(({ check }) => check.requirements),
  );
  listener.control?.(control.ok, control.passed, control.checks);
  const results: SaboteurResult[] = [];
  for (const saboteur of saboteurs) {
    const result = await tried({ ...trial, saboteur, broken }, checks);
    results.push(result);
    listener.ended?.(result, results.length, saboteurs.length);
  }
  const document: ProveDocument = {
    version: 1,
    digest: options.digest,
    adapters: [...options.adapters],
    seed: options.seed,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - started),
    complete: ids === undefined,
    control,
    totals: countOutcomes(results),
    saboteurs: results,
  };
  requireValid('prove', document);
  return document;
}

function controlOf(found: readonly Found[]): ProveDocument['control'] {
  const passed = found.filter(({ verdict }) => verdict === 'passed').length;
  return { passed, checks: found.length, ok: found.length > 0 && passed === found.length };
}

async function tried(
  trial: Trial & { readonly saboteur: Saboteur },
  all: readonly PlannedCheck[],
): Promise<SaboteurResult> {
  const { saboteur, adapter } = trial;
  const { id, breaks, title, upstream } = saboteur;
  const started = performance.now();
  const known = { id, breaks, title, ...(upstream === undefined ? {} : { upstream }) };
  const ended = (
    rest: Pick<SaboteurResult, 'outcome' | 'reached' | 'checks' | 'reason' | 'killedBy'>,
  ): SaboteurResult => ({
    ...known,
    ...rest,
    durationMs: Math.round(performance.now() - started),
  });
  const nothing = { reached: 0, checks: 0 };
  if (!trial.suite.catalogue.byId.has(breaks)) {
    return ended({ outcome: 'void', reason: `it breaks ${breaks}, which is no requirement`, ...nothing });
  }
  if (!adapter.manifest.ports.includes(saboteur.port)) {
    return ended({
      outcome: 'void',
      reason: `${adapter.manifest.name} does not offer ${saboteur.port}`,
      ...nothing,
    });
  }
  if (trial.broken?.has(breaks)) {
    return ended({
      outcome: 'void',
      reason: `the control run fails: ${breaks} is not met even without it`,
      ...nothing,
    });
  }
  const checks = all.filter(({ requirements }) => requirements.includes(breaks));
  const found = await played(trial, checks);
  if (found.length === 0)
    return ended({ outcome: 'void', reason: `no check of ${breaks} can be run`, ...nothing });
  return ended({ ...outcomeOf(found), checks: found.length });
}

type Outcome = Pick<SaboteurResult, 'outcome' | 'reached' | 'reason' | 'killedBy'>;

/** Killed needs an assertion in a check that the breach really reached. */
function outcomeOf(found: readonly Found[]): Outcome {
  const reached = found.filter((result) => result.reached).length;
  const killer = found.find(({ verdict, reached: hit }) => verdict === 'failed' && hit);
  if (killer) return { outcome: 'killed', reached, killedBy: killer.check.id };
  const crash = found.find(
    ({ verdict }) => verdict === 'error' || verdict === 'unmet' || verdict === 'failed',
  );
  if (crash) {
    const where = `${crash.check.id}: ${crash.verdict}, ${crash.reason ?? 'no reason'}`;
    return { outcome: 'crashed', reached, reason: where.slice(0, 500) };
  }
  if (reached === 0) return { outcome: 'dead', reached, reason: 'no check reached its breach' };
  return { outcome: 'silent', reached, reason: 'every check passed although the breach was committed' };
}

async function played(trial: Trial, checks: readonly PlannedCheck[]): Promise<readonly Found[]> {
  const due = checks.filter((check) => check.notApplicable === undefined);
  const scenarios = await playedScenarios(
    trial,
    due.filter(({ kind }) => kind === 'scenario'),
  );
  // A breach that a scenario has already caught need not be searched for by generated cases as well.
  if (trial.saboteur && scenarios.some(({ verdict, reached }) => verdict === 'failed' && reached))
    return scenarios;
  const properties: Found[] = [];
  for (const check of due.filter(({ kind }) => kind === 'property'))
    properties.push(await playedProperty(trial, check));
  return [...scenarios, ...properties];
}

async function playedScenarios(trial: Trial, checks: readonly PlannedCheck[]): Promise<readonly Found[]> {
  const { suite, options, saboteur } = trial;
  const envelopes: Envelope[] = [];
  const parameters = {
    adapters: options.adapters,
    seed: options.seed,
    ...(saboteur === undefined ? {} : { saboteur: saboteur.id }),
  };
  await playScenarios(
    { suite, checks, parameters, parallel: 0 },
    (envelope) => void envelopes.push(envelope),
  );
  const judged = new Map(judge(envelopes).map((result) => [result.place, result]));
  return checks.map((check): Found => {
    const found = judged.get(`${check.file}:${check.line}`);
    if (!found) return { check, verdict: 'error', reason: 'planned but never judged', reached: false };
    return { check, verdict: found.verdict, reason: found.reason, reached: found.reached };
  });
}

async function playedProperty(trial: Trial, check: PlannedCheck): Promise<Found> {
  const { adapter, options, saboteur } = trial;
  let reached = false;
  const wrap = saboteur
    ? { wrap: (ports: Parameters<Saboteur['wrap']>[0]) => saboteur.wrap(ports, () => (reached = true)) }
    : {};
  const result = await runProperty(check, { adapter, seed: options.seed, runs: proofRuns, ...wrap });
  return { check, verdict: result.verdict, reason: result.reason, reached };
}

function countOutcomes(results: readonly SaboteurResult[]): ProveDocument['totals'] {
  const totals = { killed: 0, silent: 0, void: 0, dead: 0, crashed: 0 };
  for (const { outcome } of results) totals[outcome] += 1;
  return totals;
}
