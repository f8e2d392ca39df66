import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEtcd, type EtcdServer } from '../../../reference/etcd/grpc/server.ts';
import { adjustableMember, type AdjustableMember } from './fake-member.ts';
import { WireClient } from './wire-client.ts';

let member: AdjustableMember;
let server: EtcdServer;
let client: WireClient;

beforeAll(async () => {
  member = adjustableMember();
  server = await serveEtcd(member, {
    version: '3.4.23',
    listenMetricsAt: [{ host: '127.0.0.1', port: 0 }],
    metrics: () => [
      { name: 'extra_total', help: 'A further one.', type: 'counter', samples: [{ value: 3 }] },
    ],
  });
  client = new WireClient(server.port);
});

afterAll(async () => {
  client.close();
  await server.close();
  await member.stop();
});

const bytes = (text: string): Buffer => Buffer.from(text);

describe('refusals carry the codes and words of etcd', () => {
  test.each([
    ['KV', 'Put', { key: '', value: 'x' }, 'INVALID_ARGUMENT', 'etcdserver: key is not provided'],
    ['KV', 'Put', { key: 'a', lease: 4 }, 'NOT_FOUND', 'etcdserver: requested lease not found'],
    [
      'KV',
      'Put',
      { key: 'a', lease: '9000000000000000000' },
      'NOT_FOUND',
      'etcdserver: requested lease not found',
    ],
    [
      'KV',
      'Range',
      { key: 'a', revision: 9999 },
      'OUT_OF_RANGE',
      'etcdserver: mvcc: required revision is a future revision',
    ],
    ['KV', 'Txn', { success: [{}] }, 'INVALID_ARGUMENT', 'etcdserver: key not found'],
    [
      'Lease',
      'LeaseRevoke',
      { ID: '9000000000000000000' },
      'NOT_FOUND',
      'etcdserver: requested lease not found',
    ],
    [
      'Cluster',
      'MemberAdd',
      { peerURLs: ['nonsense'] },
      'INVALID_ARGUMENT',
      'etcdserver: given member URLs are invalid',
    ],
    ['Election', 'Resign', {}, 'UNKNOWN', '"leader" field must be provided'],
    ['Election', 'Leader', { name: Buffer.from('nobody') }, 'UNKNOWN', 'election: no leader'],
  ] as const)('%s.%s %j', async (service, name, request, code, text) => {
    const wire = Object.fromEntries(
      Object.entries(request).map(([field, value]) => [
        field,
        (field === 'key' || field === 'value') && typeof value === 'string' ? bytes(value) : value,
      ]),
    );
    expect(await client.call(service, name, wire)).toEqual({ code, text });
  });

  test('a request beyond the limit, and a message beyond what a message may be', async () => {
    const put = (size: number): Promise<unknown> =>
      client.call('KV', 'Put', { key: bytes('big'), value: Buffer.alloc(size) });
    expect(await put(1_700_000)).toEqual({
      code: 'INVALID_ARGUMENT',
      text: 'etcdserver: request is too large',
    });
    expect(await put(2_097_152)).toEqual({
      code: 'RESOURCE_EXHAUSTED',
      text: 'grpc: received message larger than max (2097162 vs. 2097152)',
    });
    expect(await put(1_000_000)).toHaveProperty('answer');
  });

  test('messages that are none, methods and services that are not there', async () => {
    expect(await client.callRaw('/etcdserverpb.KV/Range', Buffer.from([0x0a, 0x7f]))).toEqual({
      code: 'INTERNAL',
      text: 'grpc: error unmarshalling request: unexpected EOF',
    });
    expect(await client.callRaw('/etcdserverpb.KV/Nothing', Buffer.alloc(0))).toEqual({
      code: 'UNIMPLEMENTED',
      text: 'unknown method Nothing for service etcdserverpb.KV',
    });
    expect(await client.callRaw('/no.Service/Nothing', Buffer.alloc(0))).toEqual({
      code: 'UNIMPLEMENTED',
      text: 'unknown service no.Service',
    });
    expect(await client.callRaw('/etcdserverpb.Auth/Authenticate', Buffer.alloc(0))).toEqual({
      code: 'FAILED_PRECONDITION',
      text: 'etcdserver: authentication is not enabled',
    });
  });

  test('a learner serves its status and serializable reads only', async () => {
    member.pretend({ isLearner: true });
    const refusal = { code: 'UNAVAILABLE', text: 'etcdserver: rpc not supported for learner' };
    await expect.poll(() => client.call('KV', 'Range', { key: bytes('a') })).toEqual(refusal);
    expect(await client.call('KV', 'Range', { key: bytes('a'), serializable: true })).toHaveProperty(
      'answer',
    );
    expect(await client.call('Maintenance', 'Status', {})).toMatchObject({ answer: { isLearner: true } });
    await expect(client.open('Watch', 'Watch').next()).rejects.toThrow('rpc not supported for learner');
    member.pretend({});
    await expect.poll(() => client.call('KV', 'Range', { key: bytes('a') })).toHaveProperty('answer');
  });
});

describe('calls at once', () => {
  test('two thousand on one connection are all answered, each with its own', async () => {
    const calls = Array.from({ length: 2000 }, async (_, at) => {
      const key = bytes(`many/${at}`);
      await client.call('KV', 'Put', { key, value: bytes(String(at)) });
      const called = await client.call('KV', 'Range', { key });
      const [found] = 'answer' in called ? (called.answer['kvs'] as { value: Buffer }[]) : [];
      return found?.value.toString();
    });
    expect(await Promise.all(calls)).toEqual(calls.map((_, at) => String(at)));
  });

  test('an answer larger than any window arrives whole', async () => {
    for (const at of [1, 2, 3, 4]) {
      await client.call('KV', 'Put', { key: bytes(`large/${at}`), value: Buffer.alloc(1_000_000, at) });
    }
    const called = await client.call('KV', 'Range', { key: bytes('large/'), rangeEnd: bytes('large0') });
    const kvs = 'answer' in called ? (called.answer['kvs'] as { value: Buffer }[]) : [];
    expect(kvs.map(({ value }) => [value.length, value.at(-1)])).toEqual(
      [1, 2, 3, 4].map((at) => [1_000_000, at]),
    );
  });

  test('keep-alives are answered in order, and what is no lease with 0', async () => {
    await client.call('Lease', 'LeaseGrant', { TTL: 60, ID: 77 });
    const { stream, next } = client.open('Lease', 'LeaseKeepAlive');
    for (const ID of ['77', '78', '9000000000000000000']) stream.write({ ID });
    expect([await next(), await next(), await next()]).toMatchObject([
      { ID: '77', TTL: '60' },
      { ID: '78', TTL: '0' },
      { ID: '9000000000000000000', TTL: '0' },
    ]);
    stream.end();
    await expect(next()).rejects.toThrow('the stream ended');
  });
});

describe('locks and elections on the server`s side', () => {
  test('the second waits for the first to give the lock back', async () => {
    const lock = async (lease: number): Promise<Buffer> => {
      await client.call('Lease', 'LeaseGrant', { TTL: 60, ID: lease });
      const called = await client.call('Lock', 'Lock', { name: bytes('door'), lease });
      if (!('answer' in called)) throw new Error(called.text);
      return called.answer['key'] as Buffer;
    };
    const first = await lock(101);
    expect(first.toString()).toBe('door/65');
    let second: string | undefined;
    const waiting = lock(102).then((key) => (second = key.toString()));
    await client.call('KV', 'Range', { key: bytes('door') });
    expect(second).toBeUndefined();
    await client.call('Lock', 'Unlock', { key: first });
    expect(await waiting).toBe('door/66');
  });

  test('campaign, proclaim, observe, resign', async () => {
    await client.call('Lease', 'LeaseGrant', { TTL: 60, ID: 201 });
    await client.call('Lease', 'LeaseGrant', { TTL: 60, ID: 202 });
    const campaign = (lease: number, value: string): ReturnType<WireClient['call']> =>
      client.call('Election', 'Campaign', { name: bytes('office'), lease, value: bytes(value) });
    const won = await campaign(201, 'one');
    const leader = 'answer' in won ? won.answer['leader'] : undefined;
    expect(leader).toMatchObject({ key: bytes('office/c9'), lease: '201' });
    const { stream, next } = client.open('Election', 'Observe');
    stream.write({ name: bytes('office') });
    expect(await next()).toMatchObject({ kv: { value: bytes('one') } });
    const later = campaign(202, 'two');
    await client.call('Election', 'Proclaim', { leader, value: bytes('uno') });
    expect(await next()).toMatchObject({ kv: { value: bytes('uno') } });
    await client.call('Election', 'Resign', { leader });
    expect(await later).toMatchObject({ answer: { leader: { lease: '202' } } });
    expect(await next()).toMatchObject({ kv: { value: bytes('two') } });
    expect(await client.call('Election', 'Proclaim', { leader, value: bytes('x') })).toEqual({
      code: 'UNKNOWN',
      text: 'election: not leader',
    });
    stream.cancel();
  });
});

describe('pages over HTTP/1.1, on the port for clients and on one of their own', () => {
  test('/health, /version, /metrics, others', async () => {
    for (const base of [server.url, ...server.metricsUrls]) {
      expect(await (await fetch(`${base}/health`)).text()).toBe('{"health":"true"}');
      expect(await (await fetch(`${base}/version`)).json()).toEqual({
        etcdserver: '3.4.23',
        etcdcluster: '3.4.0',
      });
      const metrics = await (await fetch(`${base}/metrics`)).text();
      for (const line of [
        'etcd_server_has_leader 1',
        'etcd_server_is_leader 1',
        'etcd_server_version{server_version="3.4.23"} 1',
        'extra_total 3',
      ])
        expect(metrics.split('\n')).toContain(line);
      expect(metrics).toMatch(/^grpc_server_handled_total\{grpc_code="OK",grpc_method="Put",.*\} [1-9]/m);
      expect((await fetch(`${base}/nothing`)).status).toBe(404);
      expect((await fetch(`${base}/health`, { method: 'POST' })).status).toBe(405);
    }
  });

  test('without a leader it is not well', async () => {
    member.pretend({ leader: '0' });
    const answer = await fetch(`${server.url}/health`);
    expect([answer.status, await answer.text()]).toEqual([503, '{"health":"false"}']);
    member.pretend({});
  });
});
