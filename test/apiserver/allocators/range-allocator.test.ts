import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  RangeAllocator,
  type AllocationRange,
} from '../../../reference/apiserver/allocators/range-allocator.ts';
import { createEtcdMember } from '../../../reference/etcd/etcd-member.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';

const range: AllocationRange = {
  name: 'serviceips',
  range: '10.0.0.0/27',
  size: 30,
  chosenAmong: 24,
  keptForRequests: 8,
};

/** Allocators of several servers on one store, and what its revision is. */
function servers(count: number): { allocators: readonly RangeAllocator[]; revision: () => Promise<number> } {
  const environment = createVirtualEnvironment({ seed: 1 });
  const member = createEtcdMember(environment);
  const allocators = Array.from(
    { length: count },
    () => new RangeAllocator(environment, { connection: member.connect(), root: '/registry/' }, range),
  );
  const connection = member.connect();
  const key = new TextEncoder().encode('/registry/ranges/serviceips');
  return { allocators, revision: async () => (await connection.range({ key })).header.revision };
}

const orders = fc.array(
  fc.record({
    server: fc.nat(2),
    wanted: fc.option(fc.nat(29), { nil: undefined }),
    gives: fc.boolean(),
  }),
  { minLength: 1, maxLength: 80 },
);

it('whatever several servers ask for at once, nobody has what another has', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async (script) => {
      const { allocators } = servers(3);
      const held = new Set<number>();
      for (let at = 0; at < script.length; at += 8) {
        const batch = script.slice(at, at + 8);
        const granted = await Promise.all(
          batch.map(async ({ server, wanted, gives }) => {
            const allocator = allocators[server];
            const mine = gives ? [...held].at(server) : undefined;
            if (mine === undefined) return allocator?.take(wanted);
            held.delete(mine);
            await allocator?.give(mine);
            return undefined;
          }),
        );
        for (const number of granted) {
          if (typeof number !== 'number') continue;
          expect(held.has(number), `${number} is given twice`).toBe(false);
          held.add(number);
        }
      }
      for (let number = 0; number < range.size; number += 1)
        expect(await allocators[0]?.isTaken(number)).toBe(held.has(number));
    }),
    { numRuns: 60 },
  );
});

it('what is chosen comes from the upper part, then from the kept one, then from beyond, until nothing is left', async () => {
  const [allocator] = servers(1).allocators;
  const chosen: unknown[] = [];
  for (let count = 0; count <= range.size; count += 1) chosen.push(await allocator?.take(undefined));
  const part = (from: number, to: number): unknown[] =>
    chosen.slice(from, to).sort((a, b) => Number(a) - Number(b));
  expect(part(0, 16)).toEqual(Array.from({ length: 16 }, (_, index) => index + 8));
  expect(part(16, 24)).toEqual(Array.from({ length: 8 }, (_, index) => index));
  expect(part(24, 30)).toEqual(Array.from({ length: 6 }, (_, index) => index + 24));
  expect(chosen[30]).toBe('full');
});

it('what is asked for while a write is under way goes into the next one together', async () => {
  const { allocators, revision } = servers(1);
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      await allocators[0]?.take(undefined);
    }),
  );
  expect(await revision()).toBeLessThanOrEqual(4);
});

it('a refusal rests on the newest state: what another server gave back is free', async () => {
  const { allocators } = servers(2);
  const [first, other] = allocators;
  expect(await first?.take(5)).toBe(5);
  expect(await other?.take(5)).toBe('taken');
  await first?.give(5);
  expect(await other?.take(5)).toBe(5);
  expect(await first?.take(5)).toBe('taken');
});
