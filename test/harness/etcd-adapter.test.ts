import { describe, expect, test } from 'vitest';
import { createAdapter } from '../../harness/adapters/etcd.ts';
import { hasEtcd } from '../etcd/real-etcd-process.ts';

test.each([
  [{ binary: '/nowhere/etcd' }, 'needs an etcd server and "/nowhere/etcd" is none'],
  [{ binary: 'true' }, 'needs an etcd server and "true" is none'],
  [{ port: '2379' }, 'has no option "port"'],
])('an option that cannot be is refused: %j', async (options, message) => {
  await expect(createAdapter(options as Readonly<Record<string, string>>)).rejects.toThrow(message);
});

describe.runIf(hasEtcd)('with a real etcd', () => {
  test('a member that does not exist is named', async () => {
    const adapter = await createAdapter({});
    try {
      const session = await adapter.open({ name: 'test', seed: 1, exclusive: true, storeMembers: 1 });
      const { etcdCluster, etcdFaults } = session.ports;
      await expect(Promise.resolve().then(() => etcdCluster?.connect(2))).rejects.toThrow(
        'there is no member 2; there are 1',
      );
      await expect(etcdFaults?.kill(4)).rejects.toThrow('there is no member 4');
      await expect(etcdFaults?.status(3)).rejects.toThrow('there is no member 3');
      await etcdFaults?.kill(1);
      await expect(etcdFaults?.status(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await expect(Promise.resolve().then(() => etcdFaults?.pause(1))).rejects.toThrow('does not run');
      await session.close();
    } finally {
      await adapter.close();
    }
  });

  test('a cluster that something was done to is not used again', async () => {
    const adapter = await createAdapter({});
    try {
      const one = await adapter.open({ name: 'test', seed: 1, exclusive: true, storeMembers: 1 });
      const { etcdCluster: first } = one.ports;
      await one.close();
      const two = await adapter.open({ name: 'test', seed: 1, exclusive: true, storeMembers: 1 });
      expect(two.ports.etcdCluster).toBe(first);
      await two.ports.etcdFaults?.heal();
      await two.close();
      const three = await adapter.open({ name: 'test', seed: 1, exclusive: true, storeMembers: 1 });
      expect(three.ports.etcdCluster).not.toBe(first);
      await three.close();
    } finally {
      await adapter.close();
    }
  });
});
