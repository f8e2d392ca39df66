import { describe, expect, test } from 'vitest';
import { ClusterUnderTest } from './cluster-under-test.ts';

describe('a disk without room', () => {
  test.each([1, 3])(
    'of the leader of %i refuses writes, lets reads go on and loses nothing',
    async (size) => {
      const cluster = await ClusterUnderTest.start(size);
      const leader = await cluster.leader();
      await cluster.put(leader, 'before');
      const disk = cluster.store.diskOf(leader);
      disk.setCapacity(disk.usedBytes);
      const connection = await cluster.connect(leader);
      const waiting = connection.put({ key: Buffer.from('waiting'), value: Buffer.from('1') });
      waiting.catch(() => undefined);
      await cluster.environment.advance(50);
      const refused = connection.put({ key: Buffer.from('refused'), value: Buffer.from('1') });
      expect(await cluster.refusal(refused)).toContain('space exceeded');
      const read = await cluster.done(connection.range({ key: Buffer.from('before'), serializable: true }));
      expect(read.kvs).toHaveLength(1);
      disk.setCapacity(Infinity);
      await cluster.environment.advance(1000);
      await cluster.done(waiting);
      expect(await cluster.get(leader, 'waiting')).toBe('1');
      expect(await cluster.get(leader, 'refused')).toBeUndefined();
      await cluster.store.powerOff(leader);
      await cluster.store.restart(leader);
      await cluster.environment.advance(3000);
      expect(await cluster.get(leader, 'waiting')).toBe('1');
      await cluster.put(leader, 'after');
    },
  );

  test('of the leader lets another lead', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    const disk = cluster.store.diskOf(leader);
    disk.setCapacity(disk.usedBytes);
    const follower = await cluster.follower();
    await cluster.put(follower, 'a');
    await cluster.environment.advance(2000);
    expect(await cluster.leader()).not.toBe(leader);
    await cluster.put(follower, 'b');
    expect(await cluster.get(follower, 'b')).toBe('1');
    disk.setCapacity(Infinity);
    await cluster.environment.advance(2000);
    expect(await cluster.get(leader, 'b')).toBe('1');
  });

  test('of a follower holds nobody else up', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const follower = await cluster.follower();
    const leader = await cluster.leader();
    const disk = cluster.store.diskOf(follower);
    disk.setCapacity(disk.usedBytes);
    for (let number = 0; number < 20; number += 1) await cluster.put(leader, `k${number}`);
    const read = (await cluster.connect(follower)).range({ key: Buffer.from('k19') });
    expect(await cluster.refusal(read)).toContain('timed out');
    disk.setCapacity(Infinity);
    await cluster.environment.advance(1000);
    expect(await cluster.get(follower, 'k19')).toBe('1');
  });

  test('that fails ends the member, with the reason', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    cluster.store.diskOf(leader).failNextSync();
    const put = (await cluster.connect(leader)).put({ key: Buffer.from('a'), value: Buffer.from('1') });
    expect(await cluster.refusal(put)).toContain('does not answer');
    expect(cluster.ends).toEqual([
      {
        name: `m${leader}`,
        why: { kind: 'failed', reason: expect.stringContaining('could not be synced') as string },
      },
    ]);
    await cluster.environment.advance(5000);
    const other = await cluster.leader();
    await cluster.put(other, 'b');
    await cluster.store.restart(leader);
    await cluster.environment.advance(3000);
    expect(await cluster.get(leader, 'b')).toBe('1');
  });

  test('that fails before the first record is written lets nobody wait for ever', async () => {
    const cluster = await ClusterUnderTest.start(1);
    const { createSimulatedDisk } = await import('../../../reference/sim/simulated-disk.ts');
    const { openEtcdMember } = await import('../../../reference/etcd/open-member.ts');
    const disk = createSimulatedDisk({ environment: cluster.environment, name: 'failing' });
    let appended = 0;
    const failing = {
      ...disk,
      list: () => disk.list(),
      rename: disk.rename.bind(disk),
      remove: disk.remove.bind(disk),
    };
    const opened = openEtcdMember(cluster.environment, {
      name: 'm1',
      disk: {
        ...failing,
        name: 'failing',
        syncNames: () => disk.syncNames(),
        lock: () => disk.lock(),
        checksum: (data, seed) => disk.checksum(data, seed),
        open: async (name, how, options) => {
          appended += 1;
          if (appended > 1) disk.failNextAppend();
          return disk.open(name, how, options);
        },
      },
    });
    expect(await cluster.refusal(opened)).toContain('could not be written');
    await expect(disk.lock()).resolves.toBeDefined();
  });
});
