import type { Identity } from '../message.ts';

/** Who wants to do what: all that an authorizer is told of a request. The body is not part of it. */
export interface AccessAttributes {
  readonly identity: Identity;
  /** A verb of resources, or the HTTP method in lower case. '' for a method that resources do not know. */
  readonly verb: string;
  /** Absent for paths that name no resource. */
  readonly resource?: AccessedResource;
  /** '' where only a resource is asked for. */
  readonly path: string;
}

export interface AccessedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  /** '' across all namespaces, and for what lies in none. */
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
}

/** Allows, or says why it has no opinion. Asked in turn until one allows. */
export type Authorizer = (attributes: AccessAttributes) => Authorization | Promise<Authorization>;

export interface Authorization {
  readonly allowed: boolean;
  /** '' where there is nothing to say. */
  readonly why: string;
}

export const allowAll: Authorizer = () => ({ allowed: true, why: '' });

/** All of them as one: the first that allows decides; otherwise every reason is told, one a line. */
export function inTurn(authorizers: readonly Authorizer[]): Authorizer {
  const [only, ...others] = authorizers;
  if (only !== undefined && others.length === 0) return only;
  return async (attributes) => {
    const reasons: string[] = [];
    for (const authorizer of authorizers) {
      const { allowed, why } = await authorizer(attributes);
      if (allowed) return { allowed, why };
      if (why !== '') reasons.push(why);
    }
    return { allowed: false, why: reasons.join('\n') };
  };
}
