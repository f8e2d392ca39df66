import { afterEach, describe, expect, it } from 'vitest';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';
import { createApiServer, type ApiServer } from '../../reference/apiserver/api-server.ts';
import { createPathHandlers } from '../../reference/apiserver/discovery/path-handlers.ts';
import { KubeClient } from '../../reference/client/kube-client.ts';
import { createInProcessTransport } from '../../reference/cluster/in-process-transport.ts';
import { ResourceQuotaController } from '../../reference/controllers/resource-quota-controller.ts';
import { createEtcdMember } from '../../reference/etcd/etcd-member.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../reference/sim/virtual-environment.ts';

/** A store that keeps one write waiting, by a part of its key, until it is let go. */
class HeldStore {
  #held = '';
  #letGo: () => void = () => undefined;

  hold(part: string): void {
    this.#held = part;
  }

  letGo(): void {
    this.#held = '';
    this.#letGo();
  }

  wrap(store: EtcdConnection): EtcdConnection {
    return new Proxy(store, {
      get: (target, name) => {
        if (name === 'txn') {
          return async (request: Parameters<EtcdConnection['txn']>[0]) => {
            const key = new TextDecoder().decode(request.compare[0]?.key);
            if (this.#held !== '' && key.includes(this.#held)) {
              await new Promise<void>((resolve) => (this.#letGo = resolve));
            }
            return target.txn(request);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

interface Bench {
  readonly environment: VirtualEnvironment;
  readonly client: KubeClient;
  readonly store: HeldStore;
  readonly requests: string[];
}

const running: { stop(): unknown }[] = [];

afterEach(async () => {
  for (const part of running.splice(0)) await part.stop();
});

async function start(): Promise<Bench> {
  const environment = createVirtualEnvironment({ seed: 1 });
  const store = new HeldStore();
  const options = {
    admission: { disable: ['ServiceAccount'] },
    pathHandlers: createPathHandlers({
      resources: () => server.resources,
      serverAddress: '',
      healthChecks: [],
    }),
  };
  const connection = store.wrap(createEtcdMember(environment).connect());
  const server: ApiServer = createApiServer(environment, connection, options);
  await server.start();
  const requests: string[] = [];
  const identity = { user: 'admin', groups: ['system:masters'] };
  const transport = createInProcessTransport(environment, server.handle, { identity, actor: 'test' });
  const client = new KubeClient(transport);
  const watched = new KubeClient({
    send: (request) => {
      requests.push(`${request.method} ${request.path}`);
      return transport.send(request);
    },
  });
  const controller = new ResourceQuotaController(environment, watched);
  controller.start();
  running.push(controller, server);
  return { environment, client, store, requests };
}

function secret(name: string): { readonly metadata: { readonly name: string; readonly namespace: string } } {
  return { metadata: { name, namespace: 'default' } };
}

async function openQuota({ client, environment }: Bench, hard: Record<string, string>): Promise<void> {
  await client.create('ResourceQuota', { metadata: { name: 'small', namespace: 'default' }, spec: { hard } });
  await environment.advance(2000);
}

async function usedOf({ client }: Bench): Promise<unknown> {
  return (await client.get('ResourceQuota', 'small')).status?.used;
}

describe('ResourceQuotaController', () => {
  it('does not forget what is charged and on its way into the store', async () => {
    const bench = await start();
    const { client, environment, store } = bench;
    await openQuota(bench, { secrets: '2' });
    await client.create('Secret', secret('first'));
    store.hold('/secrets/default/slow');
    const slow = client.create('Secret', secret('slow'));
    await environment.advance(10);
    expect(await usedOf(bench)).toEqual({ secrets: '2' });
    await client.delete('Secret', 'first');
    const seen: unknown[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      await environment.advance(100);
      seen.push(await usedOf(bench));
    }
    expect(seen).toEqual(seen.map(() => ({ secrets: '2' })));
    store.letGo();
    await slow;
    await environment.advance(2000);
    expect(await usedOf(bench)).toEqual({ secrets: '1' });
  });

  it('goes on giving back while others charge, and is right in the end', async () => {
    const bench = await start();
    const { client, environment } = bench;
    await openQuota(bench, { secrets: '12' });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await client.create('Secret', secret(name));
    for (let turn = 0; turn < 40; turn += 1) {
      await client.create('Secret', secret(`more-${turn}`));
      if (turn > 0) await client.delete('Secret', `more-${turn - 1}`);
      await environment.advance(600);
    }
    await environment.advance(6000);
    expect(await usedOf(bench)).toEqual({ secrets: '7' });
  });

  it('finds what was let in just before the quota was enforced', async () => {
    const bench = await start();
    const { client, environment, store } = bench;
    store.hold('/secrets/default/early');
    const early = client.create('Secret', secret('early'));
    await environment.advance(10);
    await client.create('ResourceQuota', {
      metadata: { name: 'small', namespace: 'default' },
      spec: { hard: { secrets: '5' } },
    });
    await environment.advance(100);
    expect(await usedOf(bench)).toEqual({ secrets: '0' });
    store.letGo();
    await early;
    await environment.advance(2000);
    expect(await usedOf(bench)).toEqual({ secrets: '1' });
  });

  it('looks only at kinds that some quota is about', async () => {
    const bench = await start();
    await openQuota(bench, { 'count/leases.coordination.k8s.io': '5' });
    const listed = bench.requests.filter((line) => !/\/(?:resourcequotas|apis?)(?:[/?]v1)?\b.*$/.test(line));
    expect(listed).toEqual([]);
    const kinds = new Set(
      bench.requests.map((line) => /\/(\w+)(?:\?|$)/.exec(line)?.[1]).filter((word) => word !== undefined),
    );
    expect(kinds.has('leases')).toBe(true);
    expect(kinds.has('pods')).toBe(false);
  });

  it('does nothing for what admission charges', async () => {
    const bench = await start();
    await openQuota(bench, { secrets: '50' });
    bench.requests.length = 0;
    for (let turn = 0; turn < 20; turn += 1) await bench.client.create('Secret', secret(`s${turn}`));
    await bench.environment.advance(10_000);
    expect(bench.requests).toEqual([]);
    expect(await usedOf(bench)).toEqual({ secrets: '20' });
  });

  it('counts everything anew after five minutes', async () => {
    const bench = await start();
    const { client, environment } = bench;
    await openQuota(bench, { secrets: '5' });
    await client.create('Secret', secret('key'));
    await expect(client.create('Secret', secret('key'))).rejects.toThrow('already exists');
    expect(await usedOf(bench)).toEqual({ secrets: '2' });
    await environment.advance(310_000);
    expect(await usedOf(bench)).toEqual({ secrets: '1' });
  });
});
