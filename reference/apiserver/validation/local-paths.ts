import type { Problems } from './problems.ts';

/** No step of a path goes up. */
export function checkNoBacksteps(problems: Problems, field: string, path: string): void {
  if (path.includes('..') && path.split('/').includes('..'))
    problems.invalid(field, path, "must not contain '..'");
}

/** A path below some directory. */
export function checkLocalPath(problems: Problems, field: string, path: string): void {
  if (path.startsWith('/')) problems.invalid(field, path, 'must be a relative path');
  checkNoBacksteps(problems, field, path);
}

/** The same, and names that begin with two dots are the kubelet's own. */
export function checkUnreservedPath(problems: Problems, field: string, path: string): void {
  checkLocalPath(problems, field, path);
  if (path.startsWith('..') && !path.startsWith('../'))
    problems.invalid(field, path, "must not start with '..'");
}
