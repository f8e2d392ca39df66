import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changedConfiguration,
  emptyConfiguration,
} from '../../../reference/etcd/raft/configuration-change.ts';
import type { ChangeStep, Configuration, ConfigurationChange } from '../../../reference/etcd/raft/types.ts';

const three: Configuration = { ...emptyConfiguration, voters: ['1', '2', '3'] };
const ids = fc.constantFrom('1', '2', '3', '4', '5');
const step = fc.record({
  type: fc.constantFrom<ChangeStep['type']>('addVoter', 'addLearner', 'remove'),
  id: ids,
});
const change = fc.record<ConfigurationChange>(
  { steps: fc.array(step, { maxLength: 4 }), joint: fc.constantFrom('auto', 'explicit') },
  { requiredKeys: ['steps'] },
);

/** Whether every majority of one half meets every majority of the other. */
function overlap(left: readonly string[], right: readonly string[]): boolean {
  const majorities = (voters: readonly string[]): readonly (readonly string[])[] =>
    Array.from({ length: 2 ** voters.length }, (_, bits) =>
      voters.filter((_id, at) => (bits >> at) & 1),
    ).filter((some) => some.length * 2 > voters.length);
  return majorities(left).every((one) =>
    majorities(right).every((other) => one.some((id) => other.includes(id))),
  );
}

describe('configuration changes', () => {
  test('never lead from one configuration to another whose majorities need not meet', () => {
    let changed = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        let before = three;
        for (const next of changes) {
          const after = changedConfiguration(before, next);
          if (after === undefined) continue;
          changed += 1;
          // While a half of the one is a half of the other, that half is what both decide by.
          const shared = [before.voters, before.outgoing].some(
            (half) => half.length > 0 && [after.voters, after.outgoing].some((other) => overlap(half, other)),
          );
          expect(shared).toBe(true);
          expect(after.voters.length).toBeGreaterThan(0);
          const everyone = [...after.voters, ...after.learners];
          expect(new Set(everyone).size).toBe(everyone.length);
          expect(after.learnersNext.every((id) => after.outgoing.includes(id))).toBe(true);
          before = after;
        }
      }),
      { numRuns: 500 },
    );
    expect(changed).toBeGreaterThan(300);
  });

  test('a voter that becomes a learner in a joint configuration waits for its end', () => {
    const joint = changedConfiguration(three, {
      steps: [{ type: 'addLearner', id: '3' }],
      joint: 'explicit',
    });
    expect(joint).toEqual({
      voters: ['1', '2'],
      outgoing: ['1', '2', '3'],
      learners: [],
      learnersNext: ['3'],
      autoLeave: false,
    });
    expect(changedConfiguration(joint ?? three, { steps: [] })).toEqual({
      ...emptyConfiguration,
      voters: ['1', '2'],
      learners: ['3'],
    });
  });

  test('what makes no configuration is refused', () => {
    const removeAll = (['1', '2', '3'] as const).map((id) => ({ type: 'remove', id }) as const);
    expect(changedConfiguration(three, { steps: removeAll })).toBeUndefined();
    expect(changedConfiguration(three, { steps: [] })).toBeUndefined();
  });
});
