/**
 * Who may what, read anew for every question from lists of roles and bindings, a policy file and one pod on `n1`, as the
 * published descriptions have it. Slow, and nothing but conditions.
 */
export interface Asker {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface Question extends Asker {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
}

export interface Policy {
  readonly user?: string;
  readonly group?: string;
  readonly namespace: string;
  readonly resource: string;
  readonly apiGroup: string;
  readonly readonly?: boolean;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Role {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  readonly rules: readonly Rule[] | null;
  readonly aggregationRule?: {
    readonly clusterRoleSelectors: readonly { readonly matchLabels: Record<string, string> }[];
  };
}

interface Binding {
  readonly metadata: { readonly namespace?: string };
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
}

export interface TwinFacts {
  readonly policies: readonly Policy[];
  readonly roles: Record<string, unknown>;
  readonly namespacedRoles: Record<string, unknown>;
  readonly bindings: Record<string, unknown>;
  readonly clusterBindings: Record<string, unknown>;
}

export function createMatrixTwin(facts: TwinFacts): (question: Question) => boolean {
  const roles = facts.roles['items'] as Role[];
  const namespaced = facts.namespacedRoles['items'] as Role[];
  const bindings = [
    ...(facts.clusterBindings['items'] as Binding[]),
    ...(facts.bindings['items'] as Binding[]),
  ];
  const rulesOf = ({ metadata, roleRef }: Binding): readonly Rule[] => {
    const role =
      roleRef.kind === 'ClusterRole'
        ? roles.find((candidate) => candidate.metadata.name === roleRef.name)
        : namespaced.find(
            (candidate) =>
              candidate.metadata.name === roleRef.name && candidate.metadata.namespace === metadata.namespace,
          );
    return role === undefined ? [] : gathered(role, roles);
  };
  const given = bindings.map((binding) => ({ binding, rules: rulesOf(binding) }));
  return (question) =>
    nodeAllows(question) ||
    facts.policies.some((policy) => policyAllows(policy, question)) ||
    given.some(
      ({ binding, rules }) => isFor(binding, question) && rules.some((rule) => ruleAllows(rule, question)),
    );
}

/** What an aggregated role should allow, whatever stands in it. */
function gathered(role: Role, all: readonly Role[]): readonly Rule[] {
  const selectors = role.aggregationRule?.clusterRoleSelectors;
  if (selectors === undefined) return role.rules ?? [];
  return all
    .filter(
      ({ metadata: { name, labels = {} } }) =>
        name !== role.metadata.name &&
        selectors.some(({ matchLabels }) =>
          Object.entries(matchLabels).every(([key, value]) => labels[key] === value),
        ),
    )
    .flatMap((part) => gathered(part, all));
}

function isFor({ metadata, subjects = [] }: Binding, { user, groups, namespace }: Question): boolean {
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) return false;
  return subjects.some((subject) => {
    if (subject.kind === 'User') return subject.name === user;
    if (subject.kind === 'Group') return groups.includes(subject.name);
    return user === `system:serviceaccount:${subject.namespace ?? ''}:${subject.name}`;
  });
}

function ruleAllows(rule: Rule, { verb, group, resource, subresource, name }: Question): boolean {
  const { verbs, apiGroups = [], resources = [], resourceNames = [] } = rule;
  const full = subresource === '' ? [resource] : [`${resource}/${subresource}`, `*/${subresource}`];
  return (
    ['*', verb].some((wanted) => verbs.includes(wanted)) &&
    ['*', group].some((wanted) => apiGroups.includes(wanted)) &&
    ['*', ...full].some((wanted) => resources.includes(wanted)) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function policyAllows(policy: Policy, { user, groups, verb, namespace, resource, group }: Question): boolean {
  if (policy.user !== undefined && policy.user !== user) return false;
  if (policy.group !== undefined && !groups.includes(policy.group)) return false;
  if (policy.readonly === true && !['get', 'list', 'watch'].includes(verb)) return false;
  return (
    ['*', namespace].includes(policy.namespace) &&
    ['*', resource].includes(policy.resource) &&
    ['*', group].includes(policy.apiGroup)
  );
}

/** What no pod has to do with: every node may. Verbs by resource with its subresource. */
const alike: Readonly<Record<string, readonly string[] | undefined>> = {
  'tokenreviews.authentication.k8s.io': ['create'],
  'subjectaccessreviews.authorization.k8s.io': ['create'],
  'localsubjectaccessreviews.authorization.k8s.io': ['create'],
  'services.': ['get', 'list', 'watch'],
  'events.': ['create', 'update', 'patch'],
  'endpoints.': ['get'],
  'certificatesigningrequests.certificates.k8s.io': ['create', 'get', 'list', 'watch'],
  'csidrivers.storage.k8s.io': ['get', 'list', 'watch'],
  'runtimeclasses.node.k8s.io': ['get', 'list', 'watch'],
  'nodes.': ['create', 'update', 'patch'],
  'nodes/status.': ['update', 'patch'],
  'pods.': ['create', 'delete'],
  'pods/status.': ['update', 'patch'],
  'pods/eviction.': ['create'],
  'csinodes.storage.k8s.io': ['create'],
};

/** What the pod `default/used` on `n1` uses, all of which is called `used`. */
const ofThePod: Readonly<Record<string, readonly string[] | undefined>> = {
  'secrets.': ['get', 'list', 'watch'],
  'configmaps.': ['get', 'list', 'watch'],
  'pods.': ['get', 'list', 'watch'],
  'persistentvolumeclaims.': ['get'],
  'persistentvolumeclaims/status.': ['update', 'patch'],
  'serviceaccounts/token.': ['create'],
};

function nodeAllows({
  user,
  groups,
  verb,
  group,
  resource,
  subresource,
  name,
  namespace,
}: Question): boolean {
  if (!groups.includes('system:nodes') || !/^system:node:.+/.test(user)) return false;
  const node = user.replace('system:node:', '');
  const what = `${subresource === '' ? resource : `${resource}/${subresource}`}.${group}`;
  if (alike[what]?.includes(verb) === true) return true;
  if (resource === 'leases' && group === 'coordination.k8s.io') {
    if (namespace !== 'kube-node-lease') return false;
    return verb === 'create' || (['get', 'update', 'patch', 'delete'].includes(verb) && name === node);
  }
  if (what === 'csinodes.storage.k8s.io')
    return ['get', 'update', 'patch', 'delete'].includes(verb) && name === node;
  if (what === 'nodes.') return ['get', 'list', 'watch'].includes(verb) && name === node;
  if (node !== 'n1' || name !== 'used') return false;
  if (what === 'persistentvolumes.' || what === 'volumeattachments.storage.k8s.io')
    return namespace === '' && verb === 'get';
  return namespace === 'default' && ofThePod[what]?.includes(verb) === true;
}
