import { Etcd3 } from 'etcd3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEtcd, type EtcdServer } from '../../../reference/etcd/grpc/server.ts';
import { adjustableMember, type AdjustableMember } from './fake-member.ts';

let member: AdjustableMember;
let server: EtcdServer;

beforeAll(async () => {
  member = adjustableMember();
  server = await serveEtcd(member);
});

afterAll(async () => {
  await server.close();
  await member.stop();
});

describe('the Node client etcd3 against a reference member', () => {
  const opened = (): Etcd3 => new Etcd3({ hosts: server.url });

  test('put, get, prefixes, delete', async () => {
    const client = opened();
    await client.put('n/a').value('1');
    await client.put('n/b').value('2');
    expect(await client.get('n/a').string()).toBe('1');
    expect(await client.getAll().prefix('n/').strings()).toEqual({ 'n/a': '1', 'n/b': '2' });
    expect((await client.delete().key('n/a')).deleted).toBe('1');
    expect(await client.get('n/a').string()).toBeNull();
    client.close();
  });

  test('watch, lease, lock, election', async () => {
    const client = opened();
    const watcher = await client.watch().key('n/w').create();
    const seen = new Promise<string>((resolve) => {
      watcher.on('put', ({ value }) => {
        resolve(value.toString());
      });
    });
    await client.put('n/w').value('news');
    expect(await seen).toBe('news');
    await watcher.cancel();
    const lease = client.lease(30);
    await lease.put('n/leased').value('x');
    expect((await lease.keepaliveOnce()).TTL).toBe('30');
    await lease.revoke();
    expect(await client.get('n/leased').string()).toBeNull();
    const lock = client.lock('n/lock');
    await lock.acquire();
    await lock.release();
    const election = client.election('n/office');
    const campaign = election.campaign('me');
    await new Promise<void>((resolve) => {
      campaign.on('elected', resolve);
    });
    expect(await election.leader()).toBe('me');
    await campaign.resign();
    client.close();
  });
});
