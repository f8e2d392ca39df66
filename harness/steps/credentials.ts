import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { Given, Then } from '@cucumber/cucumber';
import { parse } from 'yaml';
import type { ClientCertificate } from '../ports/ports.ts';
import { assertMatches, parseExpectation } from '../world/matcher.ts';
import type { PlimsollWorld } from '../world/plimsoll-world.ts';

const signers: readonly string[] = ['cluster', 'front proxy', 'stranger'];

/** Every request of the actor from now on comes over a connection with this certificate, and without the actor's own. */
Given('{actor} shows the certificate:', function (this: PlimsollWorld, user: string, text: string) {
  const given = parse(this.variables.expand(text)) as Partial<ClientCertificate> | null;
  const { commonName, organizations = [], signedBy, isExpired } = given ?? {};
  if (typeof commonName !== 'string' || !signers.includes(String(signedBy)))
    throw new Error(`a certificate has a commonName, and signedBy is one of ${signers.join(', ')}`);
  this.certificates.set(user, {
    commonName,
    organizations,
    signedBy: signedBy ?? 'stranger',
    ...(isExpired === undefined ? {} : { isExpired }),
  });
});

/**
 * Header and claims of a token that an answer had, and `validSeconds`, the time between issue and expiry; its signature is verified with the keys that the server publishes.
 */
Then('the token {variable} says:', async function (this: PlimsollWorld, variable: string, text: string) {
  const token = this.variables.expand(variable);
  const [head = '', payload = ''] = token.split('.');
  const header = decoded(head);
  await verifySignature(this, token, String((header as { readonly kid?: unknown }).kid));
  const claims = decoded(payload) as { readonly exp?: number; readonly iat?: number };
  const said = { header, claims, validSeconds: Number(claims.exp) - Number(claims.iat) };
  const logical: unknown = JSON.parse(this.names.logical(JSON.stringify(said)));
  assertMatches(parseExpectation(this.variables.expand(text)), logical, 'the token');
});

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

const hashes: Readonly<Record<string, string>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

async function verifySignature(world: PlimsollWorld, token: string, id: string): Promise<void> {
  const headers = { accept: 'application/jwk-set+json' };
  const { body } = await world.exchange({ user: 'admin', method: 'GET', path: '/openid/v1/jwks', headers });
  const { keys = [] } = (body ?? {}) as { readonly keys?: readonly Readonly<Record<string, unknown>>[] };
  const jwk = keys.find(({ kid }) => kid === id);
  assert.ok(jwk !== undefined, `the server publishes no key ${id}`);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const isRight = verify(
    hashes[String(jwk['alg']).slice(2)] ?? 'sha256',
    Buffer.from(`${head}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  assert.ok(isRight, 'the signature of the token is not of the key that the server publishes');
}
