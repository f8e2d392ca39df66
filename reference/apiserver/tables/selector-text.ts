import { listAt, recordAt, textAt, textsAt } from './field.ts';

/** Labels as `a=b,c=d` in key order; `<none>` where there are none. */
export function labelsText(labels: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/**
 * A label selector (`matchLabels` and `matchExpressions`) in the text form that `kubectl get -l` takes, requirements
 * in key order; '' where it has none. The order among several requirements on one key is the written one.
 */
export function selectorText(selector: unknown): string {
  const requirements = Object.entries(recordAt(selector, 'matchLabels')).map(([key, value]) => ({
    key,
    text: `${key}=${String(value)}`,
  }));
  for (const expression of listAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key');
    requirements.push({ key, text: expressionText(key, expression) });
  }
  requirements.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return requirements.map((requirement) => requirement.text).join(',');
}

function expressionText(key: string, expression: unknown): string {
  const values = [...textsAt(expression, 'values')].sort().join(',');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'Exists':
      return key;
    default:
      return `!${key}`;
  }
}

/** The same, with `<none>` for the selector that selects nothing or everything. */
export function selectorTextOrNone(selector: unknown): string {
  const text = selectorText(selector);
  return text === '' ? '<none>' : text;
}
