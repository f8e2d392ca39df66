import { isFields } from '../fields.ts';
import type { PatchFailure } from './json-patch.ts';
import { missingKey } from './merge-failures.ts';

export interface OrderRequest {
  /** The list after merging. */
  readonly list: readonly unknown[];
  /** The elements whose order the writer states: `$setElementOrder` where the patch has it, else the patch's own list. */
  readonly asked: readonly unknown[];
  /** The list before merging. */
  readonly before: readonly unknown[];
  /** The merge key; absent for lists of plain values. */
  readonly key: string | undefined;
}

/**
 * Puts a merged list in order, as upstream does: the elements that the writer named in the writer's order, the others in
 * theirs, and one of the others before a named one only where both stood so before.
 */
export function orderAsAsked({ list, asked, before, key }: OrderRequest): readonly unknown[] {
  const rank = ranksOf(asked, key);
  const place = ranksOf(before, key);
  const named = sortBy(
    list.filter((entry) => rank.has(identity(entry, key))),
    rank,
    key,
  );
  const others = sortBy(
    list.filter((entry) => !rank.has(identity(entry, key))),
    place,
    key,
  );
  const ordered: unknown[] = [];
  let next = 0;
  for (const entry of named) {
    for (let other = others[next]; next < others.length && stoodBefore(other, entry); other = others[next]) {
      ordered.push(other);
      next += 1;
    }
    ordered.push(entry);
  }
  return [...ordered, ...others.slice(next)];

  function stoodBefore(left: unknown, right: unknown): boolean {
    const leftPlace = place.get(identity(left, key));
    const rightPlace = place.get(identity(right, key));
    return leftPlace !== undefined && rightPlace !== undefined && leftPlace < rightPlace;
  }
}

function ranksOf(list: readonly unknown[], key: string | undefined): ReadonlyMap<string, number> {
  return new Map(list.map((entry, index) => [identity(entry, key), index]));
}

function sortBy(
  list: readonly unknown[],
  rank: ReadonlyMap<string, number>,
  key: string | undefined,
): readonly unknown[] {
  const position = (entry: unknown): number => rank.get(identity(entry, key)) ?? Number.MAX_SAFE_INTEGER;
  return list.toSorted((left, right) => position(left) - position(right));
}

/** Two elements are one where this is the same: by their key, or by all of them where there is none. */
export function identity(entry: unknown, key: string | undefined): string {
  const value = key !== undefined && isFields(entry) ? entry[key] : entry;
  return `${typeof value} ${JSON.stringify(value)}`;
}

/** Only elements that have the merge key can be put in order; undefined where all have it. */
export function hasMergeKeys(
  key: string,
  ...lists: readonly (readonly unknown[])[]
): PatchFailure | undefined {
  for (const entry of lists.flat())
    if (isFields(entry) && !Object.hasOwn(entry, key)) return missingKey(entry, key);
  return undefined;
}
