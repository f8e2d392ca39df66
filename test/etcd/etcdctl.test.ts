import { execFile, spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEtcdMember } from '../../reference/etcd/etcd-member.ts';
import { connectRemoteEtcd } from '../../reference/etcd/grpc/client.ts';
import { serveEtcd, type EtcdServer } from '../../reference/etcd/grpc/server.ts';
import { createHostEnvironment } from '../../reference/sim/host-environment.ts';

const hasEtcdctl = spawnSync('etcdctl', ['version']).status === 0;
// A machine that checks everything must have it: there a missing etcdctl fails, elsewhere the skip is visible.
const runs = hasEtcdctl || process.env['CI'] !== undefined;

const environment = createHostEnvironment();
let server: EtcdServer;

beforeAll(async () => {
  server = await serveEtcd(createEtcdMember(environment));
});

afterAll(async () => {
  await server.close();
});

// Without a scheme: for its status, etcdctl puts a whole URL into `:authority`, which Node's HTTP/2 refuses.
function endpoint(): string {
  return `127.0.0.1:${server.port}`;
}

function etcdctl(...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = ['--endpoints', endpoint(), ...words];
    const child = execFile(
      'etcdctl',
      all,
      { env: { ...process.env, ETCDCTL_API: '3' } },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim());
        else reject(new Error(stderr));
      },
    );
    child.stdin?.end('version("a") > "0"\n\nput a swapped\nget a\n\nput a unswapped\n\n');
  });
}

describe.runIf(runs)('etcdctl against a reference member', () => {
  test('put, get, prefix, limits, del', async () => {
    await etcdctl('put', 'a', 'one');
    await etcdctl('put', 'a/b', 'two');
    expect(await etcdctl('get', 'a')).toBe('a\none');
    expect(await etcdctl('get', 'a', '--prefix', '--keys-only')).toBe('a\n\na/b');
    expect(await etcdctl('get', 'a', '--prefix', '--limit=1', '--order=DESCEND', '--sort-by=KEY')).toBe(
      'a/b\ntwo',
    );
    expect(await etcdctl('del', 'a/', '--prefix', '--prev-kv')).toBe('1\na/b\ntwo');
  });

  test('txn', async () => {
    expect(await etcdctl('txn')).toBe('SUCCESS\n\nOK\n\na\nswapped');
  });

  test('get at a revision, compaction', async () => {
    const { header } = JSON.parse(await etcdctl('put', 'r', '1', '-w', 'json')) as {
      header: { revision: number };
    };
    await etcdctl('put', 'r', '2');
    expect(await etcdctl('get', 'r', `--rev=${header.revision}`)).toBe('r\n1');
    expect(await etcdctl('compaction', String(header.revision + 1))).toBe(
      `compacted revision ${header.revision + 1}`,
    );
    await expect(etcdctl('get', 'r', `--rev=${header.revision}`)).rejects.toThrow('has been compacted');
  });

  test('lease grant, timetolive, list, keep-alive, revoke', async () => {
    const granted = await etcdctl('lease', 'grant', '600');
    const id = /lease (\S+) granted with TTL\(600s\)/.exec(granted)?.[1] ?? '';
    await etcdctl('put', 'leased', 'x', `--lease=${id}`);
    expect(await etcdctl('lease', 'timetolive', id, '--keys')).toMatch(/attached keys\(\[leased\]\)/);
    expect(await etcdctl('lease', 'list')).toContain(id);
    expect(await etcdctl('lease', 'keep-alive', '--once', id)).toContain('keepalived with TTL(600)');
    expect(await etcdctl('lease', 'revoke', id)).toBe(`lease ${id} revoked`);
    expect(await etcdctl('get', 'leased')).toBe('');
  });

  test('endpoint status, endpoint health, member list', async () => {
    expect(await etcdctl('endpoint', 'status')).toContain('3.4.0');
    expect(await etcdctl('member', 'list')).toContain('started, default');
    await etcdctl('endpoint', 'health');
  });

  test('watch, from history and live', async () => {
    await etcdctl('put', 'w', '1');
    const { header } = JSON.parse(await etcdctl('get', 'w', '-w', 'json')) as {
      header: { revision: number };
    };
    const words = ['--endpoints', endpoint(), 'watch', 'w', '--prev-kv', `--rev=${header.revision}`];
    const watching = spawn('etcdctl', words, { env: { ...process.env, ETCDCTL_API: '3' } });
    let seen = '';
    const expected = 'PUT\nw\n1\nDELETE\nw\n1\nw\n\n';
    const done = new Promise<void>((resolve) => {
      watching.stdout.on('data', (chunk: Buffer) => {
        const first = seen === '';
        seen += chunk.toString();
        if (first) void etcdctl('del', 'w');
        if (seen.length >= expected.length) resolve();
      });
    });
    await done;
    watching.kill();
    expect(seen).toBe(expected);
  });
});

describe('the gRPC client against a reference member', () => {
  test('values, refusals and watches come as from the member itself', async () => {
    const store = connectRemoteEtcd(environment, { endpoints: [server.url] });
    const key = Uint8Array.of(0, 255, 128);
    const { header } = await store.put({ key, value: Uint8Array.of(1) });
    const events: unknown[] = [];
    const told = new Promise<void>((resolve) => {
      store.watch({ key, startRevision: header.revision }, (response) => {
        events.push(...response.events.map(({ type, kv }) => [type, [...kv.value]]));
        if (events.length === 1) resolve();
      });
    });
    expect((await store.range({ key })).kvs.map((entry) => [...entry.key])).toEqual([[0, 255, 128]]);
    await expect(store.range({ key, revision: header.revision + 100 })).rejects.toMatchObject({
      code: 'OUT_OF_RANGE',
      message: 'etcdserver: mvcc: required revision is a future revision',
    });
    await expect(store.leaseRevoke({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await told;
    expect(events).toEqual([['PUT', [1]]]);
    await store.close();
  });

  test('a server that is not there is UNAVAILABLE', async () => {
    const store = connectRemoteEtcd(environment, { endpoints: ['127.0.0.1:1'] });
    await expect(store.range({ key: Uint8Array.of(1) })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await store.close();
  });
});
