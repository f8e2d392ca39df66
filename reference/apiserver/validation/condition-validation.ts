import { numberAt, textAt, valueAt, type Fields } from '../fields.ts';
import { qualifiedNameProblems } from './names.ts';
import type { Problems } from './problems.ts';

const reasonPattern = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonText =
  'a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or ' +
  "'_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  " +
  `or 'ReasonA:ReasonB', regex used for validation is '${reasonPattern}')`;
const reasonRegex = new RegExp(`^${reasonPattern}$`);
const reasonLimit = 1024;
const messageLimit = 32 * 1024;

/** Conditions in the form that all newer kinds share: type, status, reason and time of each. */
export function checkConditionList(problems: Problems, field: string, conditions: readonly Fields[]): void {
  const types = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const path = `${field}[${index}]`;
    const type = textAt(condition, 'type');
    if (types.has(type)) problems.duplicate(`${path}.type`, type);
    types.add(type);
    for (const text of qualifiedNameProblems(type)) problems.invalid(`${path}.type`, type, text);
    const status = textAt(condition, 'status');
    const known = ['False', 'True', 'Unknown'];
    if (!known.includes(status)) problems.notSupported(`${path}.status`, status, known);
    const generation = numberAt(condition, 'observedGeneration') ?? 0;
    if (generation < 0)
      problems.invalid(`${path}.observedGeneration`, generation, 'must be greater than or equal to zero');
    if ((valueAt(condition, 'lastTransitionTime') ?? null) === null)
      problems.required(`${path}.lastTransitionTime`, 'must be set');
    checkReason(problems, `${path}.reason`, textAt(condition, 'reason'));
    if (Buffer.byteLength(textAt(condition, 'message')) > messageLimit)
      problems.tooLong(`${path}.message`, messageLimit);
  }
}

function checkReason(problems: Problems, field: string, reason: string): void {
  if (reason === '') {
    problems.required(field, 'must be set');
    return;
  }
  if (!reasonRegex.test(reason)) problems.invalid(field, reason, reasonText);
  if (Buffer.byteLength(reason) > reasonLimit) problems.tooLong(field, reasonLimit);
}
