import { describe, expect, test } from 'vitest';
import { simulateMembers } from '../chaos/member-simulation.ts';
import { sabotages } from './index.ts';

describe('a member that is wrong inside is found out', () => {
  test.each(sabotages)('$id', { timeout: 20_000 }, async (sabotage) => {
    const { members, minutes, faults, firstSeed, seeds, breaks } = sabotage;
    let reached = 0;
    const seams = sabotage.seams(() => {
      reached += 1;
    });
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const plan = { seed, members, minutes, seams, ...(faults === undefined ? {} : { faults }) };
      const { breaches } = await simulateMembers(plan);
      if (breaches[0] === undefined) continue;
      expect(breaks).toContain(breaches[0].requirement);
      expect(reached, 'what is wrong must have happened').toBeGreaterThan(0);
      return;
    }
    expect.fail(`${seeds} seeds found nothing, and it happened ${reached} times`);
  });

  test('without any of it nothing is found on the same seeds', { timeout: 30_000 }, async () => {
    const plans = new Map(
      sabotages.map(({ members, minutes, faults, firstSeed }) => {
        const plan = { seed: firstSeed, members, minutes: Math.min(minutes, 0.2), ...(faults && { faults }) };
        return [JSON.stringify(plan), plan];
      }),
    );
    for (const plan of plans.values()) {
      const report = await simulateMembers(plan);
      expect(report.breaches).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(20);
    }
  });

  test('five of them and more were real', () => {
    const real = sabotages.filter(({ upstream }) => upstream !== undefined);
    expect(new Set(real.map(({ upstream }) => upstream?.split(':')[0])).size).toBeGreaterThanOrEqual(5);
  });
});
