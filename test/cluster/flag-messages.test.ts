import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingPlugins, pluginNames } from '../../reference/apiserver/admission/plugin-catalogue.ts';
import { currentVersion } from '../../reference/apiserver/legacy-version.ts';
import { flagValues, serverOptions } from '../../reference/cluster/serve.ts';
import { readServerFlags } from '../../reference/cluster/server-flags.ts';
import { StartError } from '../../reference/cluster/start-error.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-flags-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Outcome {
  readonly warnings: readonly string[];
  /** What was refused; '' where the options can be used. */
  readonly refusal: string;
}

async function read(flags: Record<string, string>, form: 'path' | 'content' = 'path'): Promise<Outcome> {
  const warnings: string[] = [];
  const context = {
    environment: createVirtualEnvironment({ seed: 1 }),
    randomBytes: (count: number): Uint8Array => new Uint8Array(count),
    kubernetesVersion: currentVersion,
    warn: (text: string): void => void warnings.push(text),
  };
  try {
    await readServerFlags(flags, form, context);
    return { warnings, refusal: '' };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { warnings, refusal: error.message };
  }
}

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';
const plainKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const key = plainKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const lockedKey = plainKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' })
  .toString();

describe('An option without effect', () => {
  it.each([
    [{ 'audit-log-path': '-' }, 'audit-log-path', 'audit-policy-file'],
    [{ 'audit-log-maxage': '3' }, 'audit-log-maxage', 'audit-log-path'],
    [{ 'requestheader-allowed-names': 'a' }, 'requestheader-allowed-names', 'requestheader-client-ca-file'],
    [
      { 'authorization-webhook-version': 'v1' },
      'authorization-webhook-version',
      'authorization-webhook-config-file',
    ],
    [{ 'logging-format': 'json' }, 'logging-format', 'v'],
  ])('is told, and what would give it one: %j', async (flags: Record<string, string>, option, needed) => {
    const warnings = [`--${option} has no effect without --${needed}`];
    expect(await read(flags)).toEqual({ warnings, refusal: '' });
  });

  it('is none where what it needs is there', async () => {
    const flags = {
      'audit-policy-file': file('policy.yaml', policy),
      'audit-log-path': '-',
      'audit-log-maxage': '3',
    };
    expect(await read(flags)).toEqual({ warnings: [], refusal: '' });
  });

  it('is an audit policy whose events nobody gets; in process they are kept', async () => {
    const [warning] = (await read({ 'audit-policy-file': file('policy.yaml', policy) })).warnings;
    expect(warning).toBe(
      '--audit-policy-file has no effect without --audit-log-path or --audit-webhook-config-file',
    );
    expect(await read({ 'audit-policy-file': policy }, 'content')).toEqual({ warnings: [], refusal: '' });
  });

  it('is the wish for anonymous users where everything is allowed', async () => {
    const { warnings } = await read({ 'authorization-mode': 'AlwaysAllow', 'anonymous-auth': 'true' });
    expect(warnings).toEqual([expect.stringContaining('has no effect with the mode AlwaysAllow')]);
  });
});

describe('The command line of serve', () => {
  it('takes an option that is true or false without anything behind it', () => {
    expect(flagValues({ enableBootstrapTokenAuth: true, anonymousAuth: 'false' })).toEqual({
      'enable-bootstrap-token-auth': 'true',
      'anonymous-auth': 'false',
    });
  });

  it.each([
    [{}, 8080],
    [{ authorizationMode: 'AlwaysAllow' }, 8080],
    [{ authorizationMode: 'RBAC' }, undefined],
    [{ authorizationConfig: 'file' }, undefined],
    [{ authorizationConfig: 'file', insecurePort: '9090' }, 9090],
  ])('opens the plain port only where everybody may do everything, or when told: %j', (options, port) => {
    expect(serverOptions(options).insecurePort).toBe(port);
  });
});

describe('A file of an option', () => {
  it('that has no name was not given, as in kube-apiserver', async () => {
    expect(await read({ 'token-auth-file': '', 'audit-log-path': '' })).toEqual({
      warnings: [],
      refusal: '',
    });
  });

  it('is named with what is wrong with it', async () => {
    mkdirSync(join(folder, 'tokens'));
    const missing = join(folder, 'missing.csv');
    expect((await read({ 'token-auth-file': missing })).refusal).toBe(
      `--token-auth-file ${missing} cannot be used: there is no such file`,
    );
    expect((await read({ 'token-auth-file': join(folder, 'tokens') })).refusal).toContain('it is a folder');
    const short = file('short.csv', 't,alice,1\n\nsecret,bob\n');
    const { refusal } = await read({ 'token-auth-file': short });
    expect(refusal).toContain(`${short} cannot be used: line 3: at least 3 columns`);
    expect(refusal).not.toContain('secret');
  });

  it('that has tokens twice, or none, can be used, with a warning', async () => {
    const path = file('twice.csv', 't,alice,1\nt,bob,2\n,carol,3\n');
    const { warnings, refusal } = await read({ 'token-auth-file': path });
    expect(refusal).toBe('');
    expect(warnings).toEqual([
      `--token-auth-file ${path}: the token on line 2 stands on an earlier line too: the later one holds`,
      `--token-auth-file ${path}: line 3 has an empty token and is passed over`,
    ]);
  });

  it('is given by its name on a command line, and by its content in process', async () => {
    const content = await read({ 'audit-policy-file': policy, 'audit-log-path': '-' });
    expect(content.refusal).toContain('--audit-policy-file takes the name of a file');
    expect(content.refusal).not.toContain('Metadata');
    for (const name of ['client-ca-file', 'audit-policy-file', 'admission-control-config-file'])
      expect((await read({ [name]: './some/file.yaml' }, 'content')).refusal).toContain(
        'files are given by their content here',
      );
  });
});

describe('Certificates and keys', () => {
  it.each([
    ['an encrypted key', lockedKey, 'its private key is encrypted: give it without a passphrase'],
    ['a damaged key', key.replace(/\n..../, '\nAAAA'), 'its private key cannot be read'],
    ['something else', 'hello', 'there is no private key in it'],
    [
      'a certificate',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'in it, only "CERTIFICATE"',
    ],
  ])('are told apart: %s in the place of a key', async (_what, content, expected) => {
    const path = file('signing.pem', content);
    const { refusal } = await read({ 'service-account-signing-key-file': path });
    expect(refusal).toContain(`--service-account-signing-key-file ${path} cannot be used: `);
    expect(refusal).toContain(expected);
  });

  it('are told apart: a key in the place of a certificate', async () => {
    const path = file('key.pem', key);
    const { refusal } = await read({ 'client-ca-file': path });
    expect(refusal).toBe(
      `--client-ca-file ${path} cannot be used: there is no certificate in it, only "PRIVATE KEY"`,
    );
    const damaged = file('ca.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect((await read({ 'client-ca-file': damaged })).refusal).toContain(
      'certificate 1 in it cannot be read',
    );
  });
});

describe('Admission plugins', () => {
  it('that need to be told something say where', async () => {
    const { refusal } = await read({ 'enable-admission-plugins': 'EventRateLimit' });
    expect(refusal).toContain('--enable-admission-plugins: EventRateLimit: limits: must not be empty');
    expect(refusal).toContain('--admission-control-config-file');
  });

  it('that are offered in place of an unknown one can be had', async () => {
    const { refusal } = await read({ 'enable-admission-plugins': 'AlwaysPulImages' });
    const missing = missingPlugins(currentVersion);
    const offered = pluginNames(currentVersion).filter((name) => !missing.includes(name));
    expect(refusal.split('there are ')[1]?.split(', ')).toEqual(offered);
  });
});
