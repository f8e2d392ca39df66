import type { FieldProblem } from './resource-definition.ts';

/** Every reason that a `Status` of this server may carry. */
export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  /** Absent in a success, whose code is the answer's. */
  readonly code?: number;
}

/** A request that ends early, as a value. Told from other values by `instanceof`. */
export class Refusal {
  readonly status: Status;
  constructor(status: Status) {
    this.status = status;
  }
}

/** A group and a plural, printed as upstream does: `pods`, `deployments.apps`. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

function groupResourceText(of: GroupResource): string {
  return of.group === '' ? of.resource : `${of.resource}.${of.group}`;
}

interface Failure {
  readonly code: number;
  readonly reason?: StatusReason;
  readonly message: string;
  readonly details?: StatusDetails;
  readonly continue?: string;
}

function refuse(failure: Failure): Refusal {
  return new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: failure.continue === undefined ? {} : { continue: failure.continue },
    status: 'Failure',
    message: failure.message,
    ...(failure.reason === undefined ? {} : { reason: failure.reason }),
    ...(failure.details === undefined ? {} : { details: failure.details }),
    code: failure.code,
  });
}

function detailsOf(of: GroupResource, name: string): StatusDetails {
  return {
    ...(name === '' ? {} : { name }),
    ...(of.group === '' ? {} : { group: of.group }),
    kind: of.resource,
  };
}

export function badRequest(message: string): Refusal {
  return refuse({ code: 400, reason: 'BadRequest', message });
}

export function unauthorized(): Refusal {
  return refuse({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

export function forbidden(of: GroupResource, name: string, why: string): Refusal {
  const what = groupResourceText(of);
  const message = name === '' ? `${what} is forbidden: ${why}` : `${what} "${name}" is forbidden: ${why}`;
  return refuse({ code: 403, reason: 'Forbidden', message, details: detailsOf(of, name) });
}

/** For paths outside the resources. */
export function forbiddenPath(why: string): Refusal {
  return refuse({ code: 403, reason: 'Forbidden', message: `forbidden: ${why}`, details: {} });
}

export function notFound(of: GroupResource, name: string): Refusal {
  const message = `${groupResourceText(of)} "${name}" not found`;
  return refuse({ code: 404, reason: 'NotFound', message, details: detailsOf(of, name) });
}

/** What is answered where a path of the API names nothing that is served. */
export function resourceNotServed(): Refusal {
  const message = 'the server could not find the requested resource';
  return refuse({ code: 404, reason: 'NotFound', message, details: {} });
}

export function methodNotAllowed(): Refusal {
  const message = 'the server does not allow this method on the requested resource';
  return refuse({ code: 405, reason: 'MethodNotAllowed', message, details: {} });
}

export function notAcceptable(accepted: readonly string[]): Refusal {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return refuse({ code: 406, reason: 'NotAcceptable', message });
}

export function alreadyExists(of: GroupResource, name: string): Refusal {
  const message = `${groupResourceText(of)} "${name}" already exists`;
  return refuse({ code: 409, reason: 'AlreadyExists', message, details: detailsOf(of, name) });
}

export function generatedNameTaken(of: GroupResource, name: string): Refusal {
  const message =
    `${groupResourceText(of)} "${name}" already exists, ` +
    'the server was not able to generate a unique name for the object';
  return refuse({
    code: 409,
    reason: 'AlreadyExists',
    message,
    details: { ...detailsOf(of, name), retryAfterSeconds: 1 },
  });
}

export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(of: GroupResource, name: string, why: string): Refusal {
  const message = `Operation cannot be fulfilled on ${groupResourceText(of)} "${name}": ${why}`;
  return refuse({ code: 409, reason: 'Conflict', message, details: detailsOf(of, name) });
}

export function expired(message: string, continueToken?: string): Refusal {
  return refuse({
    code: 410,
    reason: 'Expired',
    message,
    ...(continueToken === undefined ? {} : { continue: continueToken }),
  });
}

export function tooLarge(limitBytes: number): Refusal {
  const message = `Request entity too large: limit is ${limitBytes}`;
  return refuse({ code: 413, reason: 'RequestEntityTooLarge', message });
}

/** The object fits into a request but not into the store. */
export function objectTooLarge(why: string): Refusal {
  return refuse({ code: 413, reason: 'RequestEntityTooLarge', message: `Request entity too large: ${why}` });
}

/** The store went away under the request: nobody knows whether a write was carried out. Upstream has no reason for it. */
export function storeUnavailable(why: string): Refusal {
  return refuse({ code: 500, message: `rpc error: code = Unavailable desc = ${why}` });
}

/** What upstream answers where an error is no Status: it has a text and no reason. */
export function failure(message: string): Refusal {
  return refuse({ code: 500, message });
}

export function serviceUnavailable(message: string): Refusal {
  return refuse({ code: 503, reason: 'ServiceUnavailable', message });
}

/** The store did not answer in time: nobody knows whether a write was carried out. */
export function storeTimedOut(): Refusal {
  const message = 'Timeout: request did not complete within requested timeout - context deadline exceeded';
  return refuse({ code: 504, reason: 'Timeout', message, details: {} });
}

/** A JSON patch of more operations than one request may carry. */
export function patchTooLong(count: number, limit: number): Refusal {
  const message =
    'Request entity too large: The allowed maximum operations in a JSON patch is ' + `${limit}, got ${count}`;
  return refuse({ code: 413, reason: 'RequestEntityTooLarge', message });
}

export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  const message =
    'the body of the request was in an unknown format - accepted media types include: ' + accepted.join(', ');
  return refuse({ code: 415, reason: 'UnsupportedMediaType', message });
}

/** A patch that is well formed but does not apply to the object as it is. */
export function patchDoesNotApply(): Refusal {
  const message = 'the server rejected our request due to an error in our request';
  return refuse({ code: 422, reason: 'Invalid', message, details: {} });
}

/** A creation that names a resourceVersion. Upstream has no better code and reason for it than these. */
export function versionOnCreate(): Refusal {
  return refuse({ code: 500, message: 'resourceVersion should not be set on objects to be created' });
}

/** `kind` is the kind's name, as upstream prints it: `Pod`, `Deployment.apps`. */
export function invalid(
  of: { readonly group: string; readonly kind: string },
  name: string,
  problems: readonly FieldProblem[],
): Refusal {
  const texts = [...new Set(problems.map((problem) => `${problem.field}: ${problem.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const kindText = of.group === '' ? of.kind : `${of.kind}.${of.group}`;
  return refuse({
    code: 422,
    reason: 'Invalid',
    message: `${kindText} "${name}" is invalid: ${list ?? ''}`,
    details: {
      ...(name === '' ? {} : { name }),
      ...(of.group === '' ? {} : { group: of.group }),
      ...(of.kind === '' ? {} : { kind: of.kind }),
      causes: problems.map(({ reason, message, field }) => ({ reason, message, field })),
    },
  });
}

/** Without `retryAfterSeconds` nobody can say when it is worth while to come again. */
export function tooManyRequests(message: string, retryAfterSeconds?: number): Refusal {
  const details = retryAfterSeconds === undefined ? undefined : { details: { retryAfterSeconds } };
  return refuse({ code: 429, reason: 'TooManyRequests', message, ...details });
}

/** Something that went wrong for which upstream has no reason. */
export function unexplained(message: string): Refusal {
  return refuse({ code: 500, message });
}

export function internalError(message: string): Refusal {
  return refuse({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
}

/** The reader asks for a state that this server has not seen yet. */
export function tooLargeResourceVersion(requested: number, current: number): Refusal {
  return refuse({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${requested}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

export function success(details?: StatusDetails): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details === undefined ? {} : { details }),
  };
}
