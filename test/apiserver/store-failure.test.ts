import { afterEach, describe, expect, it } from 'vitest';
import { createApiServer, type ApiServerOptions } from '../../reference/apiserver/api-server.ts';
import { createEtcdMember, type MemoryMember } from '../../reference/etcd/etcd-member.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../reference/sim/virtual-environment.ts';
import type { EtcdConnection, EtcdWatchHandle, EtcdWatchResponse } from '../../schemas/types/etcd.ts';
import { ApiFixture, at } from './api-fixture.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

/** A way to the store that can break: requests fail, watches end or fall silent. */
class BreakableStore {
  failure: { readonly code: string; readonly message: string } | undefined;
  readonly connection: EtcdConnection;
  #silent = false;
  readonly #watches = new Set<{ readonly end: () => void }>();

  constructor(inner: EtcdConnection) {
    const through = <Request, Answer>(
      ask: (request: Request) => Promise<Answer>,
    ): ((request: Request) => Promise<Answer>) => {
      return async (request) => {
        if (this.failure !== undefined)
          throw Object.assign(new Error(this.failure.message), { code: this.failure.code });
        return ask(request);
      };
    };
    this.connection = {
      range: through((request) => inner.range(request)),
      txn: through((request) => inner.txn(request)),
      put: through((request) => inner.put(request)),
      deleteRange: through((request) => inner.deleteRange(request)),
      compact: through((request) => inner.compact(request)),
      leaseGrant: through((request) => inner.leaseGrant(request)),
      leaseRevoke: through((request) => inner.leaseRevoke(request)),
      leaseKeepAlive: through((request) => inner.leaseKeepAlive(request)),
      leaseTimeToLive: through((request) => inner.leaseTimeToLive(request)),
      watch: (request, onResponse) => this.#watch(inner, request, onResponse),
      close: () => inner.close(),
    };
  }

  endWatches(): void {
    for (const watch of [...this.#watches]) watch.end();
  }

  /** Watches that are open hear nothing more, and are not told so. */
  silenceWatches(): void {
    this.#silent = true;
  }

  #watch(
    inner: EtcdConnection,
    request: Parameters<EtcdConnection['watch']>[0],
    onResponse: (response: EtcdWatchResponse) => void,
  ): EtcdWatchHandle {
    if (this.failure !== undefined) throw new Error(this.failure.message);
    this.#silent = false;
    const handle = inner.watch(request, (response) => {
      if (!this.#silent) onResponse(response);
    });
    const header = { clusterId: '0', memberId: '0', revision: 0, raftTerm: 0 };
    const watch = {
      end: (): void => {
        handle.close();
        this.#watches.delete(watch);
        const cancelReason = 'the connection broke';
        onResponse({ header, created: false, canceled: true, compactRevision: 0, cancelReason, events: [] });
      },
    };
    this.#watches.add(watch);
    return {
      requestProgress: () => {
        if (!this.#silent) handle.requestProgress();
      },
      close: () => {
        this.#watches.delete(watch);
        handle.close();
      },
    };
  }
}

interface Setting {
  readonly api: ApiFixture;
  readonly store: BreakableStore;
  readonly member: MemoryMember;
  readonly environment: VirtualEnvironment;
}

const started: Setting[] = [];

async function setUp(options: ApiServerOptions = {}): Promise<Setting> {
  const environment = createVirtualEnvironment({ seed: 1 });
  const member = createEtcdMember(environment);
  const store = new BreakableStore(member.connect());
  const server = createApiServer(environment, store.connection, options);
  await server.start();
  const setting = { api: new ApiFixture(environment, member, server), store, member, environment };
  started.push(setting);
  return setting;
}

afterEach(async () => {
  for (const { api } of started.splice(0)) await api.server.stop();
});

/** Writes past the server, as another server on the store would. */
async function writeBeside(member: MemoryMember, name: string): Promise<void> {
  const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name, namespace: 'default', uid: name } };
  const key = Buffer.from(`/registry/configmaps/default/${name}`);
  await member.connect().put({ key, value: Buffer.from(JSON.stringify(object)) });
}

describe('while the store is away', () => {
  it.each([
    ['UNAVAILABLE', 'read ECONNRESET', 500, undefined],
    ['DEADLINE_EXCEEDED', 'context deadline exceeded', 504, 'Timeout'],
  ])('%s is told as upstream tells it', async (code, message, status, reason) => {
    const { api, store } = await setUp();
    store.failure = { code, message };
    const object = { metadata: { name: 'a' } };
    for (const answer of [
      await api.send('GET', `${configMaps}/a`),
      await api.send('GET', configMaps),
      await api.send('POST', configMaps, object),
      await api.send('DELETE', `${configMaps}/a`),
    ]) {
      expect([answer.status, answer.body['reason']]).toEqual([status, reason]);
    }
  });

  it('what is in memory goes on being read, and all is well when it is back', async () => {
    const { api, store } = await setUp();
    await api.send('POST', configMaps, { metadata: { name: 'a' } });
    await api.environment.settle();
    store.failure = { code: 'UNAVAILABLE', message: 'gone' };
    expect((await api.send('GET', `${configMaps}?resourceVersion=0`)).body['items']).toHaveLength(1);
    store.failure = undefined;
    expect((await api.send('POST', configMaps, { metadata: { name: 'b' } })).status).toBe(201);
    expect((await api.send('GET', configMaps)).body['items']).toHaveLength(2);
  });

  it('watches stay open and go on where they were, without a gap and with nothing twice', async () => {
    const { api, store, member, environment } = await setUp();
    const watch = await api.watch(`${configMaps}?watch=true`);
    await writeBeside(member, 'before');
    await environment.settle();
    store.failure = { code: 'UNAVAILABLE', message: 'gone' };
    store.endWatches();
    await writeBeside(member, 'meanwhile');
    await environment.advance(20_000);
    store.failure = undefined;
    await writeBeside(member, 'after');
    await environment.advance(2000);
    expect(watch.ended).toBe(false);
    expect(watch.events.map(({ object }) => at(object, 'metadata', 'name'))).toEqual([
      'before',
      'meanwhile',
      'after',
    ]);
  });

  it('a watch whose history is gone meanwhile ends, and the lists are right', async () => {
    const { api, store, member, environment } = await setUp();
    await writeBeside(member, 'before');
    await environment.settle();
    const watch = await api.watch(`${configMaps}?watch=true`);
    store.failure = { code: 'UNAVAILABLE', message: 'gone' };
    store.endWatches();
    await writeBeside(member, 'meanwhile');
    const direct = member.connect();
    await direct.deleteRange({ key: Buffer.from('/registry/configmaps/default/before') });
    const { header } = await direct.range({ key: Buffer.from('a') });
    await direct.compact({ revision: header.revision });
    await environment.advance(20_000);
    store.failure = undefined;
    await environment.advance(2000);
    expect(watch.ended).toBe(true);
    const listed = await api.send('GET', `${configMaps}?resourceVersion=0`);
    expect((listed.body['items'] as unknown[]).map((item) => at(item, 'metadata', 'name'))).toEqual([
      'meanwhile',
    ]);
  });
});

describe('a watch of the store that falls silent', () => {
  it('is noticed and opened anew', async () => {
    const { api, store, member, environment } = await setUp({ watchProbeMs: 10_000 });
    const watch = await api.watch(`${configMaps}?watch=true`);
    store.silenceWatches();
    await writeBeside(member, 'unheard');
    await environment.settle();
    expect(watch.events).toEqual([]);
    await environment.advance(15_000);
    expect(watch.events).toHaveLength(1);
    expect(watch.ended).toBe(false);
  });

  it('makes no list older than what was acknowledged', async () => {
    const { api, store, member, environment } = await setUp();
    store.silenceWatches();
    await writeBeside(member, 'unheard');
    const listing = api.send('GET', configMaps);
    await environment.advance(5000);
    expect((await listing).body['items']).toHaveLength(1);
  });
});

it('a store whose progress may overtake events is followed by its events alone', async () => {
  const { api, member, environment } = await setUp({ orderedProgress: false });
  await member.connect().put({ key: Buffer.from('/elsewhere'), value: Buffer.from('x') });
  const listing = api.send('GET', configMaps);
  await environment.settle();
  const { header } = await member.connect().range({ key: Buffer.from('a') });
  expect(at((await listing).body, 'metadata', 'resourceVersion')).toBe(String(header.revision));
});

it('objects lie below the prefix that was asked for', async () => {
  const { api, member } = await setUp({ storePrefix: '/plimsoll/one' });
  await api.send('POST', configMaps, { metadata: { name: 'a' } });
  const all = await member.connect().range({ key: Buffer.from('/'), rangeEnd: Uint8Array.of(0) });
  const keys = all.kvs.map((kv) => Buffer.from(kv.key).toString());
  expect(keys).toContain('/plimsoll/one/configmaps/default/a');
  expect(keys.filter((key) => !key.startsWith('/plimsoll/one/') && key !== 'compact_rev_key')).toEqual([]);
});
