import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQuantity, parseQuantity, storedQuantity } from '../../schemas/quantity.ts';

describe('what a server writes back for a quantity', () => {
  // Every pair is an answer of kube-apiserver 1.32.13.
  it.each([
    ['0', '0'],
    ['0.0', '0'],
    ['+5', '+5'],
    ['00012E', '00012E'],
    ['0.5', '500m'],
    ['1.5', '1500m'],
    ['5.001', '5.001'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['100k', '100k'],
    ['6.Mi', '6.Mi'],
    ['64Mi', '64Mi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1781.25Ki', '1824k'],
    ['7.001E3', '7.001E3'],
    ['0.5e30', '500e27'],
    ['1000000e30', '1e36'],
    ['99999999999999999999e1', '999999999999999999990'],
    ['1e-30', '1e-9'],
    ['9Ei', '9223372036854775807'],
  ])('%s becomes %s', (written, stored) => {
    expect(storedQuantity(written)).toBe(stored);
  });

  it.each(['', 'abc', '1 ', '1KiB', '1e', '--1', '1.2.3', `1${'0'.repeat(600)}`, `1e${'9'.repeat(30)}`])(
    '%j is none',
    (text) => {
      expect(storedQuantity(text)).toBeUndefined();
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('a number counts as its digits', () => {
    expect(storedQuantity(0.5)).toBe('500m');
    expect(storedQuantity(3)).toBe('3');
  });
});

describe('quantities', () => {
  const written = fc
    .tuple(
      fc.nat(99_999),
      fc.constantFrom('', '.5', '.125'),
      fc.constantFrom('', 'm', 'k', 'G', 'Ki', 'Gi', 'e3', 'e-3'),
    )
    .map((parts) => parts.join(''));

  it('keep their value when written back', () => {
    fc.assert(
      fc.property(written, (text) => {
        const quantity = parseQuantity(text);
        const stored = storedQuantity(text);
        if (quantity === undefined || stored === undefined) throw new Error(`${text} was not read`);
        expect(parseQuantity(stored)?.nano).toBe(quantity.nano);
        expect(parseQuantity(formatQuantity(quantity))?.nano).toBe(quantity.nano);
      }),
    );
  });

  it('with a hostile exponent are bounded', () => {
    expect(parseQuantity('1e999999999')?.nano).toBe(10n ** 109n);
    expect(parseQuantity('-1e-999999999')?.nano).toBe(-1n);
  });
});
