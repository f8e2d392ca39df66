import { createHmac, sign, type KeyObject } from 'node:crypto';
import { encoded, signedByRsa } from './forged-token.ts';

type Json = Readonly<Record<string, unknown>>;

/** What hostile tokens are made of: the keys of an issuer that publishes `rsa` and `ec`, and of somebody else. */
export interface TokenKit {
  readonly issuer: string;
  readonly nowSeconds: number;
  readonly rsa: KeyObject;
  readonly ec: KeyObject;
  readonly strange: KeyObject;
  readonly publicPem: string;
  /** Public, of the stranger's key. */
  readonly strangeJwk: Json;
  /** The stranger's certificate, DER in base64. */
  readonly strangeCertificate: string;
}

type Case = readonly [what: string, isGood: boolean, make: (kit: TokenKit) => string];

function goodClaims({ issuer, nowSeconds }: TokenKit): Json {
  return { iss: issuer, aud: 'cluster', sub: 'dave', exp: nowSeconds + 3600, iat: nowSeconds };
}

const goodHeader: Json = { alg: 'RS256', kid: 'rsa' };

function good(kit: TokenKit): string {
  return signedByRsa(goodHeader, goodClaims(kit), kit.rsa);
}

function header(change: Json): (kit: TokenKit) => string {
  return (kit) => signedByRsa({ ...goodHeader, ...change }, goodClaims(kit), kit.rsa);
}

/** The header as it stands, right or wrong. */
function rawHeader(text: string): (kit: TokenKit) => string {
  return (kit) => {
    const message = `${encoded(text)}.${encoded(goodClaims(kit))}`;
    return `${message}.${sign('sha256', Buffer.from(message), kit.rsa).toString('base64url')}`;
  };
}

function claims(change: Json | ((kit: TokenKit) => Json)): (kit: TokenKit) => string {
  return (kit) => {
    const changed = typeof change === 'function' ? change(kit) : change;
    return signedByRsa(goodHeader, { ...goodClaims(kit), ...changed }, kit.rsa);
  };
}

/** The claims as they stand, right or wrong. */
function rawClaims(text: (good: string, kit: TokenKit) => string): (kit: TokenKit) => string {
  return (kit) => signedByRsa(goodHeader, text(JSON.stringify(goodClaims(kit)), kit), kit.rsa);
}

function byStranger(change: (kit: TokenKit) => Json): (kit: TokenKit) => string {
  return (kit) => signedByRsa({ ...goodHeader, ...change(kit) }, goodClaims(kit), kit.strange);
}

function bySecret(secret: (kit: TokenKit) => string): (kit: TokenKit) => string {
  return (kit) => {
    const message = `${encoded({ alg: 'HS256', kid: 'rsa' })}.${encoded(goodClaims(kit))}`;
    return `${message}.${createHmac('sha256', secret(kit)).update(message).digest('base64url')}`;
  };
}

function unsigned(algorithm: string): (kit: TokenKit) => string {
  return (kit) => `${encoded({ alg: algorithm, kid: 'rsa' })}.${encoded(goodClaims(kit))}.`;
}

function byEc(head: Json, dsaEncoding: 'der' | 'ieee-p1363' = 'ieee-p1363'): (kit: TokenKit) => string {
  return (kit) => {
    const message = `${encoded(head)}.${encoded(goodClaims(kit))}`;
    const signature = sign('sha256', Buffer.from(message), { key: kit.ec, dsaEncoding });
    return `${message}.${signature.toString('base64url')}`;
  };
}

function unencoded(kit: TokenKit): string {
  const head = encoded({ ...goodHeader, b64: false, crit: ['b64'] });
  const payload = JSON.stringify(goodClaims(kit));
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), kit.rsa).toString('base64url');
  return `${head}.${encoded(payload)}.${signature}`;
}

function nested(depth: number): (kit: TokenKit) => string {
  return rawClaims((text) => `${text.slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`);
}

/** Another last letter that decodes to the same bytes. */
function withLooseEnd(kit: TokenKit): string {
  const token = good(kit);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return token.slice(0, -1) + (letters[letters.indexOf(token.at(-1) ?? '') + 1] ?? '');
}

/** What a kube-apiserver 1.32.13 makes of tokens whose header, signature or form is odd. */
export const oddForms: readonly Case[] = [
  ['as issued', true, good],
  ['by ECDSA', true, byEc({ alg: 'ES256', kid: 'ec' })],
  ['by ECDSA as ASN.1', false, byEc({ alg: 'ES256', kid: 'ec' }, 'der')],
  ['by ECDSA under the name of RSA', false, byEc({ alg: 'RS256', kid: 'ec' })],
  ['by RSA under the name of ECDSA', false, header({ alg: 'ES256' })],
  ['without a signature', false, unsigned('none')],
  ['without a signature, spelt oddly', false, unsigned('nOnE')],
  ['without a signature, under the right name', false, unsigned('RS256')],
  ['with the public key as a secret', false, bySecret(({ publicPem }) => publicPem)],
  ['with nothing as a secret', false, bySecret(() => '')],
  ['without an algorithm', false, rawHeader('{"kid":"rsa"}')],
  ['with a list of algorithms', false, header({ alg: ['RS256'] })],
  ['with the algorithm in lower case', false, header({ alg: 'rs256' })],
  ['with a name beside the algorithm', true, header({ ALG: 'none' })],
  ['with two algorithms', false, rawHeader('{"alg":"none","alg":"RS256","kid":"rsa"}')],
  ['without a key id', true, rawHeader('{"alg":"RS256"}')],
  ['with an empty key id', true, header({ kid: '' })],
  ['with null for a key id', true, header({ kid: null })],
  ['with a number for a key id', false, header({ kid: 7 })],
  ['with the id of another key', false, header({ kid: 'ec' })],
  ['with a path for a key id', false, header({ kid: '../../dev/null' })],
  ['with a statement for a key id', false, header({ kid: "' OR 1=1 --" })],
  ['by a stranger', false, byStranger(() => ({}))],
  ['by a stranger without a key id', false, byStranger(() => ({ kid: null }))],
  ['by a stranger who brings his key', false, byStranger(({ strangeJwk }) => ({ jwk: strangeJwk }))],
  [
    'by a stranger who says where his keys are',
    false,
    byStranger(({ issuer }) => ({ jku: `${issuer}/keys` })),
  ],
  [
    'by a stranger who brings his certificate',
    false,
    byStranger(({ strangeCertificate }) => ({ x5c: [strangeCertificate] })),
  ],
  [
    'by a stranger who says where his certificate is',
    false,
    byStranger(({ issuer }) => ({ x5u: `${issuer}/certificate` })),
  ],
  ['with a foreign key beside it', true, (kit) => header({ jwk: kit.strangeJwk })(kit)],
  ['with half a key beside it', false, header({ jwk: { kty: 'RSA' } })],
  ['with a secret beside it', false, header({ jwk: { kty: 'oct', k: 'c2VjcmV0' } })],
  ['with a text for a key', false, header({ jwk: 'key' })],
  ['with null for a key', true, header({ jwk: null })],
  ['with a place for keys beside it', true, header({ jku: 'https://127.0.0.1:1/' })],
  ['with a number for certificates', false, header({ x5c: 7 })],
  ['with garbage for a certificate', false, header({ x5c: ['AAAA'] })],
  ['with no certificates', true, header({ x5c: [] })],
  ['with a need that nobody knows', false, header({ crit: ['exp'], exp: 1 })],
  ['with a text for needs', false, header({ crit: 'b64' })],
  ['with a need that is met', true, header({ crit: ['b64'], b64: true })],
  ['with an unencoded payload', true, unencoded],
  ['with another type', true, header({ typ: 'at+jwt' })],
  ['with a number for a type', true, header({ typ: 7 })],
  ['with a content type', true, header({ cty: 'JWT' })],
  ['compressed, as it says', true, header({ zip: 'DEF' })],
  ['with a number for a nonce', false, header({ nonce: 7 })],
  ['with a list for a header', false, rawHeader('["RS256"]')],
  ['with a header that is no JSON', false, rawHeader('RS256')],
  ['with a mark before the header', false, rawHeader('\ufeff{"alg":"RS256","kid":"rsa"}')],
  ['with a long header', true, header({ filler: 'x'.repeat(100_000) })],
  ['with a prototype', true, rawHeader('{"alg":"RS256","kid":"rsa","__proto__":{"alg":"none"}}')],
  ['with padding', false, (kit) => `${good(kit)}=`],
  ['with a letter more', false, (kit) => `${good(kit)}A`],
  ['with four letters more', false, (kit) => `${good(kit)}AAAA`],
  ['with a loose end', true, withLooseEnd],
  ['in another alphabet', false, (kit) => good(kit).replaceAll('-', '+').replaceAll('_', '/')],
  ['with a line end', true, (kit) => good(kit).replace('.', '.\n')],
  ['with a tab', false, (kit) => good(kit).replace('.', '.\t')],
  ['with its signature cut off', false, (kit) => good(kit).slice(0, good(kit).lastIndexOf('.') + 1)],
  ['with two parts', false, (kit) => good(kit).split('.').slice(0, 2).join('.')],
  ['with a fourth part', false, (kit) => `${good(kit)}.x`],
  ['with the parts of an encrypted token', false, (kit) => `${good(kit)}.x.y`],
  ['as a JSON document', false, asDocument],
  ['with a changed payload', false, withChangedPayload],
];

function asDocument(kit: TokenKit): string {
  const [protectedHeader, payload, signature] = good(kit).split('.');
  return JSON.stringify({ protected: protectedHeader, payload, signature });
}

function withChangedPayload(kit: TokenKit): string {
  const [head = '', , signature = ''] = good(kit).split('.');
  const changed: Json = { ...goodClaims(kit), sub: 'admin' };
  return [head, encoded(changed), signature].join('.');
}

/** A kube-apiserver takes it; RFC 7515 forbids it, and the library that verifies signatures here keeps to that. */
export const withEmptyNeeds: (kit: TokenKit) => string = header({ crit: [] });

/** What it makes of tokens that the issuer has signed and that claim odd things. */
export const oddClaims: readonly Case[] = [
  ['expiry as a text', true, claims(({ nowSeconds }) => ({ exp: String(nowSeconds + 60) }))],
  ['expiry as a text that is no number', false, claims({ exp: 'soon' })],
  ['expiry as an empty text', false, claims({ exp: '' })],
  ['expiry in fractions', true, claims(({ nowSeconds }) => ({ exp: nowSeconds + 60.5 }))],
  ['expiry as a boolean', false, claims({ exp: true })],
  ['null for an expiry', false, claims({ exp: null })],
  ['no expiry', false, claims({ exp: undefined })],
  ['expiry in a list', false, claims({ exp: [9_999_999_999] })],
  ['expiry beyond all numbers', false, claims({ exp: 1e300 })],
  [
    'expiry at the end of all numbers',
    false,
    rawClaims((text) => text.replace(/"exp":\d+/, '"exp":9223372036854775807')),
  ],
  [
    'expiry long after all calendars',
    true,
    rawClaims((text) => text.replace(/"exp":\d+/, '"exp":9223371900000000000')),
  ],
  ['expiry before all time', false, claims({ exp: -1 })],
  ['expired a moment ago', false, claims(({ nowSeconds }) => ({ exp: nowSeconds - 5 }))],
  ['expiry spelt in capitals', true, rawClaims((text) => text.replace('"exp"', '"EXP"'))],
  ['expiry twice, the second over', false, rawClaims((text) => text.replace('}', ',"exp":1}'))],
  [
    'expiry twice, the second in capitals and over',
    false,
    rawClaims((text) => text.replace('}', ',"EXP":1}')),
  ],
  ['valid in a moment', true, claims(({ nowSeconds }) => ({ nbf: nowSeconds + 50 }))],
  ['not valid yet', false, claims(({ nowSeconds }) => ({ nbf: nowSeconds + 120 }))],
  ['null for a beginning', true, claims({ nbf: null })],
  ['a text for a beginning', false, claims({ nbf: 'x' })],
  ['a beginning beyond all numbers', true, claims({ nbf: 1e300 })],
  ['issued in the future', true, claims(({ nowSeconds }) => ({ iat: nowSeconds + 9999 }))],
  ['issued at a text', false, claims({ iat: 'x' })],
  ['null for when it was issued', false, claims({ iat: null })],
  ['a list of audiences', true, claims({ aud: ['a', 'cluster'] })],
  ['a number among the audiences', false, claims({ aud: ['cluster', 7] })],
  ['null among the audiences', true, claims({ aud: ['cluster', null] })],
  ['an object for an audience', false, claims({ aud: { cluster: true } })],
  ['null for an audience', false, claims({ aud: null })],
  ['no audience', false, claims({ aud: undefined })],
  ['the audience in capitals', false, claims({ aud: 'CLUSTER' })],
  ['a name beside the audience', false, rawClaims((text) => text.replace('}', ',"AUD":"vault"}'))],
  ['a slash behind the issuer', false, claims(({ issuer }) => ({ iss: `${issuer}/` }))],
  ['a space behind the issuer', false, claims(({ issuer }) => ({ iss: `${issuer} ` }))],
  ['a list of issuers', false, claims(({ issuer }) => ({ iss: [issuer] }))],
  ['no issuer', false, claims({ iss: undefined })],
  ['another issuer first', true, rawClaims((text) => text.replace('"iss":', '"iss":"https://x.io","iss":'))],
  ['another issuer last', false, rawClaims((text) => text.replace('}', ',"iss":"https://x.io"}'))],
  ['the issuer spelt in capitals', true, rawClaims((text) => text.replace('"iss"', '"ISS"'))],
  ['the issuer spelt with a long s', true, rawClaims((text) => text.replace('"iss"', '"iſs"'))],
  ['no subject', false, claims({ sub: undefined })],
  ['an empty subject', true, claims({ sub: '' })],
  ['null for a subject', true, claims({ sub: null })],
  ['a subject spelt in capitals', false, rawClaims((text) => text.replace('"sub"', '"SUB"'))],
  ['a list for a subject', false, claims({ sub: ['dave'] })],
  ['an object for a subject', false, claims({ sub: { name: 'dave' } })],
  ['a subject of another kind beside it', false, rawClaims((text) => text.replace('}', ',"Sub":7}'))],
  ['a subject with control characters', true, claims({ sub: 'a\u0000b\r\nX-Evil: 1' })],
  ['a subject of a megabyte', true, claims({ sub: 'x'.repeat(1_000_000) })],
  ['half of a character', true, rawClaims((text) => text.replace('dave', '\\ud800'))],
  ['a subject that only administrators have', true, claims({ sub: 'system:admin' })],
  ['groups in groups', false, claims({ groups: [['a']] })],
  ['a boolean for groups', false, claims({ groups: true })],
  ['ten thousand groups', true, claims({ groups: Array.from({ length: 10_000 }, (_, at) => `g${at}`) })],
  ['a number for a nonce', false, claims({ nonce: 7 })],
  ['a number for a hash', false, claims({ at_hash: 7 })],
  ['a number for an id', true, claims({ jti: 7 })],
  ['a list of sources', false, claims({ _claim_sources: ['x'] })],
  ['a list of distributed claims', false, claims({ _claim_names: ['groups'] })],
  ['a distributed claim without a source', false, claims({ _claim_names: { groups: 'x' } })],
  ['a distributed claim of an empty source', false, claims({ _claim_names: { groups: '' } })],
  [
    'a distributed claim nobody asks for',
    true,
    claims({ _claim_names: { address: 'x' }, _claim_sources: { x: { endpoint: 'https://127.0.0.1:1/' } } }),
  ],
  [
    'a distributed claim told by nobody',
    false,
    claims({ _claim_names: { groups: 'x' }, _claim_sources: { x: { endpoint: 'https://127.0.0.1:1/' } } }),
  ],
  [
    'a distributed claim told in place',
    true,
    claims({ _claim_names: { groups: 'x' }, _claim_sources: { x: { JWT: 'a.b.c' } } }),
  ],
  [
    'a distributed claim at a file',
    false,
    claims({ _claim_names: { groups: 'x' }, _claim_sources: { x: { endpoint: 'file:///etc/passwd' } } }),
  ],
  ['a list for claims', false, rawClaims(() => '[1]')],
  ['a text for claims', false, rawClaims((text) => JSON.stringify(text))],
  ['null for claims', false, rawClaims(() => 'null')],
  ['nothing for claims', false, rawClaims(() => '')],
  ['half of the claims', false, rawClaims((text) => text.slice(0, -1))],
  ['more behind the claims', false, rawClaims((text) => `${text} x`)],
  [
    'another token for claims',
    false,
    (kit) => signedByRsa({ ...goodHeader, cty: 'JWT' }, good(kit), kit.rsa),
  ],
  ['a prototype', true, rawClaims((text) => text.replace('}', ',"__proto__":{"sub":"admin"}}'))],
  ['lists in lists, a thousand deep', true, nested(1000)],
  ['lists in lists, too deep to read', false, nested(100_000)],
];
