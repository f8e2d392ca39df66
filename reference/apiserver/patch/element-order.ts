import { isFields } from '../fields.ts';

export interface OrderRequest {
  /** The list after merging. */
  readonly list: readonly unknown[];
  /** What the patch carried for the list. */
  readonly patch: readonly unknown[];
  /** `$setElementOrder`, where the patch has it: the order of all elements that the writer knows. */
  readonly order: unknown;
  /** The merge key; absent for lists of plain values. */
  readonly key: string | undefined;
}

/**
 * Puts a merged list in the order that the patch asks for. Elements that the order names stand in that order; those that
 * only the server knows keep their place relative to the elements before them.
 */
export function orderAsAsked({ list, order, key }: OrderRequest): readonly unknown[] {
  if (!Array.isArray(order)) return list;
  const rank = new Map((order as readonly unknown[]).map((entry, index) => [identity(entry, key), index]));
  const ranked = list.filter((entry) => rank.has(identity(entry, key)));
  ranked.sort((left, right) => (rank.get(identity(left, key)) ?? 0) - (rank.get(identity(right, key)) ?? 0));
  // A server-only element follows the named element that it followed before.
  const after = new Map<string, unknown[]>();
  let anchor = '';
  for (const entry of list) {
    const id = identity(entry, key);
    if (rank.has(id)) anchor = id;
    else after.set(anchor, [...(after.get(anchor) ?? []), entry]);
  }
  const placed = ranked.flatMap((entry) => [entry, ...(after.get(identity(entry, key)) ?? [])]);
  return [...(after.get('') ?? []), ...placed];
}

function identity(entry: unknown, key: string | undefined): string {
  const value = key !== undefined && isFields(entry) ? entry[key] : entry;
  return `${typeof value} ${JSON.stringify(value)}`;
}
