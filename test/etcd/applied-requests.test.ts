import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppliedRequests } from '../../reference/etcd/applied-requests.ts';

test('within the window each proposal is new once, whatever the order, and a copy goes on alike', () => {
  const steps = fc.array(
    fc.record({
      origin: fc.constantFrom('1', '2'),
      boot: fc.integer({ min: 1, max: 3 }),
      sequence: fc.integer({ min: 1, max: 30 }),
      copied: fc.boolean(),
    }),
    { maxLength: 200, size: 'max' },
  );
  fc.assert(
    fc.property(steps, (asked) => {
      let requests = new AppliedRequests();
      const newest = new Map<string, number>();
      const seen = new Set<string>();
      for (const { origin, boot, sequence, copied } of asked) {
        const name = `${origin} ${String(boot)} ${String(sequence)}`;
        const expected = boot >= (newest.get(origin) ?? 0) && !seen.has(name);
        expect(requests.isNew(origin, boot, sequence)).toBe(expected);
        newest.set(origin, Math.max(boot, newest.get(origin) ?? 0));
        seen.add(name);
        if (copied) requests = new AppliedRequests(requests.state());
      }
      for (const [origin, boot] of newest) expect(requests.bootOf(origin)).toBe(boot);
    }),
  );
});

test('memory is bounded: what lies too far back counts as applied', () => {
  const requests = new AppliedRequests();
  // Every third never arrives.
  let fresh = 0;
  for (let sequence = 1; sequence <= 300_000; sequence += 1) {
    if (sequence % 3 !== 0 && requests.isNew('1', 1, sequence)) fresh += 1;
  }
  expect(fresh).toBe(200_000);
  const [state] = requests.state();
  expect(state?.above.length).toBeLessThan(65_536);
  expect(state?.lowWater).toBeGreaterThan(300_000 - 65_536 - 3);
  expect(requests.isNew('1', 1, 3)).toBe(false);
  expect(requests.isNew('1', 1, 299_997)).toBe(true);
  expect(requests.isNew('1', 1, 299_997)).toBe(false);
});

test('a number from far ahead does not cost a walk to it', () => {
  const requests = new AppliedRequests();
  expect(requests.isNew('1', 1, 2 ** 50)).toBe(true);
  expect(requests.isNew('1', 1, 2 ** 50)).toBe(false);
  expect(requests.isNew('1', 1, 5)).toBe(false);
});

test('in order, nothing is kept but a number', () => {
  const requests = new AppliedRequests();
  for (let sequence = 1; sequence <= 1000; sequence += 1) requests.isNew('1', 7, sequence);
  expect(requests.state()).toEqual([{ origin: '1', boot: 7, lowWater: 1000, above: [] }]);
  requests.forget('1');
  expect(requests.state()).toEqual([]);
});
