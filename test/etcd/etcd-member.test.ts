import { describe, expect, test } from 'vitest';
import type { EtcdWatchResponse } from '../../schemas/types/etcd.ts';
import { createEtcdMember } from '../../reference/etcd/etcd-member.ts';
import { openEtcdMember } from '../../reference/etcd/open-member.ts';
import { createSimulatedDisk } from '../../reference/sim/simulated-disk.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const everything = { key: bytes('\0'), rangeEnd: bytes('\0') };

function setUp(options: Parameters<typeof createEtcdMember>[1] = {}) {
  const environment = createVirtualEnvironment({ seed: 1 });
  const member = createEtcdMember(environment, options);
  return { environment, member, store: member.connect() };
}

function shown(responses: readonly EtcdWatchResponse[]): string[] {
  return responses.map(({ created, canceled, compactRevision, events }) =>
    [
      created ? 'created' : '',
      canceled ? `cancelled ${compactRevision}` : '',
      ...events.map(({ type, kv }) => `${type} ${Buffer.from(kv.key).toString()}@${kv.modRevision}`),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

describe('watches of a member', () => {
  test('nothing is delivered synchronously, and the created response comes first', async () => {
    const { environment, store } = setUp();
    const responses: EtcdWatchResponse[] = [];
    store.watch(everything, (response) => responses.push(response));
    const put = store.put({ key: bytes('a'), value: bytes('1') });
    expect(responses).toEqual([]);
    await put;
    await environment.settle();
    expect(shown(responses)).toEqual(['created', 'PUT a@2']);
  });

  test('a paused watch buffers nothing and reads on from history', async () => {
    const { environment, store } = setUp();
    const responses: EtcdWatchResponse[] = [];
    const watch = store.watch(everything, (response) => responses.push(response));
    await environment.settle();
    watch.pause();
    for (const key of ['a', 'b', 'c']) await store.put({ key: bytes(key), value: bytes('') });
    await environment.settle();
    expect(shown(responses)).toEqual(['created']);
    watch.resume();
    await store.put({ key: bytes('d'), value: bytes('') });
    await environment.settle();
    expect(shown(responses)).toEqual(['created', 'PUT a@2 PUT b@3 PUT c@4', 'PUT d@5']);
  });

  test('a watch that was paused for too long is cancelled', async () => {
    const { environment, store } = setUp();
    const responses: EtcdWatchResponse[] = [];
    const watch = store.watch(everything, (response) => responses.push(response));
    watch.pause();
    for (const key of ['a', 'b', 'c']) await store.put({ key: bytes(key), value: bytes('') });
    await store.compact({ revision: 4 });
    watch.resume();
    await environment.settle();
    expect(shown(responses)).toEqual(['created', 'cancelled 4']);
  });

  test('a long history comes in responses of a bounded number of revisions', async () => {
    const { environment, store } = setUp();
    for (let put = 0; put < 2500; put += 1) await store.put({ key: bytes('a'), value: bytes('') });
    const responses: EtcdWatchResponse[] = [];
    store.watch({ ...everything, startRevision: 2 }, (response) => responses.push(response));
    await environment.settle();
    expect(responses.map(({ events }) => events.length)).toEqual([0, 1000, 1000, 500]);
  });

  test('the deletion of the compacted revision itself is still told', async () => {
    const { environment, store } = setUp();
    await store.put({ key: bytes('a'), value: bytes('') });
    await store.deleteRange({ key: bytes('a') });
    await store.compact({ revision: 3 });
    const responses: EtcdWatchResponse[] = [];
    store.watch({ ...everything, startRevision: 3, prevKv: true }, (response) => responses.push(response));
    await environment.settle();
    expect(shown(responses)).toEqual(['created', 'DELETE a@3']);
    expect(responses[1]?.events[0]?.prevKv).toBeUndefined();
  });

  test('progress is told periodically to those who asked and have heard nothing since', async () => {
    const { environment, store } = setUp({ progressNotifyIntervalMs: 1000 });
    const quiet: EtcdWatchResponse[] = [];
    const silent: EtcdWatchResponse[] = [];
    store.watch({ key: bytes('a'), progressNotify: true }, (response) => quiet.push(response));
    store.watch({ key: bytes('a') }, (response) => silent.push(response));
    await environment.advance(1500);
    await store.put({ key: bytes('a'), value: bytes('') });
    await environment.advance(1000);
    await environment.advance(1000);
    expect(quiet.map(({ header, events }) => [header.revision, events.length])).toEqual([
      [1, 0],
      [2, 1],
      [2, 0],
    ]);
    expect(silent).toHaveLength(2);
  });

  test('a closed watch hears nothing, not even what was on its way', async () => {
    const { environment, store } = setUp();
    const responses: EtcdWatchResponse[] = [];
    const watch = store.watch(everything, (response) => responses.push(response));
    await store.put({ key: bytes('a'), value: bytes('') });
    const heard = responses.length;
    watch.close();
    await store.put({ key: bytes('b'), value: bytes('') });
    await environment.settle();
    expect(responses).toHaveLength(heard);
  });
});

describe('leases of a member', () => {
  test('end to the millisecond on a virtual clock, and are as long as the shortest allowed', async () => {
    const { environment, store } = setUp();
    const { id, ttlSeconds } = await store.leaseGrant({ ttlSeconds: 1 });
    expect(ttlSeconds).toBe(2);
    await store.put({ key: bytes('a'), value: bytes(''), lease: id });
    await environment.advance(1999);
    expect((await store.range(everything)).count).toBe(1);
    expect(await store.leaseTimeToLive({ id, keys: true })).toMatchObject({
      ttlSeconds: 0,
      grantedTtlSeconds: 2,
    });
    await environment.advance(1);
    expect((await store.range(everything)).count).toBe(0);
    expect(await store.leaseIds()).toEqual([]);
  });

  test('thousands end together, each in a revision of its own', async () => {
    const { environment, store } = setUp();
    for (let lease = 1; lease <= 2000; lease += 1) {
      await store.leaseGrant({ id: lease, ttlSeconds: 10 });
      await store.put({ key: bytes(`k${lease}`), value: bytes(''), lease });
    }
    await environment.advance(10_000);
    expect(await store.range(everything)).toMatchObject({ count: 0, header: { revision: 4001 } });
    expect(environment.trace.events).toHaveLength(2000);
  });
});

describe('the life of a member', () => {
  test('a stop ends connections and watches; who opens its disk again finds the same content, with leases anew', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const disk = createSimulatedDisk({ environment, name: 'disk' });
    const { member } = await openEtcdMember(environment, { name: 'm1', disk });
    const store = member.connect();
    await store.leaseGrant({ id: 7, ttlSeconds: 10 });
    await store.put({ key: bytes('a'), value: bytes('1'), lease: 7 });
    const responses: EtcdWatchResponse[] = [];
    store.watch(everything, (response) => responses.push(response));
    await environment.advance(9000);
    await member.stop();
    await expect(store.range(everything)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(member.connect().range(everything)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await environment.advance(60_000);
    expect(shown(responses)).toEqual(['created', 'cancelled 0']);
    const again = (await openEtcdMember(environment, { name: 'm1', disk })).member.connect();
    await environment.settle();
    const { kvs, header } = await again.range(everything);
    expect(kvs).toHaveLength(1);
    expect(header.raftTerm).toBe(3);
    await environment.advance(9999);
    expect((await again.range(everything)).count).toBe(1);
    await environment.advance(1);
    expect((await again.range(everything)).count).toBe(0);
  });

  test('a member begun from a snapshot goes its own way', async () => {
    const { environment, member, store } = setUp();
    await store.put({ key: bytes('a'), value: bytes('1') });
    const fork = createEtcdMember(environment, { name: 'fork', snapshot: member.snapshot() }).connect();
    await store.put({ key: bytes('a'), value: bytes('2') });
    await fork.deleteRange({ key: bytes('a') });
    expect((await store.range(everything)).kvs.map(({ value }) => Buffer.from(value).toString())).toEqual([
      '2',
    ]);
    expect(await fork.range(everything)).toMatchObject({ count: 0, header: { revision: 3 } });
  });

  test('a request that is too large is refused', async () => {
    const { store } = setUp();
    const put = store.put({ key: bytes('a'), value: new Uint8Array(1.5 * 1024 * 1024) });
    await expect(put).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'etcdserver: request is too large',
    });
  });

  test('a transaction may have 128 operations and no more', async () => {
    const { store } = setUp();
    const puts = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ put: { key: bytes(`k${index}`), value: bytes('') } }));
    expect(await store.txn({ compare: [], success: puts(128), failure: [] })).toMatchObject({
      succeeded: true,
    });
    const larger = store.txn({ compare: [], success: puts(129), failure: [] });
    await expect(larger).rejects.toMatchObject({ message: 'etcdserver: too many operations in txn request' });
  });
});
