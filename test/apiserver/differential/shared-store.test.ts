import process from 'node:process';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../../reference/cluster/start-server.ts';
import type { Json } from '../api-fixture.ts';
import { namespaceOf, pathOf, readBaseObjects, type BaseObject } from './base-objects.ts';
import { connectReal, type Send } from './real-server.ts';

/**
 * The reference beside a kube-apiserver on one store. `PLIMSOLL_REAL_KUBECONFIG` names the server, started with
 * `--allow-privileged=true --storage-media-type=application/json`, and `PLIMSOLL_REAL_ETCD` its store.
 */
const kubeconfig = process.env['PLIMSOLL_REAL_KUBECONFIG'] ?? '';
const etcd = process.env['PLIMSOLL_REAL_ETCD'] ?? '';

/** They act on other objects, come to be by themselves, or are written to by the servers meanwhile. */
const isApart = ({ definition: { kind } }: BaseObject): boolean =>
  /Webhook|^ValidatingAdmissionPolicy|ResourceQuota|LimitRange|Namespace|APIService|FlowSchema/.test(kind);

describe.skipIf(kubeconfig === '' || etcd === '')('On one store with a kube-apiserver', () => {
  const bases = readBaseObjects().filter(
    (base) => base.definition.verbs.includes('update') && !isApart(base),
  );
  let real: ReturnType<typeof connectReal>;
  let ours: RunningServer;
  let send: Send;

  beforeAll(async () => {
    real = connectReal(kubeconfig, 4);
    ours = await startServer({ etcdServers: etcd, port: 0, insecurePort: 0, controllers: [] });
    const url = ours.insecureUrl ?? '';
    send = async (method, path, { body, contentType = 'application/json' } = {}) => {
      const headers = { 'content-type': contentType };
      const answer = await request(url + path, { method, headers, body: body ?? null });
      return { status: answer.statusCode, body: await answer.body.json(), warning: '' };
    };
    for (const kind of new Set(bases.map(({ definition }) => definition.kind)))
      await real.send('POST', '/api/v1/namespaces', content(namespaceNamed(namespaceOf(kind))));
  }, 60_000);

  afterAll(async () => {
    await ours.stop();
    await real.close();
  });

  it('shows what the other has stored as the other shows it', { timeout: 120_000 }, async () => {
    expect(await differencesOf(real.send, send, 'theirs')).toEqual([]);
  });

  it('stores what the other shows as it shows it itself', { timeout: 120_000 }, async () => {
    expect(await differencesOf(send, real.send, 'ours')).toEqual([]);
  });

  /** Creates through one, and reads and changes through the other. */
  async function differencesOf(writer: Send, reader: Send, suffix: string): Promise<readonly unknown[]> {
    const differences: unknown[] = [];
    for (const [index, base] of bases.entries()) {
      const metadata = base.object['metadata'] as Json;
      const name = `${String(metadata['name'])}-${suffix}-${String(index)}`;
      const path = pathOf(base, name);
      const object = { ...base.object, metadata: { ...metadata, name } };
      const created = await writer('POST', pathOf(base), content(object));
      if (created.status !== 201) continue;
      const read = comparable((await reader('GET', path)).body);
      const known = comparable((await writer('GET', path)).body);
      if (JSON.stringify(sorted(read)) !== JSON.stringify(sorted(known)))
        differences.push({ path, known, read });
      const changed = { ...read, metadata: { ...(read['metadata'] as Json), labels: { changed: 'yes' } } };
      const update = await reader('PUT', path, content(changed));
      if (update.status !== 200) differences.push({ path, update: update.body });
      else {
        const after = comparable((await writer('GET', path)).body);
        if (JSON.stringify(sorted(after)) !== JSON.stringify(sorted(comparable(update.body))))
          differences.push({ path, update: comparable(update.body), after });
      }
      await writer('DELETE', `${path}?gracePeriodSeconds=0`);
    }
    return differences;
  }
});

function namespaceNamed(name: string): Json {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function content(object: Json): { readonly body: Uint8Array } {
  return { body: new TextEncoder().encode(JSON.stringify(object)) };
}

/** Without the account of who owns which field, which the reference does not keep. */
function comparable(body: unknown): Json {
  const object = body as Json;
  const metadata = { ...(object['metadata'] as Json) };
  delete metadata['managedFields'];
  return { ...object, metadata };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
