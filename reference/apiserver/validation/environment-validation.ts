import { objectAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { dataKeyProblems } from './data-keys.ts';
import { checkFieldSelector, checkResourceSelector, environmentFieldPaths } from './downward-selectors.ts';
import { subdomainProblems } from './names.ts';
import type { Problems } from './problems.ts';

/** The variables of a container's environment, and the maps that are poured into it. */
export function checkEnvironment(problems: Problems, field: string, container: Fields): void {
  for (const [index, variable] of objectsAt(container, 'env').entries()) {
    const path = `${field}.env[${index}]`;
    const name = textAt(variable, 'name');
    if (name === '') problems.required(`${path}.name`);
    else checkVariableName(problems, `${path}.name`, name);
    const source = objectAt(variable, 'valueFrom');
    if (source !== undefined)
      checkSource(problems, `${path}.valueFrom`, { source, hasValue: textAt(variable, 'value') !== '' });
  }
  const sources = objectsAt(container, 'envFrom');
  for (const [index, source] of sources.entries()) checkFrom(problems, `${field}.envFrom`, { index, source });
}

function checkVariableName(problems: Problems, field: string, name: string): void {
  if (/^[ -<>-~]+$/.test(name)) return;
  problems.invalid(
    field,
    name,
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  );
}

function checkSource(
  problems: Problems,
  field: string,
  { source, hasValue }: { source: Fields; hasValue: boolean },
): void {
  const fieldRef = objectAt(source, 'fieldRef');
  const resourceRef = objectAt(source, 'resourceFieldRef');
  let count = 0;
  if (fieldRef !== undefined) {
    count += 1;
    checkFieldSelector(problems, `${field}.fieldRef`, fieldRef, environmentFieldPaths);
  }
  if (resourceRef !== undefined) {
    count += 1;
    checkResourceSelector(problems, `${field}.resourceFieldRef`, resourceRef, 'environment');
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = objectAt(source, name);
    if (reference === undefined) continue;
    count += 1;
    checkKeyReference(problems, `${field}.${name}`, reference);
  }
  if (count === 0) {
    const text = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
    problems.invalid(field, '', text);
  } else if (hasValue) problems.invalid(field, '', 'may not be specified when `value` is not empty');
  else if (count > 1) problems.invalid(field, '', 'may not have more than one field specified at a time');
}

function checkKeyReference(problems: Problems, field: string, reference: Fields): void {
  const name = textAt(reference, 'name');
  const key = textAt(reference, 'key');
  for (const text of subdomainProblems(name, false)) problems.invalid(`${field}.name`, name, text);
  if (key === '') problems.required(`${field}.key`);
  else for (const text of dataKeyProblems(key)) problems.invalid(`${field}.key`, key, text);
}

function checkFrom(problems: Problems, field: string, given: { index: number; source: Fields }): void {
  const { index, source } = given;
  const path = `${field}[${index}]`;
  const prefix = textAt(source, 'prefix');
  if (prefix !== '') checkVariableName(problems, `${path}.prefix`, prefix);
  let count = 0;
  for (const kind of ['configMapRef', 'secretRef']) {
    const reference = objectAt(source, kind);
    if (reference === undefined) continue;
    count += 1;
    const name = textAt(reference, 'name');
    if (name === '') problems.required(`${path}.${kind}.name`);
    else
      for (const text of subdomainProblems(name, true)) problems.invalid(`${path}.${kind}.name`, name, text);
  }
  // Upstream names the list here, not the entry.
  if (count === 0) problems.invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`');
  else if (count > 1) problems.invalid(field, '', 'may not have more than one field specified at a time');
}
