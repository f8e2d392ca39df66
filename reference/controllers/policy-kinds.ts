import type { ObjectsByKind } from '../client/kinds.ts';
import type { NamedKind } from './kind-schemas.ts';

type Policy = ObjectsByKind['ValidatingAdmissionPolicy'];
type Constraints = NonNullable<NonNullable<Policy['spec']>['matchConstraints']>;
type Rule = NonNullable<Constraints['resourceRules']>[number];

/** Expressions are checked for that many kinds, not more. */
const mostKinds = 10;

/** A resource that a rule names. */
export interface RuledResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** The resources that the rules name, rule by rule. A rule with a star in its groups or versions names none; subresources do not count. */
export function ruledResources(policy: Policy): readonly (readonly RuledResource[])[] {
  return (policy.spec?.matchConstraints?.resourceRules ?? []).map((rule) => resourcesOf(rule));
}

function resourcesOf({ apiGroups = [], apiVersions = [], resources = [] }: Rule): readonly RuledResource[] {
  if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) return [];
  const named = resources.filter((resource) => !/[*/]/.test(resource)).sort();
  return [...apiGroups]
    .sort()
    .flatMap((group) =>
      [...apiVersions]
        .sort()
        .flatMap((version) =>
          named.map((resource) => ({ group, version, resource: resource.toLowerCase() })),
        ),
    );
}

/** The kinds that a resource may mean. The empty group is that of all groups. */
export function kindsNamed(
  { group, version, resource }: RuledResource,
  known: readonly NamedKind[],
): readonly NamedKind[] {
  return known.filter(
    (kind) =>
      (group === '' || kind.group === group) &&
      kind.version === version &&
      (kind.resource === resource || kind.singular === resource),
  );
}

/** The kinds that a policy is about, as far as `known` tells, by group, version and name: the first ten of a rule end the search. */
export function kindsOf(
  rules: readonly (readonly RuledResource[])[],
  known: readonly NamedKind[],
): readonly NamedKind[] {
  const found = new Set<NamedKind>();
  for (const rule of rules) {
    const named = rule.flatMap((resource) => kindsNamed(resource, known)).slice(0, mostKinds);
    for (const kind of named) found.add(kind);
    if (named.length === mostKinds) break;
  }
  return [...found].sort((left, right) => compare(nameOf(left), nameOf(right)));
}

function nameOf({ group, version, kind }: NamedKind): readonly string[] {
  return [group, version, kind];
}

function compare(left: readonly string[], right: readonly string[]): number {
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return 0;
  return (left[at] ?? '') < (right[at] ?? '') ? -1 : 1;
}
