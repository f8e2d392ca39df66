import type { Environment, Timer } from '../../../sim/environment.ts';
import { textAt } from '../../fields.ts';
import { timestampText } from '../../timestamp.ts';
import { parseFields, quotedList, readText, structField, Unreadable } from './go-json.ts';
import { goQuote } from '../../validation/problems.ts';
import { google, googleWithoutScheme, parseIdToken, type IdToken } from './id-token.ts';
import type { IssuerConnection } from './issuer-connection.ts';
import { reasonOf, RemoteKeys } from './remote-keys.ts';

export interface IssuerVerifierParts {
  readonly environment: Environment;
  readonly connection: IssuerConnection;
  readonly issuer: string;
  /** Where the issuer describes itself, if that is not its own well-known place. */
  readonly discoveryUrl?: string;
  /** One of them must be among the token's. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Told why the issuer could not be found, once for each reason; it is looked for again. */
  readonly tell: (message: string) => void;
}

/** An issuer that could not be found is looked for again after this time. */
const retryMs = 10_000;
/** So long a token waits for a search that is under way. */
const patienceMs = 1000;
/** Clocks may differ by so much about when a token begins to be valid; about when it ends by nothing. */
const leewaySeconds = 60;

/** Verifies the tokens of one issuer, which it looks for in the background: a server starts before those that it asks. */
export class IssuerVerifier {
  readonly #parts: IssuerVerifierParts;
  #keys: RemoteKeys | undefined;
  #searching: Promise<void> | undefined;
  #timer: Timer | undefined;
  #isStopped = false;
  /** Why it was not found the last time. */
  #told: string | undefined;
  /** Resolves when the issuer is found. */
  readonly found: Promise<void>;
  #noteFound: () => void = () => undefined;

  constructor(parts: IssuerVerifierParts) {
    this.#parts = parts;
    this.found = new Promise((resolve) => {
      this.#noteFound = resolve;
    });
  }

  get isReady(): boolean {
    return this.#keys !== undefined;
  }

  start(): void {
    this.#searching = this.#search().finally(() => {
      this.#searching = undefined;
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  /** Waits a moment for a search that is under way. */
  async becomesReady(): Promise<boolean> {
    const { timers } = this.#parts.environment;
    if (this.#searching !== undefined && !this.isReady) {
      let timer: Timer | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = timers.after(patienceMs, resolve);
      });
      await Promise.race([this.#searching, patience]);
      timer?.cancel();
    }
    return this.isReady;
  }

  /** The token with all that it claims; the issuer has been found before. */
  async verify(text: string): Promise<IdToken | Unreadable> {
    const { audiences } = this.#parts;
    const token = parseIdToken(text);
    if (token instanceof Unreadable) return token;
    const problem = this.#claimsProblem(token) ?? (await this.#signatureProblem(token));
    if (problem !== undefined) return problem;
    if (audiences.some((audience) => token.audiences.includes(audience))) return token;
    const [wanted, given] = [[...audiences].sort(), token.audiences].map(quotedList);
    return new Unreadable(`oidc: expected audience in ${wanted ?? ''} got ${given ?? ''}`);
  }

  /** What is cheap to find out comes first: it costs the issuer nothing. */
  #claimsProblem({ issuer, audiences, expiry, notBefore }: IdToken): Unreadable | undefined {
    const { issuer: expected, audiences: accepted, environment } = this.#parts;
    if (issuer !== expected && !(expected === google && issuer === googleWithoutScheme))
      return new Unreadable(
        `oidc: id token issued by a different provider, expected ${goQuote(expected)} got ${goQuote(issuer)}`,
      );
    const [only = ''] = accepted;
    if (accepted.length === 1 && !audiences.includes(only))
      return new Unreadable(`oidc: expected audience ${goQuote(only)} got ${quotedList(audiences)}`);
    const nowSeconds = environment.clock.now() / 1000;
    if (expiry === undefined || expiry < nowSeconds)
      return new Unreadable(`oidc: token is expired (Token Expiry: ${timeText(expiry)})`);
    if (notBefore !== undefined && nowSeconds + leewaySeconds < notBefore)
      return new Unreadable(
        `oidc: current time ${timeText(nowSeconds)} before the nbf (not before) time: ${timeText(notBefore)}`,
      );
    return undefined;
  }

  async #signatureProblem(token: IdToken): Promise<Unreadable | undefined> {
    const { algorithms } = this.#parts;
    if (!algorithms.includes(token.algorithm))
      return new Unreadable(
        `oidc: id token signed with unsupported algorithm, expected ${quotedList(algorithms)} got ${goQuote(token.algorithm)}`,
      );
    const problem = await this.#keys?.verify(token);
    return problem === undefined
      ? undefined
      : new Unreadable(`failed to verify signature: ${problem.reason}`);
  }

  async #search(): Promise<void> {
    const keysUrl = await this.#keysUrl().catch((error: unknown) => new Unreadable(reasonOf(error)));
    if (this.#isStopped) return;
    const { environment, connection, tell } = this.#parts;
    if (typeof keysUrl === 'string') {
      this.#keys = new RemoteKeys(environment, connection, keysUrl);
      this.#noteFound();
      return;
    }
    if (keysUrl.reason !== this.#told) tell(`oidc authenticator: initializing plugin: ${keysUrl.reason}`);
    this.#told = keysUrl.reason;
    this.#timer = environment.timers.after(retryMs, () => {
      this.start();
    });
  }

  /** Asks the issuer where its keys are. It must know itself by the name under which it is known here. */
  async #keysUrl(): Promise<string | Unreadable> {
    const { issuer, connection } = this.#parts;
    const place = this.#parts.discoveryUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await connection.get(place);
    if (answer.status !== 200) return new Unreadable(answer.statusText);
    const document = parseFields(Buffer.from(answer.text));
    if (document instanceof Unreadable)
      return new Unreadable(`oidc: failed to decode provider discovery object: ${document.reason}`);
    const said = readText(structField(document, 'issuer'));
    if (said instanceof Unreadable)
      return new Unreadable(`oidc: failed to decode provider discovery object: ${said.reason}`);
    if (said !== issuer)
      return new Unreadable(
        `oidc: issuer did not match the issuer returned by provider, expected ${goQuote(issuer)} got ${goQuote(said)}`,
      );
    return textAt({ uri: structField(document, 'jwks_uri') }, 'uri');
  }
}

/** As Go prints a time, in whole seconds; the beginning of its calendar where there is none. */
function timeText(seconds: number | undefined): string {
  const isTime = seconds !== undefined && Math.abs(seconds) <= lastSecond;
  const [date = '', clock = ''] = (isTime ? timestampText(seconds * 1000) : beginning).split(/[TZ]/);
  return `${date} ${clock} +0000 UTC`;
}

const beginning = '0001-01-01T00:00:00Z';
/** Of the year 9999. */
const lastSecond = 253_402_300_799;
