import { numberAt, objectAt, textAt, type Fields } from '../fields.ts';
import { checkFieldSelector, checkResourceSelector, volumeFieldPaths } from './downward-selectors.ts';
import { checkUnreservedPath } from './local-paths.ts';
import type { Problems } from './problems.ts';

const highestMode = 0o777;

export function checkFileMode(problems: Problems, field: string, mode: number | undefined): void {
  if (mode !== undefined && (mode < 0 || mode > highestMode))
    problems.invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive');
}

/** A file that is made of a key of a Secret or ConfigMap. */
export function checkKeyToPath(problems: Problems, field: string, item: Fields): void {
  if (textAt(item, 'key') === '') problems.required(`${field}.key`);
  const path = textAt(item, 'path');
  if (path === '') problems.required(`${field}.path`);
  checkUnreservedPath(problems, `${field}.path`, path);
  checkFileMode(problems, `${field}.mode`, numberAt(item, 'mode'));
}

/** A file that is made of a field of the pod. */
export function checkDownwardFile(problems: Problems, field: string, item: Fields): void {
  const path = textAt(item, 'path');
  if (path === '') problems.required(`${field}.path`);
  checkUnreservedPath(problems, `${field}.path`, path);
  const fieldRef = objectAt(item, 'fieldRef');
  const resourceRef = objectAt(item, 'resourceFieldRef');
  if (fieldRef !== undefined) {
    checkFieldSelector(problems, `${field}.fieldRef`, fieldRef, volumeFieldPaths);
    if (resourceRef !== undefined)
      problems.invalid(
        field,
        'resource',
        'fieldRef and resourceFieldRef can not be specified simultaneously',
      );
  } else if (resourceRef !== undefined)
    checkResourceSelector(problems, `${field}.resourceFieldRef`, resourceRef, 'volume');
  else problems.required(field, 'one of fieldRef and resourceFieldRef is required');
  checkFileMode(problems, `${field}.mode`, numberAt(item, 'mode'));
}
