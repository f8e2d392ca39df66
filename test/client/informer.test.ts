import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInformer, type InformerHandler } from '../../reference/client/informer.ts';
import { KubeClient } from '../../reference/client/kube-client.ts';
import type { ObjectsByKind } from '../../reference/client/kinds.ts';
import { keyOf, metadataOf } from '../../reference/client/object-cache.ts';
import { createInProcessTransport } from '../../reference/cluster/in-process-transport.ts';
import { startClusterIn, type Cluster } from '../../reference/cluster/start-cluster.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../reference/sim/virtual-environment.ts';
import { FlakyTransport } from './flaky-transport.ts';

type ConfigMap = ObjectsByKind['ConfigMap'];

interface World {
  readonly environment: VirtualEnvironment;
  readonly cluster: Cluster;
  readonly client: KubeClient;
}

async function world(seed: number): Promise<World> {
  const environment = createVirtualEnvironment({ seed });
  const cluster = await startClusterIn(environment, environment, { controllers: [] });
  return { environment, cluster, client: cluster.client() };
}

function configMap(name: string, value: string): ConfigMap {
  return { metadata: { name }, data: { value } };
}

/** Builds up from what it is told alone what the objects are. */
class Listener implements InformerHandler<ConfigMap> {
  readonly known = new Map<string, string | undefined>();
  readonly told: string[] = [];

  added(object: ConfigMap): void {
    expect(this.known.has(keyOf(object)), `added twice: ${keyOf(object)}`).toBe(false);
    this.#set('added', object);
  }

  updated(before: ConfigMap, after: ConfigMap): void {
    expect(this.known.get(keyOf(before))).toBe(metadataOf(before).resourceVersion);
    this.#set('updated', after);
  }

  deleted(last: ConfigMap): void {
    expect(this.known.delete(keyOf(last)), `deleted without being there: ${keyOf(last)}`).toBe(true);
    this.told.push(`deleted ${keyOf(last)}`);
  }

  #set(what: string, object: ConfigMap): void {
    this.known.set(keyOf(object), metadataOf(object).resourceVersion);
    this.told.push(`${what} ${keyOf(object)}`);
  }
}

describe('an informer', () => {
  it('tells what is there, then every change, in order', async () => {
    const { environment, cluster, client } = await world(1);
    await client.create('ConfigMap', configMap('a', '1'));
    const informer = createInformer(environment, { client, target: 'ConfigMap' }, { namespace: 'default' });
    const listener = new Listener();
    informer.addHandler(listener);
    informer.start();
    await informer.synced();
    await client.create('ConfigMap', configMap('b', '1'));
    await client.update('ConfigMap', configMap('a', '2'));
    await client.delete('ConfigMap', 'b');
    await cluster.settle();
    expect(listener.told).toEqual([
      'added default/a',
      'added default/b',
      'updated default/a',
      'deleted default/b',
    ]);
    expect(informer.get('default/a')?.data).toEqual({ value: '2' });
    informer.stop();
    await client.create('ConfigMap', configMap('c', '1'));
    await cluster.advance('10m');
    expect(informer.get('default/c')).toBeUndefined();
    await cluster.stop();
  });

  it('finds objects by index as they change', async () => {
    const { environment, cluster, client } = await world(2);
    const informer = createInformer(
      environment,
      { client, target: 'ConfigMap' },
      { indexers: { value: (object) => [object.data?.['value'] ?? ''] } },
    );
    informer.start();
    await client.create('ConfigMap', configMap('a', 'x'));
    await client.create('ConfigMap', configMap('b', 'x'));
    await client.update('ConfigMap', configMap('b', 'y'));
    await cluster.settle();
    const names = (value: string): string[] =>
      informer.byIndex('value', value).map((object) => keyOf(object));
    expect([names('x'), names('y'), names('z')]).toEqual([['default/a'], ['default/b'], []]);
    expect(() => informer.byIndex('colour', 'red')).toThrow('there is no index "colour"');
    await cluster.stop();
  });

  it('tells every object anew at a resync', async () => {
    const { environment, cluster, client } = await world(3);
    await client.create('ConfigMap', configMap('a', '1'));
    const informer = createInformer(
      environment,
      { client, target: 'ConfigMap' },
      { resyncMs: 60_000, namespace: 'default' },
    );
    const listener = new Listener();
    informer.addHandler(listener);
    informer.start();
    await cluster.advance('150s');
    expect(listener.told).toEqual(['added default/a', 'updated default/a', 'updated default/a']);
    await cluster.stop();
  });

  it('lists anew where its version is too old', async () => {
    const { environment, cluster, client } = await world(4);
    const inner = createInProcessTransport(environment, cluster.handle, {
      identity: { user: 'informer', groups: [] },
      actor: 'informer',
    });
    let refusals = 0;
    const lists: string[] = [];
    const expiring = new KubeClient({
      send: async (request) => {
        const isWatch = request.path.includes('watch=true');
        if (!isWatch) lists.push(request.path);
        if (!isWatch || refusals > 0) return inner.send(request);
        refusals += 1;
        const status = {
          kind: 'Status',
          status: 'Failure',
          code: 410,
          reason: 'Expired',
          message: 'too old',
        };
        return { status: 410, headers: {}, body: new TextEncoder().encode(JSON.stringify(status)) };
      },
    });
    const informer = createInformer(environment, { client: expiring, target: 'ConfigMap' });
    informer.start();
    await client.create('ConfigMap', configMap('a', '1'));
    await cluster.advance('10s');
    expect(lists).toHaveLength(2);
    expect(informer.get('default/a')).toBeDefined();
    await cluster.stop();
  });

  it('equals the server once things calm down, whatever drops in between', async () => {
    const total = { losses: 0, breaks: 0 };
    const steps = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        what: fc.constantFrom('write', 'delete', 'wait'),
        value: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 5, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer(), steps, async (seed, actions) => {
        const { environment, cluster, client } = await world(seed);
        const inner = createInProcessTransport(environment, cluster.handle, {
          identity: { user: 'informer', groups: [] },
          actor: 'informer',
        });
        const flaky = new FlakyTransport(inner, environment.random('flaky'), { lost: 0.3, broken: 0.3 });
        const informer = createInformer(environment, { client: new KubeClient(flaky), target: 'ConfigMap' });
        const listener = new Listener();
        informer.addHandler(listener);
        informer.start();
        for (const { name, what, value } of actions) {
          if (what === 'wait') await environment.advance(value * 500);
          else if (what === 'delete') await client.delete('ConfigMap', name).catch(() => undefined);
          else await write(client, configMap(name, String(value)));
        }
        flaky.calm();
        await environment.advance(120_000);
        const list = await client.list('ConfigMap');
        const server = new Map(list.items.map((object) => [keyOf(object), object.metadata?.resourceVersion]));
        expect(
          new Map(informer.list().map((object) => [keyOf(object), object.metadata?.resourceVersion])),
        ).toEqual(server);
        expect(listener.known).toEqual(server);
        total.losses += flaky.losses;
        total.breaks += flaky.breaks;
        await cluster.stop();
      }),
      { numRuns: 40 },
    );
    expect(total.losses, 'requests must have been lost').toBeGreaterThan(20);
    expect(total.breaks, 'watches must have been broken').toBeGreaterThan(20);
  }, 30_000);
});

async function write(client: KubeClient, object: ConfigMap): Promise<void> {
  try {
    await client.create('ConfigMap', object);
  } catch {
    await client.update('ConfigMap', object);
  }
}
