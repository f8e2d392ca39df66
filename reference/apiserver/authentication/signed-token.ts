import type { KeyObject } from 'node:crypto';
import { countKeys, scanJson } from '../decode/json-text.ts';
import { isFields, numberAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { Rejected } from './authenticator.ts';
import type { GetTokenKeys, SigningKey, VerifyingKey } from './token-keys.ts';

/** The claims of a token whose signature is right. Times in seconds since the epoch. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly id: string;
  readonly expiry?: number;
  readonly notBefore?: number;
  readonly issuedAt?: number;
  /** Everything that the token says. */
  readonly all: Fields;
}

/** A JSON Web Token of these claims in compact form. */
export async function signToken(claims: Readonly<Fields>, key: SigningKey): Promise<string> {
  const { CompactSign } = await import('jose');
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.algorithm, kid: key.id })
    .sign(key.privateKey);
}

/** Signs claims with keys that are made when the first ones come. */
export function tokenSigner(keys: GetTokenKeys): (claims: Readonly<Fields>) => Promise<string> {
  return (claims) => signToken(claims, keys().signing);
}

/** What the token says of its issuer, before anything is verified; undefined where it is no token of this form. */
export function claimedIssuer(token: string): string | undefined {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    return undefined;
  if (!base64url.test(signature)) return undefined;
  const issuer = valueAt(decodedObject(payload), 'iss');
  return typeof issuer === 'string' ? issuer : undefined;
}

const base64url = /^[A-Za-z0-9_-]*$/;

function decodedObject(encoded: string): Fields | undefined {
  if (!base64url.test(encoded)) return undefined;
  return parsedObject(Buffer.from(encoded, 'base64url').toString('utf8'));
}

function parsedObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Signatures that need no private key of ours to make are not among them. */
const algorithms: readonly string[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
];

/** Tokens found good are remembered, since a client shows the same one again and again. */
const mostRemembered = 1024;

/** Verifies signatures, and nothing else, of tokens by any of the issuers. */
export class TokenVerifier {
  readonly #issuers: ReadonlySet<string>;
  readonly #keys: GetTokenKeys;
  readonly #verified = new Map<string, TokenClaims>();

  constructor(issuers: readonly string[], keys: GetTokenKeys) {
    this.#issuers = new Set(issuers);
    this.#keys = keys;
  }

  /** Undefined: it is none of these issuers' tokens. */
  async verify(token: string): Promise<TokenClaims | Rejected | undefined> {
    const known = this.#verified.get(token);
    if (known !== undefined) return known;
    const issuer = claimedIssuer(token);
    if (issuer === undefined || !this.#issuers.has(issuer)) return undefined;
    const header = decodedObject(token.slice(0, token.indexOf('.')));
    if (header === undefined || !['alg', 'kid'].every((name) => isAbsentOr(header, name, 'string')))
      return undefined;
    // Nobody has defined an extension that such a token would need.
    if (valueAt(header, 'crit') !== undefined) return wrongSignature;
    const found = await verifiedClaims(token, this.#candidates(textAt(header, 'kid')));
    if (found instanceof Rejected) return found;
    if (this.#verified.size >= mostRemembered) this.#verified.clear();
    this.#verified.set(token, found);
    return found;
  }

  /** A token that names a key is verified with that key and no other. */
  #candidates(id: string): readonly VerifyingKey[] {
    const { verifying } = this.#keys();
    return id === '' ? verifying : verifying.filter((key) => key.id === id);
  }
}

const wrongSignature = new Rejected('the signature of the token is not valid');

async function verifiedClaims(token: string, keys: readonly VerifyingKey[]): Promise<TokenClaims | Rejected> {
  if (keys.length === 0) return new Rejected('invalid signature, no keys found');
  for (const { publicKey } of keys) {
    const payload = await verifiedPayload(token, publicKey);
    if (payload !== undefined)
      return claimsIn(payload) ?? new Rejected('the claims of the token cannot be read');
  }
  return wrongSignature;
}

async function verifiedPayload(token: string, key: KeyObject): Promise<Uint8Array | undefined> {
  const { compactVerify } = await import('jose');
  try {
    return (await compactVerify(token, key, { algorithms: [...algorithms] })).payload;
  } catch {
    return undefined;
  }
}

/** Undefined where a claim that everybody knows is of another type than it must be. */
function claimsIn(payload: Uint8Array): TokenClaims | undefined {
  const text = new TextDecoder().decode(payload);
  const all = parsedObject(text);
  // A claim that stands twice might be read by others as it is not read here.
  if (all === undefined || scanJson(text).keys !== countKeys(all)) return undefined;
  const isRight =
    ['iss', 'sub', 'jti'].every((name) => isAbsentOr(all, name, 'string')) &&
    ['exp', 'nbf', 'iat'].every((name) => isAbsentOr(all, name, 'number')) &&
    isAudience(valueAt(all, 'aud'));
  if (!isRight) return undefined;
  const [expiry, notBefore, issuedAt] = ['exp', 'nbf', 'iat'].map((name) => secondsAt(all, name));
  return {
    issuer: textAt(all, 'iss'),
    subject: textAt(all, 'sub'),
    audiences: typeof all['aud'] === 'string' ? [all['aud']] : textsAt(all, 'aud'),
    id: textAt(all, 'jti'),
    ...(expiry === undefined ? {} : { expiry }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    all,
  };
}

/** A time that is too far away to be one is the beginning of all time, as it is in Go. */
function secondsAt(all: Fields, name: string): number | undefined {
  const seconds = numberAt(all, name);
  return seconds !== undefined && Math.abs(seconds) >= 2 ** 63 ? -(2 ** 63) : seconds;
}

function isAbsentOr(all: Fields, name: string, type: 'string' | 'number'): boolean {
  const value = valueAt(all, name);
  return value === undefined || value === null || typeof value === type;
}

function isAudience(value: unknown): boolean {
  if (value === undefined || typeof value === 'string') return true;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
