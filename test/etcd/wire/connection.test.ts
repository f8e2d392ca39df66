import { connect as connectHttp2 } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServingAuthority } from '../../../reference/apiserver/http/certificates.ts';
import { serveEtcd, type EtcdServer } from '../../../reference/etcd/grpc/server.ts';
import { etcdMethod } from '../../../schemas/etcd/services.ts';
import { adjustableMember, type AdjustableMember } from './fake-member.ts';
import { WireClient } from './wire-client.ts';

let member: AdjustableMember;
let server: EtcdServer;

beforeAll(async () => {
  member = adjustableMember();
  server = await serveEtcd(member);
});

afterAll(async () => {
  await server.close();
  await member.stop();
});

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type: number, flags: number, streamId: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/** The code of the GOAWAY with which the server ends a connection on which these bytes came. */
function goAwayCode(bytes: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket(server.port, '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
    });
    socket.on('error', reject);
    socket.on('close', () => {
      let code: number | undefined;
      for (let at = 0; at + 9 <= received.length; at += 9 + received.readUIntBE(at, 3)) {
        if (received[at + 3] === 7) code = received.readUInt32BE(at + 13);
      }
      resolve(code);
    });
    socket.write(Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), bytes]));
  });
}

describe('what breaks the protocol ends the connection with its code', () => {
  test.each([
    ['a header block that is none', frame(1, 0x5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])), 9],
    ['an index that nobody has', frame(1, 0x5, 1, Buffer.from([0x80 | 100])), 9],
    ['HEADERS on a stream of the server', frame(1, 0x5, 2, Buffer.alloc(0)), 1],
    ['DATA on a stream that nobody opened', frame(0, 0, 5, Buffer.alloc(3)), 1],
    ['more padding than payload', frame(0, 0x8, 1, Buffer.from([9, 1])), 1],
    ['a frame that is too long', frame(0, 0, 1, Buffer.alloc(16_385)), 6],
    ['a window beyond its bounds', frame(8, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])), 3],
    ['CONTINUATION of nothing', frame(9, 0x4, 1, Buffer.alloc(0)), 1],
    ['a PING of another length', frame(6, 0, 0, Buffer.alloc(3)), 6],
  ])('%s', async (_, bytes, code) => {
    const opens = frame(1, 0x4, 1, Buffer.from([0x83, 0x86, 0x84]));
    const needsStream = bytes[3] === 0 && bytes.readUInt32BE(5) === 1;
    expect(await goAwayCode(needsStream ? Buffer.concat([opens, bytes]) : bytes)).toBe(code);
  });

  test('and harms nobody else', async () => {
    const client = new WireClient(server.port);
    await goAwayCode(frame(1, 0x5, 2, Buffer.alloc(0)));
    expect(await client.call('KV', 'Range', { key: Buffer.from('a') })).toHaveProperty('answer');
    client.close();
  });
});

describe('other clients', () => {
  test('Node`s own HTTP/2: pages, pings, header blocks in parts, indexed and Huffman-coded fields', async () => {
    const session = connectHttp2(server.url);
    const page = (headers: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':path': '/version', ...headers });
        let text = '';
        stream.setEncoding('utf8');
        stream.on('data', (chunk: string) => (text += chunk));
        stream.on('end', () => {
          resolve(text);
        });
        stream.on('error', reject);
      });
    const long = { 'x-long': 'ü~\\'.repeat(10), 'x-longer': 'abc'.repeat(9000) };
    for (const headers of [{}, { 'x-a': '1' }, { 'x-a': '1' }, long, {}]) {
      expect(JSON.parse(await page(headers))).toEqual({ etcdserver: '3.5.13', etcdcluster: '3.5.0' });
    }
    await new Promise<void>((resolve, reject) => {
      session.ping((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    session.close();
  });

  test('a whole URL as authority, as Go`s etcd client sends it', async () => {
    const bytes = frame(1, 0x5, 1, headersOf(':authority', 'http://127.0.0.1:2379'));
    const answered = await new Promise<string>((resolve, reject) => {
      const socket = connectSocket(server.port, '127.0.0.1');
      let received = Buffer.alloc(0);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.includes('etcdserver')) {
          socket.destroy();
          resolve(received.toString('latin1'));
        }
      });
      socket.write(Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), bytes]));
    });
    expect(answered).toContain('{"etcdserver":"3.5.13"');
  });
});

/** `GET /version` with one more field. */
function headersOf(name: string, value: string): Buffer {
  const text = (words: string): Buffer => Buffer.concat([Buffer.from([words.length]), Buffer.from(words)]);
  return Buffer.concat([
    Buffer.from([0x82, 0x86, 0x04]),
    text('/version'),
    Buffer.from([0x00]),
    text(name),
    text(value),
  ]);
}

describe('TLS', () => {
  test('clients with a certificate of the authority are served, others not', async () => {
    const authority = await createServingAuthority(Date.now());
    const credential = await authority.clientCredential('etcd-client', []);
    const serving = await authority.servingCredential();
    const secure = await serveEtcd(member, {
      tls: {
        cert: serving.certificate,
        key: serving.key,
        ca: authority.authority,
        requireClientCertificate: true,
      },
    });
    expect(secure.url).toBe(`https://127.0.0.1:${secure.port}`);
    const ca = Buffer.from(authority.authority);
    const status = (channel: ReturnType<typeof credentials.createSsl>): Promise<string> => {
      const client = new Client(`127.0.0.1:${secure.port}`, channel);
      const method = etcdMethod('Maintenance', 'Status');
      return new Promise((resolve) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          {},
          { deadline: Date.now() + 3000 },
          (error, answer) => {
            client.close();
            resolve(error === null ? (answer as { version: string }).version : 'refused');
          },
        );
      });
    };
    const known = credentials.createSsl(ca, Buffer.from(credential.key), Buffer.from(credential.certificate));
    expect(await status(known)).toBe('3.5.13');
    expect(await status(credentials.createSsl(ca))).toBe('refused');
    const negotiated = await new Promise<string | false | null>((resolve) => {
      const socket = connectTls(
        {
          port: secure.port,
          host: '127.0.0.1',
          ca,
          key: credential.key,
          cert: credential.certificate,
          ALPNProtocols: ['h2'],
        },
        () => {
          resolve(socket.alpnProtocol);
          socket.destroy();
        },
      );
    });
    expect(negotiated).toBe('h2');
    await secure.close();
  });
});

test('closing ends watches and lets go of the port', async () => {
  const first = await serveEtcd(member);
  const client = new WireClient(first.port);
  const { stream, next } = client.open('Watch', 'Watch');
  stream.write({ createRequest: { key: Buffer.from('a') } });
  await next();
  await first.close();
  await expect(next()).rejects.toThrow();
  client.close();
  const second = await serveEtcd(member, { port: first.port });
  await expect(serveEtcd(member, { port: first.port })).rejects.toThrow('EADDRINUSE');
  await second.close();
});
