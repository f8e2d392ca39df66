import { describe, expect, test } from 'vitest';
import { bytes, ClusterUnderTest } from './cluster-under-test.ts';

async function leased(cluster: ClusterUnderTest, member: number, ttlSeconds: number): Promise<number> {
  const connection = await cluster.connect(member);
  const { id } = await cluster.done(connection.leaseGrant({ ttlSeconds }));
  await cluster.done(connection.put({ key: bytes('leased'), value: bytes('1'), lease: id }));
  return id;
}

describe('leases when the leader changes', () => {
  test('a leader that stood still does not end what its successor has prolonged', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const old = await cluster.leader();
    const id = await leased(cluster, old, 5);
    await cluster.store.pause(old);
    await cluster.environment.advance(3000);
    const leader = await cluster.leader();
    expect(leader).not.toBe(old);
    const connection = await cluster.connect(leader);
    await cluster.environment.advance(3000);
    await cluster.done(connection.leaseKeepAlive({ id }));
    await cluster.store.resume(old);
    await cluster.environment.advance(3000);
    expect(await cluster.get(leader, 'leased')).toBe('1');
    await cluster.environment.advance(4000);
    expect(await cluster.get(leader, 'leased')).toBeUndefined();
  });

  test('no lease ends while nobody leads, and each begins its time anew when somebody does', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    await leased(cluster, leader, 3);
    for (const number of [1, 2, 3]) await cluster.store.powerOff(number);
    await cluster.environment.advance(60_000);
    for (const number of [1, 2, 3]) await cluster.store.restart(number);
    const next = await cluster.leader();
    expect(await cluster.get(next, 'leased')).toBe('1');
    await cluster.environment.advance(6000);
    expect(await cluster.get(next, 'leased')).toBeUndefined();
  });

  test('a lease is prolonged through any member', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const id = await leased(cluster, await cluster.leader(), 2);
    const connection = await cluster.connect(await cluster.follower());
    for (let round = 0; round < 8; round += 1) {
      await cluster.environment.advance(1000);
      expect((await cluster.done(connection.leaseKeepAlive({ id }))).ttlSeconds).toBe(2);
    }
    await cluster.environment.advance(3000);
    expect((await cluster.done(connection.leaseKeepAlive({ id }))).ttlSeconds).toBeLessThanOrEqual(0);
  });
});

describe('the alarm NOSPACE', () => {
  test('is raised at every member beyond the quota, and taken back by hand', async () => {
    const cluster = await ClusterUnderTest.start(3, { settings: { quotaBytes: 5000 } });
    const [leader, follower] = [await cluster.leader(), await cluster.follower()];
    const put = async (member: number, size: number): Promise<string> => {
      const connection = await cluster.connect(member);
      return cluster.refusal(connection.put({ key: bytes('a'), value: new Uint8Array(size) }));
    };
    expect(await put(leader, 3000)).toBe('accepted');
    expect(await put(leader, 3000)).toContain('space exceeded');
    await cluster.environment.advance(500);
    expect(await put(follower, 10)).toContain('space exceeded');
    for (const number of [leader, follower])
      expect(cluster.store.memberOf(number)?.status().errors.join()).toContain('alarm:NOSPACE');
    const connection = await cluster.connect(follower);
    await cluster.done(connection.deleteRange({ key: bytes('a') }));
    const { header } = await cluster.done(connection.range({ key: bytes('a') }));
    await cluster.done(connection.compact({ revision: header.revision, physical: true }));
    await cluster.environment.advance(500);
    const administration = cluster.store.memberOf(follower)?.administration;
    const listed = await cluster.done(
      administration?.alarms({ action: 'DEACTIVATE', memberId: '0', alarm: 'NOSPACE' }) ??
        Promise.reject(new Error()),
    );
    expect(listed.alarms.map(({ alarm }) => alarm)).toContain('NOSPACE');
    expect(await put(leader, 10)).toBe('accepted');
    expect(await put(follower, 10)).toBe('accepted');
  });
});

describe('a snapshot that takes the place of a state', () => {
  const settings = { entriesKept: 5, snapshotBytes: 2000 };

  async function laggard(
    compact: boolean,
  ): Promise<{ readonly shown: string[]; readonly expected: string[] }> {
    const cluster = await ClusterUnderTest.start(3, { settings });
    const [leader, follower] = [await cluster.leader(), await cluster.follower()];
    const shown: string[] = [];
    (await cluster.connect(follower)).watch({ key: bytes('\0'), rangeEnd: bytes('\0') }, (response) => {
      if (response.canceled) shown.push(`cancelled ${response.compactRevision}`);
      for (const { kv } of response.events) shown.push(String(kv.modRevision));
    });
    await cluster.put(leader, 'a');
    await cluster.environment.advance(500);
    const others = cluster.store.numbers.filter((number) => number !== follower);
    await cluster.store.partition([[follower], others]);
    const expected = ['2'];
    for (let number = 0; number < 60; number += 1)
      expected.push(String(await cluster.put(leader, `k${number}`)));
    if (compact) await cluster.done((await cluster.connect(leader)).compact({ revision: 40 }));
    await cluster.store.heal();
    await cluster.environment.advance(5000);
    expected.push(String(await cluster.put(await cluster.leader(), 'z')));
    await cluster.environment.advance(500);
    return { shown, expected };
  }

  test('is told to the watches that are open, event by event', async () => {
    const { shown, expected } = await laggard(false);
    expect(shown).toEqual(expected);
  });

  test('ends the watches that need what was compacted', async () => {
    const { shown } = await laggard(true);
    expect(shown).toEqual(['2', 'cancelled 40']);
  });
});
