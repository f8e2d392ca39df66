import { numberAt, objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { checkUnreservedPath } from './local-paths.ts';
import type { Problems } from './problems.ts';
import { checkDownwardFile, checkFileMode, checkKeyToPath } from './volume-files.ts';

const shortestTokenSeconds = 600;
const longestTokenSeconds = 2 ** 32;

/** A volume put together of several sources, whose files may not stand in each other's place. */
export function checkProjectedVolume(problems: Problems, field: string, projected: Fields): void {
  checkFileMode(problems, `${field}.defaultMode`, numberAt(projected, 'defaultMode'));
  const taken = new Set<string>();
  for (const [index, source] of objectsAt(projected, 'sources').entries()) {
    const path = `${field}.sources[${index}]`;
    const kinds = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'].filter(
      (kind) => objectAt(source, kind) !== undefined,
    );
    for (const kind of kinds) {
      const given = objectAt(source, kind) ?? {};
      const place = { field, path: `${path}.${kind}`, taken };
      if (kind === 'serviceAccountToken') checkToken(problems, place, given);
      else if (kind === 'downwardAPI') checkDownward(problems, place, given);
      else checkKeyed(problems, place, given);
    }
    if (kinds.length > 1) problems.forbidden(path, 'may not specify more than 1 volume type per source');
  }
}

interface Place {
  /** The volume's. */
  readonly field: string;
  /** The source's own. */
  readonly path: string;
  readonly taken: Set<string>;
}

function take(problems: Problems, { field, taken }: Place, path: string, shown: string): void {
  if (path === '') return;
  if (taken.has(path)) problems.invalid(field, shown, 'conflicting duplicate paths');
  taken.add(path);
}

function checkKeyed(problems: Problems, place: Place, source: Fields): void {
  const name = textAt(source, 'name');
  if (name === '') problems.required(`${place.path}.name`);
  for (const [index, item] of objectsAt(source, 'items').entries()) {
    checkKeyToPath(problems, `${place.path}.items[${index}]`, item);
    take(problems, place, textAt(item, 'path'), name);
  }
}

function checkDownward(problems: Problems, place: Place, source: Fields): void {
  for (const item of objectsAt(source, 'items')) {
    checkDownwardFile(problems, place.path, item);
    take(problems, place, textAt(item, 'path'), textAt(item, 'path'));
  }
}

function checkToken(problems: Problems, { field, path }: Place, token: Fields): void {
  const seconds = numberAt(token, 'expirationSeconds') ?? 0;
  if (seconds < shortestTokenSeconds)
    problems.invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes');
  if (seconds > longestTokenSeconds)
    problems.invalid(
      `${path}.expirationSeconds`,
      seconds,
      'may not specify a duration larger than 2^32 seconds',
    );
  const target = textAt(token, 'path');
  // Upstream looks for the path beside the sources.
  if (target === '') problems.required(`${field}.path`);
  else checkUnreservedPath(problems, `${field}.path`, target);
}
