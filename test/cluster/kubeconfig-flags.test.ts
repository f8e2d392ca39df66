import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startCluster } from '../../reference/cluster/start-cluster.ts';
import { startServer } from '../../reference/cluster/start-server.ts';
import { WebhookServer } from '../../harness/world/webhook-server.ts';

let folder: string;
let hooks: WebhookServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
  hooks = await WebhookServer.start();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await hooks.close();
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function kubeconfig(user: unknown, { url, caBundle }: Pick<WebhookServer, 'url' | 'caBundle'>): unknown {
  return {
    clusters: [
      {
        name: 'c',
        cluster: { server: `${url}/auditor`, 'certificate-authority-data': caBundle },
      },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  };
}

function admission(name: string, configuration: unknown): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [{ name, configuration }],
  });
}

const imagePolicy = (policy: unknown): Record<string, string> => ({
  'enable-admission-plugins': 'ImagePolicyWebhook',
  'admission-control-config-file': admission('ImagePolicyWebhook', { imagePolicy: policy }),
});
const users = (kubeConfigFile: unknown): Record<string, string> => ({
  'admission-control-config-file': admission('MutatingAdmissionWebhook', {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'WebhookAdmissionConfiguration',
    kubeConfigFile,
  }),
});
const audit = (flags: Record<string, string>): Record<string, string> => ({
  'audit-webhook-config-file': JSON.stringify(kubeconfig({}, { url: 'https://127.0.0.1:1', caBundle: '' })),
  ...flags,
});

describe('options that name kubeconfigs', () => {
  test.each([
    [
      'a judge of whom nothing is said',
      { 'enable-admission-plugins': 'ImagePolicyWebhook' },
      /no config specified/,
    ],
    ['a judge who is not named', imagePolicy({}), /names no file/],
    [
      'a judge who is remembered too long',
      imagePolicy({ kubeConfigFile: {}, allowTTL: 3600 }),
      /between 1s and 30m0s/,
    ],
    ['users in a file that is not named from the root', users('users.yaml'), /must be an absolute file path/],
    [
      'users who are found out by a program',
      users({ users: [{ name: '*', user: { exec: {} } }] }),
      /exec is not supported/,
    ],
    [
      'a mode that there is not',
      audit({ 'audit-webhook-mode': 'later' }),
      /one of batch, blocking, blocking-strict/,
    ],
    ['batches of nothing', audit({ 'audit-webhook-batch-max-size': '0' }), /positive/],
    ['no batch ever', audit({ 'audit-webhook-batch-throttle-qps': '0' }), /positive/],
    [
      'batches smaller than events',
      audit({ 'audit-webhook-truncate-max-batch-size': '10' }),
      /must not be less/,
    ],
    ['another version', audit({ 'audit-webhook-version': 'audit.k8s.io/v1beta1' }), /audit\.k8s\.io\/v1,/],
  ])('are refused for %s', async (_what, flags, message) => {
    await expect(startCluster({ apiServer: flags })).rejects.toThrow(message);
  });

  it('are read from files on a command line, and what lies beside them', async () => {
    hooks.script('auditor', [{}]);
    const token = file('token', 'swordfish\n');
    const server = await startServer({
      port: 0,
      flags: {
        'admission-control-config-file': file(
          'admission.yaml',
          admission('ImagePolicyWebhook', {
            imagePolicy: { kubeConfigFile: file('judge.yaml', kubeconfig({ tokenFile: token }, hooks)) },
          }),
        ),
        'enable-admission-plugins': 'ImagePolicyWebhook',
        'audit-policy-file': file('policy.yaml', {
          apiVersion: 'audit.k8s.io/v1',
          kind: 'Policy',
          rules: [{ level: 'Metadata', nonResourceURLs: ['/version'] }],
        }),
        'audit-webhook-config-file': file('auditor.yaml', kubeconfig({ tokenFile: 'token' }, hooks)),
      },
    });
    const { readKubeconfig } = await import('../../reference/client/http/kubeconfig.ts');
    const { Agent, request } = await import('undici');
    const access = readKubeconfig(file('admin.yaml', server.kubeconfig));
    const { certificateAuthority = '', clientCertificate = '', clientKey = '' } = access;
    const dispatcher = new Agent({
      connect: { ca: certificateAuthority, cert: clientCertificate, key: clientKey },
    });
    const answer = await request(`${server.url}/version`, { dispatcher });
    await answer.body.dump();
    await dispatcher.close();
    // What waits for its batch is sent at an orderly end.
    await server.stop();
    const [call] = hooks.takeCalls('auditor');
    expect(call?.['items']).toHaveLength(2);
    expect(call?.http.headers['authorization']).toBe('Bearer swordfish');
  });
});
