import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { StartError } from '../start-error.ts';

/** What the proxy lets through; each is a list of regular expressions with commas between. */
export interface FilterPatterns {
  readonly acceptPaths: string;
  readonly rejectPaths: string;
  readonly acceptHosts: string;
  readonly rejectMethods: string;
}

/** As `kubectl proxy`: everything but a way into containers, for callers that mean this machine. */
export const defaultPatterns: FilterPatterns = {
  acceptPaths: '^.*',
  rejectPaths: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
  acceptHosts: String.raw`^localhost$,^127\.0\.0\.1$,^\[::1\]$`,
  rejectMethods: '^$',
};

export interface FilteredRequest {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  /** As the client names it, with a port or without. */
  readonly host: string;
}

/** Tells which requests go through. A pattern that rejects is stronger than one that accepts. */
export type RequestCheck = (request: FilteredRequest) => boolean;

/** Throws a `StartError` that names the option whose pattern cannot be read. */
export function createFilter(patterns: FilterPatterns): RequestCheck {
  const acceptPaths = compiled('accept-paths', patterns.acceptPaths);
  const rejectPaths = compiled('reject-paths', patterns.rejectPaths);
  const acceptHosts = compiled('accept-hosts', patterns.acceptHosts);
  const rejectMethods = compiled('reject-methods', patterns.rejectMethods);
  return ({ method, path, host }) => {
    if (matches(rejectPaths, path) || matches(rejectMethods, method)) return false;
    return matches(acceptPaths, path) && matches(acceptHosts, hostName(host));
  };
}

/** In the syntax of Go. A dot stands for a line feed too, so that one in a path hides nothing from a pattern. */
function compiled(option: string, list: string): readonly Re2.RE2JS[] {
  if (list === '') return [];
  // Loaded when there is a proxy, since most clusters have none.
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof Re2;
  return list.split(',').map((pattern) => {
    try {
      return RE2JS.compile(pattern, RE2JS.DOTALL);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(`--${option} cannot be used: ${reason}`, { cause: error });
    }
  });
}

function matches(patterns: readonly Re2.RE2JS[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** Without the port, and where there is one without the brackets of an IPv6 address. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\]:[^:]*$/.exec(host);
  if (bracketed !== null) return bracketed[1] ?? '';
  const plain = /^([^:[\]]*):[^:]*$/.exec(host);
  return plain === null ? host : (plain[1] ?? '');
}
