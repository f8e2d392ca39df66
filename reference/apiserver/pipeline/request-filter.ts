import type { ApiAnswer, ApiRequest, Identity } from '../message.ts';
import type { RequestPath } from '../request-info.ts';

/** The flow schema and the priority level of a request, and for how many seats it was taken. */
export interface SortedFlow {
  readonly schema: string;
  readonly level: string;
  readonly initialSeats: number;
  readonly finalSeats: number;
}

/** One request on its way through the server. */
export interface RequestUnderway {
  /** Filters may take headers away that nobody after them should see. */
  request: ApiRequest;
  readonly path: RequestPath;
  /** Who asks: anonymous until it is known; filters after authentication may put another in place. */
  identity: Identity;
  /** What was found out on the way, for whoever keeps a log: `authorization.k8s.io/decision` → `allow`. */
  readonly annotations: Map<string, string>;
  /** What the client called the request, or a name of its own. */
  readonly auditId: string;
  /** When it came. */
  readonly receivedMs: number;
  /** Where priority and fairness has put it; absent before that, and for what is not sorted. */
  flow?: SortedFlow;
  /** It has come as far as the audit log. */
  isAudited?: boolean;
}

/**
 * Stands in the way of requests: answers itself, or lets them go on with `next`, which never rejects, and may look at the answer.
 */
export type RequestFilter = (underway: RequestUnderway, next: () => Promise<ApiAnswer>) => Promise<ApiAnswer>;

/** Each list in order, the first outermost. */
export interface RequestFilters {
  /** Sees every request whose path can be read, also those that are refused as nobody's. */
  readonly beforeAuthentication?: readonly RequestFilter[];
  /** Sees who asks; runs before it is asked whether he may. */
  readonly beforeAuthorization?: readonly RequestFilter[];
}

/** The filters as one, around what comes after them. */
export function throughFilters(
  filters: readonly RequestFilter[],
  underway: RequestUnderway,
  last: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const run = (index: number): Promise<ApiAnswer> => {
    const filter = filters[index];
    return filter === undefined ? last() : filter(underway, () => run(index + 1));
  };
  return run(0);
}
