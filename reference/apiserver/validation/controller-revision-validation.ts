import { equalJson, isFields, numberAt, valueAt } from '../fields.ts';
import type { FieldProblem, KubeObject } from '../resource-definition.ts';
import { Problems } from './problems.ts';
import { checkNonNegative } from './scalars.ts';

export function validateControllerRevision(object: KubeObject): readonly FieldProblem[] {
  const problems = new Problems();
  checkNonNegative(problems, 'revision', numberAt(object, 'revision'));
  const data = valueAt(object, 'data');
  if (data === undefined || data === null) problems.required('data', 'data is mandatory');
  else if (!isFields(data)) problems.required('data', 'data must be a valid JSON object');
  return problems.found;
}

/** A revision is history: only its number changes. */
export function validateControllerRevisionUpdate(
  before: KubeObject,
  after: KubeObject,
): readonly FieldProblem[] {
  const problems = new Problems();
  checkNonNegative(problems, 'revision', numberAt(after, 'revision'));
  if (!equalJson(before['data'], after['data']))
    problems.invalid('data', after['data'], 'field is immutable');
  return problems.found;
}
