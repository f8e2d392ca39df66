import { cloneJson, isFields, type Fields } from '../fields.ts';
import { hasMergeKeys, identity, orderAsAsked } from './element-order.ts';
import { PatchFailure } from './json-patch.ts';
import { missingKey, unknownDirective } from './merge-failures.ts';

export interface KeyedMerge {
  /** The merge key. */
  readonly key: string;
  readonly merge: (before: Fields, change: Fields) => Fields | PatchFailure;
}

/**
 * Merges a list of objects by their key, and puts it in the order that the patch states. Elements are found through an index, so
 * that the time taken grows with the lists' lengths and not with their product. Of several elements with one key the first is merged,
 * and all are deleted.
 */
export function mergeKeyedList(
  present: readonly unknown[],
  patch: readonly Fields[],
  rules: KeyedMerge,
): readonly unknown[] | PatchFailure {
  const { key } = rules;
  const special = readDirectives(patch, key);
  if (special instanceof PatchFailure) return special;
  if (special.replaces) return special.elements;
  const before = present.filter((entry) => !special.gone.has(identity(entry, key)));
  const list = mergeElements(before, special.elements, rules);
  if (list instanceof PatchFailure) return list;
  const unkeyed = hasMergeKeys(key, list, before);
  if (unkeyed !== undefined) return unkeyed;
  return orderAsAsked({ list, asked: special.elements, before, key });
}

interface Directives {
  readonly elements: readonly Fields[];
  /** The keys of elements that are to go. */
  readonly gone: ReadonlySet<string>;
  readonly replaces: boolean;
}

function readDirectives(patch: readonly Fields[], key: string): Directives | PatchFailure {
  const elements: Fields[] = [];
  const gone = new Set<string>();
  let replaces = false;
  for (const element of patch) {
    if (!Object.hasOwn(element, '$patch')) elements.push(element);
    else if (element['$patch'] === 'replace') replaces = true;
    else if (element['$patch'] === 'delete') {
      if (!Object.hasOwn(element, key)) return missingKey(element, key);
      gone.add(identity(element, key));
    } else if (element['$patch'] === 'merge')
      return new PatchFailure('unexplained', 'merging lists cannot yet be specified in the patch');
    else return unknownDirective(element);
  }
  return { elements, gone, replaces };
}

function mergeElements(
  before: readonly unknown[],
  patch: readonly Fields[],
  { key, merge }: KeyedMerge,
): readonly unknown[] | PatchFailure {
  const list = [...before];
  const places = new Map<string, number>();
  const remember = (entry: unknown, at: number): void => {
    const id = identity(entry, key);
    if (isFields(entry) && Object.hasOwn(entry, key) && !places.has(id)) places.set(id, at);
  };
  for (const [at, entry] of list.entries()) remember(entry, at);
  for (const element of patch) {
    if (!Object.hasOwn(element, key)) return missingKey(element, key);
    const at = places.get(identity(element, key));
    const known = at === undefined ? undefined : list[at];
    if (at === undefined || !isFields(known)) {
      remember(element, list.length);
      list.push(cloneJson(element));
      continue;
    }
    const merged = merge(known, element);
    if (merged instanceof PatchFailure) return merged;
    list[at] = merged;
  }
  return list;
}
