import type { Timer, Environment } from '../../sim/environment.ts';
import type { AuthorizationMode } from './authorization-mode.ts';
import type { WebhookOptions } from './webhook.ts';

/** Who is asked, in order. */
export interface AuthorizerOrder {
  readonly modes: readonly AuthorizationMode[];
  /** One for each mode Webhook, in turn. */
  readonly webhooks: readonly WebhookOptions[];
}

/** A text that says who is asked, and may come to say something else. */
export interface AuthorizersSource {
  /** As it was when the server was made. */
  readonly initial: string;
  read(): Promise<string>;
  /** Throws what is wrong with the text. */
  parse(text: string): AuthorizerOrder;
  /** Told what became of a change; absent: nobody. */
  readonly tell?: (message: string) => void;
}

export type ReloadResult = 'success' | 'failure';

/** Upstream is told of changes by the file system. */
const lookMs = 5000;

/**
 * Looks every now and then whether somebody else is to be asked, and changes over where the new text can be used; what is wrong
 * leaves everything as it is.
 */
export class AuthorizersReload {
  readonly #environment: Environment;
  readonly #source: AuthorizersSource;
  readonly #modes: readonly AuthorizationMode[];
  readonly #use: (order: AuthorizerOrder) => void;
  #seen: string;
  #told = '';
  #timer: Timer | undefined;
  #isStopped = false;

  /** `modes`: those that the server began with. */
  constructor(
    environment: Environment,
    source: AuthorizersSource,
    {
      modes,
      use,
    }: { readonly modes: readonly AuthorizationMode[]; readonly use: (order: AuthorizerOrder) => void },
  ) {
    this.#environment = environment;
    this.#source = source;
    this.#modes = modes;
    this.#use = use;
    this.#seen = source.initial;
  }

  start(tell: (result: ReloadResult) => void): void {
    tell('success');
    this.#lookLater(tell);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #lookLater(tell: (result: ReloadResult) => void): void {
    if (this.#isStopped) return;
    this.#timer = this.#environment.timers.after(lookMs, () => {
      void this.#look().then((result) => {
        if (result !== undefined) tell(result);
        this.#lookLater(tell);
      });
    });
  }

  /** Undefined: nothing has changed. A text that cannot be used is looked at once. */
  async #look(): Promise<ReloadResult | undefined> {
    try {
      const text = await this.#source.read();
      if (text === this.#seen) return undefined;
      this.#seen = text;
      const order = this.#source.parse(text);
      this.#check(order.modes);
      this.#use(order);
      this.#told = '';
      this.#source.tell?.('reloaded authorization config');
      return 'success';
    } catch (error) {
      this.#complain(
        `failed to reload authorization config: ${error instanceof Error ? error.message : String(error)}`,
      );
      return 'failure';
    }
  }

  /** A file that is missing is missing at every look, and is told once. */
  #complain(message: string): void {
    if (message !== this.#told) this.#source.tell?.(message);
    this.#told = message;
  }

  /** Modes that keep something of their own must be there from the beginning, and must stay. */
  #check(modes: readonly AuthorizationMode[]): void {
    const missing = this.#modes.filter((mode) => mode !== 'Webhook' && !modes.includes(mode));
    if (missing.length > 0) throw new Error(`missing required types: [${missing.sort().join(' ')}]`);
    const late = modes.find((mode) => keepers.has(mode) && !this.#modes.includes(mode));
    if (late !== undefined)
      throw new Error(
        `authorizer type ${late} is not allowed if it was not enabled at initial server startup`,
      );
  }
}

const keepers: ReadonlySet<AuthorizationMode> = new Set<AuthorizationMode>(['ABAC', 'Node', 'RBAC']);
