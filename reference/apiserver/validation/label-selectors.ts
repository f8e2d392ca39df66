import { objectAt, objectsAt, textAt, textEntriesAt, textsAt, type Fields } from '../fields.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';
import { Problems } from './problems.ts';
import {
  matchesLabels,
  type LabelOperator,
  type LabelRequirement,
  type Labels,
} from '../selectors/label-selector.ts';

const operators: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** A `LabelSelector` in an object: matchLabels and matchExpressions. */
export function checkLabelSelector(problems: Problems, field: string, selector: Fields | undefined): void {
  if (selector === undefined) return;
  for (const [key, value] of textEntriesAt(selector, 'matchLabels')) {
    for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.matchLabels`, key, text);
    for (const text of labelValueProblems(value)) problems.invalid(`${field}.matchLabels`, value, text);
  }
  for (const [index, expression] of objectsAt(selector, 'matchExpressions').entries()) {
    checkExpression(problems, `${field}.matchExpressions[${index}]`, expression);
  }
}

function checkExpression(problems: Problems, field: string, expression: Fields): void {
  const operator = textAt(expression, 'operator');
  const values = textsAt(expression, 'values');
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      problems.required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      problems.forbidden(
        `${field}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      );
    }
  } else problems.invalid(`${field}.operator`, operator, 'not a valid selector operator');
  const key = textAt(expression, 'key');
  for (const text of qualifiedNameProblems(key)) problems.invalid(`${field}.key`, key, text);
  for (const [index, value] of values.entries()) {
    for (const text of labelValueProblems(value)) problems.invalid(`${field}.values[${index}]`, value, text);
  }
}

/** True where upstream can make a selector of it at all; what is wrong with one that cannot be read is said elsewhere. */
export function isReadableSelector(selector: Fields | undefined): boolean {
  const problems = new Problems();
  checkLabelSelector(problems, 'selector', selector);
  return problems.size === 0;
}

/** Every key that a `LabelSelector` looks at. */
export function selectorKeys(selector: Fields | undefined): readonly string[] {
  const expressions = objectsAt(selector, 'matchExpressions').map((expression) => textAt(expression, 'key'));
  return [...textEntriesAt(selector, 'matchLabels').map(([key]) => key), ...expressions];
}

export function isEmptySelector(selector: Fields | undefined): boolean {
  return textEntriesAt(selector, 'matchLabels').length + objectsAt(selector, 'matchExpressions').length === 0;
}

/** Whether a `LabelSelector` of an object selects the labels. */
export function selectsLabels(selector: Fields | undefined, labels: Labels): boolean {
  const equalities = textEntriesAt(selector, 'matchLabels').map(([key, value]): LabelRequirement => ({
    key,
    operator: '=',
    values: [value],
  }));
  const expressions = objectsAt(selector, 'matchExpressions').map((expression): LabelRequirement => {
    const operator = textAt(expression, 'operator');
    const known = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    return { key: textAt(expression, 'key'), operator: known ?? 'in', values: textsAt(expression, 'values') };
  });
  return matchesLabels([...equalities, ...expressions], labels);
}

export function labelsOf(metadata: Fields | undefined): Labels {
  return (objectAt(metadata, 'labels') ?? {}) as Labels;
}
