import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalJson, type Fields } from '../../reference/apiserver/fields.ts';
import { orderAsAsked } from '../../reference/apiserver/patch/element-order.ts';
import { mergeKeyedList } from '../../reference/apiserver/patch/keyed-list.ts';

/** The same without an index: each element of the patch looks through the whole list. */
function naive(present: readonly Fields[], patch: readonly Fields[]): readonly unknown[] {
  const others = patch.filter((element) => element['$patch'] === undefined);
  if (patch.some((element) => element['$patch'] === 'replace')) return others;
  const gone = patch.filter((element) => element['$patch'] === 'delete');
  const before = present.filter(
    (entry) => !gone.some((element) => equalJson(element['name'], entry['name'])),
  );
  const list: Fields[] = [...before];
  for (const element of others) {
    const at = list.findIndex((entry) => equalJson(entry['name'], element['name']));
    if (at < 0) list.push(element);
    else list[at] = { ...list[at], ...element };
  }
  return orderAsAsked({ list, asked: others, before, key: 'name' });
}

const name = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 3 }));
const element = fc.record({ name, value: fc.integer() }) as fc.Arbitrary<Fields>;
const deletion = fc.record({ name, $patch: fc.constant('delete') }) as fc.Arbitrary<Fields>;
const change = fc.oneof({ arbitrary: element, weight: 4 }, { arbitrary: deletion, weight: 1 });

it('merges lists by their key as a look through the whole list does', () => {
  fc.assert(
    fc.property(fc.array(element), fc.array(change), (present, patch) => {
      const merged = mergeKeyedList(present, patch, {
        key: 'name',
        merge: (before, after) => ({ ...before, ...after }),
      });
      expect(merged).toEqual(naive(present, patch));
    }),
  );
});

it('takes time that grows with the length of the lists and not with its square', () => {
  const count = 20_000;
  const list = Array.from({ length: count }, (_, index) => ({ name: `n${index}`, value: index }));
  let merges = 0;
  const merged = mergeKeyedList(list, list.toReversed(), {
    key: 'name',
    merge: (before) => {
      merges += 1;
      return before;
    },
  });
  expect([merges, Array.isArray(merged) && merged.length]).toEqual([count, count]);
}, 2000);
