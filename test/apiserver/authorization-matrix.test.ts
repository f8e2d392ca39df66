import { describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../reference/cluster/start-cluster.ts';
import { createMatrixTwin, type Asker, type Question } from './authorization-twin.ts';

/** Every verb on every resource and subresource that is served, for everybody whom one of the modes knows. */
const verbs = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
  ...['bind', 'escalate', 'impersonate', 'use'],
];
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const group = 'rbac.authorization.k8s.io';

const policies = [
  { user: 'paula', namespace: '*', resource: 'configmaps', apiGroup: '', readonly: true },
  { user: 'paula', namespace: 'default', resource: '*', apiGroup: 'apps' },
  { group: 'auditors', namespace: '*', resource: '*', apiGroup: '*', readonly: true },
] as const;

const askers: readonly Asker[] = [
  { user: 'viewer', groups: ['system:authenticated'] },
  { user: 'editor', groups: ['system:authenticated'] },
  { user: 'owner', groups: ['system:authenticated'] },
  { user: 'gatherer', groups: ['system:authenticated'] },
  { user: 'olga', groups: ['ops'] },
  { user: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] },
  { user: 'system:node:n2', groups: ['system:nodes'] },
  { user: 'system:node:n1', groups: [] },
  { user: 'paula', groups: [] },
  { user: 'anton', groups: ['auditors'] },
  { user: 'nobody', groups: [] },
];

const objects: readonly (readonly [string, Record<string, unknown>])[] = [
  ...(['view', 'edit', 'admin'] as const).map((role, at) =>
    bound('rolebindings', role, 'User', ['viewer', 'editor', 'owner'][at] ?? ''),
  ),
  bound('clusterrolebindings', 'cluster-admin', 'Group', 'ops'),
  bound('clusterrolebindings', 'whole', 'User', 'gatherer'),
  clusterRole('part-one', [{ apiGroups: [''], resources: ['pods', '*/status'], verbs: ['get', 'patch'] }]),
  clusterRole('part-two', [
    { apiGroups: ['batch'], resources: ['*'], verbs: ['*'], resourceNames: ['used'] },
  ]),
  [
    `${rbac}/clusterroles`,
    {
      ...{ apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: { name: 'whole' }, rules: [] },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] },
    },
  ],
  [
    '/api/v1/namespaces/default/serviceaccounts',
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'used' } },
  ],
  [
    '/api/v1/namespaces/default/pods',
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'used' } },
      spec: {
        ...{ nodeName: 'n1', serviceAccountName: 'used', containers: [{ name: 'app', image: 'app' }] },
        volumes: [
          { name: 'secret', secret: { secretName: 'used' } },
          { name: 'config', configMap: { name: 'used' } },
          { name: 'claim', persistentVolumeClaim: { claimName: 'used' } },
        ],
      },
    },
  ],
  [
    '/api/v1/persistentvolumes',
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'used' } },
      spec: {
        ...{ capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/used' } },
        claimRef: { namespace: 'default', name: 'used' },
      },
    },
  ],
  [
    '/apis/storage.k8s.io/v1/volumeattachments',
    {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: 'used' } },
      spec: { attacher: 'disks', nodeName: 'n1', source: { persistentVolumeName: 'used' } },
    },
  ],
];

function bound(
  plural: 'rolebindings' | 'clusterrolebindings',
  role: string,
  kind: 'User' | 'Group',
  name: string,
): readonly [string, Record<string, unknown>] {
  const scope = plural === 'rolebindings' ? '/namespaces/default' : '';
  return [
    `${rbac}${scope}/${plural}`,
    {
      apiVersion: `${group}/v1`,
      kind: plural === 'rolebindings' ? 'RoleBinding' : 'ClusterRoleBinding',
      metadata: { name: `matrix-${role}` },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: group, kind, name }],
    },
  ];
}

function clusterRole(name: string, rules: readonly unknown[]): readonly [string, Record<string, unknown>] {
  const metadata = { name, labels: { part: 'yes' } };
  return [`${rbac}/clusterroles`, { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata, rules }];
}

async function send(
  cluster: Cluster,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await cluster.handle({
    ...{ method, path, headers: { 'content-type': 'application/json' } },
    ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
    peer: { user: 'admin', groups: ['system:masters'] },
  });
  const text = answer.body instanceof Uint8Array ? new TextDecoder().decode(answer.body) : '';
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

interface Served {
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
}

async function servedResources(cluster: Cluster): Promise<readonly Served[]> {
  const { groups } = await send(cluster, 'GET', '/apis');
  const lists = (groups as { versions: { groupVersion: string }[] }[]).flatMap(({ versions }) =>
    versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
  );
  const found = new Map<string, Served>();
  for (const path of ['/api/v1', ...lists]) {
    const { resources } = await send(cluster, 'GET', path);
    const [, , name = ''] = path.split('/');
    for (const { name: full } of resources as { name: string }[]) {
      const [resource = '', subresource = ''] = full.split('/');
      found.set(`${path.startsWith('/apis') ? name : ''} ${full}`, {
        group: path.startsWith('/apis') ? name : '',
        resource,
        subresource,
      });
    }
  }
  return [...found.values()];
}

function questionsAbout(served: readonly Served[]): readonly Omit<Question, keyof Asker>[] {
  return served.flatMap((place) =>
    verbs.flatMap((verb) =>
      ['default', 'kube-node-lease', ''].flatMap((namespace) =>
        ['', ['nodes', 'leases', 'csinodes'].includes(place.resource) ? 'n1' : 'used'].map((name) => ({
          ...place,
          ...{ verb, namespace, name },
        })),
      ),
    ),
  );
}

async function isAllowed(
  cluster: Cluster,
  { user, groups, ...resourceAttributes }: Question,
): Promise<boolean> {
  const review = await send(cluster, 'POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  });
  return (review['status'] as { allowed: boolean }).allowed;
}

describe('the matrix of verbs, served resources and everybody', () => {
  it('is decided by nodes, policies and gathered roles as by a twin', async () => {
    const cluster = await startCluster({
      apiServer: {
        'authorization-mode': 'Node,ABAC,RBAC',
        'authorization-policy-file': policies
          .map((spec) =>
            JSON.stringify({ apiVersion: 'abac.authorization.kubernetes.io/v1beta1', kind: 'Policy', spec }),
          )
          .join('\n'),
        'disable-admission-plugins': 'ServiceAccount',
      },
    });
    for (const [path, object] of objects) await send(cluster, 'POST', path, object);
    await cluster.advance('5s');
    const twin = createMatrixTwin({
      policies,
      roles: await send(cluster, 'GET', `${rbac}/clusterroles`),
      clusterBindings: await send(cluster, 'GET', `${rbac}/clusterrolebindings`),
      bindings: await send(cluster, 'GET', `${rbac}/rolebindings`),
      namespacedRoles: await send(cluster, 'GET', `${rbac}/roles`),
    });
    const places = questionsAbout(await servedResources(cluster));
    const counts = new Map<string, number>();
    let asked = 0;
    for (const asker of askers) {
      for (const place of places) {
        const question = { ...asker, ...place };
        const expected = twin(question);
        asked += 1;
        if (expected) counts.set(asker.user, (counts.get(asker.user) ?? 0) + 1);
        const answer = await isAllowed(cluster, question);
        if (answer !== expected) expect({ question, answer }).toEqual({ question, answer: expected });
      }
    }
    await cluster.stop();
    const told = [...counts].map(([user, count]) => `${user} ${count}`).join(', ');
    process.stdout.write(`matrix: ${asked} questions, allowed: ${told}\n`);
    expect(asked).toBeGreaterThan(50_000);
    for (const { user } of askers) if (user !== 'nobody') expect(counts.get(user), user).toBeGreaterThan(5);
    expect(counts.get('nobody')).toBeUndefined();
  }, 180_000);
});
