import { numberAt, objectAt, objectsAt, textAt, textsAt, valueAt, type Fields } from '../fields.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { qualifiedNameProblems } from './names.ts';
import type { Problems } from './problems.ts';

/** Where a pod may and would like to run: affinity and spreading. */
export function checkPlacement(problems: Problems, field: string, spec: Fields): void {
  const affinity = objectAt(spec, 'affinity');
  checkNodeAffinity(problems, `${field}.affinity.nodeAffinity`, objectAt(affinity, 'nodeAffinity'));
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    checkPodAffinity(problems, `${field}.affinity.${name}`, objectAt(affinity, name));
  }
  for (const [index, constraint] of objectsAt(spec, 'topologySpreadConstraints').entries()) {
    const path = `${field}.topologySpreadConstraints[${index}]`;
    const skew = numberAt(constraint, 'maxSkew') ?? 0;
    if (skew <= 0) problems.invalid(`${path}.maxSkew`, skew, 'must be greater than zero');
    checkTopologyKey(problems, path, constraint, 'can not be empty');
    const unsatisfiable = textAt(constraint, 'whenUnsatisfiable');
    const supported = ['DoNotSchedule', 'ScheduleAnyway'];
    if (!supported.includes(unsatisfiable))
      problems.notSupported(`${path}.whenUnsatisfiable`, unsatisfiable, supported);
    checkLabelSelector(problems, `${path}.labelSelector`, objectAt(constraint, 'labelSelector'));
  }
}

function checkTopologyKey(problems: Problems, field: string, term: Fields, whenEmpty: string): void {
  const key = textAt(term, 'topologyKey');
  if (key === '') problems.required(`${field}.topologyKey`, whenEmpty);
  else for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.topologyKey`, key, text);
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

function checkNodeAffinity(problems: Problems, field: string, affinity: Fields | undefined): void {
  const needed = objectAt(affinity, required);
  if (needed !== undefined) {
    const terms = objectsAt(needed, 'nodeSelectorTerms');
    const path = `${field}.${required}.nodeSelectorTerms`;
    if (terms.length === 0) problems.required(path, 'must have at least one node selector term');
    for (const [index, term] of terms.entries()) checkNodeTerm(problems, `${path}[${index}]`, term);
  }
  for (const [index, term] of objectsAt(affinity, preferred).entries()) {
    const path = `${field}.${preferred}[${index}]`;
    checkWeight(problems, path, term);
    checkNodeTerm(problems, `${path}.preference`, objectAt(term, 'preference') ?? {});
  }
}

function checkNodeTerm(problems: Problems, field: string, term: Fields): void {
  for (const [index, expression] of objectsAt(term, 'matchExpressions').entries()) {
    const path = `${field}.matchExpressions[${index}]`;
    const values = textsAt(expression, 'values');
    const operator = textAt(expression, 'operator');
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        problems.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) {
        problems.forbidden(
          `${path}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        );
      }
    } else if (operator === 'Gt' || operator === 'Lt') {
      if (values.length !== 1) {
        problems.required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
      }
    } else problems.invalid(`${path}.operator`, operator, 'not a valid selector operator');
    const key = textAt(expression, 'key');
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${path}.key`, key, text);
  }
}

function checkWeight(problems: Problems, field: string, term: Fields): void {
  const weight = numberAt(term, 'weight') ?? 0;
  if (weight < 1 || weight > 100) problems.invalid(`${field}.weight`, weight, 'must be in the range 1-100');
}

function checkPodAffinity(problems: Problems, field: string, affinity: Fields | undefined): void {
  const check = (path: string, term: Fields): void => {
    checkTopologyKey(problems, path, term, 'can not be empty');
    checkLabelSelector(problems, `${path}.labelSelector`, objectAt(term, 'labelSelector'));
  };
  for (const [index, term] of objectsAt(affinity, required).entries())
    check(`${field}.${required}[${index}]`, term);
  for (const [index, term] of objectsAt(affinity, preferred).entries()) {
    const path = `${field}.${preferred}[${index}]`;
    checkWeight(problems, path, term);
    check(`${path}.podAffinityTerm`, objectAt(term, 'podAffinityTerm') ?? {});
  }
}

const largestId = 2_147_483_647;

/** User and group ids of a pod or a container. */
export function checkSecurityContext(problems: Problems, field: string, context: Fields | undefined): void {
  for (const name of ['runAsUser', 'runAsGroup', 'fsGroup']) {
    const id = numberAt(context, name);
    if (id !== undefined && (id < 0 || id > largestId)) {
      problems.invalid(`${field}.${name}`, id, `must be between 0 and ${largestId}, inclusive`);
    }
  }
  const escalation = valueAt(context, 'allowPrivilegeEscalation') === false;
  if (escalation && valueAt(context, 'privileged') === true) {
    problems.invalid(
      field,
      context,
      'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    );
  }
}
