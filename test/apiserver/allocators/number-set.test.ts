import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberSet } from '../../../reference/apiserver/allocators/number-set.ts';

const steps = fc.array(fc.record({ number: fc.nat(3000), adds: fc.boolean() }), { maxLength: 200 });

it('a bitmap holds what a set holds, also by way of the store', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const bitmap = new NumberSet();
      const twin = new Set<number>();
      for (const { number, adds } of script) {
        if (adds) bitmap.add(number);
        else bitmap.delete(number);
        if (adds) twin.add(number);
        else twin.delete(number);
        expect(bitmap.has(number)).toBe(adds);
      }
      const wanted = [...twin].sort((left, right) => left - right);
      expect([...bitmap]).toEqual(wanted);
      expect([...NumberSet.fromBase64(bitmap.toBase64())]).toEqual(wanted);
    }),
  );
});

it('a copy is on its own', () => {
  const first = new NumberSet();
  first.add(9);
  const copy = first.copy();
  copy.delete(9);
  copy.add(4000);
  expect([...first]).toEqual([9]);
  expect([...copy]).toEqual([4000]);
});
