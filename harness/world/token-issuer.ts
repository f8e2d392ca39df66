import {
  constants,
  createHmac,
  generateKeyPairSync,
  randomUUID,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a scenario says of a token. */
export interface TokenDescription {
  /** Over the usual ones: `iss`, `iat`, `exp`, and a `nonce` that makes every token another. */
  readonly claims?: JsonObject;
  /** Over the usual ones: `alg`, and `kid` of the key. */
  readonly header?: JsonObject;
  /** Claims that it lacks. */
  readonly without?: readonly string[];
  /** How long until it expires, negative for a time that is past; absent: an hour. */
  readonly expiresInMs?: number;
  /** How long until it begins to be valid; absent: it does not say. */
  readonly beginsInMs?: number;
  /** Absent: `issuer`. `secret`: with the issuer's public key in place of a secret. */
  readonly signedBy?: TokenSigner;
}

export type TokenSigner = 'issuer' | 'stranger' | 'nobody' | 'secret';

export const tokenSigners: readonly TokenSigner[] = ['issuer', 'stranger', 'nobody', 'secret'];

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** One for RSA and one for ECDSA, published side by side. */
interface Keys {
  readonly id: string;
  readonly rsa: KeyPair;
  readonly ec: KeyPair;
}

const hourMs = 3_600_000;

/**
 * An issuer of OpenID Connect tokens at an address of its own: describes itself, publishes its keys, and signs whatever a scenario
 * wants, be it right or wrong.
 */
export class TokenIssuer {
  readonly #url: string;
  readonly #name: string;
  #keys: Keys | undefined;
  #stranger: Keys | undefined;
  #generation = 1;
  /** Nothing is answered until it is opened. */
  isClosed = false;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** New keys take the place of those that it has. */
  changeKeys(): void {
    this.#generation += 1;
    this.#keys = undefined;
  }

  /** The document at a path below the issuer's; undefined where there is none. At `/as/NAME` it describes itself as `https://NAME`. */
  document(path: string): JsonObject | undefined {
    if (this.isClosed) return undefined;
    if (path === '/.well-known/openid-configuration') return this.#described(this.#url);
    const [, otherName] = /^\/as\/(.+)$/.exec(path) ?? [];
    if (otherName !== undefined) return this.#described(`https://${otherName}`);
    return path === '/keys' ? { keys: this.#publicKeys() } : undefined;
  }

  #described(issuer: string): JsonObject {
    return {
      issuer,
      jwks_uri: `${this.#url}/keys`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
    };
  }

  /** A token in compact form. `nowMs`: of the clock that it will be judged by. */
  token(described: TokenDescription, nowMs: number): string {
    const { claims, header, without = [], expiresInMs = hourMs, beginsInMs, signedBy } = described;
    const seconds = (ms: number): number => Math.floor((nowMs + ms) / 1000);
    const said: JsonObject = {
      iss: this.#url,
      iat: seconds(0),
      exp: seconds(expiresInMs),
      nonce: randomUUID(),
      ...(beginsInMs === undefined ? {} : { nbf: seconds(beginsInMs) }),
      ...claims,
    };
    const kept = Object.fromEntries(Object.entries(said).filter(([name]) => !without.includes(name)));
    return this.#signed({ ...this.#usualHeader(signedBy, header), ...header }, kept, signedBy);
  }

  #usualHeader(signedBy: TokenSigner | undefined, header: JsonObject = {}): JsonObject {
    const usual = { nobody: 'none', secret: 'HS256', issuer: 'RS256', stranger: 'RS256' };
    const { alg: wanted } = header;
    const alg = typeof wanted === 'string' ? wanted : usual[signedBy ?? 'issuer'];
    return { alg, kid: this.#idOf(alg.startsWith('ES') ? 'ec' : 'rsa') };
  }

  #signed(header: JsonObject, claims: JsonObject, signedBy: TokenSigner = 'issuer'): string {
    const message = [header, claims].map((part) => encoded(JSON.stringify(part))).join('.');
    if (signedBy === 'nobody') return `${message}.`;
    if (signedBy === 'secret') {
      const secret = this.#own().rsa.publicKey.export({ type: 'spki', format: 'pem' });
      return `${message}.${createHmac('sha256', secret).update(message).digest('base64url')}`;
    }
    const keys = signedBy === 'stranger' ? (this.#stranger ??= newKeys('stranger')) : this.#own();
    return `${message}.${signature(String(header['alg']), message, keys)}`;
  }

  #own(): Keys {
    return (this.#keys ??= newKeys(`${this.#name}-${this.#generation}`));
  }

  #idOf(kind: 'rsa' | 'ec'): string {
    return `${this.#own().id}-${kind}`;
  }

  #publicKeys(): readonly JsonWebKey[] {
    const { rsa, ec } = this.#own();
    return [
      { ...rsa.publicKey.export({ format: 'jwk' }), kid: this.#idOf('rsa'), use: 'sig', alg: 'RS256' },
      { ...ec.publicKey.export({ format: 'jwk' }), kid: this.#idOf('ec'), use: 'sig', alg: 'ES256' },
    ];
  }
}

function newKeys(id: string): Keys {
  return {
    id,
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  };
}

/** As RFC 7518 has it; a name that it does not know signs as RS256 does. */
function signature(algorithm: string, message: string, { rsa, ec }: Keys): string {
  const hash = `sha${/(?:256|384|512)$/.exec(algorithm)?.[0] ?? '256'}`;
  const data = Buffer.from(message);
  if (algorithm.startsWith('ES'))
    return sign(hash, data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const padding = algorithm.startsWith('PS') ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {};
  const salt = algorithm.startsWith('PS') ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  return sign(hash, data, { key: rsa.privateKey, ...padding, ...salt }).toString('base64url');
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** The issuers below one address, each made when it is first asked for; their keys outlive the scenarios. */
export class TokenIssuers {
  readonly #url: string;
  readonly #issuers = new Map<string, TokenIssuer>();

  constructor(url: string) {
    this.#url = url;
  }

  named(name: string): TokenIssuer {
    const known = this.#issuers.get(name) ?? new TokenIssuer(`${this.#url}/${name}`, name);
    this.#issuers.set(name, known);
    return known;
  }

  /** All of them are open again. */
  reset(): void {
    for (const issuer of this.#issuers.values()) issuer.isClosed = false;
  }

  /** The document that somebody asks for; undefined where no issuer has it. */
  document(method: string, path: string): JsonObject | undefined {
    const [, name = '', rest = ''] = /^\/([^/?]+)(\/[^?]*)/.exec(path) ?? [];
    return method === 'GET' && name !== '' ? this.named(name).document(rest) : undefined;
  }
}
