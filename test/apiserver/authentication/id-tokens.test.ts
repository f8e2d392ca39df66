import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../../harness/adapters/certificate-authority.ts';
import { startApi, type ApiFixture } from '../api-fixture.ts';
import { oddClaims, oddForms, withEmptyNeeds, type TokenKit } from './hostile-id-tokens.ts';
import { PlayedIssuer, reviewOf, soleIssuer } from './played-issuer.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });

let api: ApiFixture;
let kit: TokenKit;

beforeAll(async () => {
  const issuer = new PlayedIssuer('https://issuer.example.com', [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
  ]);
  api = await startApi({ authentication: { openId: soleIssuer(issuer, ['RS256', 'ES256']) } });
  const { certificate } = await CertificateAuthority.create('stranger');
  kit = {
    issuer: issuer.url,
    nowSeconds: api.environment.clock.now() / 1000,
    rsa: rsa.privateKey,
    ec: ec.privateKey,
    strange: strange.privateKey,
    publicPem: createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    strangeJwk: { ...strange.publicKey.export({ format: 'jwk' }) },
    strangeCertificate: certificate.replaceAll(/-----[^-]+-----|\s/g, ''),
  };
});

/** A kube-apiserver 1.32.13 has judged the same tokens, made with keys of its own. */
describe('Tokens of issuers that mean harm', () => {
  it.each([...oddForms, ...oddClaims])('%s: %s', async (_what, isGood, make) => {
    const token = make(kit);
    const { authenticated = false, error = '' } = await reviewOf(api, token);
    expect({ authenticated, isTold: error !== '' }).toEqual({
      authenticated: isGood,
      isTold: !isGood,
    });
  });

  it('are refused more strictly than upstream does where the standard forbids their header', async () => {
    expect((await reviewOf(api, withEmptyNeeds(kit))).authenticated).toBeUndefined();
  });

  it('are never repeated, whatever is wrong with them', async () => {
    for (const [, , make] of [...oddForms, ...oddClaims]) {
      const token = make(kit);
      const { error = '' } = await reviewOf(api, token);
      const longest = token.split('.').reduce((best, part) => (part.length > best.length ? part : best), '');
      expect(longest.length < 40 || !error.includes(longest)).toBe(true);
    }
  });
});
