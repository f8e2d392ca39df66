import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseTokenKeys } from '../../../reference/apiserver/authentication/token-keys.ts';
import { startApi, type ApiFixture } from '../api-fixture.ts';
import { encoded, opened, signedByRsa, signedBySecret } from './forged-token.ts';

type Json = Readonly<Record<string, unknown>>;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
const reviews = '/apis/authentication.k8s.io/v1/tokenreviews';

let api: ApiFixture;
let good: string;
let header: Json;
let claims: Json;

beforeAll(async () => {
  const keys = parseTokenKeys(pem);
  api = await startApi({ authentication: { serviceAccounts: { keys: () => keys } } });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } };
  await api.send('POST', '/api/v1/namespaces/default/serviceaccounts', account);
  good = await issued();
  ({ header, claims } = opened(good));
});

async function issued(spec: Json = {}): Promise<string> {
  const path = '/api/v1/namespaces/default/serviceaccounts/robot/token';
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const answer = await api.send('POST', path, body);
  return (answer.body['status'] as { readonly token: string }).token;
}

async function reviewed(token: string): Promise<Json> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  return (await api.send('POST', reviews, body)).body['status'] as Json;
}

async function isRecognised(token: string): Promise<boolean> {
  const { authenticated = false, error = '' } = await reviewed(token);
  const status = (
    await api.send('GET', '/api/v1/namespaces', undefined, { authorization: `Bearer ${token}` })
  ).status;
  expect(status).toBe(authenticated === true ? 200 : 401);
  expect(error === '').toBe(authenticated);
  return authenticated as boolean;
}

function nowSeconds(): number {
  return api.environment.clock.now() / 1000;
}

function numbered(claim: string): Json {
  return { ...claims, [claim]: 5 };
}

function kubernetes(change: Json): Json {
  return { ...claims, 'kubernetes.io': { ...(claims['kubernetes.io'] as Json), ...change } };
}

/** What a kube-apiserver 1.32.13 says of the same tokens, signed with its own key. */
const signatures: readonly (readonly [string, boolean, () => string])[] = [
  ['as issued', true, () => good],
  ['signed once more', true, () => signedByRsa(header, claims, privateKey)],
  ['without a key id', true, () => signedByRsa({ alg: 'RS256' }, claims, privateKey)],
  ['with the id of another key', false, () => signedByRsa({ alg: 'RS256', kid: 'x' }, claims, privateKey)],
  ['with a key id that is a number', false, () => signedByRsa({ alg: 'RS256', kid: 5 }, claims, privateKey)],
  ['with a longer hash', true, () => signedByRsa({ ...header, alg: 'RS512' }, claims, privateKey, 'sha512')],
  ['without a signature', false, () => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
  ['without a signature, spelt oddly', false, () => `${encoded({ alg: 'nOnE' })}.${encoded(claims)}.`],
  ['with its signature cut off', false, () => good.slice(0, good.lastIndexOf('.') + 1)],
  [
    'signed with the public key as a secret',
    false,
    () => signedBySecret({ ...header, alg: 'HS256' }, claims, publicPem),
  ],
  [
    'signed by somebody else',
    false,
    () => signedByRsa(header, claims, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  ],
  ['with a critical header', false, () => signedByRsa({ ...header, crit: ['exp'] }, claims, privateKey)],
  [
    'with an unencoded payload',
    false,
    () => signedByRsa({ ...header, crit: ['b64'], b64: false }, claims, privateKey),
  ],
  ['with another type', true, () => signedByRsa({ ...header, typ: 'at+jwt' }, claims, privateKey)],
  [
    'with a changed payload',
    false,
    () => {
      const [head = '', , signature = ''] = good.split('.');
      const changed: Json = { ...claims, sub: 'system:serviceaccount:kube-system:admin' };
      return `${head}.${encoded(changed)}.${signature}`;
    },
  ],
  ['with a fourth part', false, () => `${good}.x`],
  ['with two parts', false, () => good.split('.').slice(0, 2).join('.')],
  ['with padding', false, () => `${good}=`],
  ['with a letter more', false, () => `${good}A`],
  [
    'with a megabyte of claims',
    true,
    () => signedByRsa(header, { ...claims, x: 'x'.repeat(1e6) }, privateKey),
  ],
];

describe('The signature of a token', () => {
  it.each(signatures)('%s: %s', async (_, expected, token) => {
    expect(await isRecognised(token())).toBe(expected);
  });
});

const claimed: readonly (readonly [string, boolean, () => Json | string])[] = [
  ['expired within the leeway', true, () => ({ ...claims, exp: nowSeconds() - 55 })],
  ['expired beyond the leeway', false, () => ({ ...claims, exp: nowSeconds() - 65 })],
  ['expiry as a text', false, () => ({ ...claims, exp: '9999999999' })],
  ['expiry as a boolean', false, () => ({ ...claims, exp: true })],
  ['expiry beyond all numbers', false, () => ({ ...claims, exp: 1e300 })],
  ['expiry before all time', false, () => ({ ...claims, exp: -1 })],
  ['no expiry', true, () => ({ ...claims, exp: null })],
  ['valid in a moment', true, () => ({ ...claims, nbf: nowSeconds() + 55 })],
  ['not valid yet', false, () => ({ ...claims, nbf: nowSeconds() + 65 })],
  ['valid from a text on', false, () => ({ ...claims, nbf: 'x' })],
  ['issued in the future', false, () => ({ ...claims, iat: nowSeconds() + 65 })],
  ['audience as a text', true, () => ({ ...claims, aud: 'https://kubernetes.default.svc' })],
  ['another audience', false, () => ({ ...claims, aud: ['vault'] })],
  ['no audience', true, () => ({ ...claims, aud: [] })],
  ['null for an audience', false, () => ({ ...claims, aud: null })],
  ['a number among the audiences', false, () => ({ ...claims, aud: ['https://kubernetes.default.svc', 5] })],
  ['another issuer', false, () => ({ ...claims, iss: 'x' })],
  ['a list of issuers', false, () => ({ ...claims, iss: ['https://kubernetes.default.svc'] })],
  ['a subject that is a number', false, () => numbered('sub')],
  ['an id that is a number', false, () => numbered('jti')],
  ['the uid of another account', false, () => kubernetes({ serviceaccount: { name: 'robot', uid: 'x' } })],
  ['no uid', false, () => kubernetes({ serviceaccount: { name: 'robot' } })],
  ['no private claims', false, () => ({ ...claims, 'kubernetes.io': undefined })],
  ['private claims that are a number', false, () => ({ ...claims, 'kubernetes.io': 5 })],
  ['a namespace that is a number', false, () => kubernetes({ namespace: 5 })],
  ['a namespace that steps out', false, () => kubernetes({ namespace: '../kube-system' })],
  ['a pod that is gone', false, () => kubernetes({ pod: { name: 'gone', uid: 'x' } })],
  ['a pod that is a number', false, () => kubernetes({ pod: 5 })],
  ['a pod without a name', false, () => kubernetes({ pod: {} })],
  ['null for a pod', true, () => kubernetes({ pod: null })],
  ['a secret that is gone', false, () => kubernetes({ secret: { name: 'gone', uid: 'x' } })],
  ['a node that is gone', false, () => kubernetes({ node: { name: 'gone', uid: 'x' } })],
  ['a warning at a text', false, () => kubernetes({ warnafter: 'x' })],
  ['an issuer that stands twice', false, () => JSON.stringify(claims).replace('"iss":', '"iss":"x","iss":')],
  ['a list', false, () => '[1]'],
  ['nothing', false, () => ''],
];

describe('The claims of a token', () => {
  it.each(claimed)('%s: %s', async (_, expected, said) => {
    expect(await isRecognised(signedByRsa(header, said(), privateKey))).toBe(expected);
  });
});

describe('A token in a Secret', () => {
  const legacy = (change: Json = {}): string => {
    const { serviceaccount } = claims['kubernetes.io'] as { readonly serviceaccount: Json };
    const about = 'kubernetes.io/serviceaccount';
    const said = {
      iss: 'kubernetes/serviceaccount',
      [`${about}/namespace`]: 'default',
      [`${about}/secret.name`]: 'kept',
      [`${about}/service-account.name`]: 'robot',
      [`${about}/service-account.uid`]: serviceaccount['uid'],
      sub: 'system:serviceaccount:default:robot',
    };
    return signedByRsa(header, { ...said, ...change }, privateKey);
  };

  it('is good as long as it lies there and is not marked', async () => {
    const secrets = '/api/v1/namespaces/default/secrets';
    const data = { token: Buffer.from(legacy()).toString('base64') };
    expect(await isRecognised(legacy())).toBe(false);
    await api.send('POST', secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'kept' }, data });
    expect(await isRecognised(legacy())).toBe(true);
    expect(await isRecognised(legacy({ more: 1 }))).toBe(false);
    expect(await isRecognised(legacy({ sub: 'system:serviceaccount:kube-system:robot' }))).toBe(false);
    const labels = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' };
    await api.patch(`${secrets}/kept`, 'merge', { metadata: { labels } });
    expect(await isRecognised(legacy())).toBe(false);
    await api.patch(`${secrets}/kept`, 'merge', { metadata: { labels: null } });
    expect(await isRecognised(legacy())).toBe(true);
    await api.send('DELETE', `${secrets}/kept`);
    expect(await isRecognised(legacy())).toBe(false);
  });
});

describe('The keys of a server', () => {
  it('of P-256, P-384 and P-521 sign what they verify', async () => {
    for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
      const own = generateKeyPairSync('ec', { namedCurve }).privateKey;
      const keys = parseTokenKeys(own.export({ type: 'sec1', format: 'pem' }).toString());
      const other = await startApi({ authentication: { serviceAccounts: { keys: () => keys } } });
      const before = api;
      api = other;
      await api.send('POST', '/api/v1/namespaces/default/serviceaccounts', {
        ...{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } },
      });
      expect(await isRecognised(await issued())).toBe(true);
      api = before;
    }
  });

  it('may be several, the public ones too, and others are refused', () => {
    const second = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const both = publicPem + second.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(parseTokenKeys(pem, both).verifying).toHaveLength(2);
    expect(() => parseTokenKeys(pem, 'nothing')).toThrow('there is no key in it');
    const odd = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => parseTokenKeys(odd)).toThrow('only RSA keys and ECDSA keys');
  });
});
