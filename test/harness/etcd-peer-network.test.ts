import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { memberAt, PeerNetwork, peerUrl } from '../../harness/adapters/etcd-peer-network.ts';

const servers: Server[] = [];
const networks: PeerNetwork[] = [];

afterEach(() => {
  for (const network of networks.splice(0)) network.close();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Two members of a network, each a server that notes what it hears and then streams the numbers from 1 on. */
async function network(): Promise<{
  readonly peers: PeerNetwork;
  readonly heard: string[];
  readonly call: (from: 1 | 2, body: string) => Promise<IncomingMessage>;
}> {
  const peers = new PeerNetwork();
  networks.push(peers);
  const heard: string[] = [];
  const proxies: string[] = [];
  for (const member of [1, 2]) proxies.push(await peers.join(member, await listening(member, heard)));
  peers.founded();
  return {
    peers,
    heard,
    call: (from, body) =>
      new Promise((resolve, reject) => {
        const proxy = new URL(proxies[from - 1] ?? '');
        const path = `${peerUrl(3 - from)}/raft`;
        const sent = httpRequest({
          host: proxy.hostname,
          port: proxy.port,
          method: 'POST',
          path,
          agent: false,
        });
        sent.on('response', resolve).on('error', reject);
        sent.end(body);
      }),
  };
}

async function listening(member: number, heard: string[]): Promise<number> {
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) =>
      heard.push(`${member} hears ${chunk.toString()} at ${request.url ?? ''}`),
    );
    response.flushHeaders();
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      response.write(`${count};`);
    }, 10);
    response.once('close', () => {
      clearInterval(timer);
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function read(answer: IncomingMessage): { text: string; closed: boolean } {
  const seen = { text: '', closed: false };
  answer.on('data', (chunk: Buffer) => (seen.text += chunk.toString()));
  answer.on('error', () => undefined).on('close', () => (seen.closed = true));
  return seen;
}

test('requests get to the member that they are for, and its answer back', async () => {
  const { call, heard } = await network();
  const seen = read(await call(1, 'hello'));
  await expect.poll(() => seen.text).toContain('1;2;3;');
  expect(heard).toEqual(['2 hears hello at /raft']);
});

test('across a partition nothing arrives, and what began before is broken off at healing', async () => {
  const { peers, call, heard } = await network();
  const seen = read(await call(1, 'before'));
  await expect.poll(() => seen.text).toContain('1;');
  peers.partition([[1], [2]]);
  const lost = call(2, 'meanwhile').then(
    () => 'answered',
    () => 'broken off',
  );
  const { text } = seen;
  await sleep(60);
  expect(seen.text.length - text.length).toBeLessThan(3);
  expect(seen.closed).toBe(false);
  peers.heal();
  expect(await lost).toBe('broken off');
  await expect.poll(() => seen.closed).toBe(true);
  expect(heard).toEqual(['2 hears before at /raft']);
});

test('a cut loses one direction and leaves the other', async () => {
  const { peers, call, heard } = await network();
  const fromTwo = read(await call(1, 'before'));
  peers.cut(1, 2);
  const { text } = fromTwo;
  await expect.poll(() => fromTwo.text.length).toBeGreaterThan(text.length + 6);
  void call(1, 'lost').catch(() => undefined);
  void call(2, 'arrives').catch(() => undefined);
  await expect.poll(() => heard).toContain('1 hears arrives at /raft');
  expect(heard).not.toContain('2 hears lost at /raft');
});

test('who is in no group reaches nobody, and who shares one is not parted', async () => {
  const { peers, call, heard } = await network();
  peers.partition([[1, 2]]);
  read(await call(1, 'together'));
  await expect.poll(() => heard).toContain('2 hears together at /raft');
  peers.partition([[2]]);
  void call(1, 'apart').catch(() => undefined);
  await sleep(40);
  expect(heard).not.toContain('2 hears apart at /raft');
});

test('addresses tell members', () => {
  expect(memberAt(peerUrl(7))).toBe(7);
  expect(memberAt(`${peerUrl(12)}/members`)).toBe(12);
  expect(memberAt('http://127.0.0.1:2380')).toBeUndefined();
});
