import type { Identity } from '../message.ts';
import type { ClassifiedRequest, FlowSchema } from './flow-schema.ts';

interface Candidate {
  readonly schema: FlowSchema;
  readonly matches: (request: ClassifiedRequest) => boolean;
}

/** So many users are remembered; then they are learnt anew. */
const mostUsers = 2000;

/**
 * Finds the schema that takes a request: the first one of those given that matches. What schemas say of users is worked
 * out once for each user, so that a request costs what concerns its user, however many schemas there are.
 */
export class Classifier {
  readonly #schemas: readonly FlowSchema[];
  readonly #lastResort: FlowSchema;
  readonly #users = new Map<string, readonly Candidate[]>();

  /** `schemas` in the order in which they are asked; `lastResort` takes what none of them takes. */
  constructor(schemas: readonly FlowSchema[], lastResort: FlowSchema) {
    this.#schemas = schemas;
    this.#lastResort = lastResort;
  }

  schemaFor(identity: Identity, request: ClassifiedRequest): FlowSchema {
    const { user, groups } = identity;
    // A name may hold whatever an issuer lets somebody call himself.
    const key = JSON.stringify([user, ...groups]);
    const candidates = this.#users.get(key) ?? this.#learn(key, identity);
    for (const { schema, matches } of candidates) if (matches(request)) return schema;
    return this.#lastResort;
  }

  #learn(key: string, identity: Identity): readonly Candidate[] {
    const candidates = this.#schemas.flatMap((schema) => {
      const matches = schema.forUser(identity);
      return matches === undefined ? [] : [{ schema, matches }];
    });
    if (this.#users.size >= mostUsers) this.#users.clear();
    this.#users.set(key, candidates);
    return candidates;
  }
}
