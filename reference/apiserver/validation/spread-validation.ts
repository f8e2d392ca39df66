import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { checkLabelSelector, selectorKeys } from './label-selectors.ts';
import { qualifiedNameProblems } from './names.ts';
import type { Problems } from './problems.ts';
import { checkEnumStrictly, checkOptionalEnum } from './scalars.ts';

/** How evenly the pods of a selector lie over the nodes. */
export function checkSpread(problems: Problems, field: string, spec: Fields): void {
  const constraints = objectsAt(spec, 'topologySpreadConstraints');
  for (const [index, constraint] of constraints.entries()) {
    const path = `${field}[${index}]`;
    const skew = numberAt(constraint, 'maxSkew') ?? 0;
    if (skew <= 0) problems.invalid(`${path}.maxSkew`, skew, 'must be greater than zero');
    const key = textAt(constraint, 'topologyKey');
    const action = textAt(constraint, 'whenUnsatisfiable');
    if (key === '') problems.required(`${path}.topologyKey`, 'can not be empty');
    checkEnumStrictly(problems, `${path}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']);
    const isRepeated = constraints
      .slice(index + 1)
      .some((other) => textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === action);
    if (isRepeated) problems.duplicate(`${path}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`);
    checkMinDomains(problems, `${path}.minDomains`, numberAt(constraint, 'minDomains'), action);
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy'])
      checkOptionalEnum(problems, `${path}.${policy}`, valueAt(constraint, policy), ['Honor', 'Ignore']);
    checkMatchKeys(problems, `${path}.matchLabelKeys`, constraint);
    checkLabelSelector(problems, `${path}.labelSelector`, objectAt(constraint, 'labelSelector'));
  }
}

function checkMinDomains(problems: Problems, field: string, count: number | undefined, action: string): void {
  if (count === undefined) return;
  if (count <= 0) problems.invalid(field, count, 'must be greater than zero');
  if (action === 'DoNotSchedule') return;
  problems.invalid(field, count, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`);
}

function checkMatchKeys(problems: Problems, field: string, constraint: Fields): void {
  const keys = textsAt(constraint, 'matchLabelKeys');
  if (keys.length === 0) return;
  const selector = objectAt(constraint, 'labelSelector');
  if (selector === undefined)
    problems.forbidden(field, 'must not be specified when labelSelector is not set');
  const selected = new Set(selectorKeys(selector));
  for (const [index, key] of keys.entries()) {
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}[${index}]`, key, text);
    if (selected.has(key))
      problems.invalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector');
  }
}
