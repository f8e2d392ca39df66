import { describe, expect, it } from 'vitest';
import type { ValueTransformer } from '../../reference/apiserver/encryption/value-transformer.ts';
import {
  EncryptionConfigurationError,
  parseEncryptionConfiguration,
} from '../../reference/apiserver/encryption/encryption-configuration.ts';
import {
  createValueTransformers,
  type ValueTransformers,
} from '../../reference/apiserver/encryption/value-transformers.ts';
import { at, joinApi, startApi, textAt, versionOf, type ApiFixture } from './api-fixture.ts';
import recorded from './fixtures/encrypted-values.json' with { type: 'json' };

const secrets = '/api/v1/namespaces/default/secrets';
const long = Buffer.from('0123456789abcdef0123456789abcdef').toString('base64');
const short = Buffer.from('0123456789abcdef').toString('base64');
const other = Buffer.from('another key of thirty-two bytes!').toString('base64');
const providers = ['aescbc', 'aesgcm', 'secretbox'] as const;

interface Rule {
  readonly resources: readonly string[];
  readonly providers: readonly unknown[];
}

function text(...resources: readonly Rule[]): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources,
  });
}

function keyed(provider: string, ...keys: readonly [name: string, secret: string][]): unknown {
  return { [provider]: { keys: keys.map(([name, secret]) => ({ name, secret })) } };
}

let drawn = 0;
function nonce(length: number): Uint8Array {
  drawn += 1;
  return Uint8Array.from({ length }, (_, index) => (drawn * 31 + index * 7) % 256);
}

function transformers(...rules: readonly Rule[]): Promise<ValueTransformers> {
  return createValueTransformers(parseEncryptionConfiguration(text(...rules)), nonce);
}

async function forSecrets(...given: readonly unknown[]): Promise<ValueTransformer> {
  const found = await transformers({ resources: ['secrets'], providers: given });
  return found({ group: '', resource: 'secrets' });
}

const plain = Buffer.from('{"kind":"Secret","data":{"password":"b3BlbiBzZXNhbWU="}}');
const key = '/registry/secrets/default/token';

/** What lies in the store at the key, as text of one character per byte. */
async function storedAt(api: ApiFixture, at: string): Promise<string> {
  const answer = await api.member.connect().range({ key: Buffer.from(at) });
  return Buffer.from(answer.kvs[0]?.value ?? []).toString('latin1');
}

describe.each(providers)('%s', (provider) => {
  it('reads what it wrote, and writes the same value differently each time', async () => {
    const transformer = await forSecrets(keyed(provider, ['one', long]));
    const [first, second] = [transformer.toStorage(plain, key), transformer.toStorage(plain, key)];
    expect(Buffer.from(first).toString('latin1')).toMatch(new RegExp(`^k8s:enc:${provider}:v1:one:`));
    expect(Buffer.from(first).includes('Secret')).toBe(false);
    expect(Buffer.from(second).equals(first)).toBe(false);
    expect(transformer.fromStorage(first, key)).toEqual({ plain, stale: false });
  });

  it('reads what kube-apiserver wrote', async () => {
    const found = recorded.values.find((value) => value.provider === provider);
    const secret = provider === 'aesgcm' ? short : long;
    const transformer = await forSecrets(keyed(provider, [found?.keyName ?? '', secret]));
    const revealed = transformer.fromStorage(Buffer.from(found?.value ?? '', 'base64'), found?.key ?? '');
    const object: unknown =
      'plain' in revealed ? JSON.parse(Buffer.from(revealed.plain).toString()) : revealed;
    expect(textAt(object, 'metadata', 'name')).toBe(found?.key.split('/').at(-1));
  });

  it('does not read with another key, and says so without a word of the value', async () => {
    const written = (await forSecrets(keyed(provider, ['one', long]))).toStorage(plain, key);
    const revealed = (await forSecrets(keyed(provider, ['one', other]))).fromStorage(written, key);
    expect(revealed).toHaveProperty('problem');
    expect(JSON.stringify(revealed)).not.toContain('sesame');
  });

  it('refuses what was cut short', async () => {
    const transformer = await forSecrets(keyed(provider, ['one', long]));
    const written = transformer.toStorage(plain, key);
    for (const length of [written.length - 1, `k8s:enc:${provider}:v1:one:`.length + 3]) {
      expect(transformer.fromStorage(written.subarray(0, length), key)).toHaveProperty('problem');
    }
  });

  it('writes with the first key, reads with all, and calls the others stale', async () => {
    const old = await forSecrets(keyed(provider, ['one', long]));
    const rotated = await forSecrets(keyed(provider, ['two', other], ['one', long]));
    expect(rotated.fromStorage(old.toStorage(plain, key), key)).toEqual({ plain, stale: true });
    expect(rotated.fromStorage(rotated.toStorage(plain, key), key)).toEqual({ plain, stale: false });
    expect(old.fromStorage(rotated.toStorage(plain, key), key)).toHaveProperty('problem');
  });
});

describe('providers', () => {
  it('bind a value to its key where they authenticate it', async () => {
    const transformer = await forSecrets(keyed('aesgcm', ['one', long]));
    const written = transformer.toStorage(plain, key);
    expect(transformer.fromStorage(written, `${key}-of-somebody-else`)).toEqual({
      problem: 'cipher: message authentication failed',
    });
  });

  it('may stand beside each other, identity included, in any order', async () => {
    const written = (await forSecrets(keyed('aescbc', ['one', long]))).toStorage(plain, key);
    const leaving = await forSecrets({ identity: {} }, keyed('aescbc', ['one', long]));
    expect(leaving.fromStorage(written, key)).toEqual({ plain, stale: true });
    expect(leaving.toStorage(plain, key)).toEqual(plain);
    const arriving = await forSecrets(keyed('aescbc', ['one', long]), { identity: {} });
    expect(arriving.fromStorage(plain, key)).toEqual({ plain, stale: true });
  });

  it('of one kind may stand twice with different keys of one name', async () => {
    const written = (await forSecrets(keyed('aesgcm', ['key', long]))).toStorage(plain, key);
    const both = await forSecrets(keyed('aesgcm', ['key', other]), keyed('aesgcm', ['key', long]));
    expect(both.fromStorage(written, key)).toEqual({ plain, stale: true });
  });
});

describe('resources', () => {
  it('are found by their name, else by their group, else by the rule for everything', async () => {
    const found = await transformers(
      { resources: ['secrets', 'deployments.apps'], providers: [keyed('aescbc', ['name', long])] },
      { resources: ['*.apps'], providers: [keyed('aescbc', ['group', long])] },
      { resources: ['*.'], providers: [keyed('aescbc', ['core', long])] },
      { resources: ['*.*'], providers: [keyed('aescbc', ['all', long])] },
    );
    const used = (group: string, resource: string): string =>
      Buffer.from(found({ group, resource }).toStorage(plain, key)).toString('latin1').split(':')[4] ?? '';
    expect(used('', 'secrets')).toBe('name');
    expect(used('apps', 'deployments')).toBe('name');
    expect(used('apps', 'statefulsets')).toBe('group');
    expect(used('', 'configmaps')).toBe('core');
    expect(used('batch', 'jobs')).toBe('all');
  });

  it('that no rule names stay plain', async () => {
    const found = await transformers({ resources: ['secrets'], providers: [keyed('aescbc', ['a', long])] });
    expect(found({ group: '', resource: 'configmaps' }).toStorage(plain, key)).toBe(plain);
  });
});

describe('a configuration', () => {
  const good = [keyed('aescbc', ['a', long])];
  it.each([
    ['nothing', '', 'must hold an EncryptionConfiguration'],
    ['no YAML', '{a: [', 'neither YAML nor JSON'],
    ['another kind', 'kind: Pod\napiVersion: v1\nresources: []', 'kind: must be EncryptionConfiguration'],
    ['no rules', text(), 'resources: at least one is required'],
    ['no providers', text({ resources: ['secrets'], providers: [] }), 'resources[0].providers: at least one'],
    ['no resources', text({ resources: [], providers: good }), 'resources[0].resources: at least one'],
    [
      'two providers in one',
      text({ resources: ['secrets'], providers: [{ identity: {}, aescbc: { keys: [] } }] }),
      'resources[0].providers[0]: must name exactly one provider',
    ],
    [
      'a key management service',
      text({ resources: ['secrets'], providers: [{ kms: { name: 'a' } }] }),
      'providers[0].kms: key management services are not supported',
    ],
    [
      'a key of a wrong length',
      text({ resources: ['secrets'], providers: [keyed('secretbox', ['a', short])] }),
      'keys[0].secret: is 16 bytes long, and secretbox takes 32',
    ],
    [
      'a key that is no base64',
      text({ resources: ['secrets'], providers: [keyed('aescbc', ['a', 'open sesame'])] }),
      'keys[0].secret: must be base64 encoded',
    ],
    [
      'a key without a name',
      text({ resources: ['secrets'], providers: [keyed('aescbc', ['', long])] }),
      'keys[0].name: is required',
    ],
    ['a star', text({ resources: ['*'], providers: good }), "use '*.' to encrypt all"],
    ['capitals', text({ resources: ['Secrets'], providers: good }), 'should not contain capital letters'],
    [
      'one resource twice',
      text({ resources: ['secrets', 'secrets'], providers: good }),
      'cannot be specified multiple times',
    ],
    [
      'overlap in one list',
      text({ resources: ['secrets', '*.'], providers: good }),
      'is covered by "*." in the same list',
    ],
    [
      'a rule behind a wider one',
      text({ resources: ['*.apps'], providers: good }, { resources: ['deployments.apps'], providers: good }),
      'resource "deployments.apps" is masked by earlier rule "*.apps"',
    ],
  ])('of %s is refused', (_, given, message) => {
    expect(() => parseEncryptionConfiguration(given)).toThrow(EncryptionConfigurationError);
    expect(() => parseEncryptionConfiguration(given)).toThrow(message);
  });

  it('is never quoted where a secret might stand', () => {
    const broken = text({ resources: ['secrets'], providers: [keyed('aescbc', ['a', `${long}!`])] });
    for (const given of [broken, broken.slice(0, -3)]) {
      expect(() => parseEncryptionConfiguration(given)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(long) as string }) as Error,
      );
    }
  });
});

describe('a server that encrypts', () => {
  const rule = (...keys: readonly [string, string][]): Rule => ({
    resources: ['secrets'],
    providers: [keyed('aesgcm', ...keys)],
  });
  const token = { metadata: { name: 'token' }, stringData: { password: 'open sesame' } };

  it('shows Secrets as they are and keeps them encrypted', async () => {
    const api = await startApi({ valueTransformers: await transformers(rule(['one', long])) });
    const watch = await api.watch(`${secrets}?watch=true`);
    await api.send('POST', secrets, token);
    await api.environment.settle();
    const read = await api.send('GET', `${secrets}/token`);
    expect(textAt(read.body, 'data', 'password')).toBe('b3BlbiBzZXNhbWU=');
    const listed = await api.send('GET', secrets);
    expect(at(listed.body, 'items', 0, 'data', 'password')).toBe('b3BlbiBzZXNhbWU=');
    expect(at(watch.events[0]?.object, 'data', 'password')).toBe('b3BlbiBzZXNhbWU=');
    expect(await storedAt(api, key)).toMatch(/^k8s:enc:aesgcm:v1:one:/);
    expect(await api.content()).not.toContain('b3BlbiBzZXNhbWU=');
    await api.server.stop();
  });

  it('writes anew what lies there under an old key, also where nothing changes, and only once', async () => {
    const before = await startApi({ valueTransformers: await transformers(rule(['one', long])) });
    await before.send('POST', secrets, token);
    const first = await before.send('GET', `${secrets}/token`);
    const rotated = await joinApi(before, {
      valueTransformers: await transformers(rule(['two', other], ['one', long])),
    });
    const same = await rotated.send('PUT', `${secrets}/token`, first.body);
    expect(same.status).toBe(200);
    expect(versionOf(same)).not.toBe(versionOf(first));
    expect(await storedAt(before, key)).toMatch(/^k8s:enc:aesgcm:v1:two:/);
    const again = await rotated.send('PUT', `${secrets}/token`, same.body);
    expect(versionOf(again)).toBe(versionOf(same));
    await before.server.stop();
    await rotated.server.stop();
  });

  it('encrypts what was plain before at its next write', async () => {
    const before = await startApi();
    await before.send('POST', secrets, token);
    const provided = {
      resources: ['secrets'],
      providers: [keyed('aescbc', ['one', long]), { identity: {} }],
    };
    const encrypting = await joinApi(before, { valueTransformers: await transformers(provided) });
    await encrypting.patch(`${secrets}/token`, 'merge', {});
    expect(await storedAt(before, key)).toMatch(/^k8s:enc:aescbc:v1:one:/);
    await before.server.stop();
    await encrypting.server.stop();
  });

  it('names the object that it cannot read, and shows no list, watch or write as if it were not there', async () => {
    const before = await startApi({ valueTransformers: await transformers(rule(['one', long])) });
    await before.send('POST', secrets, token);
    const locked = await joinApi(before, { valueTransformers: await transformers(rule(['one', other])) });
    const about = `unable to transform key "${key}": cipher: message authentication failed`;
    for (const [method, path] of [
      ['GET', `${secrets}/token`],
      ['GET', secrets],
      ['GET', `${secrets}?resourceVersion=0`],
      ['GET', `${secrets}?limit=1`],
      ['GET', `${secrets}?watch=true`],
      ['DELETE', `${secrets}/token`],
    ] as const) {
      const answer = await locked.send(method, path);
      expect([path, answer.status, answer.body['reason']]).toEqual([path, 500, 'InternalError']);
      expect(textAt(answer.body, 'message')).toContain(about);
    }
    expect((await locked.send('GET', '/api/v1/namespaces/kube-system/secrets')).status).toBe(200);
    expect((await locked.send('GET', '/api/v1/namespaces/default/configmaps')).status).toBe(200);
    await before.send('DELETE', `${secrets}/token`);
    await locked.environment.settle();
    expect((await locked.send('GET', secrets)).status).toBe(200);
    await before.server.stop();
    await locked.server.stop();
  });

  it('ends a watch rather than leaving out what it cannot read', async () => {
    const before = await startApi({ valueTransformers: await transformers(rule(['one', long])) });
    const locked = await joinApi(before, { valueTransformers: await transformers(rule(['one', other])) });
    const watch = await locked.watch(`${secrets}?watch=true`);
    await before.send('POST', secrets, token);
    await locked.environment.settle();
    expect(watch).toMatchObject({ ended: true, events: [] });
    await before.server.stop();
    await locked.server.stop();
  });
});
