import { invariant } from './invariant.ts';
import type { KeySpan, KeyText } from './key-text.ts';

/** What a tree sums up below each node, so that spans are counted without walking them. */
export interface Measure<Value> {
  /** Added up. */
  weight(value: Value): number;
  /** The highest is kept. It may stay too high after a removal, never too low. */
  stamp(value: Value): number;
}

/** Entries as they were read from a snapshot, not yet taken apart. There is at least one. */
export interface PackedLeaf<Value> {
  readonly lowKey: KeyText;
  readonly size: number;
  readonly weight: number;
  readonly stamp: number;
  unpack(): Entries<Value>;
}

/** Keys in rising order and, at the same places, their values. */
export interface Entries<Value> {
  readonly keys: KeyText[];
  readonly values: Value[];
}

export interface Leaf<Value> {
  readonly owner: object;
  readonly children: undefined;
  keys: KeyText[];
  values: Value[];
  weight: number;
  stamp: number;
  /** Until the leaf is first looked into; then `keys` and `values` hold what was in it. */
  packed: PackedLeaf<Value> | undefined;
}

/** `keys[i]` is not above any key below `children[i]`, and above all keys below `children[i - 1]`. */
export interface Branch<Value> {
  readonly owner: object;
  readonly children: TreeNode<Value>[];
  readonly keys: KeyText[];
  weight: number;
  stamp: number;
}

export type TreeNode<Value> = Leaf<Value> | Branch<Value>;

export const mostEntries = 64;
export const fewestEntries = 16;
/** Room is left for the first writes. */
export const mostChildrenBuilt = 48;

export function emptyLeaf<Value>(owner: object): Leaf<Value> {
  return { owner, children: undefined, keys: [], values: [], weight: 0, stamp: 0, packed: undefined };
}

/** Takes a packed leaf apart where it stands: all trees that share it profit. */
export function open<Value>(node: TreeNode<Value>): void {
  if (node.children !== undefined || node.packed === undefined) return;
  const { keys, values } = node.packed.unpack();
  node.keys = keys;
  node.values = values;
  node.packed = undefined;
}

export interface Low<Value> {
  readonly lowKey: KeyText;
  readonly node: TreeNode<Value>;
}

/** One branch above each few nodes of a level. */
export function parentsOf<Value>(level: readonly Low<Value>[], owner: object): Low<Value>[] {
  const parents: Low<Value>[] = [];
  const groups = Math.ceil(level.length / mostChildrenBuilt);
  for (let group = 0; group < groups; group += 1) {
    const from = Math.floor((group * level.length) / groups);
    const to = Math.floor(((group + 1) * level.length) / groups);
    const branch: Branch<Value> = { owner, children: [], keys: [], weight: 0, stamp: 0 };
    for (const { lowKey, node } of level.slice(from, to)) {
      branch.children.push(node);
      branch.keys.push(lowKey);
      branch.weight += node.weight;
      branch.stamp = Math.max(branch.stamp, node.stamp);
    }
    parents.push({ lowKey: at(branch.keys, 0), node: branch });
  }
  return parents;
}

export function* leavesOf<Value>(node: TreeNode<Value>): Generator<PackedLeaf<Value> | Entries<Value>> {
  if (node.children === undefined) yield node.packed ?? node;
  else for (const child of node.children) yield* leavesOf(child);
}

export function walkNode<Value>(
  node: TreeNode<Value>,
  span: KeySpan,
  visit: (key: KeyText, value: Value) => boolean,
): boolean {
  if (node.children === undefined) {
    if (node.packed !== undefined) open(node);
    for (let index = firstNotBelow(node.keys, span.from); index < node.keys.length; index += 1) {
      const key = at(node.keys, index);
      if (span.to !== undefined && key >= span.to) return false;
      if (!visit(key, at(node.values, index))) return false;
    }
    return true;
  }
  for (let index = childIndex(node.keys, span.from); index < node.children.length; index += 1) {
    if (span.to !== undefined && at(node.keys, index) >= span.to) return false;
    if (!walkNode(at(node.children, index), span, visit)) return false;
  }
  return true;
}

/** The position of the first key that is not below `key`. */
export function firstNotBelow(keys: readonly KeyText[], key: KeyText): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(keys, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child below which `key` belongs. */
export function childIndex(lowKeys: readonly KeyText[], key: KeyText): number {
  let low = 1;
  let high = lowKeys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(lowKeys, middle) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  invariant(item !== undefined, 'positions in a tree node exist');
  return item;
}
