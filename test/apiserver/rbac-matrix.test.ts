import { describe, expect, it } from 'vitest';
import { startApi, type ApiFixture } from './api-fixture.ts';

/**
 * Every verb on every resource for every role, decided by the server and by a twin that reads all bindings anew for each
 * question and follows the published rules word by word.
 */
interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

interface Grant {
  /** '' for a ClusterRoleBinding. */
  readonly namespace: string;
  readonly roleKind: 'Role' | 'ClusterRole';
  readonly rules: readonly Rule[];
  readonly subject: Subject;
}

interface Question {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'bind'];
const targets = [
  ['', 'pods', '', ''],
  ['', 'pods', '', 'web'],
  ['', 'pods', 'log', 'web'],
  ['', 'pods', 'status', 'other'],
  ['', 'nodes', '', 'n1'],
  ['apps', 'deployments', '', 'web'],
  ['apps', 'deployments', 'scale', 'web'],
  ['apps', 'pods', '', 'web'],
] as const;

const rules: readonly Rule[] = [
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['*'], apiGroups: ['apps'], resources: ['deployments'] },
  { verbs: ['get'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['get', 'update'], apiGroups: ['', 'apps'], resources: ['*/scale', 'pods/log'] },
  {
    verbs: ['get', 'delete', 'create'],
    apiGroups: [''],
    resources: ['pods', 'nodes'],
    resourceNames: ['web', 'n1'],
  },
  { verbs: ['bind'], apiGroups: [''], resources: ['pods/*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

const subjects: readonly Subject[] = [
  { kind: 'User', name: 'alice' },
  { kind: 'Group', name: 'readers' },
  { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
];

const askers = [
  { user: 'alice', groups: ['system:authenticated'] },
  { user: 'bob', groups: ['readers'] },
  { user: 'readers', groups: ['alice'] },
  { user: 'system:serviceaccount:default:robot', groups: [] },
  { user: 'system:serviceaccount:kube-system:robot', groups: [] },
];

const scopes = [
  { namespace: 'default', roleKind: 'Role' },
  { namespace: 'default', roleKind: 'ClusterRole' },
  { namespace: '', roleKind: 'ClusterRole' },
] as const;

function allGrants(): readonly Grant[] {
  return scopes.flatMap((scope) =>
    rules
      // Only a ClusterRole may speak of paths.
      .filter(({ nonResourceURLs }) => nonResourceURLs === undefined || scope.roleKind === 'ClusterRole')
      .flatMap((rule) => subjects.map((subject) => ({ ...scope, rules: [rule], subject }))),
  );
}

function allQuestions(): readonly Question[] {
  return askers.flatMap((asker) =>
    verbs.flatMap((verb) =>
      targets.flatMap(([group, resource, subresource, name]) =>
        ['default', 'kube-system', ''].map((namespace) => ({
          ...asker,
          verb,
          group,
          resource,
          subresource,
          name,
          namespace,
        })),
      ),
    ),
  );
}

function twinAllows(grant: Grant, question: Question): boolean {
  if (grant.namespace !== '' && grant.namespace !== question.namespace) return false;
  return isMeant(grant.subject, question) && grant.rules.some((rule) => twinRuleAllows(rule, question));
}

function isMeant({ kind, name, namespace = '' }: Subject, { user, groups }: Question): boolean {
  if (kind === 'User') return user === name;
  if (kind === 'Group') return groups.includes(name);
  return user === ['system', 'serviceaccount', namespace, name].join(':');
}

function twinRuleAllows(rule: Rule, question: Question): boolean {
  const { verb, group, resource, subresource, name } = question;
  const names = rule.resourceNames ?? [];
  const full = subresource === '' ? [resource] : [`${resource}/${subresource}`, `*/${subresource}`];
  return (
    ['*', verb].some((wanted) => rule.verbs.includes(wanted)) &&
    ['*', group].some((wanted) => (rule.apiGroups ?? []).includes(wanted)) &&
    ['*', ...full].some((wanted) => (rule.resources ?? []).includes(wanted)) &&
    (names.length === 0 || names.includes(name))
  );
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

async function give(api: ApiFixture, grant: Grant, id: string): Promise<void> {
  const { namespace, roleKind, rules: given, subject } = grant;
  const roles = roleKind === 'Role' ? `${rbac}/namespaces/${namespace}/roles` : `${rbac}/clusterroles`;
  const scope = namespace === '' ? 'clusterrolebindings' : `namespaces/${namespace}/rolebindings`;
  const metadata = { name: id };
  await created(api, roles, { apiVersion: `${apiGroup}/v1`, kind: roleKind, metadata, rules: given });
  await created(api, `${rbac}/${scope}`, {
    apiVersion: `${apiGroup}/v1`,
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata,
    roleRef: { apiGroup, kind: roleKind, name: id },
    subjects: [subject.kind === 'ServiceAccount' ? subject : { apiGroup, ...subject }],
  });
}

/** As an administrator: the fixture itself speaks for nobody. */
async function created(api: ApiFixture, path: string, object: unknown): Promise<Record<string, unknown>> {
  const answer = await api.server.handle({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(object)),
    peer: { user: 'admin', groups: ['system:masters'] },
  });
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  if (answer.status !== 201) throw new Error(`${path}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

async function serverAllows(api: ApiFixture, question: Question): Promise<boolean> {
  const { user, groups, ...resourceAttributes } = question;
  const review = await created(api, '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  });
  return (review['status'] as { allowed: boolean }).allowed;
}

describe('the matrix of verbs, resources and roles', () => {
  it('is decided as by a twin that knows the published rules only', async () => {
    const questions = allQuestions();
    let allowed = 0;
    for (const [at, grant] of allGrants().entries()) {
      const api = await startApi({ authorizationModes: ['RBAC'] }, at + 1);
      await give(api, grant, 'grant');
      await api.environment.settle();
      for (const question of questions) {
        const expected = twinAllows(grant, question);
        allowed += expected ? 1 : 0;
        const answer = await serverAllows(api, question);
        if (answer !== expected)
          expect({ grant, question, answer }).toEqual({ grant, question, answer: expected });
      }
      await api.server.stop();
    }
    expect(allowed).toBeGreaterThan(400);
  }, 60_000);

  it('is decided by all grants together as by any of them', async () => {
    const api = await startApi({ authorizationModes: ['RBAC'] });
    const grants = allGrants();
    for (const [at, grant] of grants.entries()) await give(api, grant, `grant-${at}`);
    await api.environment.settle();
    for (const question of allQuestions()) {
      const expected = grants.some((grant) => twinAllows(grant, question));
      expect(await serverAllows(api, question), JSON.stringify(question)).toBe(expected);
    }
  }, 60_000);
});
