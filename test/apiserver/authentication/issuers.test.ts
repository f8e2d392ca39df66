import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { startApi, type ApiFixture } from '../api-fixture.ts';
import { signedByRsa } from './forged-token.ts';
import { PlayedIssuer, reviewOf, soleIssuer } from './played-issuer.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = { ...publicKey.export({ format: 'jwk' }), kid: 'first' };
const publishedLater = { ...other.publicKey.export({ format: 'jwk' }), kid: 'second' };

let issuer: PlayedIssuer;
let api: ApiFixture;

beforeEach(async () => {
  issuer = new PlayedIssuer('https://issuer.example.com', [published]);
  api = await startApi({ authentication: { openId: soleIssuer(issuer) } });
});

let made = 0;

function token(kid = 'first', key = privateKey): string {
  made += 1;
  const nowSeconds = api.environment.clock.now() / 1000;
  const claims = { iss: issuer.url, aud: 'cluster', sub: 'dave', exp: nowSeconds + 7200, nonce: `n${made}` };
  return signedByRsa({ alg: 'RS256', kid }, claims, key);
}

async function isBelieved(text: string): Promise<boolean> {
  return (await reviewOf(api, text)).authenticated === true;
}

describe('The keys of an issuer', () => {
  it('are asked for when the first token comes, and then no more', async () => {
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration']);
    for (let round = 0; round < 5; round += 1) expect(await isBelieved(token())).toBe(true);
    expect(issuer.keyRequests).toBe(1);
  });

  it('are asked for once by many tokens at a time', async () => {
    const all = Array.from({ length: 50 }, () => isBelieved(token()));
    expect((await Promise.all(all)).every(Boolean)).toBe(true);
    expect(issuer.keyRequests).toBe(1);
  });

  it('are not asked for again and again by tokens with keys that nobody knows', async () => {
    expect(await isBelieved(token())).toBe(true);
    for (let round = 0; round < 300; round += 1)
      expect(await isBelieved(token(`unknown-${round}`, other.privateKey))).toBe(false);
    expect(issuer.keyRequests).toBe(10);
    expect(await isBelieved(token())).toBe(true);
    await api.environment.advance(3000);
    issuer.keys = [publishedLater];
    expect(await isBelieved(token('second', other.privateKey))).toBe(true);
    expect(issuer.keyRequests).toBe(11);
  });

  it('are kept as long as the issuer allows, and a little less', async () => {
    issuer.headers = { 'cache-control': 'public, max-age=600' };
    expect(await isBelieved(token())).toBe(true);
    issuer.keys = [publishedLater];
    expect(await isBelieved(token('second', other.privateKey))).toBe(false);
    await api.environment.advance(569_000);
    expect(await isBelieved(token('second', other.privateKey))).toBe(false);
    expect(issuer.keyRequests).toBe(1);
    await api.environment.advance(2000);
    expect(await isBelieved(token('second', other.privateKey))).toBe(true);
    expect(await isBelieved(token())).toBe(false);
  });

  it('are of use when the issuer is out of reach', async () => {
    expect(await isBelieved(token())).toBe(true);
    issuer.answer = () => Promise.reject(new Error('out of reach'));
    expect(await isBelieved(token())).toBe(true);
    const { error } = await reviewOf(api, token('second', other.privateKey));
    expect(error).toBe(
      '[invalid bearer token, oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed out of reach]',
    );
  });

  it.each([
    ['no JSON', 'keys'],
    ['a list', '[]'],
    ['a text for keys', '{"keys":"x"}'],
    ['a key that is no key', '{"keys":[7]}'],
    ['a key of an unknown kind', '{"keys":[{"kty":"XYZ"}]}'],
    ['half a key', '{"keys":[{"kty":"RSA","kid":"first","n":"AQAB"}]}'],
    ['a point on no curve', '{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}'],
    ['a secret', '{"keys":[{"kty":"oct","kid":"first","k":"c2VjcmV0"}]}'],
    ['no keys', '{}'],
    ['lists in lists', '['.repeat(100_000)],
  ])('that cannot be read prove nothing, and the next ones do: %s', async (_what, text) => {
    issuer.answer = (url) => (url.endsWith('/keys') ? { text } : undefined);
    expect(await isBelieved(token())).toBe(false);
    issuer.answer = () => undefined;
    expect(await isBelieved(token())).toBe(true);
  });
});

describe('An issuer that cannot be found', () => {
  it.each([
    ['no JSON', { text: 'hello' }],
    ['a list', { text: '[]' }],
    ['another issuer', { text: '{"issuer":"https://other.example.com","jwks_uri":"https://x.io"}' }],
    ['a slash more', { text: '{"issuer":"https://issuer.example.com/"}' }],
    ['a number for the issuer', { text: '{"issuer":7}' }],
    ['nothing', { status: 404, statusText: '404 Not Found', text: '' }],
    ['a failure', { status: 500, statusText: '500 Internal Server Error', text: '{}' }],
  ])('because it says %s is looked for every ten seconds', async (_what, answer) => {
    const late = new PlayedIssuer('https://issuer.example.com', [published]);
    late.answer = () => answer;
    const said: string[] = [];
    const tell = (line: string): number => said.push(line);
    api = await startApi({ authentication: { openId: { ...soleIssuer(late), tell } } });
    const text = token();
    expect((await reviewOf(api, text)).error).toContain('oidc: authenticator not initialized');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^oidc authenticator: initializing plugin: /);
    late.answer = () => undefined;
    expect(await isBelieved(text)).toBe(false);
    await api.environment.advance(10_000);
    expect(await isBelieved(text)).toBe(true);
    await api.server.stop();
    expect(late.asked.at(-1)).toBe('closed');
  });

  it('because it never answers keeps nobody waiting for long', async () => {
    const silent = new PlayedIssuer('https://issuer.example.com', [published]);
    silent.answer = () => new Promise(() => undefined);
    api = await startApi({ authentication: { openId: soleIssuer(silent) } });
    const review = reviewOf(api, token());
    await api.environment.advance(1000);
    expect((await review).error).toContain('oidc: authenticator not initialized');
    expect((await api.send('GET', '/api/v1/namespaces')).status).toBe(200);
    await api.server.stop();
  });

  it('is not looked for any longer when the server has stopped', async () => {
    const late = new PlayedIssuer('https://issuer.example.com', [published]);
    late.answer = () => ({ status: 404, statusText: '404 Not Found' });
    api = await startApi({ authentication: { openId: soleIssuer(late) } });
    await api.server.stop();
    const before = late.asked.length;
    await api.environment.advance(60_000);
    expect(late.asked).toHaveLength(before);
  });
});

describe('A token that is told elsewhere', () => {
  const claim = (endpoint: string, ticket?: string): Record<string, unknown> => ({
    _claim_names: { groups: 'there' },
    _claim_sources: { there: { endpoint, ...(ticket === undefined ? {} : { access_token: ticket }) } },
  });

  it('is of an issuer that is looked for then, and at most of sixteen', async () => {
    const nowSeconds = api.environment.clock.now() / 1000;
    const about = (index: number): string => `${issuer.url}/${index}`;
    issuer.answer = (url) => {
      const [, index, rest] = /\/(\d+)(\/.*)?$/.exec(url) ?? [];
      if (index === undefined) return undefined;
      const told = { iss: about(Number(index)), aud: 'cluster', groups: [`g${index}`], exp: nowSeconds + 60 };
      return rest === undefined
        ? { text: signedByRsa({ alg: 'RS256', kid: 'first' }, told, privateKey) }
        : { text: JSON.stringify({ issuer: about(Number(index)), jwks_uri: `${issuer.url}/keys` }) };
    };
    const groups: unknown[] = [];
    for (let index = 0; index < 20; index += 1) {
      const claims = {
        iss: issuer.url,
        aud: 'cluster',
        sub: 'dave',
        exp: nowSeconds + 60,
        ...claim(about(index)),
      };
      const { user } = await reviewOf(api, signedByRsa({ alg: 'RS256', kid: 'first' }, claims, privateKey));
      groups.push((user?.['groups'] as string[] | undefined)?.[0]);
    }
    const known = Array.from({ length: 16 }, (_, index) => `g${index}`);
    expect(groups).toEqual([...known, undefined, undefined, undefined, undefined]);
  });
});
