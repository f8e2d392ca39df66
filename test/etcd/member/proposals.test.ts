import { describe, expect, test } from 'vitest';
import { AlarmBoard } from '../../../reference/etcd/alarm-board.ts';
import type { ProposedCommand } from '../../../reference/etcd/command.ts';
import { MvccStore } from '../../../reference/etcd/mvcc-store.ts';
import { Proposals } from '../../../reference/etcd/proposals.ts';
import { accepted, type Outcome } from '../../../reference/etcd/refusal.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import { bytes } from './cluster-under-test.ts';

const put = { kind: 'put', body: { key: bytes('a'), value: bytes('1') } } as const;

function setUp({ leads = true } = {}) {
  const environment = createVirtualEnvironment({ seed: 1 });
  const proposed: ProposedCommand[] = [];
  const raft = {
    role: 'follower' as 'follower' | 'leader',
    leader: leads ? 'other' : (undefined as string | undefined),
    term: 1,
    propose: (data: ProposedCommand) => {
      if (raft.leader === undefined) return 'noLeader' as const;
      proposed.push(data);
      return undefined;
    },
    proposeChange: () => undefined,
  };
  const store = new MvccStore((revision) => ({ clusterId: '1', memberId: '1', revision, raftTerm: 1 }));
  const proposals = new Proposals(environment, {
    ...{ memberId: '1', boot: 10, raft, alarms: new AlarmBoard(), store: () => store },
    ...{ isFull: () => false, stir: () => undefined, quotaBytes: 0, limitMs: 7000, electionMs: 1000 },
  });
  const ask = (): { readonly outcome: () => Outcome<unknown> | undefined } => {
    let outcome: Outcome<unknown> | undefined;
    void Promise.resolve(proposals.propose(put)).then((told) => {
      outcome = told;
    });
    return { outcome: () => outcome };
  };
  return { environment, proposed, raft, proposals, ask };
}

describe('proposals of a member', () => {
  test('that find no leader are proposed when there is one', async () => {
    const { environment, proposed, raft, proposals, ask } = setUp({ leads: false });
    const asked = ask();
    await environment.advance(100);
    expect(proposed).toEqual([]);
    raft.leader = 'other';
    proposals.leaderChanged();
    expect(proposed).toHaveLength(1);
    for (const data of [...proposed]) proposals.applied(data, accepted('done'));
    await environment.settle();
    expect(asked.outcome()).toEqual(accepted('done'));
  });

  test('that get lost are proposed again under the same number, until the time is over', async () => {
    const { environment, proposed, ask } = setUp();
    const asked = ask();
    await environment.advance(6900);
    expect(proposed.length).toBeGreaterThan(3);
    expect(new Set(proposed.map(({ sequence }) => sequence)).size).toBe(1);
    await environment.advance(1000);
    expect(asked.outcome()).toMatchObject({ accepted: false, refusal: { code: 'UNAVAILABLE' } });
    expect(environment.nextTimerAt()).toBeUndefined();
  });

  test('that stand in the log of this member are left to their fate', async () => {
    const { environment, proposed, raft, proposals, ask } = setUp();
    ask();
    for (const data of [...proposed]) proposals.logged(data);
    raft.term = 2;
    proposals.leaderChanged();
    await environment.advance(3000);
    expect(proposed).toHaveLength(1);
  });

  test("an answer of another run is nobody's", async () => {
    const { environment, proposed, proposals, ask } = setUp();
    const asked = ask();
    for (const data of [...proposed]) proposals.applied({ ...data, boot: data.boot - 1 }, accepted('other'));
    await environment.settle();
    expect(asked.outcome()).toBeUndefined();
  });

  test('a run that finds an earlier one with a higher number goes on above it', async () => {
    const { environment, proposed, proposals, ask } = setUp();
    const before = ask();
    proposals.outrunBy(10);
    await environment.settle();
    expect(before.outcome()).toBeUndefined();
    proposals.outrunBy(99);
    await environment.settle();
    expect(before.outcome()).toMatchObject({ accepted: false, refusal: { code: 'UNAVAILABLE' } });
    const after = ask();
    expect(proposed.at(-1)?.boot).toBe(100);
    for (const data of proposed.slice(-1)) proposals.applied(data, accepted('done'));
    await environment.settle();
    expect(after.outcome()).toEqual(accepted('done'));
  });

  test('are refused at once when the member stops, and later', async () => {
    const { environment, proposals, ask } = setUp();
    const waiting = ask();
    proposals.stop();
    const late = ask();
    await environment.settle();
    for (const asked of [waiting, late])
      expect(asked.outcome()).toMatchObject({
        accepted: false,
        refusal: { message: 'etcdserver: server stopped' },
      });
    expect(environment.nextTimerAt()).toBeUndefined();
  });
});
