import { invariant } from './invariant.ts';
import type { KeySpan, KeyText } from './key-text.ts';

interface SpanNode<Member> {
  readonly span: KeySpan;
  readonly members: Set<Member>;
  readonly priority: number;
  left: SpanNode<Member> | undefined;
  right: SpanNode<Member> | undefined;
  /** The furthest end of a span in this subtree; undefined: one has no end. */
  furthestEnd: KeyText | undefined;
}

type Subtree<Member> = SpanNode<Member> | undefined;

/**
 * Finds the spans that contain a key: an interval tree over the distinct spans, balanced as a treap whose priorities
 * are hashes of the spans, so that its shape depends on nothing else. A look-up costs what it finds and a little more.
 */
export class SpanIndex<Member> {
  #root: Subtree<Member>;

  add(span: KeySpan, member: Member): void {
    const existing = this.#find(span);
    if (existing !== undefined) {
      existing.members.add(member);
      return;
    }
    const priority = hashOfSpan(span);
    const [before, after] = split(this.#root, span);
    const node = { span, members: new Set([member]), priority, left: undefined, right: undefined };
    this.#root = join(join(before, refreshed({ ...node, furthestEnd: span.to })), after);
  }

  remove(span: KeySpan, member: Member): void {
    const node = this.#find(span);
    if (node === undefined || !node.members.delete(member) || node.members.size > 0) return;
    this.#root = without(this.#root, span);
  }

  /** The members of each span that contains the key, spans in the order of their start. */
  containing(key: KeyText): readonly ReadonlySet<Member>[] {
    const found: ReadonlySet<Member>[] = [];
    collect(this.#root, key, found);
    return found;
  }

  #find(span: KeySpan): Subtree<Member> {
    let node = this.#root;
    while (node !== undefined) {
      const order = compareSpans(span, node.span);
      if (order === 0) return node;
      node = order < 0 ? node.left : node.right;
    }
    return undefined;
  }
}

function collect<Member>(node: Subtree<Member>, key: KeyText, found: ReadonlySet<Member>[]): void {
  if (node === undefined || (node.furthestEnd !== undefined && node.furthestEnd <= key)) return;
  collect(node.left, key, found);
  if (key < node.span.from) return;
  if (node.span.to === undefined || key < node.span.to) found.push(node.members);
  collect(node.right, key, found);
}

/** Splits into the spans before `span` and those after it. */
function split<Member>(node: Subtree<Member>, span: KeySpan): [Subtree<Member>, Subtree<Member>] {
  if (node === undefined) return [undefined, undefined];
  if (compareSpans(node.span, span) < 0) {
    const [before, after] = split(node.right, span);
    node.right = before;
    return [refreshed(node), after];
  }
  const [before, after] = split(node.left, span);
  node.left = after;
  return [before, refreshed(node)];
}

/** Joins two trees of which the first lies before the second. */
function join<Member>(before: Subtree<Member>, after: Subtree<Member>): Subtree<Member> {
  if (before === undefined) return after;
  if (after === undefined) return before;
  if (before.priority > after.priority) {
    before.right = join(before.right, after);
    return refreshed(before);
  }
  after.left = join(before, after.left);
  return refreshed(after);
}

function without<Member>(node: Subtree<Member>, span: KeySpan): Subtree<Member> {
  invariant(node !== undefined, 'a span that is removed was found before');
  const order = compareSpans(span, node.span);
  if (order === 0) return join(node.left, node.right);
  if (order < 0) node.left = without(node.left, span);
  else node.right = without(node.right, span);
  return refreshed(node);
}

function refreshed<Member>(node: SpanNode<Member>): SpanNode<Member> {
  let furthest = node.span.to;
  for (const child of [node.left, node.right]) {
    if (child === undefined || furthest === undefined) continue;
    furthest = child.furthestEnd === undefined || child.furthestEnd > furthest ? child.furthestEnd : furthest;
  }
  node.furthestEnd = furthest;
  return node;
}

function compareSpans(left: KeySpan, right: KeySpan): number {
  if (left.from !== right.from) return left.from < right.from ? -1 : 1;
  if (left.to === right.to) return 0;
  if (left.to === undefined) return 1;
  return right.to === undefined || left.to < right.to ? -1 : 1;
}

function hashOfSpan(span: KeySpan): number {
  let hash = 0x811c9dc5;
  for (const part of [span.from, '\u0100', span.to ?? '\u0101']) {
    for (let index = 0; index < part.length; index += 1) {
      hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193);
    }
  }
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
