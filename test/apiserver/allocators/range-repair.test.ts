import { afterEach, describe, expect, it } from 'vitest';
import { createApiServer, type ApiServerOptions } from '../../../reference/apiserver/api-server.ts';
import { createEtcdMember, type MemoryMember } from '../../../reference/etcd/etcd-member.ts';
import {
  createVirtualEnvironment,
  type VirtualEnvironment,
} from '../../../reference/sim/virtual-environment.ts';
import type { EtcdConnection, EtcdTxnRequest } from '../../../schemas/types/etcd.ts';
import { ApiFixture, at, textAt } from '../api-fixture.ts';

const services = '/api/v1/namespaces/default/services';
const minute = 60_000;

/** A way to the store on which nothing arrives any more from a certain write on, as when the server was killed before it. */
class KilledBefore {
  readonly connection: EtcdConnection;
  dead = false;
  #dies: (request: EtcdTxnRequest) => boolean = () => false;

  constructor(inner: EtcdConnection) {
    this.connection = {
      ...bound(inner),
      txn: async (request) => {
        if (this.dead || this.#dies(request)) {
          this.dead = true;
          return new Promise<never>(() => undefined);
        }
        return inner.txn(request);
      },
    };
  }

  /** The server ends right before it writes below this key. */
  before(prefix: string): void {
    this.#dies = ({ success }) =>
      success.some((operation) => {
        const key = 'put' in operation ? operation.put.key : undefined;
        const removed = 'deleteRange' in operation ? operation.deleteRange.key : undefined;
        return new TextDecoder().decode(key ?? removed ?? new Uint8Array()).startsWith(prefix);
      });
  }
}

function bound(inner: EtcdConnection): EtcdConnection {
  return {
    range: (request) => inner.range(request),
    txn: (request) => inner.txn(request),
    put: (request) => inner.put(request),
    deleteRange: (request) => inner.deleteRange(request),
    compact: (request) => inner.compact(request),
    leaseGrant: (request) => inner.leaseGrant(request),
    leaseRevoke: (request) => inner.leaseRevoke(request),
    leaseKeepAlive: (request) => inner.leaseKeepAlive(request),
    leaseTimeToLive: (request) => inner.leaseTimeToLive(request),
    watch: (request, onResponse) => inner.watch(request, onResponse),
    close: () => inner.close(),
  };
}

const options: ApiServerOptions = {
  serviceClusterIpRange: '10.0.0.0/24',
  admission: { disable: ['ServiceAccount'] },
};

describe('a server that ends between taking a number and storing the service', () => {
  let environment: VirtualEnvironment;
  let member: MemoryMember;
  const servers: ApiFixture[] = [];

  async function start(connection: EtcdConnection, more: ApiServerOptions = {}): Promise<ApiFixture> {
    const server = createApiServer(environment, connection, { ...options, ...more });
    await server.start();
    const fixture = new ApiFixture(environment, member, server);
    servers.push(fixture);
    return fixture;
  }

  function restart(): void {
    environment = createVirtualEnvironment({ seed: 3 });
    member = createEtcdMember(environment);
  }

  afterEach(async () => {
    for (const { server } of servers.splice(0)) await server.stop();
  });

  const withAddress = (name: string): unknown => ({
    metadata: { name },
    spec: { clusterIP: '10.0.0.9', ports: [{ port: 80 }] },
  });

  it('leaves the address taken at first, and free after some rounds of repair', async () => {
    restart();
    const way = new KilledBefore(member.connect());
    const killed = await start(way.connection);
    way.before('/registry/services/');
    void killed.send('POST', services, withAddress('lost'));
    await environment.settle();
    expect(way.dead).toBe(true);
    const next = await start(member.connect());
    expect((await next.send('POST', services, withAddress('web'))).status).toBe(422);
    await environment.advance(4 * minute);
    expect((await next.send('POST', services, withAddress('web'))).status).toBe(422);
    await environment.advance(3 * minute);
    expect((await next.send('POST', services, withAddress('web'))).status).toBe(201);
  });

  it('keeps what a service holds through every round', async () => {
    restart();
    const first = await start(member.connect());
    const other = await start(member.connect());
    await first.send('POST', services, withAddress('web'));
    await environment.advance(30 * minute);
    expect((await other.send('POST', services, withAddress('other'))).status).toBe(422);
    expect((await other.send('GET', `${services}/web`)).body['spec']).toMatchObject({
      clusterIP: '10.0.0.9',
    });
  });

  it('frees the numbers of a service that went without them being given back', async () => {
    restart();
    const way = new KilledBefore(member.connect());
    const killed = await start(way.connection);
    await killed.send('POST', services, withAddress('web'));
    way.before('/registry/ranges/');
    void killed.send('DELETE', `${services}/web`);
    await environment.settle();
    expect(way.dead).toBe(true);
    const next = await start(member.connect());
    expect((await next.send('GET', `${services}/web`)).status).toBe(404);
    expect((await next.send('POST', services, withAddress('again'))).status).toBe(422);
    await environment.advance(7 * minute);
    expect((await next.send('POST', services, withAddress('again'))).status).toBe(201);
  });

  it('takes again what services hold where the record of it was lost', async () => {
    restart();
    const first = await start(member.connect());
    const web = await first.send('POST', services, {
      metadata: { name: 'web' },
      spec: { type: 'NodePort', clusterIP: '10.0.0.9', ports: [{ port: 80, nodePort: 30_100 }] },
    });
    expect(web.status).toBe(201);
    const prefix = new TextEncoder().encode('/registry/ranges/');
    await member
      .connect()
      .deleteRange({ key: prefix, rangeEnd: new TextEncoder().encode('/registry/ranges0') });
    await environment.advance(4 * minute);
    expect((await first.send('POST', services, withAddress('other'))).status).toBe(422);
    const port = {
      metadata: { name: 'p' },
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_100 }] },
    };
    expect(at((await first.send('POST', services, port)).body, 'details', 'causes', 0, 'field')).toBe(
      'spec.ports[0].nodePort',
    );
  });

  it('takes over another range: what lies in it stays taken, what lies outside stays as it is', async () => {
    restart();
    const first = await start(member.connect());
    await first.send('POST', services, withAddress('web'));
    await first.server.stop();
    const moved = await start(member.connect(), { serviceClusterIpRange: '10.0.0.0/28' });
    expect((await moved.send('POST', services, withAddress('other'))).status).toBe(422);
    const made = await moved.send('POST', services, {
      metadata: { name: 'new' },
      spec: { ports: [{ port: 80 }] },
    });
    expect(textAt(made.body, 'spec', 'clusterIP')).toMatch(/^10\.0\.0\.(?:[2-8]|1[0-4])$/);
  });
});
