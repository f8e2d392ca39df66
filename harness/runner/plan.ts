import { areaOf } from '../catalogue/catalogue.ts';
import type { Scenario } from '../catalogue/feature.ts';
import { unknownWord } from '../catalogue/near-match.ts';
import { UsageError } from '../catalogue/problem.ts';
import type { Requirement } from '../catalogue/requirement.ts';
import { isSharedWithOthers, type AdapterManifest } from '../ports/adapter.ts';
import type { PortName } from '../ports/ports.ts';
import type { PlacedProperty, Suite } from './suite.ts';
import { versionWithin } from '../catalogue/version-range.ts';
import { whatIsLacking, type Asking } from '../catalogue/optional-features.ts';

/** One scenario or property that a run must answer for. */
export interface Check {
  /** Unique and stable: what a known-failures file names. */
  readonly id: string;
  readonly kind: 'scenario' | 'property';
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly requirements: readonly string[];
  readonly needs: readonly PortName[];
  readonly exclusive: boolean;
  readonly scenario?: Scenario;
  readonly property?: PlacedProperty;
}

export interface PlannedCheck extends Check {
  /** Why the implementation need not show it; absent: it must be judged. */
  readonly notApplicable?: string;
}

/** What a run is restricted to; empty: everything. */
export interface Selection {
  readonly profile?: string;
  readonly requirements?: readonly string[];
  readonly tags?: string;
  readonly shard?: string;
}

/** A selection resolved against the suite. */
export interface Filter {
  /** Ids of the requirements that a check must touch; absent: any. */
  readonly requirements?: ReadonlySet<string>;
  /** Places (`file:line`) that a tag expression let through; absent: any. Properties have no tags and are left out. */
  readonly places?: ReadonlySet<string>;
  readonly shard?: Shard;
}

export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** All checks of a suite, scenarios in file order, then properties. */
export function checksOf(suite: Pick<Suite, 'features' | 'properties'>): readonly Check[] {
  const scenarios = suite.features.scenarios.map((scenario): Check => {
    const { id, name, file, line, requirements, needs, exclusive } = scenario;
    return { id, kind: 'scenario', name, file, line, requirements, needs, exclusive, scenario };
  });
  const properties = suite.properties.map((placed): Check => {
    const { id, title, requirements, needs, exclusive } = placed.property;
    const { file, line } = placed;
    return {
      id,
      kind: 'property',
      name: title,
      file,
      line,
      requirements,
      needs,
      exclusive,
      property: placed,
    };
  });
  return [...scenarios, ...properties];
}

/**
 * What must be judged, and what need not be and why. Pure and deterministic: the same suite, manifest and filter give
 * the same plan, and the shards of one run part it without overlap.
 */
export function plan(suite: Suite, manifest: AdapterManifest, filter: Filter): readonly PlannedCheck[] {
  const { byId } = suite.catalogue;
  const chosen = checksOf(suite)
    .filter(
      ({ requirements }) => !filter.requirements || requirements.some((id) => filter.requirements?.has(id)),
    )
    .filter(
      ({ kind, file, line }) =>
        !filter.places || (kind === 'scenario' && filter.places.has(`${file}:${line}`)),
    );
  return inShard(chosen, filter.shard).map((check) => {
    const requirements = check.requirements.flatMap((id) => byId.get(id) ?? []);
    const reason = whyNot(check, requirements, manifest);
    return reason === undefined ? check : { ...check, notApplicable: reason };
  });
}

function inShard(checks: readonly Check[], shard: Shard | undefined): readonly Check[] {
  if (!shard) return checks;
  const order = checks.map(({ id }) => id).sort();
  const place = new Map(order.map((id, index) => [id, index % shard.count]));
  return checks.filter(({ id }) => place.get(id) === shard.index - 1);
}

function whyNot(
  check: Check,
  requirements: readonly Requirement[],
  manifest: AdapterManifest,
): string | undefined {
  const needs = new Set([...check.needs, ...requirements.flatMap((requirement) => requirement.needs)]);
  const missing = [...needs].filter((port) => !manifest.ports.includes(port));
  if (missing.length > 0) return `port missing: ${manifest.name} does not offer ${missing.join(', ')}`;
  const { kubernetes, otherVersions = [] } = manifest;
  const bound = requirements.filter(({ applies }) => applies !== undefined);
  const ranges = bound.flatMap(({ applies }) => applies ?? []);
  if (kubernetes !== undefined && versionWithin([kubernetes, ...otherVersions], ranges) === undefined) {
    const ids = bound.map(({ id, applies = '' }) => `${id} applies to ${applies}`).join(', ');
    return `version: ${ids}, ${manifest.name} is ${[kubernetes, ...otherVersions].join(', ')}`;
  }
  const lacking = whatIsLacking(askingOf(check), manifest.features);
  if (lacking !== undefined) return `option: ${manifest.name} ${lacking}`;
  if (check.exclusive && isSharedWithOthers(manifest)) {
    return `shared cluster: it needs a cluster of its own, ${manifest.name} shares one`;
  }
  return undefined;
}

/** What a check asks of an adapter beside its ports. */
function askingOf({ scenario, property }: Check): Asking {
  return scenario ?? { tags: [], startsServer: property?.property.serverFlags !== undefined };
}

/** `2/4`, 1-based. */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (!match || index < 1 || index > count) {
    throw new UsageError(`"${text}" is not a shard; write --shard I/N with I from 1 to N, for example 1/4`);
  }
  return { index, count };
}

/** Ids as given, or whole areas (`LOCK`), as a set of known ids. */
export function resolveIds(wanted: readonly string[], suite: Pick<Suite, 'catalogue'>): ReadonlySet<string> {
  const known = suite.catalogue.requirements.map(({ id }) => id);
  return new Set(
    wanted.flatMap((word) => {
      if (suite.catalogue.byId.has(word)) return [word];
      const area = known.filter((id) => areaOf(id) === word);
      if (area.length === 0)
        throw new UsageError(unknownWord('requirement', word, [...known, ...new Set(known.map(areaOf))]));
      return area;
    }),
  );
}
