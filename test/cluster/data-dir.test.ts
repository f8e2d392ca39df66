import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { startServer, type RunningServer, type ServerOptions } from '../../reference/cluster/start-server.ts';

let folder = '';
const running: RunningServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-data-dir-'));
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, dataDir: folder, controllers: [], ...options });
  running.push(server);
  return server;
}

/** Ends it and starts another on the same folder and port. */
async function restart(server: RunningServer): Promise<RunningServer> {
  await server.stop();
  return start({ port: Number(new URL(server.url).port) });
}

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [
    { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } },
  ];
}

type Send = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) => Promise<unknown>;

/** Speaks with whoever serves at the kubeconfig's address, as its user, if the certificates fit. */
async function withKubeconfig<Result>(text: string, use: (send: Send) => Promise<Result>): Promise<Result> {
  const { clusters, users } = parse(text) as Kubeconfig;
  const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString();
  const { cluster } = clusters[0];
  const { user } = users[0];
  const dispatcher = new Agent({
    connect: {
      ca: decoded(cluster['certificate-authority-data']),
      cert: decoded(user['client-certificate-data']),
      key: decoded(user['client-key-data']),
    },
  });
  try {
    return await use(async (method, path, body) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const answer = await request(`${cluster.server}${path}`, {
        method,
        dispatcher,
        headers: { 'content-type': type },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer.body.json();
    });
  } finally {
    await dispatcher.destroy();
  }
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const services = '/api/v1/namespaces/default/services';

describe('a server with a data directory', () => {
  it('has everything again after a restart, to whoever holds the old kubeconfig', async () => {
    const first = await start();
    const { kubeconfig } = first;
    const service = { metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
    const before = await withKubeconfig(kubeconfig, async (send) => {
      await send('POST', configMaps, { metadata: { name: 'settings' }, data: { colour: 'red' } });
      await send('POST', services, service);
      const page = await send('GET', '/api/v1/namespaces?limit=1');
      return { page, list: await send('GET', configMaps), service: await send('GET', `${services}/web`) };
    });
    await restart(first);
    await withKubeconfig(kubeconfig, async (send) => {
      expect(await send('GET', `${services}/web`)).toEqual(before.service);
      expect(await send('GET', configMaps)).toMatchObject({
        items: (before.list as { items: unknown[] }).items,
      });
      const { continue: token } = (before.page as { metadata: { continue: string } }).metadata;
      const rest = await send('GET', `/api/v1/namespaces?continue=${token}`);
      expect((rest as { items: unknown[] }).items).toHaveLength(3);
      const { clusterIP } = (before.service as { spec: { clusterIP: string } }).spec;
      const taken = { metadata: { name: 'db' }, spec: { clusterIP, ports: [{ port: 80 }] } };
      expect(await send('POST', services, taken)).toMatchObject({ code: 422 });
      const changed = await send('PATCH', `${configMaps}/settings`, { data: { colour: 'green' } });
      const version = (object: unknown): number =>
        Number((object as { metadata: { resourceVersion: string } }).metadata.resourceVersion);
      expect(version(changed)).toBeGreaterThan(version(before.list));
    });
  });

  it('keeps its authority to itself', async () => {
    await start();
    expect(statSync(join(folder, 'pki', 'ca.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'pki', 'ca.crt'), 'utf8')).toContain('BEGIN CERTIFICATE');
  });

  it('encrypts there what it is told to', async () => {
    const file = join(folder, 'encryption.yaml');
    const secret = Buffer.from('plimsoll'.repeat(4)).toString('base64');
    const providers = [{ aesgcm: { keys: [{ name: 'one', secret }] } }];
    writeFileSync(
      file,
      JSON.stringify({
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'EncryptionConfiguration',
        resources: [{ resources: ['secrets'], providers }],
      }),
    );
    const server = await start({ flags: { 'encryption-provider-config': file } });
    await withKubeconfig(server.kubeconfig, (send) =>
      send('POST', '/api/v1/namespaces/default/secrets', {
        metadata: { name: 'token' },
        stringData: { password: 'open sesame at dawn' },
      }),
    );
    await server.stop();
    const log = readFileSync(join(folder, 'etcd', 'log-0000000001'));
    expect(log.includes('k8s:enc:aesgcm:v1:one:')).toBe(true);
    expect(log.includes('open sesame at dawn')).toBe(false);
    expect(log.includes(Buffer.from('open sesame at dawn').toString('base64'))).toBe(false);
  });
});

describe('a data directory', () => {
  it('serves one process at a time', async () => {
    await start();
    await expect(start()).rejects.toThrow(`the data directory ${folder} is in use by another process`);
  });

  it('cannot stand beside another store', async () => {
    await expect(start({ etcdServers: 'http://127.0.0.1:1' })).rejects.toThrow(
      '--data-dir and --etcd-servers exclude each other',
    );
  });

  it('is not touched where what lies there is damaged', async () => {
    const first = await start();
    await first.stop();
    const log = join(folder, 'etcd', 'log-0000000001');
    const damaged = readFileSync(log);
    damaged.write('no log', 0);
    writeFileSync(log, damaged);
    await expect(start()).rejects.toThrow(`the data directory ${folder} cannot be opened: ${log} is damaged`);
    expect(readFileSync(log).equals(damaged)).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('must be writable', async () => {
    chmodSync(folder, 0o555);
    await expect(start()).rejects.toThrow(`the data directory ${folder} cannot be used`);
  });

  it.each([
    ['ca.crt', 'nothing', 'is missing: put it back, or remove both'],
    ['ca.key', 'nothing', 'is missing: put it back, or remove both'],
  ])('with a %s and no more is no authority', async (name, content, message) => {
    mkdirSync(join(folder, 'pki'));
    writeFileSync(join(folder, 'pki', name), content);
    await expect(start()).rejects.toThrow(message);
  });

  it('with an authority that cannot be read says how to begin anew', async () => {
    mkdirSync(join(folder, 'pki'));
    for (const name of ['ca.crt', 'ca.key']) writeFileSync(join(folder, 'pki', name), 'nonsense');
    await expect(start()).rejects.toThrow('to begin with a new authority');
  });
});

it('an encryption file that cannot be used is named', async () => {
  const file = join(folder, 'encryption.yaml');
  await expect(start({ flags: { 'encryption-provider-config': file } })).rejects.toThrow(
    `--encryption-provider-config ${file} cannot be used: there is no such file`,
  );
  writeFileSync(file, 'kind: Pod');
  await expect(start({ flags: { 'encryption-provider-config': file } })).rejects.toThrow(
    'kind: must be EncryptionConfiguration',
  );
});
