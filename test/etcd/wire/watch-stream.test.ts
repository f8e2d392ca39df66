import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveEtcd, type EtcdServer } from '../../../reference/etcd/grpc/server.ts';
import { adjustableMember, type AdjustableMember } from './fake-member.ts';
import { WireClient, type OpenStream } from './wire-client.ts';

let member: AdjustableMember;
let server: EtcdServer;
let client: WireClient;

beforeAll(async () => {
  member = adjustableMember();
  server = await serveEtcd(member, { electionTimeoutMs: 20, maxRequestBytes: 100_000 });
  client = new WireClient(server.port);
});

afterAll(async () => {
  client.close();
  await server.close();
  await member.stop();
});

const key = (text: string): Buffer => Buffer.from(text);

async function put(name: string, value: string | Buffer): Promise<number> {
  const called = await client.call('KV', 'Put', { key: key(name), value: Buffer.from(value) });
  if (!('answer' in called)) throw new Error(called.text);
  return Number((called.answer['header'] as { revision: string }).revision);
}

function opened(metadata?: Metadata): OpenStream {
  return client.open('Watch', 'Watch', metadata);
}

function valuesOf(message: Record<string, unknown>): readonly string[] {
  const events = message['events'] as readonly { kv: { value: Buffer } }[];
  return events.map(({ kv }) => kv.value.toString());
}

describe('many watches on one stream', () => {
  test('ids are the lowest that are free, or the client`s; one that is taken is refused and the stream goes on', async () => {
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('a') } });
    stream.write({ createRequest: { key: key('b'), watchId: 7 } });
    stream.write({ createRequest: { key: key('c') } });
    const created = [await next(), await next(), await next()];
    expect(created).toMatchObject([
      { watchId: '0', created: true, canceled: false },
      { watchId: '7', created: true },
      { watchId: '1', created: true },
    ]);
    stream.write({ createRequest: { key: key('d'), watchId: 7 } });
    expect(await next()).toMatchObject({
      watchId: '-1',
      created: true,
      canceled: true,
      cancelReason: 'mvcc: duplicate watch ID provided on the WatchStream',
    });
    await put('b', 'seen');
    const event = await next();
    expect([event['watchId'], valuesOf(event)]).toEqual(['7', ['seen']]);
    stream.cancel();
  });

  test('a cancelled watch says so and is silent; cancelling what is not there is no message', async () => {
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('e') } });
    stream.write({ createRequest: { key: key('f') } });
    await next();
    await next();
    stream.write({ cancelRequest: { watchId: 99 } });
    stream.write({ cancelRequest: { watchId: 0 } });
    expect(await next()).toMatchObject({ watchId: '0', canceled: true, created: false, cancelReason: '' });
    await put('e', 'unheard');
    await put('f', 'heard');
    expect(valuesOf(await next())).toEqual(['heard']);
    stream.cancel();
  });

  test('progress is answered once for all, behind what happened before', async () => {
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('g') } });
    stream.write({ createRequest: { key: key('h') } });
    await next();
    await next();
    const revision = await put('g', '1');
    stream.write({ progressRequest: {} });
    expect(valuesOf(await next())).toEqual(['1']);
    const progress = await next();
    expect(progress).toMatchObject({ watchId: '-1', events: [], created: false, canceled: false });
    expect(Number((progress['header'] as { revision: string }).revision)).toBe(revision);
    stream.cancel();
  });

  test('a stream without watches answers progress too', async () => {
    const { stream, next } = opened();
    stream.write({ progressRequest: {} });
    expect(await next()).toMatchObject({ watchId: '-1', events: [] });
    stream.cancel();
  });

  test('an empty range is refused under the id -1', async () => {
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('z'), rangeEnd: key('a') } });
    expect(await next()).toMatchObject({
      watchId: '-1',
      created: true,
      canceled: true,
      cancelReason: 'mvcc: watcher range is empty',
    });
    stream.cancel();
  });

  test('a start behind the compaction is created, then cancelled with where history begins', async () => {
    await put('i', '1');
    const revision = await put('i', '2');
    await client.call('KV', 'Compact', { revision });
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('i'), startRevision: 1 } });
    expect(await next()).toMatchObject({ created: true, canceled: false });
    expect(await next()).toMatchObject({ canceled: true, compactRevision: String(revision) });
    stream.cancel();
  });

  test('messages beyond the limit come in fragments where the client takes them', async () => {
    const big = Buffer.alloc(90_000, 120);
    const first = await put('big', big);
    for (let count = 0; count < 8; count += 1) await put('big', big);
    const { stream, next } = opened();
    stream.write({ createRequest: { key: key('big'), startRevision: first, fragment: true } });
    await next();
    const parts = [await next()];
    while (parts.at(-1)?.['fragment'] === true) parts.push(await next());
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(valuesOf)).toHaveLength(9);
    stream.cancel();
  });
});

describe('clients that require a leader', () => {
  const requiring = (): Metadata => {
    const metadata = new Metadata();
    metadata.set('hasleader', 'true');
    return metadata;
  };

  test('their calls are refused and their streams ended where there is none; those of others are not', async () => {
    const { stream, next } = opened(requiring());
    const other = opened();
    for (const each of [stream, other.stream]) each.write({ createRequest: { key: key('l') } });
    await next();
    await other.next();
    member.pretend({ leader: '0' });
    await expect(next()).rejects.toThrow('UNAVAILABLE: etcdserver: no leader');
    expect(await client.call('KV', 'Range', { key: key('l') }, requiring())).toEqual({
      code: 'UNAVAILABLE',
      text: 'etcdserver: no leader',
    });
    await expect(opened(requiring()).next()).rejects.toThrow('etcdserver: no leader');
    member.pretend({});
    await put('l', 'on');
    expect(valuesOf(await other.next())).toEqual(['on']);
    other.stream.cancel();
  });
});

test('a reader that does not read hears everything once it does, and the server keeps little for it meanwhile', async () => {
  const { stream, next } = opened();
  stream.write({ createRequest: { key: key('slow') } });
  await next();
  stream.pause();
  const value = Buffer.alloc(50_000, 121);
  for (let count = 0; count < 120; count += 1) await put('slow', value);
  stream.resume();
  let events = 0;
  while (events < 120) events += valuesOf(await next()).length;
  expect(events).toBe(120);
  stream.cancel();
});
