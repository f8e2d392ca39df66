import type { Envelope } from '@cucumber/messages';
import { UsageError } from '../catalogue/problem.ts';
import { tagError, tagsOfExpression } from '../catalogue/tag-registry.ts';
import { profileIds, readProfiles } from '../catalogue/profile.ts';
import type { Adapter } from '../ports/adapter.ts';
import { openedAdapter } from '../world/opened-adapters.ts';
import type { CheckResult } from './check-result.ts';
import { forgive, readKnownFailures } from './known-failures.ts';
import { judge } from './judge.ts';
import {
  checksOf,
  parseShard,
  plan,
  resolveIds,
  type Filter,
  type PlannedCheck,
  type Selection,
} from './plan.ts';
import { runProperty } from './property-run.ts';
import { placesOfTags, playScenarios } from './scenario-run.ts';
import { smoke } from './smoke.ts';
import type { Suite } from './suite.ts';

export interface RunOptions {
  readonly adapters: readonly string[];
  readonly selection: Selection;
  readonly seed: number;
  /** Scales the number of generated cases of properties. */
  readonly runs: number;
  /** Worker threads for scenarios; 1: everything in this thread. */
  readonly parallel: number;
  readonly knownFailures?: string;
  /** So long scenarios may wait for a real clock at a time, in milliseconds; absent: 45 s. */
  readonly patienceMs?: number;
}

/** What a run tells while it goes on. */
export interface RunListener {
  planned?(checks: readonly PlannedCheck[]): void;
  /** A scenario or property came to its end, judged or not. */
  ended?(result: Pick<CheckResult, 'verdict'> & { readonly name: string }): void;
  complaint?(text: string): void;
}

export interface RunOutcome {
  readonly results: readonly CheckResult[];
  /** Why the run does not conform, beyond verdicts. */
  readonly problems: readonly string[];
  readonly envelopes: readonly Envelope[];
  readonly adapter: Adapter;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** Resolves a selection against the suite; every unknown word in it is a usage error. */
export async function resolveFilter(suite: Suite, selection: Selection): Promise<Filter> {
  const ids = selection.requirements?.length ? resolveIds(selection.requirements, suite) : undefined;
  const profile =
    selection.profile === undefined
      ? undefined
      : new Set(profileIds(selection.profile, await readProfiles(suite.root), suite.catalogue));
  const requirements = ids && profile ? new Set([...ids].filter((id) => profile.has(id))) : (ids ?? profile);
  const places = selection.tags === undefined ? undefined : await tagPlaces(suite, selection.tags);
  return {
    ...(requirements ? { requirements } : {}),
    ...(places ? { places } : {}),
    ...(selection.shard === undefined ? {} : { shard: parseShard(selection.shard) }),
  };
}

async function tagPlaces(suite: Suite, expression: string): Promise<ReadonlySet<string>> {
  for (const tag of tagsOfExpression(expression)) {
    const error = tagError(tag, suite.catalogue.byId.keys());
    if (error !== undefined) throw new UsageError(`--tags "${expression}": ${error}`);
  }
  return placesOfTags(suite, expression);
}

/** Opens the adapters and tries them; a hopeless one is a usage error with the reason. */
export async function readyAdapter(specifications: readonly string[]): Promise<Adapter> {
  const adapter = await openedAdapter(specifications);
  const reason = await smoke(adapter);
  if (reason !== undefined) throw new UsageError(reason);
  return adapter;
}

/** Plans, plays and judges. Rejects with a `UsageError` where the run cannot take place. */
export async function runSuite(
  suite: Suite,
  options: RunOptions,
  listener: RunListener = {},
): Promise<RunOutcome> {
  const filter = await resolveFilter(suite, options.selection);
  const known =
    options.knownFailures === undefined
      ? []
      : await readKnownFailures(options.knownFailures, checksOf(suite));
  const startedAt = new Date();
  const started = performance.now();
  const adapter = await readyAdapter(options.adapters);
  const planned = plan(suite, adapter.manifest, filter);
  if (planned.length === 0 && filter.shard === undefined)
    throw new UsageError('nothing to judge: no scenario and no property is selected');
  listener.planned?.(planned);
  const envelopes: Envelope[] = [];
  const found = await execute({ suite, options, listener, adapter, planned, envelopes });
  const { results, stale } = forgive(found, known);
  return {
    results,
    problems: [
      ...unknownIds(suite, planned),
      ...stale,
      ...(filter.shard === undefined ? emptiness(results) : []),
    ],
    envelopes,
    adapter,
    startedAt,
    durationMs: performance.now() - started,
  };
}

interface Execution {
  readonly suite: Suite;
  readonly options: RunOptions;
  readonly listener: RunListener;
  readonly adapter: Adapter;
  readonly planned: readonly PlannedCheck[];
  readonly envelopes: Envelope[];
}

async function execute(execution: Execution): Promise<readonly CheckResult[]> {
  const { planned, options, adapter } = execution;
  const due = planned.filter((check) => check.notApplicable === undefined);
  const scenarios = due.filter(({ kind }) => kind === 'scenario');
  const properties = due.filter(({ kind }) => kind === 'property');
  const sideBySide = options.parallel > 1 && !adapter.manifest.shared;
  const first = scenarios.filter(({ exclusive }) => sideBySide || !exclusive);
  const alone = scenarios.filter((check) => !first.includes(check));
  const playing = play(execution, first, options.parallel);
  if (!sideBySide) await playing;
  const isAlone = ({ property }: PlannedCheck): boolean => property?.property.alone === true;
  const beside = await judgeProperties(
    execution,
    properties.filter((check) => !isAlone(check)),
  );
  await playing;
  await play(execution, alone, 1);
  const last = await judgeProperties(execution, properties.filter(isAlone));
  const propertyResults = [...beside, ...last];
  return inPlanOrder(execution, scenarios, propertyResults);
}

async function play(execution: Execution, checks: readonly PlannedCheck[], parallel: number): Promise<void> {
  const { suite, options, listener, envelopes } = execution;
  const { adapters, seed, patienceMs } = options;
  const parameters = { adapters, seed, ...(patienceMs === undefined ? {} : { patienceMs }) };
  const onComplaint = listener.complaint?.bind(listener);
  const run = { suite, checks, parameters, parallel, ...(onComplaint ? { onComplaint } : {}) };
  const open: Envelope[] = [];
  await playScenarios(run, (envelope) => {
    envelopes.push(envelope);
    open.push(envelope);
    if (envelope.testCaseFinished && listener.ended)
      tellEnded(open, envelope.testCaseFinished.testCaseStartedId, listener);
  });
}

/** Judges the one scenario that has just ended from its own few messages. */
function tellEnded(envelopes: Envelope[], startedId: string, listener: RunListener): void {
  const concerns = (envelope: Envelope): boolean =>
    (envelope.testCaseStarted?.id ??
      envelope.testStepFinished?.testCaseStartedId ??
      envelope.attachment?.testCaseStartedId ??
      envelope.testCaseFinished?.testCaseStartedId) === startedId;
  const mine = envelopes.filter((envelope) => concerns(envelope));
  const testCaseId = mine.find(({ testCaseStarted }) => testCaseStarted)?.testCaseStarted?.testCaseId;
  const frame = envelopes.filter(
    ({ testCase, pickle }) => testCase?.id === testCaseId || pickle !== undefined,
  );
  const [result] = judge([...frame, ...mine]);
  if (result) listener.ended?.(result);
  const kept = envelopes.filter((envelope) => !concerns(envelope));
  envelopes.splice(0, envelopes.length, ...kept);
}

async function judgeProperties(
  execution: Execution,
  checks: readonly PlannedCheck[],
): Promise<readonly CheckResult[]> {
  const { options, adapter, listener } = execution;
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runProperty(check, { adapter, seed: options.seed, runs: options.runs });
    listener.ended?.({ name: check.id, verdict: result.verdict });
    results.push(result);
  }
  return results;
}

/** Every planned check gets exactly one result: one that nobody judged is an error. */
function inPlanOrder(
  { planned, envelopes }: Execution,
  scenarios: readonly PlannedCheck[],
  properties: readonly CheckResult[],
): readonly CheckResult[] {
  const judged = new Map(judge(envelopes).map((result) => [result.place, result]));
  const byCheck = new Map(properties.map((result) => [result.check, result]));
  return planned.map((check): CheckResult => {
    if (check.notApplicable !== undefined) {
      return { check, verdict: 'notApplicable', reason: check.notApplicable, durationMs: 0 };
    }
    const property = byCheck.get(check);
    if (property) return property;
    const found = scenarios.includes(check) ? judged.get(`${check.file}:${check.line}`) : undefined;
    if (!found) return { check, verdict: 'error', reason: 'planned but never judged', durationMs: 0 };
    const { verdict, reason, durationMs, log } = found;
    return {
      check,
      verdict,
      durationMs,
      ...(reason === undefined ? {} : { reason }),
      ...(log === undefined ? {} : { log }),
    };
  });
}

/** A check of a requirement that nobody wrote is judged for nothing: the run does not conform until that is mended. */
function unknownIds(suite: Suite, planned: readonly PlannedCheck[]): readonly string[] {
  const ids = new Set(
    planned.flatMap(({ requirements }) => requirements).filter((id) => !suite.catalogue.byId.has(id)),
  );
  if (ids.size === 0) return [];
  return [`checks carry ids that are no requirement: ${[...ids].join(', ')}; mend the tags (plimsoll lint)`];
}

function emptiness(results: readonly CheckResult[]): readonly string[] {
  const judged = results.some(({ verdict }) => verdict !== 'notApplicable' && verdict !== 'error');
  return judged ? [] : ['nothing was judged: no check came to a judgement'];
}
