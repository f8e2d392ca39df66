import type { ApiRequest, Identity } from '../message.ts';

/** What an authenticator makes of credentials. Undefined: it knows nothing of them, the next is asked. */
export type Opinion = Recognised | Rejected | undefined;

/** Somebody whom the credentials prove. */
export interface Recognised {
  readonly identity: Identity;
  /** For whom the credentials were meant, of those that were asked for; absent: the kind of credentials does not say. */
  readonly audiences?: readonly string[];
}

/** Credentials that are wrong. The next is asked all the same; where nobody recognises them, the request is refused. */
export class Rejected {
  /** For TokenReview and for logs; never contains the credentials. */
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** What is told with the credentials. */
export interface Asked {
  /** For whom the credentials must be meant. */
  readonly audiences: readonly string[];
  /** What was found out, for the audit log. */
  readonly annotations: Map<string, string>;
}

export type RequestAuthenticator = (request: ApiRequest, asked: Asked) => Opinion | Promise<Opinion>;
export type TokenAuthenticator = (token: string, asked: Asked) => Opinion | Promise<Opinion>;

/**
 * Several authenticators as one: they are asked in order until one recognises the credentials. Where none does but some reject
 * them, they are rejected for all these reasons.
 */
export function inTurn<Credentials>(
  authenticators: readonly ((credentials: Credentials, asked: Asked) => Opinion | Promise<Opinion>)[],
): (credentials: Credentials, asked: Asked) => Promise<Opinion> {
  return async (credentials, asked) => {
    const reasons: string[] = [];
    for (const authenticator of authenticators) {
      const opinion = await authenticator(credentials, asked);
      if (opinion instanceof Rejected) reasons.push(opinion.reason);
      else if (opinion !== undefined) return opinion;
    }
    return reasons.length === 0 ? undefined : new Rejected(joined(reasons));
  };
}

function joined(reasons: readonly string[]): string {
  const different = [...new Set(reasons)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}

/**
 * For credentials that do not say for whom they are meant: they are for the API itself, and mean nothing to who asks for others
 * only.
 */
export function meantForTheApi<Credentials>(
  apiAudiences: readonly string[],
  authenticator: (credentials: Credentials, asked: Asked) => Opinion | Promise<Opinion>,
): (credentials: Credentials, asked: Asked) => Promise<Opinion> {
  return async (credentials, asked) => {
    const audiences = apiAudiences.filter((audience) => asked.audiences.includes(audience));
    if (audiences.length === 0) return undefined;
    const opinion = await authenticator(credentials, asked);
    return opinion === undefined || opinion instanceof Rejected ? opinion : { ...opinion, audiences };
  };
}
