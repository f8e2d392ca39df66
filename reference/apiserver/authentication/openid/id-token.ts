import { createPublicKey, X509Certificate } from 'node:crypto';
import { countKeys, scanJson } from '../../decode/json-text.ts';
import { isFields, type Fields } from '../../fields.ts';
import { goQuote } from '../../validation/problems.ts';
import { mistyped, parseFields, readText, readTextMap, structField, Unreadable } from './go-json.ts';

/** A token as it came, with its claims read and nothing verified. Times in seconds since the epoch. */
export interface IdToken {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Undefined: it does not say. */
  readonly expiry: number | undefined;
  readonly notBefore: number | undefined;
  /** Everything that it says. */
  readonly claims: Fields;
  /** Empty where it does not say. */
  readonly algorithm: string;
  readonly keyId: string;
  readonly header: Fields;
  readonly parts: TokenParts;
}

/** What stands between the dots, decoded. */
export interface TokenParts {
  readonly header: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** What a token says of its issuer; undefined where nothing can be read. Nobody has verified it. */
export function untrustedIssuer(token: string): string | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const payload = decoded(parts[1] ?? '');
  const claims = payload === undefined ? undefined : parseFields(payload);
  if (claims === undefined || claims instanceof Unreadable) return undefined;
  const issuer = readText(structField(claims, 'iss'));
  if (issuer instanceof Unreadable) return undefined;
  return issuer === googleWithoutScheme ? google : issuer;
}

/** The one issuer that names itself in two ways. */
export const google: string = 'https://accounts.google.com';
export const googleWithoutScheme: string = 'accounts.google.com';

/** As Go decodes: line ends are passed over, padding is not. */
function decoded(part: string): Buffer | undefined {
  const text = part.replaceAll(/[\r\n]/g, '');
  return /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1 ? Buffer.from(text, 'base64url') : undefined;
}

/** Reads a token in compact form. */
export function parseIdToken(token: string): IdToken | Unreadable {
  const parts = partsOf(token.replaceAll(/\s/g, ''));
  const header = parts instanceof Unreadable ? parts : headerIn(parts.header);
  if (parts instanceof Unreadable || header instanceof Unreadable)
    return new Unreadable(`oidc: malformed jwt: ${(header as Unreadable).reason}`);
  const claims = parseFields(parts.payload);
  const read = claims instanceof Unreadable ? claims : readClaims(claims);
  if (claims instanceof Unreadable || read instanceof Unreadable)
    return new Unreadable(`oidc: failed to unmarshal claims: ${(read as Unreadable).reason}`);
  return {
    ...read,
    claims,
    algorithm: text(header['alg']),
    keyId: text(header['kid']),
    header,
    parts,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function partsOf(token: string): TokenParts | Unreadable {
  const texts = token.split('.');
  if (texts.length !== 3) return new Unreadable('square/go-jose: compact JWS format must have three parts');
  const [header, payload, signature] = texts.map(decoded);
  if (header === undefined || payload === undefined || signature === undefined)
    return new Unreadable('illegal base64 data');
  return { header, payload, signature };
}

/** What it names must be of the right type, and a key that it brings along a public one, although nobody uses it. */
function headerIn(bytes: Buffer): Fields | Unreadable {
  const header = parseFields(bytes);
  if (header instanceof Unreadable) return header;
  if (scanJson(bytes.toString('utf8')).keys !== countKeys(header))
    return new Unreadable('json: duplicate key in the header');
  for (const name of ['alg', 'kid', 'nonce']) {
    const value = readText(header[name]);
    if (value instanceof Unreadable) return value;
  }
  const { jwk, x5c } = header;
  if (jwk !== undefined && jwk !== null && !isPublicKey(jwk))
    return new Unreadable('square/go-jose: invalid embedded jwk, must be public key');
  return certificatesProblem(x5c) ?? header;
}

function certificatesProblem(listed: unknown): Unreadable | undefined {
  if (listed === undefined || listed === null) return undefined;
  if (!Array.isArray(listed)) return mistyped(listed, '[]string');
  try {
    for (const entry of listed) new X509Certificate(Buffer.from(String(entry), 'base64'));
    return undefined;
  } catch {
    return new Unreadable('square/go-jose: failed to parse the certificates of the header');
  }
}

function isPublicKey(jwk: unknown): boolean {
  if (!isFields(jwk) || jwk['d'] !== undefined) return false;
  try {
    createPublicKey({ key: jwk, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

type ReadClaims = Pick<IdToken, 'issuer' | 'audiences' | 'expiry' | 'notBefore'>;

function readClaims(claims: Fields): ReadClaims | Unreadable {
  const unreadable =
    ['iss', 'sub', 'nonce', 'at_hash']
      .map((name) => readText(structField(claims, name)))
      .find((read) => read instanceof Unreadable) ?? sourcesProblem(claims);
  if (unreadable !== undefined) return unreadable;
  const issuer = text(structField(claims, 'iss'));
  const audiences = audiencesIn(structField(claims, 'aud'));
  const expiry = secondsIn(structField(claims, 'exp'));
  const issuedAt = secondsIn(structField(claims, 'iat'));
  const notBefore = secondsIn(structField(claims, 'nbf') ?? undefined);
  for (const read of [audiences, expiry, issuedAt, notBefore]) if (read instanceof Unreadable) return read;
  return { issuer, audiences, expiry, notBefore } as ReadClaims;
}

/** Null is one empty text, as it is for Go. */
function audiencesIn(value: unknown): readonly string[] | Unreadable {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    const read = readText(value);
    return read instanceof Unreadable ? mistyped(value, '[]string') : [read];
  }
  const read = value.map(readText);
  const wrong = read.find((entry) => entry instanceof Unreadable);
  return wrong instanceof Unreadable ? wrong : (read as readonly string[]);
}

/** Where Go's times begin to count: what lies beyond comes round again as the distant past. */
const beginningOfTime = -62_135_596_800;
const bound = 2 ** 63;

/** A number, or a text that is one. What is too far away is the distant past, as it is for Go. */
function secondsIn(value: unknown): number | undefined | Unreadable {
  if (value === undefined) return undefined;
  if (value === null) return new Unreadable('strconv.ParseFloat: parsing "": invalid syntax');
  if (typeof value === 'string' && !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(value)) {
    const literal = goQuote(JSON.stringify(value));
    return new Unreadable(`json: invalid number literal, trying to unmarshal ${literal} into Number`);
  }
  if (typeof value !== 'string' && typeof value !== 'number') return mistyped(value, 'json.Number');
  const seconds = Math.trunc(Number(value));
  return Math.abs(seconds - beginningOfTime) >= bound ? -bound : seconds;
}

/** Claims that others tell: for each name the source, and for each source where it is. */
function sourcesProblem(claims: Fields): Unreadable | undefined {
  const names = readTextMap(structField(claims, '_claim_names'));
  if (names instanceof Unreadable) return names;
  const sources = structField(claims, '_claim_sources') ?? {};
  if (!isFields(sources)) return mistyped(sources, 'map[string]oidc.claimSource');
  for (const source of Object.values(sources)) {
    if (source === null) continue;
    if (!isFields(source)) return mistyped(source, 'oidc.claimSource');
    for (const name of ['endpoint', 'access_token']) {
      const value = readText(structField(source, name));
      if (value instanceof Unreadable) return value;
    }
  }
  return undefined;
}
