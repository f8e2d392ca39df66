import { badRequest, type Refusal } from '../status.ts';

/** Where a paged list goes on. */
export interface ContinueToken {
  /** The revision of the first page; -1: whatever is newest, after the first one was compacted. */
  readonly revision: number;
  /** The first key of the next page. */
  readonly startKey: string;
}

const version = 'meta.k8s.io/v1';

/** The token is opaque to clients; inside it is what upstream's is. */
export function encodeContinue(token: ContinueToken, prefix: string): string {
  const start = `/${token.startKey.slice(prefix.length)}`;
  return Buffer.from(JSON.stringify({ v: version, rv: token.revision, start })).toString('base64url');
}

export function decodeContinue(text: string, prefix: string): ContinueToken | Refusal {
  const parsed = parse(text);
  if (parsed === undefined) return badRequest('continue key is not valid: it is no token of this server');
  const { v, rv, start } = parsed;
  if (v !== version)
    return badRequest('continue key is not valid: server does not recognize this encoded version');
  if (typeof rv !== 'number' || rv === 0 || rv < -1 || !Number.isSafeInteger(rv)) {
    return badRequest(
      'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    );
  }
  if (typeof start !== 'string' || start === '') {
    return badRequest('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  }
  // A token must not lead out of the resource, or into another namespace's list. With or without a slash in front it means the same.
  const relative = start.replace(/^\//, '');
  const leadsAway = relative.split('/').some((part) => part === '.' || part === '..' || part === '');
  if (leadsAway) return badRequest(`continue key is not valid: ${start}`);
  return { revision: rv, startKey: prefix + relative };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
