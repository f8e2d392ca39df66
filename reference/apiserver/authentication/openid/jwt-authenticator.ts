import { createHash } from 'node:crypto';
import type { Environment } from '../../../sim/environment.ts';
import { Rejected, type Opinion } from '../authenticator.ts';
import type { JwtConfiguration } from './authentication-configuration.ts';
import { mappedIdentity } from './claim-mapping.ts';
import { DistributedClaims } from './distributed-claims.ts';
import { Unreadable } from './go-json.ts';
import type { ConnectToIssuer, IssuerConnection } from './issuer-connection.ts';
import { IssuerVerifier } from './issuer-verifier.ts';
import type { JwtExpressions } from './jwt-validation.ts';

export interface JwtAuthenticatorParts {
  readonly environment: Environment;
  readonly connect: ConnectToIssuer;
  readonly configuration: JwtConfiguration;
  readonly expressions: JwtExpressions;
  readonly algorithms: readonly string[];
  readonly tell: (message: string) => void;
}

/** A token that was good counts as good for so long, as upstream has it; a hash of it is remembered. */
const rememberedMs = 10_000;
const mostRemembered = 1024;

/** Recognises the tokens of one issuer. */
export class JwtAuthenticator {
  readonly #parts: JwtAuthenticatorParts;
  readonly #connection: IssuerConnection;
  readonly #verifier: IssuerVerifier;
  readonly #distributed: DistributedClaims | undefined;
  readonly #remembered = new Map<string, { readonly opinion: Opinion; readonly untilMs: number }>();

  constructor(parts: JwtAuthenticatorParts) {
    this.#parts = parts;
    const { issuer, groups } = parts.configuration;
    this.#connection = parts.connect(
      issuer.certificateAuthority === '' ? undefined : issuer.certificateAuthority,
    );
    this.#verifier = this.#verifierOf(issuer.url, issuer.discoveryUrl);
    this.#distributed =
      groups.claim === ''
        ? undefined
        : new DistributedClaims({
            claim: groups.claim,
            connection: this.#connection,
            verifierFor: (other) => {
              const verifier = this.#verifierOf(other, '');
              verifier.start();
              return verifier;
            },
          });
  }

  /** Begins to look for the issuer. */
  start(): void {
    this.#verifier.start();
  }

  stop(): void {
    this.#verifier.stop();
    this.#distributed?.stop();
    this.#connection.close();
  }

  get issuer(): string {
    return this.#parts.configuration.issuer.url;
  }

  /** Resolves when the issuer is found. */
  get found(): Promise<void> {
    return this.#verifier.found;
  }

  /** What a token that names this issuer is worth. */
  async authenticate(token: string): Promise<Opinion> {
    const key = createHash('sha256').update(token).digest('base64url');
    const known = this.#remembered.get(key);
    if (known !== undefined && known.untilMs > this.#parts.environment.clock.now()) return known.opinion;
    if (!(await this.#verifier.becomesReady())) return new Rejected('oidc: authenticator not initialized');
    const opinion = await this.#opinionOf(token);
    if (!(opinion instanceof Rejected)) this.#remember(key, opinion);
    return opinion;
  }

  async #opinionOf(text: string): Promise<Opinion> {
    const { configuration, expressions } = this.#parts;
    const token = await this.#verifier.verify(text);
    if (token instanceof Unreadable) return new Rejected(`oidc: verify token: ${token.reason}`);
    const claims = (await this.#distributed?.expand(token.claims)) ?? token.claims;
    if (claims instanceof Unreadable)
      return new Rejected(`oidc: could not expand distributed claims: ${claims.reason}`);
    const identity = await mappedIdentity(claims, configuration, expressions);
    return identity instanceof Unreadable ? new Rejected(identity.reason) : { identity };
  }

  #remember(key: string, opinion: Opinion): void {
    if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
    this.#remembered.set(key, {
      opinion,
      untilMs: this.#parts.environment.clock.now() + rememberedMs,
    });
  }

  #verifierOf(issuer: string, discoveryUrl: string): IssuerVerifier {
    const { environment, configuration, algorithms, tell } = this.#parts;
    return new IssuerVerifier({
      environment,
      connection: this.#connection,
      issuer,
      ...(discoveryUrl === '' ? {} : { discoveryUrl }),
      audiences: configuration.issuer.audiences,
      algorithms,
      tell,
    });
  }
}
