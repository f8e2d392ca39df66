/**
 * What the stages between a request and the store cost: admission plugins, rights, a webhook. In process the reference alone,
 * beside itself without the stage; over HTTP beside a kube-apiserver where one is at hand.
 */
import { pluginNames } from '../../reference/apiserver/admission/plugin-catalogue.ts';
import { currentVersion } from '../../reference/apiserver/legacy-version.ts';
import { startCluster } from '../../reference/index.ts';
import { WebhookServer } from '../../harness/world/webhook-server.ts';
import { forEach, LoadClient, type Target } from './http-load.ts';
import { timed, type Measurement } from './measurement.ts';
import { examplePod } from './pod.ts';

/** Those that run by default; `none` turns all of them off. */
const defaultPlugins = [
  'NamespaceLifecycle',
  'LimitRanger',
  'ServiceAccount',
  'TaintNodesByCondition',
  'PodSecurity',
  'Priority',
  'DefaultTolerationSeconds',
  'StorageObjectInUseProtection',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'CertificateApproval',
  'CertificateSigning',
  'ClusterTrustBundleAttest',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'DefaultStorageClass',
  'PodTopologyLabels',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
];

interface Chain {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** Chains of 0, 5 and 15 plugins. Without a service account no Pod is admitted, so that plugin is in none of them. */
function chains(known: readonly string[]): readonly Chain[] {
  const off = defaultPlugins.filter((name) => known.includes(name));
  const five = ['NamespaceLifecycle', 'LimitRanger', 'Priority', 'DefaultTolerationSeconds', 'ResourceQuota'];
  const more = [
    'PodSecurity',
    'RuntimeClass',
    'TaintNodesByCondition',
    'StorageObjectInUseProtection',
    'DefaultIngressClass',
  ];
  const most = [
    'AlwaysPullImages',
    'MutatingAdmissionWebhook',
    'ValidatingAdmissionWebhook',
    'DefaultStorageClass',
    'CertificateApproval',
  ];
  const compared: readonly (readonly [string, readonly string[]])[] = [
    ['0 plugins', []],
    ['5 plugins', five],
    ['15 plugins', [...five, ...more, ...most]],
  ];
  return compared.map(([name, wanted]) => ({
    name,
    flags: {
      'disable-admission-plugins': off.filter((plugin) => !wanted.includes(plugin)).join(','),
      'enable-admission-plugins': wanted.join(','),
    },
  }));
}

/** Pods created one after the other in process, through chains of different length. */
export async function pluginCost(count: number, rounds: number): Promise<Measurement[]> {
  const compared = chains(pluginNames(currentVersion)).map((chain) => ({
    ...chain,
    samples: [] as number[],
  }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { flags, samples } of compared) {
      const cluster = await startCluster({ seed: round, controllers: [], apiServer: flags });
      const client = cluster.client('bench');
      const spentMs = await timed(async () => {
        for (let index = 0; index < count; index += 1)
          await client.create('Pod', examplePod(index, 'default'));
      });
      await cluster.stop();
      if (round > 0) samples.push(count / (spentMs / 1000));
    }
  }
  const name = 'create pods in process';
  return compared.map((chain) => ({
    name,
    subject: chain.name,
    unit: 'per second' as const,
    samples: chain.samples,
  }));
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** Reads in process by a user whom one of so many bindings lets in. */
export async function rightsCost(count: number, bindings: readonly number[]): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const name = 'get a config map in process, with RBAC';
  for (const many of bindings) {
    const cluster = await startCluster({ controllers: [], apiServer: { 'authorization-mode': 'RBAC' } });
    const admin = { user: 'admin', groups: ['system:masters'] };
    const post = async (path: string, object: unknown): Promise<void> => {
      const body = new TextEncoder().encode(JSON.stringify(object));
      const headers = { 'content-type': 'application/json' };
      const { status } = await cluster.handle({ method: 'POST', path, headers, body, peer: admin });
      if (status !== 201) throw new Error(`POST ${path}: ${status}`);
    };
    for (const { path, object } of grants(many, 'default')) await post(path, object);
    await post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'read-me' } });
    const peer = { user: 'bench-reader', groups: ['system:authenticated'] };
    const get = async (): Promise<void> => {
      const path = '/api/v1/namespaces/default/configmaps/read-me';
      const { status } = await cluster.handle({ method: 'GET', path, headers: {}, peer });
      if (status !== 200) throw new Error(`GET ${path}: ${status}`);
    };
    const samples: number[] = [];
    for (let round = 0; round <= 5; round += 1) {
      const spentMs = await timed(async () => {
        for (let index = 0; index < count; index += 1) await get();
      });
      if (round > 0) samples.push(count / (spentMs / 1000));
    }
    await cluster.stop();
    measurements.push({ name, subject: `${many} bindings`, unit: 'per second', samples });
  }
  return measurements;
}

interface Grant {
  readonly path: string;
  readonly object: unknown;
}

/** A role, so many bindings of it to others, and one to `bench-reader`. */
function grants(many: number, namespace: string): readonly Grant[] {
  const group = 'rbac.authorization.k8s.io';
  const role = {
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name: 'bench-reader' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
  };
  const binding = (index: number): Grant => ({
    path: `${rbac}/namespaces/${namespace}/rolebindings`,
    object: {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `bench-${index}` },
      roleRef: { apiGroup: group, kind: 'Role', name: 'bench-reader' },
      subjects: [{ apiGroup: group, kind: 'User', name: index === 0 ? 'bench-reader' : `somebody-${index}` }],
    },
  });
  const bindings = Array.from({ length: many }, (_, index) => binding(many - 1 - index));
  return [{ path: `${rbac}/namespaces/${namespace}/roles`, object: role }, ...bindings];
}

/** The same over HTTP, the user by impersonation, so that any server can be asked. */
export async function rightsOverHttp(
  target: Target,
  count: number,
  bindings: readonly number[],
): Promise<Measurement[]> {
  const client = new LoadClient(target);
  const measurements: Measurement[] = [];
  for (const many of bindings) {
    const namespace = `bench-rights-${process.pid}-${many}`;
    await client.send('POST', '/api/v1/namespaces', namespaceText(namespace));
    const granted = grants(many, namespace);
    await forEach(granted.length, (index) =>
      client.send('POST', granted[index]?.path ?? '', JSON.stringify(granted[index]?.object)),
    );
    const maps = `/api/v1/namespaces/${namespace}/configmaps`;
    await client.send(
      'POST',
      maps,
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'read-me' } }),
    );
    const reader = new LoadClient(target, { 'impersonate-user': 'bench-reader' });
    const samples: number[] = [];
    for (let round = 0; round <= 3; round += 1) {
      const spentMs = await timed(() => forEach(count, () => reader.send('GET', `${maps}/read-me`)));
      if (round > 0) samples.push(count / (spentMs / 1000));
    }
    await reader.close();
    await client.send('DELETE', `/api/v1/namespaces/${namespace}`);
    const name = `get a config map over HTTP, with RBAC and ${many} bindings`;
    measurements.push({ name, subject: target.subject, unit: 'per second', samples });
  }
  await client.close();
  return measurements;
}

function namespaceText(name: string, labels: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}

/** Config maps created over HTTP, with no webhook and with one that is asked about each. */
export async function webhookCost(target: Target, count: number): Promise<Measurement[]> {
  const server = await WebhookServer.start();
  const client = new LoadClient(target);
  const namespace = `bench-hook-${process.pid}`;
  await client.send('POST', '/api/v1/namespaces', namespaceText(namespace, { bench: namespace }));
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  let made = 0;
  const rate = async (): Promise<number> => {
    const from = made;
    made += count;
    const create = (index: number): Promise<string> => {
      server.takeCalls('bench');
      const metadata = { name: `map-${from + index}` };
      return client.send('POST', maps, JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata }));
    };
    return count / ((await timed(() => forEach(count, create))) / 1000);
  };
  await rate();
  const without = [await rate(), await rate(), await rate()];
  const hooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
  server.script('bench', [{ response: { allowed: true } }]);
  await client.send('POST', hooks, JSON.stringify(configurationOf(server, namespace)));
  // A server may take a moment to notice.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await rate();
  const asked = [await rate(), await rate(), await rate()];
  await client.send('DELETE', `${hooks}/${namespace}`);
  await client.send('DELETE', `/api/v1/namespaces/${namespace}`);
  await client.close();
  await server.close();
  const { subject } = target;
  return [
    { name: 'create config maps over HTTP', subject, unit: 'per second', samples: without },
    { name: 'create config maps over HTTP, with a webhook', subject, unit: 'per second', samples: asked },
  ];
}

function configurationOf(server: WebhookServer, namespace: string): unknown {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: namespace },
    webhooks: [
      {
        name: 'bench.plimsoll.test',
        clientConfig: { url: `${server.url}/bench`, caBundle: server.caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        namespaceSelector: { matchLabels: { bench: namespace } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
}
