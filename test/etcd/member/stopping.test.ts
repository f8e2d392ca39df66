import { describe, expect, test } from 'vitest';
import type { EtcdWatchResponse } from '../../../schemas/types/etcd.ts';
import { openEtcdMember } from '../../../reference/etcd/open-member.ts';
import { createSimulatedDisk } from '../../../reference/sim/simulated-disk.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import { bytes, ClusterUnderTest } from './cluster-under-test.ts';

describe('a member that stops', () => {
  test('leaves no timer, no lock and nobody waiting', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const disk = createSimulatedDisk({ environment, name: 'd' });
    const { member } = await openEtcdMember(environment, { name: 'm1', disk });
    const connection = member.connect();
    const lease = await connection.leaseGrant({ ttlSeconds: 100 });
    const responses: EtcdWatchResponse[] = [];
    connection.watch({ key: bytes('a'), progressNotify: true }, (response) => responses.push(response));
    await connection.put({ key: bytes('a'), value: bytes('1'), lease: lease.id });
    await environment.settle();
    await member.stop();
    await environment.settle();
    expect(responses.map(({ canceled }) => canceled)).toEqual([false, false, true]);
    expect(environment.nextTimerAt()).toBeUndefined();
    await expect(connection.put({ key: bytes('a'), value: bytes('2') })).rejects.toThrow('server stopped');
    await (await disk.lock()).release();
    await member.stop();
  });

  test.each([
    { puts: 1, renewed: false },
    { puts: 5, renewed: true },
  ])('after $puts puts has a newer snapshot: $renewed; the next run finds all', async ({ puts, renewed }) => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const disk = createSimulatedDisk({ environment, name: 'd' });
    const open = async (): ReturnType<typeof openEtcdMember> =>
      openEtcdMember(environment, { name: 'm1', disk, snapshotBytes: 2000 });
    const { member } = await open();
    const value = new Uint8Array(200);
    for (let put = 0; put < puts; put += 1) await member.connect().put({ key: bytes(`k${put}`), value });
    await environment.settle();
    const snapshots = async (): Promise<readonly string[]> =>
      (await disk.list()).filter((name) => name.startsWith('snapshot-'));
    const before = await snapshots();
    await member.stop();
    expect((await snapshots()).join() !== before.join()).toBe(renewed);
    const next = await open();
    const found = await next.member.connect().range({ key: bytes('k'), rangeEnd: bytes('l') });
    expect(found.kvs.map((kv) => kv.value)).toEqual(Array(puts).fill(value));
    await next.member.stop();
  });

  test('refuses what waits for others', async () => {
    const cluster = await ClusterUnderTest.start(3);
    const leader = await cluster.leader();
    const others = cluster.store.numbers.filter((number) => number !== leader);
    await cluster.store.partition([[leader], others]);
    const connection = cluster.store.memberOf(leader)?.connect();
    const waiting = [
      connection?.put({ key: bytes('a'), value: bytes('1') }),
      connection?.range({ key: bytes('a') }),
      connection?.leaseKeepAlive({ id: 5 }),
    ].map((work) => cluster.refusal(work ?? Promise.resolve()));
    await cluster.environment.settle();
    await cluster.store.memberOf(leader)?.stop();
    expect(await Promise.all(waiting)).toEqual(Array(3).fill('etcdserver: server stopped'));
  });

  test.each([1, 2, 3, 5, 8, 13, 21])(
    'at step %i of its start begins again as if nothing had been',
    async (steps) => {
      const cluster = await ClusterUnderTest.start(3);
      await cluster.put(1, 'a');
      await cluster.store.powerOff(2);
      cluster.store.diskOf(2).crashAtOperation(steps);
      void cluster.store.restart(2);
      await cluster.environment.advance(1);
      await cluster.store.kill(2);
      await cluster.store.restart(2);
      await cluster.environment.advance(3000);
      expect(await cluster.get(2, 'a')).toBe('1');
    },
  );

  test("a disk is one member's, whoever it says it is", async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const disk = createSimulatedDisk({ environment, name: 'd' });
    const initialCluster = [
      { name: 'm1', peerUrls: ['http://a:1'] },
      { name: 'm2', peerUrls: ['http://b:1'] },
    ];
    const first = await openEtcdMember(environment, { name: 'm1', disk, initialCluster });
    await expect(openEtcdMember(environment, { name: 'm1', disk, initialCluster })).rejects.toThrow('in use');
    await expect(openEtcdMember(environment, { name: 'm2', disk, initialCluster })).rejects.toThrow(
      'holds the data of member m1',
    );
    await first.member.stop();
    await expect(openEtcdMember(environment, { name: 'm2', disk, initialCluster })).rejects.toThrow(
      'holds the data of member m1',
    );
    const again = await openEtcdMember(environment, { name: 'm1', disk, initialCluster });
    await again.member.stop();
  });
});
