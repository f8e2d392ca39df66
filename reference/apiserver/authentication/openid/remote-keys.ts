import type { Environment } from '../../../sim/environment.ts';
import { freshSeconds } from './freshness.ts';
import { Unreadable } from './go-json.ts';
import type { IdToken } from './id-token.ts';
import type { IssuerConnection } from './issuer-connection.ts';
import { parseKeySet, type IssuerKey } from './key-set.ts';

/** Keys that an issuer allows to be kept are asked for again so long before that time is over. */
const earlyMs = 30_000;

/** So many times the issuer may be asked one after the other; then once in a second. */
const burst = 10;
const refillMs = 1000;

const notVerified = new Unreadable('failed to verify id token signature');

/**
 * The keys of an issuer, asked for when a token comes that those at hand do not verify: never while a question is under way, never
 * before the time that the issuer allows them to be kept, and never more often than once in a second in the long run. What many bad
 * tokens cost the issuer is bounded by that; upstream asks for each of them.
 */
export class RemoteKeys {
  readonly #environment: Environment;
  readonly #connection: IssuerConnection;
  readonly #url: string;
  #keys: readonly IssuerKey[] = [];
  #keptUntilMs = 0;
  #underWay: Promise<readonly IssuerKey[] | Unreadable> | undefined;
  #allowance = burst;
  #countedMs: number;

  constructor(environment: Environment, connection: IssuerConnection, url: string) {
    this.#environment = environment;
    this.#connection = connection;
    this.#url = url;
    this.#countedMs = environment.clock.now();
  }

  /** Undefined: one of the issuer's keys has signed the token. */
  async verify(token: IdToken): Promise<Unreadable | undefined> {
    // Keys are of use after their time too: the issuer may be out of reach.
    if (await isSignedByOneOf(token, this.#keys)) return undefined;
    if (this.#environment.clock.now() + earlyMs <= this.#keptUntilMs) return notVerified;
    const keys = await this.#askedFor();
    if (keys instanceof Unreadable) return new Unreadable(`fetching keys ${keys.reason}`);
    return (await isSignedByOneOf(token, keys)) ? undefined : notVerified;
  }

  #askedFor(): Promise<readonly IssuerKey[] | Unreadable> {
    if (this.#underWay !== undefined) return this.#underWay;
    if (!this.#mayAsk()) return Promise.resolve(this.#keys);
    const asking = this.#ask().finally(() => {
      this.#underWay = undefined;
    });
    this.#underWay = asking;
    return asking;
  }

  #mayAsk(): boolean {
    const now = this.#environment.clock.now();
    this.#allowance = Math.min(burst, this.#allowance + (now - this.#countedMs) / refillMs);
    this.#countedMs = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }

  async #ask(): Promise<readonly IssuerKey[] | Unreadable> {
    const answer = await this.#connection.get(this.#url).catch((error: unknown) => reasonOf(error));
    if (typeof answer === 'string') return new Unreadable(`oidc: get keys failed ${answer}`);
    if (answer.status !== 200) return new Unreadable(`oidc: get keys failed: ${answer.statusText}`);
    const keys = parseKeySet(answer.text);
    if (keys instanceof Unreadable) return new Unreadable(`oidc: failed to decode keys: ${keys.reason}`);
    this.#keys = keys;
    this.#keptUntilMs = this.#environment.clock.now() + freshSeconds(answer.headers) * 1000;
    return keys;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A token that names a key is verified with that key and no other. */
async function isSignedByOneOf(token: IdToken, keys: readonly IssuerKey[]): Promise<boolean> {
  for (const { id, publicKey } of keys) {
    if (publicKey === undefined || (token.keyId !== '' && id !== token.keyId)) continue;
    if (await isSignedBy(token, publicKey)) return true;
  }
  return false;
}

async function isSignedBy({ algorithm, header, parts }: IdToken, key: KeyObjectOf): Promise<boolean> {
  const { flattenedVerify } = await import('jose');
  const jws = {
    protected: parts.header.toString('base64url'),
    payload: header['b64'] === false ? parts.payload : parts.payload.toString('base64url'),
    signature: parts.signature.toString('base64url'),
  };
  try {
    await flattenedVerify(jws, key, { algorithms: [algorithm] });
    return true;
  } catch {
    return false;
  }
}

type KeyObjectOf = NonNullable<IssuerKey['publicKey']>;
