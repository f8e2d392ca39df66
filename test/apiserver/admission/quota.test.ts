import { describe, expect, it } from 'vitest';
import { createApiServer } from '../../../reference/apiserver/api-server.ts';
import { readLimitedResources } from '../../../reference/apiserver/admission/quota/limited-resources.ts';
import { createEtcdMember } from '../../../reference/etcd/etcd-member.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';
import type { EtcdConnection } from '../../../schemas/types/etcd.ts';
import { ApiFixture, at, joinApi, startApi } from '../api-fixture.ts';

const home = '/api/v1/namespaces/default';

/** A quota whose status says what a controller would have said of an empty namespace. */
async function openQuota(api: ApiFixture, name: string, hard: Record<string, string>): Promise<void> {
  await api.send('POST', `${home}/resourcequotas`, { metadata: { name }, spec: { hard } });
  const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, '0']));
  await api.patch(`${home}/resourcequotas/${name}/status`, 'merge', { status: { hard, used } });
}

async function usedOf(api: ApiFixture, name: string): Promise<unknown> {
  return at((await api.send('GET', `${home}/resourcequotas/${name}`)).body, 'status', 'used');
}

function secret(name: string): object {
  return { metadata: { name } };
}

function pod(name: string): object {
  return { metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
}

/** Counts what is asked of the store, by the kind of request. */
class CountedStore {
  ranges = 0;
  transactions = 0;

  wrap(store: EtcdConnection): EtcdConnection {
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'range') this.ranges += 1;
        if (name === 'txn') this.transactions += 1;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

async function startCounted(): Promise<{ api: ApiFixture; store: CountedStore }> {
  const environment = createVirtualEnvironment({ seed: 1 });
  const member = createEtcdMember(environment);
  const store = new CountedStore();
  const options = { admission: { disable: ['ServiceAccount'] } };
  const server = createApiServer(environment, store.wrap(member.connect()), options);
  await server.start();
  return { api: new ApiFixture(environment, member, server), store };
}

describe('ResourceQuota', () => {
  it('lets in exactly what fits, of many requests through two servers at once', async () => {
    const first = await startApi();
    const other = await joinApi(first);
    await openQuota(first, 'small', { secrets: '10', 'count/secrets': '12' });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        (turn % 2 === 0 ? first : other).send('POST', `${home}/secrets`, secret(`s${turn}`)),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(30);
    expect(await usedOf(first, 'small')).toEqual({ secrets: '10', 'count/secrets': '10' });
    await first.server.stop();
    await other.server.stop();
  });

  it('is not exceeded in any of several quotas, whichever the servers write first', async () => {
    const first = await startApi();
    const other = await joinApi(first);
    await openQuota(first, 'a', { secrets: '9' });
    await openQuota(first, 'b', { 'count/secrets': '7' });
    await openQuota(first, 'c', { secrets: '8' });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, turn) =>
        (turn % 2 === 0 ? first : other).send('POST', `${home}/secrets`, secret(`s${turn}`)),
      ),
    );
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(7);
    expect(await usedOf(first, 'b')).toEqual({ 'count/secrets': '7' });
    await first.server.stop();
    await other.server.stop();
  });

  it('enforces nothing that does not stand in the status yet', async () => {
    const api = await startApi();
    await api.send('POST', `${home}/resourcequotas`, {
      metadata: { name: 'new' },
      spec: { hard: { secrets: '0' } },
    });
    expect((await api.send('POST', `${home}/secrets`, secret('key'))).status).toBe(201);
    await api.server.stop();
  });

  it('refuses while it does not know what is used', async () => {
    const api = await startApi();
    const hard = { secrets: '5' };
    await api.send('POST', `${home}/resourcequotas`, { metadata: { name: 'dark' }, spec: { hard } });
    await api.patch(`${home}/resourcequotas/dark/status`, 'merge', { status: { hard } });
    const answer = await api.send('POST', `${home}/secrets`, secret('key'));
    expect(answer.status).toBe(403);
    expect(answer.body['message']).toBe(
      'secrets "key" is forbidden: status unknown for quota: dark, resources: secrets',
    );
    await api.server.stop();
  });

  it('writes requests that come at once down together', async () => {
    const { api, store } = await startCounted();
    await openQuota(api, 'wide', { secrets: '100' });
    store.transactions = 0;
    const count = 50;
    await Promise.all(
      Array.from({ length: count }, (_, turn) => api.send('POST', `${home}/secrets`, secret(`s${turn}`))),
    );
    // Each object is a write of its own; the quota is not.
    expect(store.transactions - count).toBeLessThan(10);
    expect(await usedOf(api, 'wide')).toEqual({ secrets: '50' });
    await api.server.stop();
  });

  it('asks the store no more in a namespace full of pods', async () => {
    const { api, store } = await startCounted();
    await openQuota(api, 'wide', { pods: '100000' });
    const costOfOne = async (name: string): Promise<readonly number[]> => {
      store.ranges = 0;
      store.transactions = 0;
      expect((await api.send('POST', `${home}/pods`, pod(name))).status).toBe(201);
      return [store.ranges, store.transactions];
    };
    const before = await costOfOne('first');
    for (let turn = 0; turn < 10_000; turn += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => api.send('POST', `${home}/pods`, pod(`p${turn + index}`))),
      );
    }
    expect(await costOfOne('last')).toEqual(before);
    expect(before).toEqual([0, 2]);
    await api.server.stop();
  }, 60_000);

  it('charges nothing where there is no quota', async () => {
    const { api, store } = await startCounted();
    store.transactions = 0;
    await api.send('POST', `${home}/secrets`, secret('key'));
    expect(store.transactions).toBe(1);
    await api.server.stop();
  });
});

describe('the configuration of ResourceQuota', () => {
  const head = { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'ResourceQuotaConfiguration' };

  it('may be missing', () => {
    expect(readLimitedResources(undefined)).toEqual([]);
    expect(readLimitedResources(head)).toEqual([]);
  });

  it.each([
    ['a text', 'no object'],
    [{ ...head, kind: 'Other' }, 'is one of'],
    [{ ...head, limitedResources: [{ matchContains: ['x'] }] }, 'limitedResources[0].resource'],
  ])('%j is refused', (configuration, message) => {
    expect(() => readLimitedResources(configuration)).toThrow(message);
  });
});
