import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readKubeconfig } from '../../reference/client/http/kubeconfig.ts';
import { parseAuthorizationConfiguration } from '../../reference/cluster/authorization-configuration.ts';
import { startCluster } from '../../reference/cluster/start-cluster.ts';

const readAccess = (named: unknown): ReturnType<typeof readKubeconfig> => readKubeconfig(String(named));

describe('the options about rights', () => {
  test.each([
    ['a mode that is not known', { 'authorization-mode': 'Everybody' }, /authorization-mode/],
    ['a mode twice', { 'authorization-mode': 'RBAC,RBAC' }, /each once/],
    ['ABAC without its file', { 'authorization-mode': 'ABAC' }, /needs --authorization-policy-file/],
    [
      'Webhook without its file',
      { 'authorization-mode': 'Webhook' },
      /needs --authorization-webhook-config-file/,
    ],
    [
      'a file without its mode',
      { 'authorization-mode': 'RBAC', 'authorization-policy-file': '' },
      /without the mode ABAC/,
    ],
    [
      'a policy that cannot be read',
      { 'authorization-mode': 'ABAC', 'authorization-policy-file': '{"user": "a"}\n{' },
      /authorization-policy-file.*line 2/,
    ],
    [
      'a file of authorizers beside modes',
      {
        'authorization-mode': 'RBAC',
        'authorization-config':
          '{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: [{type: RBAC, name: rbac}]}',
      },
      /can not be specified/,
    ],
  ])('refuse %s', async (_what, apiServer, message) => {
    await expect(startCluster({ apiServer })).rejects.toThrow(message);
  });
});

describe('a file of authorizers', () => {
  const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n';
  const webhook = (kubeConfigFile: string, more = ''): string =>
    `{timeout: 3s, subjectAccessReviewVersion: v1, matchConditionSubjectAccessReviewVersion: v1, failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: ${kubeConfigFile}}${more}}`;

  it('names them in order, with what each webhook is told', () => {
    const folder = mkdtempSync(join(tmpdir(), 'authorizers-'));
    const file = join(folder, 'kubeconfig');
    writeFileSync(
      file,
      '{clusters: [{name: a, cluster: {server: "https://127.0.0.1:1/a"}}], contexts: [{name: a, context: {cluster: a}}], current-context: a}',
    );
    const { modes, webhooks } = parseAuthorizationConfiguration(
      `${head}authorizers:\n- {type: Webhook, name: first, webhook: ${webhook(file)}}\n- {type: Node, name: node}\n` +
        `- {type: Webhook, name: last, webhook: ${webhook(file, ', authorizedTTL: 1m')}}\n`,
      readAccess,
    );
    expect(modes).toEqual(['Webhook', 'Node', 'Webhook']);
    expect(webhooks.map(({ onFailure, authorizedTtlMs }) => [onFailure, authorizedTtlMs])).toEqual([
      ['Deny', 300_000],
      ['Deny', 60_000],
    ]);
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['no authorizer', 'authorizers: []', /at least one/],
    ['a name that is not the type', 'authorizers: [{type: RBAC, name: roles}]', /expected name rbac/],
    ['a type that is not known', 'authorizers: [{type: Oracle, name: oracle}]', /authorizers\[0\]\.type/],
    [
      'the same twice',
      'authorizers: [{type: RBAC, name: rbac}, {type: RBAC, name: rbac}]',
      /authorizers\[1\]\.type: Duplicate value: "RBAC"/,
    ],
    [
      'a condition that is none',
      `authorizers: [{type: Webhook, name: a, webhook: ${webhook('/nowhere', ', matchConditions: [{expression: "request."}]')}}]`,
      /^authorizers\[0\]\.matchConditions\[0\]\.expression: Invalid value: "request\."/,
    ],
    [
      'several faults',
      'authorizers: [{type: Webhook, name: a, webhook: {timeout: 31s, authorizedTTL: 5}}, {type: Oracle, name: a}]',
      /^\[authorizers\[0\]\.timeout: .*, authorizers\[0\]\.connectionInfo\.type: .*, authorizers\[1\]\.type: /s,
    ],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => parseAuthorizationConfiguration(head + text, readAccess)).toThrow(message);
  });
});

describe('acting in several groups', () => {
  it('takes every header by itself, over a real connection', async () => {
    const cluster = await startCluster({
      clock: 'real',
      apiServer: { 'authorization-mode': 'RBAC' },
      listen: true,
    });
    const credentials = JSON.stringify(cluster.kubeconfig());
    const url = await cluster.listen();
    const text = await new Promise<string>((resolve, reject) => {
      const body = '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}';
      const sent = request(
        `${url}/apis/authentication.k8s.io/v1/selfsubjectreviews`,
        { method: 'POST', rejectUnauthorized: false, ...clientOf(JSON.parse(credentials) as string) },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            resolve(Buffer.concat(chunks).toString('utf8'));
          });
        },
      );
      sent.on('error', reject);
      sent.setHeader('content-type', 'application/json');
      sent.setHeader('impersonate-user', 'carol');
      sent.setHeader('impersonate-group', ['developers', 'a, b']);
      sent.end(body);
    });
    await cluster.stop();
    expect(JSON.parse(text)).toMatchObject({
      status: { userInfo: { username: 'carol', groups: ['developers', 'a, b', 'system:authenticated'] } },
    });
  });
});

/** The client certificate in a kubeconfig. */
function clientOf(kubeconfig: string): { readonly cert: string; readonly key: string } {
  const data = (field: string): string =>
    Buffer.from(new RegExp(`${field}: "?([A-Za-z0-9+/=]+)`).exec(kubeconfig)?.[1] ?? '', 'base64').toString(
      'utf8',
    );
  return { cert: data('client-certificate-data'), key: data('client-key-data') };
}
