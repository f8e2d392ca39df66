import type { Identity } from '../message.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import { together, type AccessAttributes, type Authorization, type HeldRules } from './authorizer.ts';
import { BindingIndex, type GivenRole, type RoleReference } from './binding-index.ts';
import { ruleAllows, rulesOf, type PolicyRule } from './policy-rule.ts';

/** Where roles and bindings are kept. */
export interface RbacStores {
  readonly roles: ObjectStore;
  readonly clusterRoles: ObjectStore;
  readonly roleBindings: ObjectStore;
  readonly clusterRoleBindings: ObjectStore;
}

/** A role that a binding names and that is not there, or the rules of the one that is. */
export type FoundRules = readonly PolicyRule[] | { readonly missing: 'roles' | 'clusterroles' };

/** What roles and bindings say, as this server's caches know them: a change takes effect as soon as it has been watched. */
export class Rbac {
  readonly #stores: RbacStores;
  readonly #roleBindings: BindingIndex;
  readonly #clusterRoleBindings: BindingIndex;
  /** By the stored state of a role, which never changes. */
  readonly #rules = new WeakMap<object, readonly PolicyRule[]>();

  constructor(stores: RbacStores) {
    this.#stores = stores;
    this.#roleBindings = new BindingIndex(stores.roleBindings.cache);
    this.#clusterRoleBindings = new BindingIndex(stores.clusterRoleBindings.cache);
  }

  authorize(attributes: AccessAttributes): Authorization {
    const missing = new Set<string>();
    for (const role of this.#rolesOf(attributes.identity, attributes.resource?.namespace ?? '')) {
      const rules = this.rulesOf(role);
      if ('missing' in rules) missing.add(missingText(rules.missing, role.name));
      else if (rules.some((rule) => ruleAllows(rule, attributes))) {
        return { allowed: true, why: `RBAC: allowed by ${role.reason}` };
      }
    }
    return { allowed: false, why: missing.size === 0 ? '' : `RBAC: ${together([...missing])}` };
  }

  /** Everything that the user may do in the namespace, what bindings of the whole cluster give first. */
  rulesFor(identity: Identity, namespace: string): HeldRules {
    const missing = new Set<string>();
    const rules = [...this.#rolesOf(identity, namespace)].flatMap((role) => {
      const found = this.rulesOf(role);
      if (!('missing' in found)) return found;
      missing.add(missingText(found.missing, role.name));
      return [];
    });
    return { rules, problem: together([...missing]) };
  }

  rulesOf({ kind, name, namespace }: RoleReference): FoundRules {
    const isRole = kind === 'Role';
    const store = isRole ? this.#stores.roles : this.#stores.clusterRoles;
    const stored = store.cache.objects.get(store.keyOf(isRole ? namespace : '', name));
    if (stored === undefined) return { missing: isRole ? 'roles' : 'clusterroles' };
    const known = this.#rules.get(stored) ?? rulesOf(stored.object);
    this.#rules.set(stored, known);
    return known;
  }

  *#rolesOf(identity: Identity, namespace: string): Generator<GivenRole> {
    yield* this.#clusterRoleBindings.rolesOf(identity, '');
    if (namespace !== '') yield* this.#roleBindings.rolesOf(identity, namespace);
  }
}

function missingText(resource: 'roles' | 'clusterroles', name: string): string {
  return `${resource.slice(0, -1)}.rbac.authorization.k8s.io "${name}" not found`;
}
