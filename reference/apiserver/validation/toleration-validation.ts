import { numberAt, objectsAt, textAt, type Fields } from '../fields.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import type { Problems } from './problems.ts';
import { checkTextOf } from './scalars.ts';

export const taintEffects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Which taints of nodes a pod puts up with. */
export function checkTolerations(problems: Problems, field: string, spec: Fields): void {
  for (const [index, toleration] of objectsAt(spec, 'tolerations').entries()) {
    const path = `${field}[${index}]`;
    const key = textAt(toleration, 'key');
    const operator = textAt(toleration, 'operator');
    const effect = textAt(toleration, 'effect');
    if (key !== '') for (const text of qualifiedNameProblems(key)) problems.invalid(`${path}.key`, key, text);
    else if (operator !== 'Exists') problems.invalid(`${path}.operator`, operator, wantsKey);
    if (numberAt(toleration, 'tolerationSeconds') !== undefined && effect !== 'NoExecute')
      problems.invalid(
        `${path}.effect`,
        effect,
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      );
    checkOperator(problems, `${path}.operator`, operator, textAt(toleration, 'value'));
    checkTextOf(problems, `${path}.effect`, effect, taintEffects);
  }
}

const wantsKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';

function checkOperator(problems: Problems, field: string, operator: string, value: string): void {
  if (operator === 'Exists') {
    if (value !== '') problems.invalid(field, value, "value must be empty when `operator` is 'Exists'");
  } else if (operator !== '' && operator !== 'Equal')
    problems.notSupported(field, operator, ['Equal', 'Exists']);
  else {
    const wrong = labelValueProblems(value);
    if (wrong.length > 0) problems.invalid(field, value, wrong.join(';'));
  }
}
