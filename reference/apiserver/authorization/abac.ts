import type { Identity } from '../message.ts';
import type { AbacPolicy } from './abac-policy.ts';
import type { AccessAttributes, Authorization, HeldRules } from './authorizer.ts';
import { urlCovers, type PolicyRule } from './policy-rule.ts';

const readVerbs = ['get', 'list', 'watch'];

/** What a policy file says. A request costs what concerns its user, however long the file is. */
export class Abac {
  readonly #policies: readonly AbacPolicy[];
  /** By the user that a policy names or, where it names none, by its group. */
  readonly #byUser: ReadonlyMap<string, readonly AbacPolicy[]>;
  readonly #byGroup: ReadonlyMap<string, readonly AbacPolicy[]>;

  constructor(policies: readonly AbacPolicy[]) {
    this.#policies = policies;
    this.#byUser = Map.groupBy(
      policies.filter(({ user }) => user !== ''),
      ({ user }) => user,
    );
    this.#byGroup = Map.groupBy(
      policies.filter(({ user, group }) => user === '' && group !== ''),
      ({ group }) => group,
    );
  }

  authorize(attributes: AccessAttributes): Authorization {
    const { user, groups } = attributes.identity;
    const own = this.#byUser.get(user) ?? [];
    const isAllowed =
      own.some((policy) => isAbout(policy, attributes.identity) && permits(policy, attributes)) ||
      groups.some(
        (group) => this.#byGroup.get(group)?.some((policy) => permits(policy, attributes)) === true,
      );
    return isAllowed ? { allowed: true, why: '' } : { allowed: false, why: 'No policy matched.' };
  }

  /** In the order of the file. */
  rulesFor(identity: Identity, namespace: string): HeldRules {
    const rules = this.#policies
      .filter((policy) => isAbout(policy, identity) && isMeant(policy.namespace, namespace))
      .flatMap(rulesOf);
    return { rules, problem: '' };
  }
}

/** Where a policy names both, a user must be in the group too. */
function isAbout({ user, group }: AbacPolicy, identity: Identity): boolean {
  if (user === '' && group === '') return false;
  return (user === '' || user === identity.user) && (group === '' || identity.groups.includes(group));
}

function permits(policy: AbacPolicy, { verb, resource, path }: AccessAttributes): boolean {
  if (policy.readonly && !readVerbs.includes(verb)) return false;
  if (resource === undefined) return urlCovers(policy.nonResourcePath, path);
  return (
    isMeant(policy.namespace, resource.namespace) &&
    isMeant(policy.resource, resource.resource) &&
    isMeant(policy.apiGroup, resource.group)
  );
}

function isMeant(named: string, wanted: string): boolean {
  return named === '*' || named === wanted;
}

function rulesOf({ readonly, apiGroup, resource, nonResourcePath }: AbacPolicy): readonly PolicyRule[] {
  const verbs = readonly ? readVerbs : ['*'];
  const empty = { verbs, apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
  return [
    ...(resource === '' ? [] : [{ ...empty, apiGroups: [apiGroup], resources: [resource] }]),
    ...(nonResourcePath === '' ? [] : [{ ...empty, nonResourceURLs: [nonResourcePath] }]),
  ];
}
