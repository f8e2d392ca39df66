import 'reflect-metadata';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as x509 from '@peculiar/x509';
import { afterEach, describe, expect, test } from 'vitest';
import { frameKinds, jsonPayload, writeFrame } from '../../../reference/etcd/peer/peer-frames.ts';
import { askForMembers } from '../../../reference/etcd/peer/member-inquiry.ts';
import type { PeerLink, PeerMessage } from '../../../reference/etcd/peer/peer-link.ts';
import type { PeerSecurity } from '../../../reference/etcd/peer/peer-socket.ts';
import { TcpPeers } from '../../../reference/etcd/peer/tcp-peers.ts';
import { createHostEnvironment } from '../../../reference/sim/host-environment.ts';

const clusterId = '77';
const open: TcpPeers[] = [];
const links: PeerLink[] = [];

afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  for (const peers of open.splice(0)) await peers.close();
});

interface Door {
  readonly url: string;
  readonly link: PeerLink;
  readonly heard: PeerMessage[];
  readonly notices: string[];
}

async function door(
  memberId: string,
  { cluster = clusterId, security = undefined as PeerSecurity | undefined } = {},
): Promise<Door> {
  const heard: PeerMessage[] = [];
  const notices: string[] = [];
  const peers = new TcpPeers({
    timers: createHostEnvironment().timers,
    host: '127.0.0.1',
    port: 0,
    ...(security === undefined ? {} : { security }),
    onNotice: (line) => notices.push(line),
  });
  open.push(peers);
  const port = await peers.listen();
  const url = `${security === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const describeMembers = () => Promise.resolve([member(memberId, url)]);
  const link = peers.open(
    { clusterId: cluster, memberId },
    describeMembers,
  )({
    receive: (message) => heard.push(message),
    unreachable: () => undefined,
    snapshotSent: () => undefined,
  });
  links.push(link);
  return { url, link, heard, notices };
}

const member = (id: string, url: string) => ({
  id,
  name: `m${id}`,
  peerUrls: [url],
  clientUrls: [],
  isLearner: false,
});

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 300 && !holds(); round += 1) await sleep(10);
  expect(holds()).toBe(true);
}

const question = (from: string, to: string): PeerMessage => ({
  kind: 'question',
  number: 1,
  question: { kind: 'leaseTtl', id: 5 },
  from,
  to,
});

async function meet(one: Door, other: Door): Promise<void> {
  one.link.setMembers([member('1', one.url), member('2', other.url)]);
  await until(() => one.link.isConnected('2') === true);
  one.link.send(question('1', '2'));
}

describe('the door of a member', () => {
  test('lets members of its cluster in, and answers whom it does not know yet', async () => {
    const [one, two] = [await door('1'), await door('2')];
    await meet(one, two);
    await until(() => two.heard.length === 1);
    await until(() => two.link.isConnected('1') === true);
    two.link.send({ kind: 'reply', from: '2', to: '1', number: 1, reply: { accepted: true, value: 3 } });
    await until(() => one.heard.length === 1);
  });

  test.each([
    { what: 'another cluster', cluster: '88', id: '2' },
    { what: 'a member whom somebody takes for another', cluster: clusterId, id: '3' },
  ])('of $what tells why it refuses, once, and hears nothing', async ({ cluster, id }) => {
    const [one, two] = [await door('1'), await door(id, { cluster })];
    one.link.setMembers([member('1', one.url), member('2', two.url)]);
    // How long a refused connection looks open is nobody's promise: talk through all of it.
    const talk = (): void => {
      one.link.send(question('1', '2'));
    };
    await until(() => {
      talk();
      return two.notices.length > 0;
    });
    for (let round = 0; round < 40; round += 1) {
      talk();
      await sleep(10);
    }
    expect(two.notices).toHaveLength(1);
    expect(two.notices[0]).toContain(
      `member 1 of cluster 77 wants member 2; this is member ${id} of cluster ${cluster}`,
    );
    expect(two.heard).toEqual([]);
  });

  const hello = { protocol: 'plimsoll-peer/1', clusterId, from: '2', to: '1', urls: [] };
  test.each([
    { what: 'no frame', send: [['raw', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n']], notice: 'announces a frame' },
    { what: 'no hello', send: [[frameKinds.talk, {}]], notice: 'does not speak' },
    { what: 'a hello that is null', send: [[frameKinds.hello, null]], notice: 'does not speak' },
    {
      what: 'bad addresses',
      send: [[frameKinds.hello, { ...hello, urls: ['file:///x'] }]],
      notice: 'addresses',
    },
    {
      what: 'nonsense',
      send: [
        [frameKinds.hello, hello],
        [frameKinds.talk, { kind: 'x' }],
      ],
      notice: 'no member says',
    },
    {
      what: 'a message of another',
      send: [
        [frameKinds.hello, hello],
        [frameKinds.talk, question('9', '1')],
      ],
      notice: 'said to be from 9',
    },
    {
      what: 'a corrupt message',
      send: [
        [frameKinds.hello, hello],
        [frameKinds.raft, [1, 2]],
      ],
      notice: 'is ended',
    },
    {
      what: 'a chunk of no snapshot',
      send: [
        [frameKinds.hello, hello],
        [frameKinds.snapshotChunk, 'x'],
      ],
      notice: 'out of turn',
    },
    {
      what: 'a frame of no kind',
      send: [
        [frameKinds.hello, hello],
        [99, 'x'],
      ],
      notice: 'out of turn',
    },
  ])('ends a connection with $what, says so, and goes on', async ({ send, notice }) => {
    const one = await door('1');
    const socket = connect(Number(new URL(one.url).port), '127.0.0.1');
    let closed = false;
    socket.on('error', () => undefined).on('close', () => (closed = true));
    for (const [kind, content] of send) {
      if (typeof content === 'string' && kind === 'raw') socket.write(content);
      else writeFrame(socket, Number(kind), jsonPayload(content));
    }
    await until(() => closed);
    expect(one.notices.join()).toContain(notice);
    expect(one.heard).toEqual([]);
    expect((await askForMembers([one.url])).clusterId).toBe(clusterId);
  });

  test('an address where nobody is is told once', async () => {
    const one = await door('1');
    one.link.setMembers([member('1', one.url), member('2', 'http://127.0.0.1:9')]);
    await until(() => one.notices.length > 0);
    await sleep(300);
    expect(one.notices).toEqual([
      expect.stringMatching(/peer 2 at http:\/\/127.0.0.1:9 cannot be reached: .*REFUSED/),
    ]);
    await expect(askForMembers(['http://127.0.0.1:9'])).rejects.toThrow(
      /no peer says .*http:\/\/127.0.0.1:9: .*REFUSED/,
    );
  });

  test('over TLS lets only those in whom the authority has signed', async () => {
    const authority = await createAuthority();
    const [ours, theirs] = [await authority.sign(), await (await createAuthority()).sign()];
    const [one, two] = [
      await door('1', { security: ours }),
      await door('2', { security: await authority.sign() }),
    ];
    await meet(one, two);
    await until(() => two.heard.length === 1);
    const stranger = await door('1', { security: theirs });
    stranger.link.setMembers([member('1', stranger.url), member('2', two.url)]);
    await until(() => stranger.notices.some((line) => line.includes('cannot be reached')));
    await expect(askForMembers([two.url], theirs)).rejects.toThrow('no peer says');
    expect((await askForMembers([two.url], ours)).members).toHaveLength(1);
    expect(two.heard).toHaveLength(1);
  });
});

async function createAuthority(): Promise<{ sign: () => Promise<PeerSecurity> }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=peers', keys, signingAlgorithm: algorithm },
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    sign: async () => {
      const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const cert = await x509.X509CertificateGenerator.create({
        ...{
          subject: 'CN=member',
          issuer: root.subject,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
        },
        signingAlgorithm: algorithm,
        extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
      });
      const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey);
      const key = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
      return { cert: cert.toString('pem'), key, ca: root.toString('pem') };
    },
  };
}
