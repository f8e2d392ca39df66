import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AutoCompaction, retentionOf } from '../../../reference/cluster/auto-compaction.ts';
import { clientListenerOptions } from '../../../reference/cluster/client-listener-options.ts';
import { memberOptions } from '../../../reference/cluster/member-options.ts';
import { refusingToStart } from '../../../reference/cluster/start-error.ts';
import { createEtcdMember } from '../../../reference/etcd/etcd-member.ts';
import { serveEtcd } from '../../../reference/etcd/grpc/server.ts';
import { createVirtualEnvironment } from '../../../reference/sim/virtual-environment.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-etcd-options-'));
  await writeFile(join(folder, 'text'), 'no certificate');
  await writeFile(join(folder, 'pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('how a member listens for clients', () => {
  test('several addresses, IPv6, metrics', () => {
    expect(
      clientListenerOptions({
        listenClientUrls: 'http://127.0.0.1:1,http://[::1]:2',
        listenMetricsUrls: 'http://localhost:3',
        maxRequestBytes: '1000',
      }),
    ).toEqual({
      host: '127.0.0.1',
      port: 1,
      alsoListenAt: [{ host: '::1', port: 2 }],
      listenMetricsAt: [{ host: 'localhost', port: 3 }],
      maxRequestBytes: 1000,
    });
  });

  test.each([
    [{ port: '1', listenClientUrls: 'http://a:1' }, '--port and --listen-client-urls say the same thing'],
    [{ port: '70000' }, '--port must be a whole number from 0 to 65535, not "70000"'],
    [{ listenClientUrls: 'a:1' }, '"a:1" is no address: write http://HOST:PORT or https://HOST:PORT'],
    [{ listenClientUrls: 'http://a' }, '"http://a" is no address'],
    [{ listenClientUrls: 'https://a:1' }, 'https://a:1 needs a certificate: give --cert-file and --key-file'],
    [{ listenMetricsUrls: 'https://a:1' }, '--listen-metrics-urls are plain http://'],
    [{ certFile: 'x' }, 'TLS needs both: --cert-file and --key-file'],
    [{ trustedCaFile: 'x' }, '--trusted-ca-file is for TLS'],
    [{ clientCertAuth: true }, '--client-cert-auth needs --trusted-ca-file'],
    [{ certFile: '/not/there', keyFile: '/not/there' }, 'the file /not/there cannot be read: ENOENT'],
  ])('%j: %s', (options, message) => {
    expect(() => clientListenerOptions(options)).toThrow(message);
  });

  test('a file that is no PEM, and one that is PEM and no certificate', async () => {
    const text = join(folder, 'text');
    expect(() => clientListenerOptions({ certFile: text, keyFile: text })).toThrow('is not in PEM form');
    const pem = join(folder, 'pem');
    const member = createEtcdMember(createVirtualEnvironment({ seed: 1 }));
    await expect(serveEtcd(member, clientListenerOptions({ certFile: pem, keyFile: pem }))).rejects.toThrow(
      'the certificate, its key or the authority is of no use',
    );
    await member.stop();
  });
});

describe('where clients find a member', () => {
  test.each([
    [{}, undefined],
    [{ listenClientUrls: 'http://127.0.0.1:1,http://[::1]:2/' }, ['http://127.0.0.1:1', 'http://[::1]:2']],
    [{ listenClientUrls: 'http://0.0.0.0:1,http://[::]:1,http://localhost:0' }, undefined],
    [{ listenClientUrls: 'http://0.0.0.0:1', advertiseClientUrls: 'http://m1:1' }, ['http://m1:1']],
  ])('%j', (options, urls) => {
    expect(memberOptions(options).clientUrls).toEqual(urls);
  });

  test('what is no address is refused', () => {
    expect(() => memberOptions({ advertiseClientUrls: 'm1' })).toThrow('"m1" is no address');
  });

  test('an address in use is named, and what to do', async () => {
    const member = createEtcdMember(createVirtualEnvironment({ seed: 1 }));
    const server = await serveEtcd(member);
    const second = refusingToStart(serveEtcd(member, { port: server.port }));
    await expect(second).rejects.toThrow(
      `127.0.0.1:${server.port} is in use: end what listens there, or choose another port`,
    );
    await server.close();
    await member.stop();
  });
});

describe('automatic compaction', () => {
  test.each([
    [undefined, undefined, undefined],
    ['periodic', '0', undefined],
    ['periodic', '2', { mode: 'periodic', keepMs: 7_200_000 }],
    ['periodic', '1h30m', { mode: 'periodic', keepMs: 5_400_000 }],
    ['revision', '1000', { mode: 'revision', keepRevisions: 1000 }],
  ])('%s %s', (mode, text, retention) => {
    expect(retentionOf(mode, text)).toEqual(retention);
  });

  test.each([
    ['sometimes', '1', '--auto-compaction-mode is "periodic" or "revision", not "sometimes"'],
    ['periodic', 'long', '--auto-compaction-retention is a time like 1h or 30m, not "long"'],
    ['revision', '1h', '--auto-compaction-retention is a number of revisions, not "1h"'],
  ])('%s %s is refused', (mode, text, message) => {
    expect(() => retentionOf(mode, text)).toThrow(message);
  });

  test('history older than the period goes, younger stays', async () => {
    const environment = createVirtualEnvironment({ seed: 1 });
    const member = createEtcdMember(environment);
    const client = member.connect();
    const key = Buffer.from('a');
    const compaction = new AutoCompaction(environment, member, { mode: 'periodic', keepMs: 600_000 });
    const revisions: number[] = [];
    for (let minute = 0; minute < 30; minute += 1) {
      revisions.push((await client.put({ key, value: Buffer.from(String(minute)) })).header.revision);
      await environment.advance(60_000);
    }
    const readable = async (revision: number | undefined): Promise<boolean> =>
      client.range({ key, revision: revision ?? 0 }).then(
        () => true,
        () => false,
      );
    expect(await readable(revisions[5])).toBe(false);
    expect(await readable(revisions[20])).toBe(true);
    await compaction.stop();
    await member.stop();
  });
});
