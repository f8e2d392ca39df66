import { describe, expect, test } from 'vitest';
import { ClusterUnderTest } from './cluster-under-test.ts';

describe('changes of the members', () => {
  test('a leader that removes itself hands over and ends', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    await cluster.put(leader, 'a');
    await cluster.refusal(cluster.store.removeMember({ through: leader, member: leader }));
    await cluster.environment.advance(6000);
    expect(cluster.ends).toEqual([{ name: `m${leader}`, why: { kind: 'removed' } }]);
    const next = await cluster.leader();
    expect(await cluster.get(next, 'a')).toBe('1');
    await cluster.put(next, 'b');
    expect(await cluster.done(cluster.store.members(next))).toHaveLength(2);
  });

  test('a dead member can be removed, and hears of it when it comes back', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const dead = await cluster.follower();
    await cluster.store.kill(dead);
    const leader = await cluster.leader();
    await cluster.done(cluster.store.removeMember({ through: leader, member: dead }));
    await cluster.store.restart(dead);
    await cluster.environment.advance(10_000);
    expect(cluster.ends).toEqual([{ name: `m${dead}`, why: { kind: 'removed' } }]);
    await cluster.put(leader, 'a');
  });

  test('nobody is added while those who have started would be no majority', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    for (const number of [1, 2, 3]) if (number !== leader) await cluster.store.kill(number);
    const added = cluster.store.addMember({ through: leader, learner: false });
    expect(await cluster.refusal(added)).toMatch(/unhealthy|timed out/);
  });

  test('a learner that lags is no voter yet, and is one when it has caught up', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    for (let number = 0; number < 50; number += 1) await cluster.put(leader, `k${number}`);
    const learner = await cluster.done(cluster.store.addMember({ through: leader, learner: true }));
    await cluster.store.kill(learner);
    const tooEarly = cluster.store.promoteMember({ through: await cluster.follower(), member: learner });
    expect(await cluster.refusal(tooEarly)).toContain('in sync with leader');
    await cluster.store.restart(learner);
    await cluster.environment.advance(3000);
    await cluster.done(cluster.store.promoteMember({ through: leader, member: learner }));
    const again = cluster.store.promoteMember({ through: leader, member: learner });
    expect(await cluster.refusal(again)).toContain('can only promote a learner');
    expect((await cluster.done(cluster.store.members(learner))).map(({ isLearner }) => isLearner)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('an address serves one member only, whoever is asked, and may serve another later', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const [leader, follower] = [await cluster.leader(), await cluster.follower()];
    const peerUrls = ['http://another:2380'];
    const add = (number: number): Promise<unknown> =>
      cluster.store.memberOf(number)?.administration.addMember({ peerUrls, learner: true }) ??
      Promise.reject(new Error());
    const both = await Promise.all([cluster.refusal(add(leader)), cluster.refusal(add(follower))]);
    expect(both.filter((word) => word === 'accepted')).toHaveLength(1);
    expect(await cluster.refusal(add(follower))).toContain('Peer URLs already exists');
    const listed = await cluster.done(
      cluster.store.memberOf(leader)?.administration.members({ linearizable: true }) ??
        Promise.reject(new Error()),
    );
    const known = listed.members.filter((member) => member.peerUrls.join() === peerUrls.join());
    expect(known).toHaveLength(1);
    await cluster.done(
      cluster.store.memberOf(leader)?.administration.removeMember(known[0]?.id ?? '') ??
        Promise.reject(new Error()),
    );
    expect(await cluster.refusal(add(leader))).toBe('accepted');
  });

  test('who joins when the log no longer reaches back is sent the state', async () => {
    const cluster = await ClusterUnderTest.start(1, { settings: { entriesKept: 10, snapshotBytes: 5000 } });
    for (let number = 0; number < 100; number += 1) await cluster.put(1, `k${number}`);
    const joined = await cluster.done(cluster.store.addMember({ through: 1, learner: false }));
    await cluster.environment.advance(3000);
    expect(await cluster.get(joined, 'k0')).toBe('1');
    await cluster.store.powerOff(joined);
    await cluster.store.restart(joined);
    await cluster.environment.advance(3000);
    expect(await cluster.get(joined, 'k99')).toBe('1');
    await cluster.put(joined, 'both');
  });

  test('a member that lags follows a leader that was added while it was away', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const away = await cluster.follower();
    const others = cluster.store.numbers.filter((number) => number !== away);
    await cluster.store.partition([[away], others]);
    const leader = await cluster.leader();
    const added = await cluster.done(cluster.store.addMember({ through: leader, learner: false }));
    await cluster.store.partition([[away], [...others, added]]);
    await cluster.environment.advance(3000);
    await cluster.done(cluster.store.moveLeader({ from: leader, to: added }));
    await cluster.put(added, 'a');
    await cluster.store.heal();
    // Only whom it does not know can tell it: the others are silent.
    for (const other of others) await cluster.store.cut(other, away);
    await cluster.environment.advance(5000);
    expect(await cluster.get(away, 'a')).toBe('1');
    expect(await cluster.leader()).toBe(added);
  });

  test('a stranger of another cluster changes nothing', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    const { raftTerm } = await cluster.store.status(leader);
    await cluster.store.startStranger();
    await cluster.environment.advance(20_000);
    expect((await cluster.store.status(leader)).raftTerm).toBe(raftTerm);
    expect(await cluster.leader()).toBe(leader);
  });
});
