import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openTokenKeys } from '../../../reference/cluster/serve-pki.ts';
import { startCluster } from '../../../reference/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('The options about who asks', () => {
  it.each([
    [{ 'anonymous-auth': 'no' }, '--anonymous-auth is true or false, not "no"'],
    [{ 'token-auth-file': 'a,b' }, '--token-auth-file cannot be used: line 1: at least 3 columns are needed'],
    [{ 'client-ca-file': 'x' }, '--client-ca-file cannot be used: there is no certificate in it'],
    [{ 'tls-cert-file': 'x' }, '--tls-cert-file cannot be used: '],
    [{ 'service-account-key-file': 'x' }, 'goes with --service-account-signing-key-file'],
    [{ 'service-account-signing-key-file': 'x' }, '--service-account-signing-key-file cannot be used: '],
    [{ 'service-account-max-token-expiration': '5m' }, 'must be between 1h and 2^32 seconds, not "5m"'],
    [{ 'service-account-issuer': 'a,a' }, '--service-account-issuer must name issuers, each once'],
    [{ 'service-account-issuer': 'https://:::' }, 'has a colon and is no URL'],
    [{ 'authentication-token-webhook-version': 'v2' }, 'is v1 or v1beta1, not "v2"'],
    [{ 'basic-auth-file': 'p,u,1' }, 'there is no option --basic-auth-file; there are --anonymous-auth'],
  ])('that cannot be used are named: %j', async (apiServer, message) => {
    await expect(startCluster({ apiServer: apiServer })).rejects.toThrow(message);
  });

  it('know what an older version knew', async () => {
    const apiServer = { 'basic-auth-file': 'p,u,1' };
    const cluster = await startCluster({ apiServer, kubernetesVersion: '1.18' });
    const answer = await cluster.handle({ method: 'GET', path: '/version', headers: {} });
    expect(Buffer.from(answer.body as Uint8Array).toString()).toContain('"gitVersion":"v1.18.0+plimsoll"');
    await cluster.stop();
    await expect(startCluster({ apiServer, kubernetesVersion: '1.19' })).rejects.toThrow('no option');
  });

  it('know nobody by the name of anonymous where everything is allowed in so many words', async () => {
    const cluster = await startCluster({ apiServer: { 'authorization-mode': 'AlwaysAllow' } });
    const answer = await cluster.handle({ method: 'GET', path: '/version', headers: {} });
    expect(answer.status).toBe(401);
    await cluster.stop();
  });
});

describe('The keys of tokens in a folder', () => {
  it('are the same at the next start, and only the owner can read the private one', () => {
    const first = openTokenKeys(folder);
    expect(openTokenKeys(folder).signing.id).toBe(first.signing.id);
    expect(statSync(join(folder, 'sa.key')).mode & 0o077).toBe(0);
  });
});

describe('A Secret for a token', () => {
  it('holds one that proves its account, until it is deleted', async () => {
    const cluster = await startCluster();
    const client = cluster.client();
    await client.create('ServiceAccount', { metadata: { name: 'robot' } });
    const annotations = { 'kubernetes.io/service-account.name': 'robot' };
    const type = 'kubernetes.io/service-account-token';
    await client.create('Secret', { metadata: { name: 'kept', annotations }, type });
    // Signing takes real time, whatever the clock of the cluster.
    const token = await vi.waitUntil(async () => {
      await cluster.settle();
      const { data = {} } = await client.get('Secret', 'kept');
      return Buffer.from(data['token'] ?? '', 'base64').toString();
    });
    const asker = async (): Promise<{ readonly status: number; readonly text: string }> => {
      const kind = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const answer = await cluster.handle({
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(kind)),
      });
      return { status: answer.status, text: Buffer.from(answer.body as Uint8Array).toString() };
    };
    expect((await asker()).text).toContain('"username":"system:serviceaccount:default:robot"');
    await client.delete('Secret', 'kept');
    await cluster.settle();
    expect((await asker()).status).toBe(401);
    await cluster.stop();
  });
});
