import { describe, expect, test } from 'vitest';
import { sabotages } from './sabotages.ts';
import { simulate } from './simulation.ts';

describe('simulated clusters', () => {
  test('keep every promise under loss, repetition, delay, disorder, cuts, crashes and changes', () => {
    const { counts, findings } = simulate({ first: 1, last: 400, stepsPerSeed: 8000 });
    expect(findings).toEqual([]);
    // Nothing of this would mean anything if nothing had happened.
    expect(counts.elections).toBeGreaterThan(1000);
    expect(counts.commits).toBeGreaterThan(5000);
    expect(counts.truncations).toBeGreaterThan(100);
    expect(counts.snapshotsSent).toBeGreaterThan(100);
    expect(counts.snapshotsInstalled).toBeGreaterThan(100);
    expect(counts.changesApplied).toBeGreaterThan(1000);
    expect(counts.readsServed).toBeGreaterThan(1000);
  }, 60_000);

  test('one seed is one history', () => {
    const run = (): unknown => simulate({ first: 7, last: 9, stepsPerSeed: 3000 });
    expect(run()).toEqual(run());
  });
});

describe('the simulation finds', () => {
  // Some of it needs several coincidences: these are seeds among which each is found soon.
  const seeds = { first: 580, last: 2000, stepsPerSeed: 10_000 };

  test.each(Object.entries(sabotages))(
    '%s',
    (_name, { sabotage, invariants }) => {
      const { findings } = simulate({ ...seeds, sabotage, stopAtFirst: true });
      expect(findings.map(({ invariant }) => invariant)).toEqual([expect.toBeOneOf([...invariants])]);
    },
    60_000,
  );
});
