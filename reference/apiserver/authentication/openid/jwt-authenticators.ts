import type { Environment, Timer } from '../../../sim/environment.ts';
import type { FieldProblem } from '../../resource-definition.ts';
import { equalJson } from '../../fields.ts';
import { Problems } from '../../validation/problems.ts';
import type { Opinion } from '../authenticator.ts';
import type { AuthenticationConfiguration } from './authentication-configuration.ts';
import { untrustedIssuer } from './id-token.ts';
import type { ConnectToIssuer } from './issuer-connection.ts';
import { JwtAuthenticator } from './jwt-authenticator.ts';
import { compileJwt, configurationProblems } from './jwt-validation.ts';

/** Whose tokens are believed besides the server's own. */
export interface OpenIdOptions {
  readonly configuration: AuthenticationConfiguration;
  readonly connect: ConnectToIssuer;
  readonly algorithms: readonly string[];
  /** The server's own issuers: none of them may be another's too. */
  readonly ownIssuers: readonly string[];
  /** Where the configuration may have changed while the server runs; absent: it stays as it is. */
  readonly source?: ConfigurationSource;
  /** Told what goes wrong in the background; absent: nobody. */
  readonly tell?: (message: string) => void;
}

export interface ConfigurationSource {
  /** The text as it is now. Rejects where it cannot be read. */
  read(): Promise<string>;
  /** Throws where the text is no configuration. */
  parse(text: string): AuthenticationConfiguration;
  /** What the server was started with. */
  readonly initial: string;
}

/** So often the configuration is looked at. Upstream is told of changes by the system, and takes them within some seconds. */
const lookMs = 5000;
/** Changed issuers take the place of those before once all of them were found, if that happens within this time. */
const readyLimitMs = 60_000;
/** So long a token that nobody knows waits for issuers that are just being looked for. */
const patienceMs = 1000;
/** Requests under way may still be with those before. */
const farewellMs = 60_000;

/** The issuers of a server, each with its authenticator; they follow the configuration. */
export class JwtAuthenticators {
  readonly #environment: Environment;
  readonly #options: OpenIdOptions;
  readonly #tell: (message: string) => void;
  #current: readonly JwtAuthenticator[];
  #seen: string;
  #isStopped = false;
  #changing: Promise<boolean> | undefined;
  readonly #timers = new Set<Timer>();
  readonly #leaving = new Set<readonly JwtAuthenticator[]>();

  constructor(environment: Environment, options: OpenIdOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#tell = options.tell ?? (() => undefined);
    this.#seen = options.source?.initial ?? '';
    this.#current = this.#made(options.configuration);
  }

  start(): void {
    for (const authenticator of this.#current) authenticator.start();
    this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) timer.cancel();
    for (const group of [this.#current, ...this.#leaving]) stopAll(group);
  }

  /** The opinion of the one whose issuer the token names; undefined: it is nobody's. */
  async authenticate(token: string): Promise<Opinion> {
    const opinion = await this.#opinionOf(token);
    if (opinion !== undefined || this.#changing === undefined) return opinion;
    await Promise.race([this.#changing, this.#passed(patienceMs)]);
    return this.#opinionOf(token);
  }

  async #opinionOf(token: string): Promise<Opinion> {
    const named = untrustedIssuer(token);
    return this.#current.find(({ issuer }) => issuer === named)?.authenticate(token);
  }

  #made({ jwt }: AuthenticationConfiguration): readonly JwtAuthenticator[] {
    const { connect, algorithms } = this.#options;
    return jwt.map(
      (configuration) =>
        new JwtAuthenticator({
          environment: this.#environment,
          connect,
          configuration,
          // What is wrong with it was found out before.
          expressions: compileJwt(new Problems(), configuration, ''),
          algorithms,
          tell: this.#tell,
        }),
    );
  }

  #after(delayMs: number, action: () => void): void {
    if (this.#isStopped) return;
    const timer = this.#environment.timers.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
  }

  #lookLater(): void {
    if (this.#options.source === undefined) return;
    this.#after(lookMs, () => {
      void this.#look().then(() => {
        this.#lookLater();
      });
    });
  }

  /** A text that will never do is looked at once. */
  async #look(): Promise<void> {
    const { source } = this.#options;
    if (source === undefined) return;
    const text = await source.read().catch((error: unknown) => {
      this.#tell(`failed to read authentication config file: ${String(error)}`);
      return this.#seen;
    });
    if (text === this.#seen) return;
    const changed = this.#parsed(source, text);
    if (typeof changed === 'string') {
      this.#seen = text;
      this.#tell(changed);
      return;
    }
    const made = this.#made(changed);
    for (const authenticator of made) authenticator.start();
    this.#changing = this.#change(made).finally(() => {
      this.#changing = undefined;
    });
    if (await this.#changing) this.#seen = text;
  }

  /** Whether the issuers have taken the place of those before. */
  async #change(made: readonly JwtAuthenticator[]): Promise<boolean> {
    const found = Promise.all(made.map((authenticator) => authenticator.found)).then(() => true);
    const isReady = await Promise.race([found, this.#passed(readyLimitMs).then(() => false)]);
    if (isReady && !this.#isStopped) {
      this.#exchange(made);
      this.#tell('reloaded authentication config');
    } else {
      stopAll(made);
      this.#tell('failed to update authentication config: not all issuers could be found');
    }
    return isReady;
  }

  #passed(lengthMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#after(lengthMs, resolve);
    });
  }

  #parsed(source: ConfigurationSource, text: string): AuthenticationConfiguration | string {
    try {
      const changed = source.parse(text);
      const problems = this.#problems(changed);
      return problems.length === 0
        ? changed
        : `failed to validate authentication config: ${problemsText(problems)}`;
    } catch (error) {
      return `failed to load authentication config: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #problems(changed: AuthenticationConfiguration): readonly FieldProblem[] {
    const problems = new Problems();
    problems.add(...configurationProblems(changed, this.#options.ownIssuers));
    if (!equalJson(changed.anonymous, this.#options.configuration.anonymous))
      problems.forbidden('anonymous', 'changed from initial configuration file');
    return problems.found;
  }

  #exchange(made: readonly JwtAuthenticator[]): void {
    const before = this.#current;
    this.#current = made;
    this.#leaving.add(before);
    this.#after(farewellMs, () => {
      this.#leaving.delete(before);
      stopAll(before);
    });
  }
}

function stopAll(authenticators: readonly JwtAuthenticator[]): void {
  for (const authenticator of authenticators) authenticator.stop();
}

/** All of them in one line, as upstream prints them. */
export function problemsText(problems: readonly FieldProblem[]): string {
  const texts = [...new Set(problems.map(({ field, message }) => `${field}: ${message}`))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
