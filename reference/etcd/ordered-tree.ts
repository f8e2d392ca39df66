import { invariant } from './invariant.ts';
import type { KeySpan, KeyText } from './key-text.ts';
import {
  at,
  childIndex,
  emptyLeaf,
  fewestEntries,
  firstNotBelow,
  leavesOf,
  mostEntries,
  open,
  parentsOf,
  walkNode,
} from './tree-node.ts';
import type { Branch, Entries, Low, Measure, PackedLeaf, TreeNode } from './tree-node.ts';

export type { Entries, Measure, PackedLeaf } from './tree-node.ts';

/**
 * An ordered map from keys to values: a B+ tree. `fork()` costs nothing: both trees share their nodes and copy one only
 * when they first write below it (copy on write, as `google/btree` has it).
 */
export class OrderedTree<Value> {
  readonly #measure: Measure<Value>;
  #owner: object = {};
  #root: TreeNode<Value>;
  #size = 0;

  constructor(measure: Measure<Value>) {
    this.#measure = measure;
    this.#root = emptyLeaf(this.#owner);
  }

  /** A tree of what lies in the leaves, which must be in rising order. They are taken apart when they are looked into. */
  static ofLeaves<Value>(measure: Measure<Value>, leaves: readonly PackedLeaf<Value>[]): OrderedTree<Value> {
    const tree = new OrderedTree(measure);
    // Nobody's: whoever writes to such a leaf copies it first, and so takes it apart.
    const owner = {};
    let level: Low<Value>[] = [];
    for (const packed of leaves) {
      const { lowKey, weight, stamp, size } = packed;
      level.push({
        lowKey,
        node: { owner, children: undefined, keys: [], values: [], weight, stamp, packed },
      });
      tree.#size += size;
    }
    while (level.length > 1) level = parentsOf(level, owner);
    const [root] = level;
    if (root !== undefined) tree.#root = root.node;
    return tree;
  }

  /** Entries, whatever their weight. */
  get size(): number {
    return this.#size;
  }

  /** A tree with the same entries; writes to one are not seen by the other. */
  fork(): OrderedTree<Value> {
    const twin = new OrderedTree(this.#measure);
    twin.#root = this.#root;
    twin.#size = this.#size;
    this.#owner = {};
    return twin;
  }

  get(key: KeyText): Value | undefined {
    let node = this.#root;
    while (node.children !== undefined) node = at(node.children, childIndex(node.keys, key));
    if (node.packed !== undefined) open(node);
    const index = firstNotBelow(node.keys, key);
    return node.keys[index] === key ? node.values[index] : undefined;
  }

  /** Returns the key as the tree holds it: the same text, perhaps an older copy. */
  set(key: KeyText, value: Value): KeyText {
    const root = this.#owned(this.#root);
    this.#root = root;
    const held = this.#setBelow(root, key, value);
    if (root.keys.length > mostEntries) {
      const upper = this.#split(root);
      this.#root = this.#branchOver([root, upper]);
    }
    return held;
  }

  /** True if the key was there. */
  delete(key: KeyText): boolean {
    if (this.get(key) === undefined) return false;
    let root = this.#owned(this.#root);
    this.#deleteBelow(root, key);
    while (root.children?.length === 1) root = at(root.children, 0);
    this.#root = root;
    return true;
  }

  /** Visits the entries of the span in key order until `visit` returns false. The tree must not change meanwhile. */
  walk(span: KeySpan, visit: (key: KeyText, value: Value) => boolean): void {
    walkNode(this.#root, span, visit);
  }

  /** The entries in key order, a leaf at a time, each as it stands: taken apart or not. The tree must not change meanwhile. */
  *leaves(): Generator<PackedLeaf<Value> | Entries<Value>> {
    yield* leavesOf(this.#root);
  }

  /** The first entry of the tree. */
  first(): readonly [KeyText, Value] | undefined {
    let found: readonly [KeyText, Value] | undefined;
    this.walk({ from: '' as KeyText, to: undefined }, (key, value) => {
      found = [key, value];
      return false;
    });
    return found;
  }

  /**
   * The weight of the span. Entries with a stamp above `newestStamp` are weighed by `weighNewer` instead; whole
   * branches without such entries are not entered.
   */
  weight(span: KeySpan, newestStamp: number, weighNewer: (value: Value) => number): number {
    return this.#weightBelow(this.#root, span, { newestStamp, weighNewer });
  }

  #weightBelow(
    node: TreeNode<Value>,
    span: KeySpan,
    newer: { readonly newestStamp: number; readonly weighNewer: (value: Value) => number },
  ): number {
    let sum = 0;
    if (node.children === undefined) {
      if (node.packed !== undefined) open(node);
      const end = span.to === undefined ? node.keys.length : firstNotBelow(node.keys, span.to);
      for (let index = firstNotBelow(node.keys, span.from); index < end; index += 1) {
        const value = at(node.values, index);
        const old = this.#measure.stamp(value) <= newer.newestStamp;
        sum += old ? this.#measure.weight(value) : newer.weighNewer(value);
      }
      return sum;
    }
    for (let index = childIndex(node.keys, span.from); index < node.children.length; index += 1) {
      const low = at(node.keys, index);
      if (span.to !== undefined && low >= span.to) break;
      const child = at(node.children, index);
      const nextLow = node.keys[index + 1];
      const inside =
        low >= span.from && (span.to === undefined || (nextLow !== undefined && nextLow <= span.to));
      sum +=
        inside && child.stamp <= newer.newestStamp ? child.weight : this.#weightBelow(child, span, newer);
    }
    return sum;
  }

  #setBelow(node: TreeNode<Value>, key: KeyText, value: Value): KeyText {
    if (node.children === undefined) {
      const index = firstNotBelow(node.keys, key);
      let held = key;
      if (node.keys[index] === key) {
        held = at(node.keys, index);
        node.weight -= this.#measure.weight(at(node.values, index));
        node.values[index] = value;
      } else {
        node.keys.splice(index, 0, key);
        node.values.splice(index, 0, value);
        this.#size += 1;
      }
      node.weight += this.#measure.weight(value);
      node.stamp = Math.max(node.stamp, this.#measure.stamp(value));
      return held;
    }
    const index = childIndex(node.keys, key);
    const child = this.#owned(at(node.children, index));
    node.children[index] = child;
    if (key < at(node.keys, index)) node.keys[index] = key;
    const weightBefore = child.weight;
    const held = this.#setBelow(child, key, value);
    node.weight += child.weight - weightBefore;
    node.stamp = Math.max(node.stamp, child.stamp);
    if (child.keys.length > mostEntries) {
      const upper = this.#split(child);
      node.keys.splice(index + 1, 0, at(upper.keys, 0));
      node.children.splice(index + 1, 0, upper);
    }
    return held;
  }

  #deleteBelow(node: TreeNode<Value>, key: KeyText): void {
    if (node.children === undefined) {
      const index = firstNotBelow(node.keys, key);
      node.weight -= this.#measure.weight(at(node.values, index));
      node.keys.splice(index, 1);
      node.values.splice(index, 1);
      this.#size -= 1;
      return;
    }
    const index = childIndex(node.keys, key);
    const child = this.#owned(at(node.children, index));
    node.children[index] = child;
    const weightBefore = child.weight;
    this.#deleteBelow(child, key);
    node.weight += child.weight - weightBefore;
    if (child.keys.length < fewestEntries) this.#mergeWithNeighbour(node, index);
  }

  /** Joins the child with the one beside it where both fit into one node, and drops it where it is empty. */
  #mergeWithNeighbour(node: Branch<Value>, index: number): void {
    const left = index > 0 ? index - 1 : index;
    const lower = node.children[left];
    const upper = node.children[left + 1];
    if (lower === undefined || upper === undefined) return;
    open(lower);
    open(upper);
    if (lower.keys.length + upper.keys.length > mostEntries) return;
    const joined = this.#owned(lower);
    joined.keys.push(...upper.keys);
    if (joined.children !== undefined && upper.children !== undefined) {
      joined.children.push(...upper.children);
    } else if (joined.children === undefined && upper.children === undefined) {
      joined.values.push(...upper.values);
    } else {
      invariant(false, 'all leaves of a tree lie equally deep');
    }
    joined.weight += upper.weight;
    joined.stamp = Math.max(joined.stamp, upper.stamp);
    node.children[left] = joined;
    node.children.splice(left + 1, 1);
    node.keys.splice(left + 1, 1);
  }

  /** Moves the upper half of the entries into a new node. */
  #split(node: TreeNode<Value>): TreeNode<Value> {
    // Keys mostly arrive in rising order below one prefix: a fuller lower half leaves fewer half-empty nodes behind.
    const from = Math.floor(node.keys.length * 0.6);
    const keys = node.keys.splice(from);
    const upper: TreeNode<Value> =
      node.children === undefined
        ? {
            owner: this.#owner,
            children: undefined,
            keys,
            values: node.values.splice(from),
            weight: 0,
            stamp: 0,
            packed: undefined,
          }
        : { owner: this.#owner, children: node.children.splice(from), keys, weight: 0, stamp: 0 };
    this.#sum(node);
    this.#sum(upper);
    return upper;
  }

  #branchOver(children: TreeNode<Value>[]): Branch<Value> {
    const keys = children.map((child) => at(child.keys, 0));
    const branch: Branch<Value> = { owner: this.#owner, children, keys, weight: 0, stamp: 0 };
    this.#sum(branch);
    return branch;
  }

  #sum(node: TreeNode<Value>): void {
    node.weight = 0;
    node.stamp = 0;
    if (node.children !== undefined) {
      for (const child of node.children) {
        node.weight += child.weight;
        node.stamp = Math.max(node.stamp, child.stamp);
      }
      return;
    }
    for (const value of node.values) {
      node.weight += this.#measure.weight(value);
      node.stamp = Math.max(node.stamp, this.#measure.stamp(value));
    }
  }

  #owned(node: TreeNode<Value>): TreeNode<Value> {
    if (node.owner === this.#owner) return node;
    open(node);
    const keys = node.keys.slice();
    const { weight, stamp } = node;
    return node.children === undefined
      ? {
          owner: this.#owner,
          children: undefined,
          keys,
          values: node.values.slice(),
          weight,
          stamp,
          packed: undefined,
        }
      : { owner: this.#owner, children: node.children.slice(), keys, weight, stamp };
  }
}
