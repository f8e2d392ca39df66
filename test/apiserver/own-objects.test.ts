import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ApiServerOptions } from '../../reference/apiserver/api-server.ts';
import { createServingAuthority } from '../../reference/apiserver/http/certificates.ts';
import { createVirtualEnvironment } from '../../reference/sim/virtual-environment.ts';
import { joinApi, startApi, type ApiFixture, type Json } from './api-fixture.ts';

const trusted = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
const yearMs = 365 * 24 * 3600 * 1000;
const begin = createVirtualEnvironment({ seed: 1 }).clock.now();

/** A server that believes the clients of an authority. */
async function believing(api: ApiFixture | undefined, options: ApiServerOptions): Promise<ApiFixture> {
  return api === undefined ? startApi(options) : joinApi(api, options);
}

/** Made so long before the time in which servers here begin. */
async function authority(ageMs = 0): Promise<X509Certificate> {
  const { certificate } = (await createServingAuthority(begin - ageMs)).root;
  return new X509Certificate(certificate);
}

async function dataOf(api: ApiFixture): Promise<Json> {
  return (await api.send('GET', trusted)).body['data'] as Json;
}

function certificatesIn(text: unknown): readonly string[] {
  return String(text).match(/-----BEGIN[^!]+?-----END CERTIFICATE-----/g) ?? [];
}

describe('whom servers believe', () => {
  it('is told of all servers on a store together, each authority once', async () => {
    const [one, both, other] = [await authority(), await authority(), await authority()];
    const first = await believing(undefined, { authentication: { clientAuthorities: [one, both] } });
    const second = await believing(first, { authentication: { clientAuthorities: [both, other] } });
    expect(certificatesIn((await dataOf(first))['client-ca-file'])).toHaveLength(3);
    await first.server.stop();
    await second.server.stop();
  });

  it('leaves out authorities whose time is over', async () => {
    const [old, fresh] = [await authority(11 * yearMs), await authority()];
    const api = await believing(undefined, { authentication: { clientAuthorities: [old, fresh] } });
    const told = certificatesIn((await dataOf(api))['client-ca-file']);
    expect(told.map((pem) => new X509Certificate(pem).fingerprint256)).toEqual([fresh.fingerprint256]);
    await api.server.stop();
  });

  it('is put right where nonsense was written', async () => {
    const frontProxy = {
      authorities: [await authority()],
      allowedNames: ['proxy'],
      usernameHeaders: ['X-Remote-User'],
      groupHeaders: [],
      extraHeaderPrefixes: [],
    };
    const api = await believing(undefined, { authentication: { frontProxy } });
    const nonsense = { 'requestheader-allowed-names': 'x', 'client-ca-file': 'y', more: 'z' };
    await api.patch(trusted, 'merge', { data: nonsense });
    await api.environment.settle();
    const data = await dataOf(api);
    expect(data['requestheader-allowed-names']).toBe('["proxy"]');
    expect(Object.keys(data).sort()).toEqual([
      'requestheader-allowed-names',
      'requestheader-client-ca-file',
      'requestheader-extra-headers-prefix',
      'requestheader-group-headers',
      'requestheader-username-headers',
    ]);
    await api.server.stop();
  });
});

describe('the leases of servers', () => {
  it('go an hour after a server was heard of last', async () => {
    const api = await startApi({ hostname: 'one' });
    const gone = await joinApi(api, { hostname: 'two' });
    await gone.server.stop();
    const names = async (): Promise<readonly unknown[]> => {
      const { items } = (await api.send('GET', leases)).body as { items: readonly { metadata: Json }[] };
      return items.map(({ metadata }) => (metadata['labels'] as Json)['kubernetes.io/hostname']).sort();
    };
    expect(await names()).toEqual(['one', 'two']);
    await api.environment.advance(2 * 3600_000 + 20_000);
    expect(await names()).toEqual(['one']);
    await api.server.stop();
  });

  it('are of one name for one host, and of another holder with each start', async () => {
    const first = await startApi({ hostname: 'one' });
    const holder = async (): Promise<unknown> => {
      const { items } = (await first.send('GET', leases)).body as { items: readonly { spec: Json }[] };
      expect(items).toHaveLength(1);
      return items[0]?.spec['holderIdentity'];
    };
    const before = await holder();
    await first.server.stop();
    const second = await joinApi(first, { hostname: 'one' });
    const { items } = (await second.send('GET', leases)).body as { items: readonly { spec: Json }[] };
    expect(items).toHaveLength(1);
    expect(items[0]?.spec['holderIdentity']).not.toBe(before);
    await second.server.stop();
  });
});

describe('the address of the API', () => {
  it('is not written over and over by servers that listen on different ports', async () => {
    const first = await startApi({ hostname: 'one', advertiseAddress: '192.0.2.1', securePort: 6443 });
    const second = await joinApi(first, { hostname: 'two', advertiseAddress: '192.0.2.2', securePort: 7443 });
    await first.environment.advance(60_000);
    const path = '/api/v1/namespaces/default/endpoints/kubernetes';
    const before = await first.send('GET', path);
    await first.environment.advance(120_000);
    expect((await second.send('GET', path)).body).toEqual(before.body);
    const [{ addresses } = { addresses: [] }] = before.body['subsets'] as readonly { addresses: Json[] }[];
    expect(addresses.map(({ ip }) => ip)).toEqual(['192.0.2.1', '192.0.2.2']);
    await first.server.stop();
    await second.server.stop();
  });
});
