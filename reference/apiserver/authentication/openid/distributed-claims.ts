import { isFields, type Fields } from '../../fields.ts';
import { goQuote } from '../../validation/problems.ts';
import { readText, readTextMap, structField, Unreadable } from './go-json.ts';
import { untrustedIssuer } from './id-token.ts';
import type { IssuerConnection } from './issuer-connection.ts';
import type { IssuerVerifier } from './issuer-verifier.ts';
import { reasonOf } from './remote-keys.ts';

export interface DistributedClaimParts {
  /** The only claim that is looked for elsewhere. */
  readonly claim: string;
  readonly connection: IssuerConnection;
  /** Makes one that looks for the issuer already. */
  readonly verifierFor: (issuer: string) => IssuerVerifier;
}

/** Issuers beyond these are not believed: each is looked for until it is found. */
const mostIssuers = 16;

interface Source {
  readonly endpoint: string;
  readonly accessToken: string;
}

/** Fetches a claim that a token does not make itself but names a source for, which tells it in a token of its own. */
export class DistributedClaims {
  readonly #parts: DistributedClaimParts;
  readonly #verifiers = new Map<string, IssuerVerifier>();

  constructor(parts: DistributedClaimParts) {
    this.#parts = parts;
  }

  stop(): void {
    for (const verifier of this.#verifiers.values()) verifier.stop();
  }

  /** The claims with the one that was fetched, or as they are where nothing was to be. */
  async expand(claims: Fields): Promise<Fields | Unreadable> {
    const source = this.#sourceIn(claims);
    if (source === undefined || source instanceof Unreadable) return source ?? claims;
    const value = await this.#fetched(source);
    if (value instanceof Unreadable) return value;
    return { ...claims, [this.#parts.claim]: value.claimed };
  }

  #sourceIn(claims: Fields): Source | Unreadable | undefined {
    const { claim } = this.#parts;
    if (Object.hasOwn(claims, claim) || !Object.hasOwn(claims, '_claim_names')) return undefined;
    const names = readTextMap(claims['_claim_names']);
    if (names instanceof Unreadable)
      return new Unreadable(`oidc: error parsing distributed claim names: ${names.reason}`);
    const { _claim_sources: sources } = claims;
    if (!isFields(sources)) return new Unreadable('oidc: no claim sources');
    const name = names.get(claim);
    if (name === undefined) return undefined;
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (source === undefined)
      return new Unreadable(`id token _claim_names contained a source ${name} missing in _claims_sources`);
    const [endpoint, accessToken] = ['endpoint', 'access_token'].map((field) =>
      readText(isFields(source) ? structField(source, field) : undefined),
    );
    if (typeof endpoint !== 'string' || typeof accessToken !== 'string')
      return new Unreadable('oidc: could not parse claim sources');
    // What is told in place, without an endpoint, nobody reads.
    return endpoint === '' ? undefined : { endpoint, accessToken };
  }

  async #fetched(source: Source): Promise<{ readonly claimed: unknown } | Unreadable> {
    const { claim } = this.#parts;
    const token = await this.#tokenAt(source);
    if (token instanceof Unreadable)
      return new Unreadable(`while getting distributed claim ${goQuote(claim)}: ${token.reason}`);
    const issuer = untrustedIssuer(token.text);
    if (issuer === undefined)
      return new Unreadable(
        `getting untrusted issuer from endpoint ${source.endpoint} failed for claim ${goQuote(claim)}`,
      );
    const verifier = this.#verifierFor(issuer);
    if (verifier === undefined || !(await verifier.becomesReady()))
      return new Unreadable(
        `verifying untrusted issuer ${issuer} failed: verifier not initialized for issuer: ${goQuote(issuer)}`,
      );
    const verified = await verifier.verify(token.text);
    if (verified instanceof Unreadable)
      return new Unreadable(`verify distributed claim token: ${verified.reason}`);
    if (!Object.hasOwn(verified.claims, claim))
      return new Unreadable(
        `jwt returned by distributed claim endpoint ${goQuote(source.endpoint)} did not contain claim: ${claim}`,
      );
    return { claimed: verified.claims[claim] };
  }

  async #tokenAt({ endpoint, accessToken }: Source): Promise<{ readonly text: string } | Unreadable> {
    try {
      const answer = await this.#parts.connection.get(
        endpoint,
        ...(accessToken === '' ? [] : ([accessToken] as const)),
      );
      return answer.status < 200 || answer.status > 226
        ? new Unreadable(`error while getting distributed claim JWT: ${answer.statusText}`)
        : answer;
    } catch (error) {
      return new Unreadable(reasonOf(error));
    }
  }

  #verifierFor(issuer: string): IssuerVerifier | undefined {
    const known = this.#verifiers.get(issuer);
    if (known !== undefined || this.#verifiers.size >= mostIssuers) return known;
    const verifier = this.#parts.verifierFor(issuer);
    this.#verifiers.set(issuer, verifier);
    return verifier;
  }
}
