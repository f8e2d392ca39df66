/** Plays scenarios through cucumber's JavaScript API. The support code is loaded once per process and used again. */
import { Writable } from 'node:stream';
import type * as cucumberApi from '@cucumber/cucumber/api';
import type { IRunConfiguration, ISupportCodeLibrary } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { UsageError } from '../catalogue/problem.ts';
import type { StepUse } from '../catalogue/vocabulary.ts';
import type { WorldParameters } from '../world/parameters.ts';
import type { Check } from './plan.ts';
import type { Suite } from './suite.ts';

export interface ScenarioRun {
  readonly suite: Suite;
  /** Only scenarios. */
  readonly checks: readonly Check[];
  readonly parameters: WorldParameters;
  /** Worker threads; 0 or 1: in this thread. */
  readonly parallel: number;
  /** What cucumber itself complains of. */
  readonly onComplaint?: (text: string) => void;
}

/** Loaded with the first scenario, so that commands that play none start without it. */
function cucumber(): Promise<typeof cucumberApi> {
  return import('@cucumber/cucumber/api');
}

const configurations = new Map<string, Promise<IRunConfiguration>>();
const libraries = new Map<string, Promise<ISupportCodeLibrary>>();

function sink(onText?: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer | string, _encoding, done): void {
      onText?.(chunk.toString());
      done();
    },
  });
}

/** `features/a.feature:3:9`: each file once, with the lines to play. */
function pathsOf(checks: readonly Check[]): string[] {
  const lines = new Map<string, number[]>();
  for (const { file, line } of checks) lines.set(file, [...(lines.get(file) ?? []), line]);
  return [...lines].map(([file, numbers]) => [file, ...numbers].join(':'));
}

async function configuration(suite: Suite): Promise<IRunConfiguration> {
  const provided = { import: [...suite.supportFiles], format: ['message'], publish: false, strict: true };
  const known = configurations.get(suite.root);
  if (known) return known;
  const made = cucumber()
    .then(({ loadConfiguration }) => loadConfiguration({ file: false, provided }, { cwd: suite.root }))
    .then((loaded) => loaded.runConfiguration);
  configurations.set(suite.root, made);
  return made;
}

async function supportLibrary(suite: Suite): Promise<ISupportCodeLibrary> {
  const known = libraries.get(suite.root);
  if (known) return known;
  const { sources, support } = await configuration(suite);
  const made = cucumber().then(({ loadSupport }) => loadSupport({ sources, support }, { cwd: suite.root }));
  libraries.set(suite.root, made);
  return made;
}

/** Plays the scenarios and hands over every message of cucumber's as it comes. Reads nothing from a configuration file. */
export async function playScenarios(
  run: ScenarioRun,
  onMessage: (envelope: Envelope) => void,
): Promise<void> {
  if (run.checks.length === 0) return;
  const base = await configuration(run.suite);
  const parallel = run.parallel > 1 ? run.parallel : 0;
  const options = {
    ...base,
    sources: { ...base.sources, paths: pathsOf(run.checks) },
    support: parallel > 0 ? base.support : await supportLibrary(run.suite),
    runtime: {
      ...base.runtime,
      parallel,
      worldParameters: {
        ...run.parameters,
        adapters: [...run.parameters.adapters],
        ranges: rangesOf(run.suite),
      },
    },
  };
  const environment = { cwd: run.suite.root, stdout: sink(), stderr: sink(run.onComplaint) };
  const { runCucumber } = await cucumber();
  await runCucumber(options, environment, onMessage);
}

function rangesOf({ catalogue }: Suite): Record<string, string> {
  return Object.fromEntries(
    catalogue.requirements.flatMap(({ id, applies }) => (applies === undefined ? [] : [[id, applies]])),
  );
}

/** Places (`file:line`) of the scenarios that a tag expression lets through. */
export async function placesOfTags(suite: Suite, expression: string): Promise<ReadonlySet<string>> {
  const base = await configuration(suite);
  const sources = { ...base.sources, paths: [...suite.features.files], tagExpression: expression };
  const { loadSources } = await cucumber();
  try {
    const { plan } = await loadSources(sources, { cwd: suite.root });
    return new Set(plan.map(({ uri, location }) => `${uri}:${location.line}`));
  } catch (error) {
    // Cucumber says outside that something went wrong, and inside what.
    const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = inner instanceof Error ? inner.message : String(inner);
    throw new UsageError(`--tags "${expression}": ${reason.replaceAll(/\s+/g, ' ')}`);
  }
}

/** Which step definitions there are and which steps use them, found by a dry run. */
export async function stepUse(suite: Suite): Promise<StepUse> {
  const base = await configuration(suite);
  const envelopes: Envelope[] = [];
  const options = {
    ...base,
    sources: { ...base.sources, paths: [...suite.features.files] },
    support: await supportLibrary(suite),
    runtime: { ...base.runtime, dryRun: true },
  };
  const environment = { cwd: suite.root, stdout: sink(), stderr: sink() };
  const { runCucumber } = await cucumber();
  await runCucumber(options, environment, (envelope) => void envelopes.push(envelope));
  return stepUseOf(envelopes);
}

function stepUseOf(envelopes: readonly Envelope[]): StepUse {
  const definitions = envelopes.flatMap(({ stepDefinition }) =>
    stepDefinition
      ? [
          {
            id: stepDefinition.id,
            pattern: stepDefinition.pattern.source,
            file: stepDefinition.sourceReference.uri ?? '',
            line: stepDefinition.sourceReference.location?.line ?? 1,
          },
        ]
      : [],
  );
  const pickles = new Map(envelopes.flatMap(({ pickle }) => (pickle ? [[pickle.id, pickle] as const] : [])));
  const uses = envelopes.flatMap(({ testCase }) => {
    const pickle = pickles.get(testCase?.pickleId ?? '');
    return (testCase?.testSteps ?? []).flatMap((step) => {
      const pickleStep = pickle?.steps.find(({ id }) => id === step.pickleStepId);
      if (!pickle || !pickleStep) return [];
      const line = pickle.location?.line ?? 1;
      return [{ text: pickleStep.text, file: pickle.uri, line, definitions: step.stepDefinitionIds ?? [] }];
    });
  });
  return { definitions, uses };
}
