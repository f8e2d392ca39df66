import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateSeats } from '../../../reference/apiserver/flowcontrol/seat-allocation.ts';

const claims = fc.array(
  fc
    .tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 }), fc.nat({ max: 50 }))
    .map(([least, more, wanted]) => ({ least, most: least + more, target: least + wanted })),
  { minLength: 1, maxLength: 8 },
);

describe('seats', () => {
  it('are all shared out, within the bounds, and in proportion where no bound holds', () => {
    fc.assert(
      fc.property(claims, fc.double({ min: 0, max: 1, noNaN: true }), (wanted, part) => {
        const low = wanted.reduce((sum, { least }) => sum + least, 0);
        const high = wanted.reduce((sum, { most }) => sum + most, 0);
        const total = low + (high - low) * part;
        const { seats, fairFraction } = allocateSeats(total, wanted);
        expect(seats.reduce((sum, given) => sum + given, 0)).toBeCloseTo(total, 6);
        for (const [index, given] of seats.entries()) {
          const { least, most, target } = wanted[index] ?? { least: 0, most: 0, target: 0 };
          expect(given).toBeGreaterThanOrEqual(least - 1e-9);
          expect(given).toBeLessThanOrEqual(most + 1e-9);
          if (given > least + 1e-6 && given < most - 1e-6 && target > 0)
            expect(given / target).toBeCloseTo(fairFraction, 6);
        }
      }),
    );
  });
});
