import { expect, test } from 'vitest';
import { emptyConfiguration } from '../../../reference/etcd/raft/configuration-change.ts';
import { createRaft } from '../../../reference/etcd/raft/raft-node.ts';
import type { Raft, RaftOptions } from '../../../reference/etcd/raft/types.ts';

function singleVoter(options: Partial<RaftOptions<string>> = {}): Raft<string> {
  return createRaft<string>({
    id: '1',
    random: () => 0,
    sizeOf: (data) => data.length,
    configuration: { ...emptyConfiguration, voters: ['1'] },
    ...options,
  });
}

/** A store that keeps everything in memory answers at once. */
function drain(raft: Raft<string>): readonly string[] {
  const applied: string[] = [];
  while (raft.hasReady()) {
    const ready = raft.ready();
    raft.persisted(ready);
    for (const entry of ready.committed) {
      if (entry.kind === 'command') applied.push(entry.data);
      raft.appliedTo(entry.index);
      raft.compact(entry.index);
    }
  }
  return applied;
}

test('a single voter with a store in memory commits each proposal at once and keeps no log', () => {
  const raft = singleVoter();
  raft.campaign();
  drain(raft);
  for (let count = 0; count < 5000; count += 1) {
    expect(raft.propose(`v${count}`)).toBeUndefined();
    expect(drain(raft)).toEqual([`v${count}`]);
  }
  const { firstIndex, lastIndex, commit } = raft.status();
  expect({ firstIndex, lastIndex, commit }).toEqual({ firstIndex: 5002, lastIndex: 5001, commit: 5001 });
});

test('what the application has already is not handed out again, and the changes in it count', () => {
  const data = ['a', 'b'].map(
    (value, at) => ({ kind: 'command', index: at + 1, term: 1, data: value }) as const,
  );
  const change = { steps: [{ type: 'addLearner', id: '2' }] } as const;
  const raft = singleVoter({
    restored: {
      hardState: { term: 1, vote: '1', commit: 4 },
      snapshot: undefined,
      entries: [
        ...data,
        { kind: 'configuration', index: 3, term: 1, change, context: undefined },
        { kind: 'command', index: 4, term: 1, data: 'c' },
      ],
    },
    appliedIndex: 3,
  });
  expect(raft.status().configuration.learners).toEqual(['2']);
  expect(raft.ready().committed.map(({ index }) => index)).toEqual([4]);
});

test('a change in the log proves that the one before it is committed, even where the record of it was torn off', () => {
  const changes = ['2', '3'].map(
    (id, at) =>
      ({
        kind: 'configuration',
        index: at + 1,
        term: 2,
        change: { steps: [{ type: 'addVoter', id }] },
        context: undefined,
      }) as const,
  );
  const raft = singleVoter({
    restored: { hardState: { term: 1, vote: '9', commit: 0 }, snapshot: undefined, entries: changes },
  });
  const { commit, term, vote } = raft.status();
  expect({ commit, term, vote }).toEqual({ commit: 1, term: 2, vote: undefined });
  // It must not count by a configuration two changes old.
  raft.campaign();
  expect(raft.role).toBe('follower');
});
