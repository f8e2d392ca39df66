import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startApi, type Json } from '../api-fixture.ts';
import { connectReal, type Send } from '../differential/real-server.ts';

/**
 * Compares the verdicts on generated Pods, message by message, with a real kube-apiserver: that of the kubeconfig which
 * PLIMSOLL_KUBECONFIG names, started with --allow-privileged=true. All requests are dry runs but those for the namespaces.
 */
const kubeconfig = process.env['PLIMSOLL_KUBECONFIG'];
const podsPerStandard = 60;
const standards = [
  ['baseline', 'latest'],
  ['restricted', 'latest'],
  ['baseline', 'v1.18'],
  ['restricted', 'v1.18'],
  ['restricted', 'v1.22'],
  ['restricted', 'v1.24'],
  ['baseline', 'v1.28'],
] as const;

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
const profile = fc.constantFrom('RuntimeDefault', 'Unconfined').map((type) => ({ type }));
const seLinux = fc.record({
  type: fc.constantFrom('', 'container_t', 'spc_t', 'container_engine_t'),
  user: fc.constantFrom('', 'root'),
  role: fc.constantFrom('', 'admin'),
});
const capabilities = fc.record({
  add: optional(fc.subarray(['CHOWN', 'NET_BIND_SERVICE', 'SYS_ADMIN', 'NET_RAW'])),
  drop: optional(fc.subarray(['ALL', 'KILL'])),
});
const containerSecurity = fc.record({
  privileged: optional(fc.constant(false)),
  allowPrivilegeEscalation: optional(fc.boolean()),
  runAsNonRoot: optional(fc.boolean()),
  runAsUser: optional(fc.constantFrom(0, 1000)),
  seccompProfile: optional(profile),
  appArmorProfile: optional(profile),
  seLinuxOptions: optional(seLinux),
  capabilities: optional(capabilities),
});
const podSecurity = fc.record({
  runAsNonRoot: optional(fc.boolean()),
  runAsUser: optional(fc.constantFrom(0, 1000)),
  seccompProfile: optional(profile),
  appArmorProfile: optional(profile),
  seLinuxOptions: optional(seLinux),
  sysctls: optional(
    fc.subarray([
      'kernel.shm_rmid_forced',
      'kernel.msgmax',
      'net.ipv4.tcp_keepalive_time',
      'net.ipv4.tcp_wmem',
    ]),
  ).map((names) => names?.map((name) => ({ name, value: '1' }))),
});
const volumes = fc.subarray([
  { name: 'a', emptyDir: {} },
  { name: 'b', hostPath: { path: '/srv' } },
  { name: 'c', nfs: { server: 'files', path: '/' } },
  { name: 'd', configMap: { name: 'settings' } },
]);

function containers(prefix: string, least: number): fc.Arbitrary<readonly Json[]> {
  const container = fc.record({
    securityContext: optional(containerSecurity),
    ports: optional(fc.constantFrom([{ containerPort: 80 }], [{ containerPort: 80, hostPort: 80 }])),
  });
  return fc
    .array(container, { minLength: least, maxLength: 2 })
    .map((list) => list.map((fields, index) => ({ name: `${prefix}${index}`, image: 'nginx', ...fields })));
}

const pods = fc
  .record({
    hostPID: optional(fc.boolean()),
    hostIPC: optional(fc.boolean()),
    securityContext: optional(podSecurity),
    volumes,
    containers: containers('c', 1),
    initContainers: containers('i', 0),
  })
  .map((spec) => JSON.parse(JSON.stringify({ metadata: { name: 'web' }, spec })) as Json);

const seed = 20_261_121;

describe.skipIf(kubeconfig === undefined)('Pod Security beside a real kube-apiserver', () => {
  it('comes to the same verdicts in the same words', { timeout: 300_000 }, async () => {
    const real = connectReal(kubeconfig ?? '', 4);
    const ours = await startApi();
    const tries: Send = async (method, path, content) => {
      const headers = { 'content-type': 'application/json' };
      return { ...(await ours.send(method, path, content?.body, headers)), warning: '' };
    };
    const differences: unknown[] = [];
    let judged = 0;
    let refused = 0;
    for (const [level, version] of standards) {
      const namespace = `psa-${level}-${version.replace('.', '-')}`;
      for (const send of [real.send, tries]) await makeNamespace(send, namespace, [level, version]);
      for (const pod of fc.sample(pods, { numRuns: podsPerStandard, seed })) {
        const [theirs, own] = await Promise.all(
          [real.send, tries].map((send) => verdictOf(send, namespace, pod)),
        );
        judged += 1;
        if (theirs?.startsWith('403') === true) refused += 1;
        if (theirs !== own) differences.push({ level, version, pod, theirs, own });
      }
    }
    await real.close();
    console.log(
      `Pod Security: ${judged - differences.length} of ${judged} verdicts agree; ${refused} Pods were refused`,
    );
    expect(differences).toEqual([]);
    expect(refused).toBeGreaterThan(judged / 4);
  });
});

async function makeNamespace(
  send: Send,
  name: string,
  [level, version]: readonly [string, string],
): Promise<void> {
  const prefix = 'pod-security.kubernetes.io/enforce';
  const labels = { [prefix]: level, [`${prefix}-version`]: version };
  const object = { kind: 'Namespace', apiVersion: 'v1', metadata: { name, labels } };
  const { status } = await send('POST', '/api/v1/namespaces', content(object));
  expect([201, 409]).toContain(status);
  const account = { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'default' } };
  await send('POST', `/api/v1/namespaces/${name}/serviceaccounts`, content(account));
}

function content(object: Json): { readonly body: Uint8Array } {
  return { body: new TextEncoder().encode(JSON.stringify(object)) };
}

async function verdictOf(send: Send, namespace: string, pod: Json): Promise<string> {
  const body = { kind: 'Pod', apiVersion: 'v1', ...pod };
  const answer = await send('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, content(body));
  return answer.status === 201
    ? '201'
    : `${answer.status} ${(answer.body as { message?: string }).message ?? ''}`;
}
