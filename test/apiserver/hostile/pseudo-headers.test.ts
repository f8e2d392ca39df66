import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../../reference/index.ts';
import { sendRawRequest, type RawFields, type RawOutcome } from './http2-frames.ts';

const path = '/api/v1/namespaces/default/configmaps';
const method = [':method', 'POST'] as const;
const scheme = [':scheme', 'https'] as const;
const authority = [':authority', 'localhost'] as const;
const target = [':path', path] as const;
const json = ['content-type', 'application/json'] as const;
const body = JSON.stringify({ metadata: { generateName: 'h2-' } });

let cluster: Cluster;
let port: number;
let credentials: { readonly cert: string; readonly key: string };

beforeAll(async () => {
  cluster = await startCluster({ listen: true });
  port = Number(new URL(await cluster.listen()).port);
  const pem = (name: string): string =>
    Buffer.from(new RegExp(`${name}: (\\S+)`).exec(cluster.kubeconfig())?.[1] ?? '', 'base64').toString();
  credentials = { cert: pem('client-certificate-data'), key: pem('client-key-data') };
});
afterAll(() => cluster.stop());

async function send(fields: RawFields): Promise<{ readonly outcome: RawOutcome; readonly written: number }> {
  const count = async (): Promise<number> => (await cluster.client().list('ConfigMap')).items.length;
  const before = await count();
  const outcome = await sendRawRequest(port, fields, { body, credentials });
  return { outcome, written: (await count()) - before };
}

describe('A request over HTTP/2', () => {
  it('is carried out where it is well formed, or these tests would show nothing', async () => {
    expect(await send([method, scheme, authority, target, json])).toEqual({ outcome: 201, written: 1 });
  });

  it('means whom its authority names, whatever a host field says beside it', async () => {
    const fields = [method, scheme, authority, target, json, ['host', 'evil.example']] as const;
    expect(await send(fields)).toEqual({ outcome: 201, written: 1 });
  });

  const wrong: Readonly<Record<string, RawFields>> = {
    'no path': [method, scheme, authority, json],
    'an empty path': [method, scheme, authority, [':path', ''], json],
    'two paths': [method, scheme, authority, target, [':path', '/version'], json],
    'the path *': [method, scheme, authority, [':path', '*'], json],
    'a path without a slash': [method, scheme, authority, [':path', path.slice(1)], json],
    'a path with a host in front': [method, scheme, authority, [':path', `//localhost${path}`], json],
    'a path of another server': [method, scheme, authority, [':path', `http://evil.example${path}`], json],
    'a NUL in its path': [method, scheme, authority, [':path', `${path}\0`], json],
    'a fragment': [method, scheme, authority, [':path', `${path}#x`], json],
    'a broken escape': [method, scheme, authority, [':path', `${path}%zz`], json],
    'no method': [scheme, authority, target, json],
    'two methods': [method, [':method', 'GET'], scheme, authority, target, json],
    'a method of two words': [[':method', 'PO ST'], scheme, authority, target, json],
    'the method CONNECT and a path': [[':method', 'CONNECT'], scheme, authority, target, json],
    'no scheme': [method, authority, target, json],
    'two authorities': [method, scheme, authority, [':authority', 'evil.example'], target, json],
    'an authority that is none': [method, scheme, [':authority', 'a b/c'], target, json],
    'two hosts': [method, scheme, target, ['host', 'a'], ['host', 'b'], json],
    'an unknown pseudo header': [method, scheme, authority, target, [':odd', 'x'], json],
    'the pseudo header of answers': [method, scheme, authority, target, [':status', '200'], json],
    'a pseudo header after the others': [method, scheme, json, authority, target],
    'a name in capitals': [method, scheme, authority, target, json, ['X-Remote-User', 'admin']],
    'a field for connections': [method, scheme, authority, target, json, ['connection', 'close']],
    'a body in chunks': [method, scheme, authority, target, json, ['transfer-encoding', 'chunked']],
    'a length too short': [method, scheme, authority, target, json, ['content-length', '5']],
    'a length too long': [method, scheme, authority, target, json, ['content-length', '5000']],
    'two lengths': [
      method,
      scheme,
      authority,
      target,
      json,
      ['content-length', String(body.length)],
      ['content-length', '5'],
    ],
  };

  it.each(Object.entries(wrong))('with %s is refused and writes nothing', async (_what, fields) => {
    const { outcome, written } = await send(fields);
    expect(written).toBe(0);
    if (typeof outcome === 'number') expect(outcome).toSatisfy((code: number) => code >= 400 && code < 500);
    else expect(outcome).not.toBe('nothing');
  });

  it('is served after all of them', async () => {
    expect(await send([method, scheme, authority, target, json])).toEqual({ outcome: 201, written: 1 });
  });
});
