import { attributesOf } from '../authorization/request-attributes.ts';
import { textAnswer } from '../discovery/json-answer.ts';
import type { ApiAnswer } from '../message.ts';
import type { RequestUnderway } from '../pipeline/request-filter.ts';
import { isLongRunning } from './long-running.ts';

export interface InFlightLimits {
  /** Of requests that only read; 0: no limit. */
  readonly reading: number;
  /** Of requests that may write; 0: no limit. */
  readonly mutating: number;
}

export type RequestKind = 'readOnly' | 'mutating';

const readingVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
const privileged = 'system:masters';

/** Refuses what comes while as many requests as are allowed are under way. Members of `system:masters` are always served. */
export class InFlightLimit {
  readonly #limits: InFlightLimits;
  readonly #onRefused: (underway: RequestUnderway) => void;
  readonly #underWay: Record<RequestKind, number> = { readOnly: 0, mutating: 0 };

  constructor(limits: InFlightLimits, onRefused: (underway: RequestUnderway) => void) {
    this.#limits = limits;
    this.#onRefused = onRefused;
  }

  /** How many requests count against each limit just now. */
  get underWay(): Readonly<Record<RequestKind, number>> {
    return this.#underWay;
  }

  async admit(underway: RequestUnderway, next: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
    const { request, path, identity } = underway;
    if (isLongRunning(request.method, path)) return next();
    const { verb } = attributesOf(identity, request.method, path);
    const kind: RequestKind = readingVerbs.has(verb) ? 'readOnly' : 'mutating';
    const limit = kind === 'readOnly' ? this.#limits.reading : this.#limits.mutating;
    if (limit > 0 && this.#underWay[kind] >= limit) {
      if (identity.groups.includes(privileged)) return next();
      this.#onRefused(underway);
      return tooMany;
    }
    this.#underWay[kind] += 1;
    try {
      return await next();
    } finally {
      this.#underWay[kind] -= 1;
    }
  }
}

const plain = textAnswer('Too many requests, please try again later.\n', 429);
const tooMany: ApiAnswer = { ...plain, headers: { ...plain.headers, 'retry-after': '1' } };
