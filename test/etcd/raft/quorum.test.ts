import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyConfiguration } from '../../../reference/etcd/raft/configuration-change.ts';
import { agreedIndex, agreedVote, type VoteOutcome } from '../../../reference/etcd/raft/quorum.ts';
import type { Configuration, MemberId } from '../../../reference/etcd/raft/types.ts';

const ids = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The naive twin: a set of members decides when it is more than half of each half that has anyone in it. */
function decides({ voters, outgoing }: Configuration, members: readonly MemberId[]): boolean {
  return [voters, outgoing].every(
    (half) => half.length === 0 || half.filter((id) => members.includes(id)).length > half.length / 2,
  );
}

function naiveIndex(configuration: Configuration, indexes: ReadonlyMap<string, number>): number {
  let agreed = 0;
  const highest = Math.max(0, ...indexes.values());
  for (let index = 1; index <= highest; index += 1) {
    if (
      decides(
        configuration,
        ids.filter((id) => (indexes.get(id) ?? 0) >= index),
      )
    )
      agreed = index;
  }
  return agreed;
}

function naiveVote(configuration: Configuration, votes: ReadonlyMap<string, boolean>): VoteOutcome {
  if (
    decides(
      configuration,
      ids.filter((id) => votes.get(id) === true),
    )
  )
    return 'won';
  // Even if all who have not spoken were to grant it.
  return decides(
    configuration,
    ids.filter((id) => votes.get(id) !== false),
  )
    ? 'pending'
    : 'lost';
}

const members = fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 9 });
const configurations = fc
  .record({
    voters: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 9 }),
    outgoing: members,
    learners: members,
  })
  .map((parts): Configuration => ({ ...emptyConfiguration, ...parts }));

describe('quorum arithmetic and its naive twin', () => {
  test('agree on the index that is decided', () => {
    const indexes = fc
      .array(fc.tuple(fc.constantFrom(...ids), fc.nat(6)))
      .map((pairs) => new Map<MemberId, number>(pairs));
    fc.assert(
      fc.property(configurations, indexes, (configuration, known) => {
        const actual = agreedIndex(configuration, (id) => known.get(id) ?? 0);
        expect(actual).toBe(naiveIndex(configuration, known));
      }),
      { numRuns: 3000 },
    );
  });

  test('agree on the outcome of a vote', () => {
    const votes = fc
      .array(fc.tuple(fc.constantFrom(...ids), fc.boolean()))
      .map((pairs) => new Map<MemberId, boolean>(pairs));
    fc.assert(
      fc.property(configurations, votes, (configuration, cast) => {
        const actual = agreedVote(configuration, (id) => cast.get(id));
        expect(actual).toBe(naiveVote(configuration, cast));
      }),
      { numRuns: 3000 },
    );
  });

  test('nobody decides in a configuration without voters', () => {
    expect(agreedIndex(emptyConfiguration, () => 7)).toBe(0);
    expect(agreedVote(emptyConfiguration, () => true)).toBe('pending');
  });
});
