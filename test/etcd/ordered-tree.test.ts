import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyText } from '../../reference/etcd/key-text.ts';
import { OrderedTree } from '../../reference/etcd/ordered-tree.ts';
import type { Measure, PackedLeaf } from '../../reference/etcd/ordered-tree.ts';

interface Entry {
  readonly live: boolean;
  readonly stamp: number;
}

const measure: Measure<Entry> = { weight: (entry) => (entry.live ? 1 : 0), stamp: (entry) => entry.stamp };
const newTree = (): OrderedTree<Entry> => new OrderedTree<Entry>(measure);

/** A tree of the same entries in packed leaves of a few each. */
function repacked(tree: OrderedTree<Entry>, size: number): OrderedTree<Entry> {
  const entries = entriesOf(tree);
  const leaves: PackedLeaf<Entry>[] = [];
  for (let from = 0; from < entries.length; from += size) {
    const part = entries.slice(from, from + size);
    const keys = part.map(([key]) => key as KeyText);
    const values = part.map(([, entry]) => entry);
    const sum = (pick: (entry: Entry) => number): number => values.reduce((all, each) => all + pick(each), 0);
    leaves.push({
      lowKey: keys[0] ?? ('' as KeyText),
      size: part.length,
      weight: sum((entry) => measure.weight(entry)),
      stamp: Math.max(...values.map((entry) => entry.stamp)),
      unpack: () => ({ keys: [...keys], values: [...values] }),
    });
  }
  return OrderedTree.ofLeaves(measure, leaves);
}

const keyOf = (number: number): KeyText => `k${String(number).padStart(4, '0')}` as KeyText;

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('set' as const), key: fc.nat(999), live: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('delete' as const), key: fc.nat(999), live: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('fork' as const, 'pack' as const),
      key: fc.nat(999),
      live: fc.boolean(),
    }),
  },
);

function entriesOf(tree: OrderedTree<Entry>, from = '', to?: string): [string, Entry][] {
  const found: [string, Entry][] = [];
  tree.walk({ from: from as KeyText, to: to as KeyText | undefined }, (key, entry) => {
    found.push([key, entry]);
    return true;
  });
  return found;
}

function sortedEntries(model: ReadonlyMap<string, Entry>): [string, Entry][] {
  return [...model].sort(([left], [right]) => (left < right ? -1 : 1));
}

describe('the ordered tree against a map', () => {
  test('holds what a map would, in order, and forks do not see each other', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 400, maxLength: 2000, size: 'max' }),
        fc.nat(),
        (steps, seed) => {
          let tree = newTree();
          let model = new Map<string, Entry>();
          const forks: { tree: OrderedTree<Entry>; model: Map<string, Entry> }[] = [];
          steps.forEach(({ do: verb, key, live }, stamp) => {
            if (verb === 'set') {
              tree.set(keyOf(key), { live, stamp });
              model.set(keyOf(key), { live, stamp });
            } else if (verb === 'delete') {
              expect(tree.delete(keyOf(key))).toBe(model.delete(keyOf(key)));
            } else if (verb === 'pack') {
              tree = repacked(tree, 1 + (key % 70));
            } else {
              const other = { tree: tree.fork(), model: new Map(model) };
              // Going on now with the one, now with the other, shows that neither writes into what they share.
              forks.push((seed + stamp) % 2 === 0 ? other : { tree, model });
              if ((seed + stamp) % 2 !== 0) ({ tree, model } = other);
            }
          });
          for (const each of [{ tree, model }, ...forks.slice(-5)]) checkAgainst(each.tree, each.model, seed);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('empties completely', () => {
    const tree = newTree();
    for (let key = 0; key < 5000; key += 1) tree.set(keyOf((key * 7919) % 5000), { live: true, stamp: key });
    expect(tree.size).toBe(5000);
    for (let key = 0; key < 5000; key += 1) expect(tree.delete(keyOf((key * 6007) % 5000))).toBe(true);
    expect(tree.size).toBe(0);
    expect(tree.first()).toBeUndefined();
    expect(entriesOf(tree)).toEqual([]);
  });
});

function checkAgainst(tree: OrderedTree<Entry>, model: Map<string, Entry>, seed: number): void {
  const all = sortedEntries(model);
  expect(entriesOf(tree)).toEqual(all);
  expect(tree.size).toBe(all.length);
  expect(tree.first()).toEqual(all[0]);
  for (let round = 0; round < 20; round += 1) {
    const from = keyOf((seed + round * 131) % 1000);
    const to = round % 4 === 0 ? undefined : keyOf((seed + round * 337) % 1000);
    const inside = all.filter(([key]) => key >= from && (to === undefined || key < to));
    expect(entriesOf(tree, from, to)).toEqual(inside);
    const newest = (seed + round * 97) % 2000;
    // Newer entries weigh 10 here, so that a branch wrongly taken as a whole shows.
    const expected = inside.reduce(
      (sum, [, entry]) => sum + (entry.stamp > newest ? 10 : entry.live ? 1 : 0),
      0,
    );
    expect(tree.weight({ from, to }, newest, () => 10)).toBe(expected);
    expect(tree.get(from)).toEqual(model.get(from));
  }
}
