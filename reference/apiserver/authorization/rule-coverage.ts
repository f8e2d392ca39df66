import { urlCovers, type PolicyRule } from './policy-rule.ts';

/** A short role can speak of more things than fit into any memory. */
const mostPieces = 200_000;

/**
 * What the wanted rules allow beyond the held ones, each piece with one verb on one thing. A piece is covered by one held
 * rule as a whole or not at all. Rules of far too many pieces are not taken apart: they are covered as a whole or not at all.
 */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  const open = wanted.filter((rule) => !held.some((own) => covers(own, rule)));
  const count = open.reduce((total, rule) => total + countOfPieces(rule), 0);
  if (count > mostPieces) return open;
  return open.flatMap(pieces).filter((piece) => !held.some((rule) => covers(rule, piece)));
}

function countOfPieces({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): number {
  const ofResources = apiGroups.length * resources.length * Math.max(resourceNames.length, 1);
  return verbs.length * (ofResources + nonResourceURLs.length);
}

/** Rules of one resource are put together again by their verbs, and every rule is told as upstream does. */
export function describeRules(rules: readonly PolicyRule[]): readonly string[] {
  const together = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { verbs, ...rest } = rule;
    const key = JSON.stringify(rule.nonResourceURLs.length > 0 ? rule : rest);
    const known = together.get(key);
    together.set(key, known === undefined ? rule : { ...known, verbs: [...known.verbs, ...verbs] });
  }
  return [...new Set([...together.values()].map(describe))].sort();
}

function describe(rule: PolicyRule): string {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ] as const;
  const told = parts.filter(([, list]) => list.length > 0).map(([name, list]) => `${name}:${quoted(list)}`);
  return `{${told.join(', ')}}`;
}

/** A list of texts as Go prints it. */
export function quoted(list: readonly string[]): string {
  return `[${list.map((text) => JSON.stringify(text)).join(' ')}]`;
}

const nothing: PolicyRule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};

function pieces(rule: PolicyRule): readonly PolicyRule[] {
  const names = rule.resourceNames.length === 0 ? [[]] : rule.resourceNames.map((name) => [name]);
  const ofResources = rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((resourceNames) => ({
          ...nothing,
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          resourceNames,
        })),
      ),
    ),
  );
  const ofPaths = rule.nonResourceURLs.flatMap((url) =>
    rule.verbs.map((verb) => ({ ...nothing, verbs: [verb], nonResourceURLs: [url] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(held: PolicyRule, piece: PolicyRule): boolean {
  return (
    allOf(held.verbs, piece.verbs) &&
    allOf(held.apiGroups, piece.apiGroups) &&
    piece.resources.every((resource) => coversResource(held.resources, resource)) &&
    coversNames(held.resourceNames, piece.resourceNames) &&
    piece.nonResourceURLs.every((path) => held.nonResourceURLs.some((pattern) => urlCovers(pattern, path)))
  );
}

function allOf(held: readonly string[], wanted: readonly string[]): boolean {
  return held.includes('*') || wanted.every((entry) => held.includes(entry));
}

function coversResource(held: readonly string[], wanted: string): boolean {
  const slash = wanted.indexOf('/');
  const everywhere = slash < 0 ? '*' : `*${wanted.slice(slash)}`;
  return held.includes('*') || held.includes(wanted) || held.includes(everywhere);
}

/** Some names never cover all. */
function coversNames(held: readonly string[], wanted: readonly string[]): boolean {
  if (held.length === 0) return true;
  return wanted.length > 0 && wanted.every((name) => held.includes(name));
}
