import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanContains, spanOf } from '../../reference/etcd/key-text.ts';
import { keyText } from '../../reference/etcd/key-text.ts';
import { SpanIndex } from '../../reference/etcd/span-index.ts';
import { keys, ranges } from './store-arbitraries.ts';

test('the span index finds what looking at every span would', () => {
  const step = fc.record({ range: ranges, member: fc.nat(5), remove: fc.constantFrom(false, false, true) });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 200, size: 'max' }),
      fc.array(keys, { minLength: 10, maxLength: 30 }),
      (steps, probes) => {
        const index = new SpanIndex<number>();
        const naive = new Map<string, { range: (typeof steps)[number]['range']; member: number }>();
        for (const { range, member, remove } of steps) {
          const id = JSON.stringify([spanOf(range), member]);
          if (remove) {
            index.remove(spanOf(range), member);
            naive.delete(id);
          } else {
            index.add(spanOf(range), member);
            naive.set(id, { range, member });
          }
        }
        for (const probe of probes) {
          const found = index.containing(keyText(probe)).flatMap((members) => [...members]);
          const expected = [...naive.values()].filter(({ range }) =>
            spanContains(spanOf(range), keyText(probe)),
          );
          expect(found.sort()).toEqual(expected.map(({ member }) => member).sort());
        }
      },
    ),
    { numRuns: 60 },
  );
});
