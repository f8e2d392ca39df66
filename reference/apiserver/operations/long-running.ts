import { verbOf, type RequestPath } from '../request-info.ts';

const longSubresources: ReadonlySet<string> = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** Requests that last as long as somebody wants them to: no limit and no time-out is for them. */
export function isLongRunning(method: string, { resource, query }: RequestPath): boolean {
  if (resource === undefined) return false;
  return verbOf(method, resource, query) === 'watch' || longSubresources.has(resource.subresource);
}
