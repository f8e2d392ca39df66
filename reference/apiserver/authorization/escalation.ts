import type { AdmissionPlugin, AdmissionRequest } from '../admission/admission-chain.ts';
import { equalJson, objectAt, objectsAt, textAt, without } from '../fields.ts';
import { forbidden, notFound, type Refusal } from '../status.ts';
import type { Authorizer } from './authorizer.ts';
import { everything, rulesOf, type PolicyRule } from './policy-rule.ts';
import { privilegedGroup } from './privileged.ts';
import type { Rbac } from './rbac.ts';
import { describeRules, quoted, uncovered } from './rule-coverage.ts';

const rbacGroup = 'rbac.authorization.k8s.io';
const checkedResources: ReadonlySet<string> = new Set([
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
]);

/**
 * Nobody gives away more than he has: neither by the rules of a role nor by binding one. It stands at the end of the
 * mutating plugins, since upstream checks between these and validation.
 */
export function escalationCheck(rbac: Rbac, authorizer: Authorizer): AdmissionPlugin {
  const check = new EscalationCheck(rbac, authorizer);
  return {
    name: 'RBACEscalation',
    operations: ['CREATE', 'UPDATE'],
    mutate: (request) => {
      const { group, plural } = request.definition;
      if (group !== rbacGroup || !checkedResources.has(plural)) return undefined;
      return check.refusalOf(request);
    },
  };
}

class EscalationCheck {
  readonly #rbac: Rbac;
  readonly #authorizer: Authorizer;

  constructor(rbac: Rbac, authorizer: Authorizer) {
    this.#rbac = rbac;
    this.#authorizer = authorizer;
  }

  async refusalOf(request: AdmissionRequest): Promise<Refusal | undefined> {
    if (request.identity.groups.includes(privilegedGroup) || isOnlyGarbageCollection(request))
      return undefined;
    return request.definition.plural.endsWith('roles')
      ? this.#ofRole(request)
      : this.#ofBinding(request, objectAt(request.object, 'roleRef') ?? {});
  }

  async #ofRole(request: AdmissionRequest): Promise<Refusal | undefined> {
    const { definition, name, oldObject, object = {} } = request;
    // Whoever creates names no object in the path, so that only a rule for all names allows it.
    const named = oldObject === undefined ? '' : name;
    if (await this.#may(request, 'escalate', { resource: definition.plural, name: named })) return undefined;
    const refused = this.#beyondRights(request, rulesOf(object));
    if (refused !== undefined) return refused;
    const aggregates = [object, oldObject ?? {}].some(
      (role) => objectsAt(objectAt(role, 'aggregationRule'), 'clusterRoleSelectors').length > 0,
    );
    if (!aggregates || this.#beyondRights(request, everything) === undefined) return undefined;
    return forbidden(of(request), name, 'must have cluster-admin privileges to use the aggregationRule');
  }

  async #ofBinding(
    request: AdmissionRequest,
    roleRef: Readonly<Record<string, unknown>>,
  ): Promise<Refusal | undefined> {
    const kind = textAt(roleRef, 'kind');
    const name = textAt(roleRef, 'name');
    // Any other kind is for validation to refuse.
    if (kind !== 'Role' && kind !== 'ClusterRole') return undefined;
    const resource = kind === 'Role' ? 'roles' : 'clusterroles';
    if (await this.#may(request, 'bind', { resource, name })) return undefined;
    const rules = this.#rbac.rulesOf({ kind, name, namespace: request.namespace });
    if ('missing' in rules) return notFound({ group: rbacGroup, resource: rules.missing }, name);
    return this.#beyondRights(request, rules);
  }

  async #may(
    { identity, namespace }: AdmissionRequest,
    verb: 'bind' | 'escalate',
    asked: { readonly resource: string; readonly name: string },
  ): Promise<boolean> {
    const resource = { group: rbacGroup, version: '*', subresource: '', namespace, ...asked };
    const { allowed } = await this.#authorizer({ identity, verb, resource, path: '' });
    return allowed;
  }

  #beyondRights(request: AdmissionRequest, wanted: readonly PolicyRule[]): Refusal | undefined {
    const { identity, namespace, name } = request;
    const missing = uncovered(this.#rbac.rulesFor(identity, namespace).rules, wanted);
    if (missing.length === 0) return undefined;
    const who = `user ${JSON.stringify(identity.user)} (groups=${quoted(identity.groups)})`;
    const why = `${who} is attempting to grant RBAC permissions not currently held:`;
    return forbidden(of(request), name, [why, ...describeRules(missing)].join('\n'));
  }
}

function of({ definition }: AdmissionRequest): { readonly group: string; readonly resource: string } {
  return { group: definition.group, resource: definition.plural };
}

/** Owners and finalizers may always change, so that what is not wanted any more can go. */
function isOnlyGarbageCollection({ object, oldObject }: AdmissionRequest): boolean {
  if (object === undefined || oldObject === undefined) return false;
  const rest = (role: Readonly<Record<string, unknown>>): unknown => ({
    ...role,
    metadata: without(objectAt(role, 'metadata') ?? {}, ['ownerReferences', 'finalizers', 'managedFields']),
  });
  return equalJson(rest(object), rest(oldObject));
}
