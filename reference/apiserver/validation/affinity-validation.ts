import { numberAt, objectAt, objectsAt, textAt, textsAt, type Fields } from '../fields.ts';
import { checkLabelSelector } from './label-selectors.ts';
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from './names.ts';
import type { Problems } from './problems.ts';

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Which nodes and which neighbours a pod needs and would like. */
export function checkAffinity(problems: Problems, field: string, affinity: Fields): void {
  const node = objectAt(affinity, 'nodeAffinity');
  const needed = objectAt(node, required);
  if (needed !== undefined) checkNodeSelector(problems, `${field}.nodeAffinity.${required}`, needed);
  for (const [index, term] of objectsAt(node, preferred).entries()) {
    const path = `${field}.nodeAffinity.${preferred}[${index}]`;
    checkWeight(problems, path, term);
    checkNodeTerm(problems, `${path}.preference`, objectAt(term, 'preference') ?? {});
  }
  for (const name of ['podAffinity', 'podAntiAffinity'])
    checkPodAffinity(problems, `${field}.${name}`, objectAt(affinity, name));
}

/** Terms of which a node must fulfil one; `checkValues` where what it selects by are labels that are checked. */
export function checkNodeSelector(
  problems: Problems,
  field: string,
  selector: Fields,
  checkValues = false,
): void {
  const terms = objectsAt(selector, 'nodeSelectorTerms');
  const path = `${field}.nodeSelectorTerms`;
  if (terms.length === 0) problems.required(path, 'must have at least one node selector term');
  for (const [index, term] of terms.entries())
    checkNodeTerm(problems, `${path}[${index}]`, term, checkValues);
}

function checkNodeTerm(problems: Problems, field: string, term: Fields, checkValues = false): void {
  for (const [index, expression] of objectsAt(term, 'matchExpressions').entries())
    checkExpression(problems, `${field}.matchExpressions[${index}]`, expression, checkValues);
  for (const [index, expression] of objectsAt(term, 'matchFields').entries())
    checkFieldExpression(problems, `${field}.matchFields[${index}]`, expression);
}

function checkExpression(problems: Problems, field: string, expression: Fields, checkValues: boolean): void {
  const values = textsAt(expression, 'values');
  const path = `${field}.values`;
  const operator = textAt(expression, 'operator');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) problems.required(path, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      problems.forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      problems.required(path, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else problems.invalid(`${field}.operator`, operator, 'not a valid selector operator');
  const key = textAt(expression, 'key');
  for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.key`, key, text);
  for (const [index, value] of checkValues ? values.entries() : [])
    for (const text of labelValueProblems(value)) problems.invalid(`${path}[${index}]`, value, text);
}

function checkFieldExpression(problems: Problems, field: string, expression: Fields): void {
  const values = textsAt(expression, 'values');
  const operator = textAt(expression, 'operator');
  const key = textAt(expression, 'key');
  if (operator !== 'In' && operator !== 'NotIn')
    problems.invalid(`${field}.operator`, operator, 'not a valid selector operator');
  else if (values.length !== 1) {
    const text = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    problems.required(`${field}.values`, text);
  }
  if (key !== 'metadata.name') problems.invalid(`${field}.key`, key, 'not a valid field selector key');
  else
    for (const [index, value] of values.entries())
      for (const text of subdomainProblems(value, false))
        problems.invalid(`${field}.values[${index}]`, value, text);
}

function checkWeight(problems: Problems, field: string, term: Fields): void {
  const weight = numberAt(term, 'weight') ?? 0;
  if (weight < 1 || weight > 100) problems.invalid(`${field}.weight`, weight, 'must be in the range 1-100');
}

function checkPodAffinity(problems: Problems, field: string, affinity: Fields | undefined): void {
  for (const [index, term] of objectsAt(affinity, required).entries())
    checkPodTerm(problems, `${field}.${required}[${index}]`, term);
  for (const [index, term] of objectsAt(affinity, preferred).entries()) {
    const path = `${field}.${preferred}[${index}]`;
    checkWeight(problems, path, term);
    checkPodTerm(problems, `${path}.podAffinityTerm`, objectAt(term, 'podAffinityTerm') ?? {});
  }
}

function checkPodTerm(problems: Problems, field: string, term: Fields): void {
  for (const name of ['labelSelector', 'namespaceSelector'])
    checkLabelSelector(problems, `${field}.${name}`, objectAt(term, name));
  for (const namespace of textsAt(term, 'namespaces'))
    for (const text of labelProblems(namespace, false))
      problems.invalid(`${field}.namespace`, namespace, text);
  checkLabelKeys(problems, field, term);
  const topologyKey = textAt(term, 'topologyKey');
  if (topologyKey === '') problems.required(`${field}.topologyKey`, 'can not be empty');
  for (const text of qualifiedNameProblems(topologyKey))
    problems.invalid(`${field}.topologyKey`, topologyKey, text);
}

/** Keys whose values are taken from the pod's own labels. */
function checkLabelKeys(problems: Problems, field: string, term: Fields): void {
  const selector = objectAt(term, 'labelSelector');
  const match = textsAt(term, 'matchLabelKeys');
  const mismatch = textsAt(term, 'mismatchLabelKeys');
  for (const [name, keys] of [
    ['matchLabelKeys', match],
    ['mismatchLabelKeys', mismatch],
  ] as const) {
    const path = `${field}.${name}`;
    if (keys.length > 0 && selector === undefined)
      problems.forbidden(path, 'must not be specified when labelSelector is not set');
    else
      for (const [index, key] of keys.entries())
        for (const text of qualifiedNameProblems(key)) problems.invalid(`${path}[${index}]`, key, text);
  }
  const seen = new Set(Object.keys(objectAt(selector, 'matchLabels') ?? {}));
  for (const { key } of objectsAt(selector, 'matchExpressions') as readonly { key?: string }[]) {
    const index = match.lastIndexOf(key ?? '');
    if (index >= 0 && seen.has(key ?? ''))
      problems.invalid(`${field}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector');
    seen.add(key ?? '');
  }
  for (const [index, key] of match.entries())
    if (mismatch.includes(key))
      problems.invalid(
        `${field}.matchLabelKeys[${index}]`,
        key,
        'exists in both matchLabelKeys and mismatchLabelKeys',
      );
}
