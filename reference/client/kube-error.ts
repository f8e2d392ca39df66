import type { ApiStatus } from './api-object.ts';

/** What a client rejects with where the API server refused. Match on `reason` or `code`, not on the class. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
  /** The HTTP status. */
  readonly code: number;
  /** `NotFound`, `Conflict`, `AlreadyExists`, `Invalid`, `Expired`, …; '' where the answer was no `Status`. */
  readonly reason: string;
  readonly status: ApiStatus;

  constructor(code: number, status: ApiStatus) {
    super(status.message ?? `the server answered ${code}`);
    this.code = code;
    this.reason = status.reason ?? '';
    this.status = status;
  }
}

/** Whether an API server refused with this reason. */
export function isRefusal(error: unknown, reason: string): boolean {
  return error instanceof Error && 'reason' in error && error.reason === reason;
}
