import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../../../schemas/quantity.ts';
import {
  addAmounts,
  amountsJson,
  amountsText,
  equalAmounts,
  greatestAmounts,
  growth,
  readAmounts,
} from '../../../reference/quota/amounts.ts';
import { podTotal } from '../../../reference/quota/pod-resources.ts';

/** A written amount, and what it is in billionths by the plainest arithmetic. */
interface Written {
  readonly text: string;
  readonly nano: bigint;
}

const units: readonly (readonly [suffix: string, nano: bigint])[] = [
  ['m', 10n ** 6n],
  ['', 10n ** 9n],
  ['k', 10n ** 12n],
  ['G', 10n ** 18n],
  ['Ki', 1024n * 10n ** 9n],
  ['Gi', 1024n ** 3n * 10n ** 9n],
  ['e3', 10n ** 12n],
];

const written: fc.Arbitrary<Written> = fc
  .record({
    whole: fc.nat(5000),
    quarters: fc.integer({ min: 0, max: 3 }),
    unit: fc.constantFrom(...units),
  })
  .map(({ whole, quarters, unit: [suffix, nano] }) => ({
    text: `${whole}${['', '.25', '.5', '.75'][quarters] ?? ''}${suffix}`,
    nano: (BigInt(whole * 4 + quarters) * nano) / 4n,
  }));

describe('amounts', () => {
  it('are added exactly, whatever their notation, and written so that they mean the same', () => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 12 }), (all) => {
        const sum = all.reduce(
          (total, { text }) => addAmounts(total, readAmounts({ x: text })),
          readAmounts({}),
        );
        const naive = all.reduce((total, { nano }) => total + nano, 0n);
        expect(sum.get('x')?.nano).toBe(naive);
        expect(parseQuantity(amountsJson(sum)['x'] ?? '')?.nano).toBe(naive);
      }),
    );
  });

  it('grow by the difference, and never by less than nothing', () => {
    fc.assert(
      fc.property(written, written, (after, before) => {
        const grown = growth(readAmounts({ x: after.text }), readAmounts({ x: before.text }));
        const naive = after.nano > before.nano ? after.nano - before.nano : undefined;
        expect(grown.get('x')?.nano).toBe(naive);
      }),
    );
  });

  it('are equal by value', () => {
    expect(equalAmounts(readAmounts({ a: '1Gi', b: '100m' }), readAmounts({ b: '0.1', a: '1024Mi' }))).toBe(
      true,
    );
    expect(equalAmounts(readAmounts({ a: '1Gi' }), readAmounts({ a: '1G' }))).toBe(false);
    expect(equalAmounts(readAmounts({ a: '1' }), readAmounts({ a: '1', b: '0' }))).toBe(false);
  });

  it('are named in alphabetical order', () => {
    expect(amountsText(readAmounts({ pods: 2, 'limits.cpu': '0.5', memory: '2048Mi' }))).toBe(
      'limits.cpu=500m,memory=2Gi,pods=2',
    );
  });

  it('take over what only one side has', () => {
    const greatest = greatestAmounts(readAmounts({ a: '1', b: '3' }), readAmounts({ b: '2', c: '4' }));
    expect(amountsJson(greatest)).toEqual({ a: '1', b: '3', c: '4' });
  });
});

interface Container {
  readonly cpu: number;
  readonly isSidecar: boolean;
}

/** Plays the start of a pod step by step and looks how much was running at the most. */
function peakOf(inits: readonly Container[], others: readonly number[]): number {
  const running: number[] = [];
  let peak = 0;
  for (const { cpu, isSidecar } of inits) {
    peak = Math.max(
      peak,
      running.reduce((sum, one) => sum + one, cpu),
    );
    if (isSidecar) running.push(cpu);
  }
  return Math.max(
    peak,
    [...running, ...others].reduce((sum, one) => sum + one, 0),
  );
}

describe('what a pod counts', () => {
  it('is the most that runs at one time', () => {
    const cpu = fc.nat(20);
    const inits = fc.array(fc.record({ cpu, isSidecar: fc.boolean() }), { maxLength: 5 });
    fc.assert(
      fc.property(inits, fc.array(cpu, { minLength: 1, maxLength: 4 }), (starting, others) => {
        const resources = (amount: number): object => ({ requests: { cpu: String(amount) } });
        const spec = {
          initContainers: starting.map((container) => ({
            resources: resources(container.cpu),
            ...(container.isSidecar ? { restartPolicy: 'Always' } : {}),
          })),
          containers: others.map((amount) => ({ resources: resources(amount) })),
        };
        const total = podTotal(spec, 'requests').get('cpu')?.nano;
        expect(total).toBe(BigInt(peakOf(starting, others)) * 10n ** 9n);
      }),
    );
  });

  it('includes what running it costs by itself, in the limits only where there are some', () => {
    const spec = {
      overhead: { cpu: '100m', memory: '1Mi' },
      containers: [{ resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } }],
    };
    expect(amountsJson(podTotal(spec, 'requests'))).toEqual({ cpu: '1100m', memory: '1Mi' });
    expect(amountsJson(podTotal(spec, 'limits'))).toEqual({ cpu: '2100m' });
  });
});
