import { isFields, type Fields } from '../fields.ts';

/**
 * Problems with fields (`unknown field "a.b"`, `duplicate field "a.c"`) in the order in which what they name stands in the data. Of the
 * fields of one object those that stand twice come first.
 */
export function inDocumentOrder(given: Fields, problems: readonly string[]): readonly string[] {
  if (problems.length < 2) return problems;
  const placed = problems.map((problem) => ({ problem, place: placeOf(given, problem) }));
  return placed
    .toSorted((left, right) => comparePlaces(left.place, right.place))
    .map(({ problem }) => problem);
}

/** The number of each step of the path among its neighbours. */
function placeOf(given: Fields, problem: string): readonly number[] {
  const path = /field "(.*)"$/.exec(problem)?.[1] ?? '';
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  let value: unknown = given;
  const place = steps.slice(0, -1).map((step) => {
    const parent: unknown = value;
    value = isFields(parent) ? parent[step] : Array.isArray(parent) ? parent[Number(step)] : undefined;
    return isFields(parent) ? Object.keys(parent).indexOf(step) : Number(step);
  });
  const last = problem.startsWith('duplicate') ? -1 : keysOf(value).indexOf(steps.at(-1) ?? '');
  return [...place, last];
}

function keysOf(value: unknown): readonly string[] {
  return isFields(value) ? Object.keys(value) : [];
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((number, index) => number !== right[index]);
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}
