/** What a path and a method ask for, before anything is known of the resource. */
export type RequestVerb =
  'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

export interface ResourceRequest {
  readonly group: string;
  readonly version: string;
  /** Plural, as in the path. */
  readonly resource: string;
  readonly subresource: string;
  /** '' where the path names none. */
  readonly namespace: string;
  /** '' for a collection. */
  readonly name: string;
  /** True where the path goes on after the subresource: only proxies take that. */
  readonly hasRest: boolean;
  /** The old form `/api/v1/watch/…`, which watches whatever the query says. */
  readonly legacyWatch: boolean;
}

export interface RequestPath {
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Absent where the path lies outside `/api/VERSION/` and `/apis/GROUP/VERSION/`, or names no resource. */
  readonly resource?: ResourceRequest;
}

const noQuery = new URLSearchParams();

/** Splits an absolute path. Answers undefined where its percent-encoding is broken. */
export function parseRequestPath(target: string): RequestPath | undefined {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const path = decodePath(rawPath);
  if (path === undefined) return undefined;
  const query = mark < 0 ? noQuery : new URLSearchParams(target.slice(mark + 1));
  const resource = parseResource(path);
  return resource === undefined ? { path, query } : { path, query, resource };
}

function decodePath(rawPath: string): string | undefined {
  if (!rawPath.includes('%')) return rawPath;
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
}

function parseResource(path: string): ResourceRequest | undefined {
  const parts = path.split('/');
  if (parts.at(-1) === '') parts.pop();
  if (parts[0] !== '') return undefined;
  if (parts[1] === 'api') return locate('', parts[2], parts.slice(3));
  if (parts[1] === 'apis') return locate(parts[2], parts[3], parts.slice(4));
  return undefined;
}

function locate(
  group: string | undefined,
  version: string | undefined,
  rest: readonly string[],
): ResourceRequest | undefined {
  if (group === undefined || version === undefined || version === '') return undefined;
  const legacyWatch = rest[0] === 'watch' && rest.length > 1;
  const [first, second, third, ...more] = legacyWatch ? rest.slice(1) : rest;
  if (first === undefined || first === '') return undefined;
  const base = { group, version, legacyWatch };
  if (first !== 'namespaces' || second === undefined) {
    return { ...base, namespace: '', ...named(first, second, third, more) };
  }
  if (third === undefined) return { ...base, namespace: '', ...named(first, second, undefined, []) };
  if (more.length === 0 && namespaceSubresources.has(third)) {
    return { ...base, namespace: '', ...named(first, second, third, []) };
  }
  const [name, subresource, ...after] = more;
  return { ...base, namespace: second, ...named(third, name, subresource, after) };
}

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

function named(
  resource: string,
  name: string | undefined,
  subresource: string | undefined,
  rest: readonly string[],
): Pick<ResourceRequest, 'resource' | 'name' | 'subresource' | 'hasRest'> {
  return { resource, name: name ?? '', subresource: subresource ?? '', hasRest: rest.length > 0 };
}

/** The verb of a request for a resource, or undefined where the method has none. */
export function verbOf(
  method: string,
  info: ResourceRequest,
  query: URLSearchParams,
): RequestVerb | undefined {
  // Whatever is done at such a path counts as watching, so that nothing can be written through it.
  if (info.legacyWatch) return 'watch';
  const named = info.name !== '';
  switch (method) {
    case 'POST':
      return 'create';
    case 'GET':
      if (named) return 'get';
      return wantsWatch(query) ? 'watch' : 'list';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

function wantsWatch(query: URLSearchParams): boolean {
  const value = query.get('watch')?.toLowerCase();
  return value !== undefined && value !== 'false' && value !== '0';
}
