/**
 * Reads features as Gherkin into scenarios: one per example of an outline, each with the requirements and ports that its
 * tags name.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { generateMessages } from '@cucumber/gherkin';
import { IdGenerator, SourceMediaType, type Background, type Feature, type Pickle } from '@cucumber/messages';
import type { Scenario as AstScenario } from '@cucumber/messages';
import type { PortName } from '../ports/ports.ts';
import { portNames } from '../ports/ports.ts';
import type { Problem } from './problem.ts';
import { serverFlagsStep } from './server-flags.ts';

/** One thing that cucumber runs: a scenario, or one example of an outline. */
export interface Scenario {
  /** Unique in the suite: the name, and for outlines whose names do not tell them apart the number of the example. */
  readonly id: string;
  readonly name: string;
  /** Title as written, with the outline's placeholders. */
  readonly title: string;
  readonly file: string;
  /** Line that runs exactly this: of the scenario, or of the example's row. */
  readonly line: number;
  readonly tags: readonly string[];
  readonly requirements: readonly string[];
  readonly needs: readonly PortName[];
  readonly exclusive: boolean;
  readonly slow: boolean;
  /** True where a step says how the API server is to be started. */
  readonly startsServer: boolean;
  /** Digest of its steps, tables and docstrings: changes whenever what it tests does. */
  readonly digest: string;
}

/** A scenario as written, for the lint. */
export interface WrittenScenario {
  readonly file: string;
  readonly scenario: AstScenario;
  readonly tags: readonly { readonly name: string; readonly line: number }[];
  readonly backgrounds: readonly Background[];
}

export interface FeatureSet {
  readonly files: readonly string[];
  readonly scenarios: readonly Scenario[];
  readonly written: readonly WrittenScenario[];
  readonly problems: readonly Problem[];
}

export const idTag: RegExp = /^@[A-Z]+-[0-9]+[a-z]?$/;
const needsPrefix = '@needs-';

/** Reads every `.feature` file under `features/` of a suite, in path order. */
export async function readFeatures(root: string): Promise<FeatureSet> {
  const folder = join(root, 'features');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.feature'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return featuresOf(files.map((file, index) => ({ file, text: texts[index] ?? '' })));
}

export function featuresOf(sources: readonly { readonly file: string; readonly text: string }[]): FeatureSet {
  const parsed = sources.map(parseFeature);
  return {
    files: sources.map(({ file }) => file),
    scenarios: withIds(parsed.flatMap(({ scenarios }) => scenarios)),
    written: parsed.flatMap(({ written }) => written),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

type Unnumbered = Omit<Scenario, 'id'>;

interface ParsedFeature {
  readonly scenarios: readonly Unnumbered[];
  readonly written: readonly WrittenScenario[];
  readonly problems: readonly Problem[];
}

function parseFeature({ file, text }: { readonly file: string; readonly text: string }): ParsedFeature {
  const options = { includeGherkinDocument: true, includePickles: true, newId: IdGenerator.incrementing() };
  const envelopes = generateMessages(text, file, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, options);
  const problems = envelopes.flatMap(({ parseError }) =>
    parseError ? [{ file, line: parseError.source.location?.line ?? 1, message: parseError.message }] : [],
  );
  const feature = envelopes.flatMap(({ gherkinDocument }) => gherkinDocument?.feature ?? [])[0];
  const written = feature ? writtenScenarios(file, feature) : [];
  const pickles = envelopes.flatMap(({ pickle }) => pickle ?? []);
  return { scenarios: pickles.map((pickle) => scenarioOf(pickle, written)), written, problems };
}

function writtenScenarios(file: string, feature: Feature): readonly WrittenScenario[] {
  const found: WrittenScenario[] = [];
  const tagsOf = (tags: Feature['tags']): WrittenScenario['tags'] =>
    tags.map(({ name, location }) => ({ name, line: location.line }));
  const visit = (
    children: Feature['children'],
    tags: WrittenScenario['tags'],
    outer: readonly Background[],
  ): void => {
    const backgrounds = [...outer, ...children.flatMap(({ background }) => background ?? [])];
    for (const { scenario, rule } of children) {
      if (scenario) {
        const own = [...scenario.tags, ...scenario.examples.flatMap((examples) => examples.tags)];
        found.push({ file, scenario, tags: [...tags, ...tagsOf(own)], backgrounds });
      }
      if (rule) visit(rule.children, [...tags, ...tagsOf(rule.tags)], backgrounds);
    }
  };
  visit(feature.children, tagsOf(feature.tags), []);
  return found;
}

function scenarioOf(pickle: Pickle, written: readonly WrittenScenario[]): Unnumbered {
  const [scenarioId, rowId] = pickle.astNodeIds;
  const ast = written.find(({ scenario }) => scenario.id === scenarioId)?.scenario;
  const row = ast?.examples.flatMap(({ tableBody }) => tableBody).find(({ id }) => id === rowId);
  const tags = pickle.tags.map(({ name }) => name);
  const content = pickle.steps.map(({ text, argument, type }) => [type, text, argument]);
  return {
    name: pickle.name,
    title: ast?.name ?? pickle.name,
    file: pickle.uri,
    line: row?.location.line ?? ast?.location.line ?? 1,
    tags,
    requirements: tags.filter((tag) => idTag.test(tag)).map((tag) => tag.slice(1)),
    needs: portNames.filter((port) => tags.includes(needsPrefix + port)),
    exclusive: tags.includes('@exclusive'),
    slow: tags.includes('@slow'),
    startsServer: pickle.steps.some(({ text }) => text === serverFlagsStep),
    digest: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16),
  };
}

function withIds(scenarios: readonly Unnumbered[]): readonly Scenario[] {
  const seen = new Map<string, number>();
  const count = new Map<string, number>();
  for (const { name } of scenarios) count.set(name, (count.get(name) ?? 0) + 1);
  return scenarios.map((scenario) => {
    const number = (seen.get(scenario.name) ?? 0) + 1;
    seen.set(scenario.name, number);
    const id = count.get(scenario.name) === 1 ? scenario.name : `${scenario.name} [${number}]`;
    return { ...scenario, id };
  });
}
