import { readFileSync } from 'node:fs';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, type TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServing, type ServingProcess } from '../../cluster/serving-process.ts';

let server: ServingProcess;
let sent = 0;

beforeAll(async () => {
  server = await startServing(() => []);
}, 30_000);

afterAll(async () => {
  process.stdout.write(`over sockets: ${sent} requests\n`);
  await server.stop();
});

function credentials(): { ca: string; cert: string; key: string } {
  const { certificateAuthority, clientCertificate, clientKey } = server.access;
  return { ca: certificateAuthority ?? '', cert: clientCertificate ?? '', key: clientKey ?? '' };
}

function open(): Promise<TLSSocket> {
  const port = Number(new URL(server.access.server).port);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ALPNProtocols: ['http/1.1'], ...credentials() }, () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Writes bytes as they stand; what came back until the other side hung up, or for the time given. */
async function raw(message: string, limitMs = 1500): Promise<string> {
  sent += 1;
  const socket = await open();
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  socket.write(message, 'latin1');
  await Promise.race([closed, sleep(limitMs)]);
  socket.destroy();
  return text;
}

function codesIn(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));
}

async function isWell(): Promise<boolean> {
  const text = await raw('GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 5000);
  return codesIn(text)[0] === 200;
}

async function revision(): Promise<string> {
  const path = '/api/v1/namespaces/kube-public/configmaps';
  const text = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 5000);
  return /"resourceVersion":"(\d+)"/.exec(text)?.[1] ?? 'none';
}

/** MiB, as the kernel counts it. */
function residentMiB(): number {
  const status = readFileSync(`/proc/${server.child.pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const path = '/api/v1/namespaces/default/configmaps';
const object = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"smuggled"}}';
const inner = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${object.length}\r\n\r\n${object}`;
const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

/** Messages whose end is a matter of opinion, each with a second request inside. */
const ambiguous: readonly (readonly [string, string])[] = [
  [
    'two ways to say how long it is',
    `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  ],
  [
    'the same, the other way round',
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${inner}`,
  ],
  ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 200\r\n\r\n{}${inner}`],
  ['a list of lengths', `${head}Content-Length: 2, 200\r\n\r\n{}${inner}`],
  ['a signed length', `${head}Content-Length: +2\r\n\r\n{}${inner}`],
  ['a negative length', `${head}Content-Length: -2\r\n\r\n{}${inner}`],
  ['a length in another base', `${head}Content-Length: 0x2\r\n\r\n{}${inner}`],
  ['an unknown encoding', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`],
  ['two encodings', `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`],
  ['an encoding behind a tab', `${head}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${inner}`],
  ['a header with a space before its colon', `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`],
  ['a folded header', `${head}X-A: b\r\n Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
  ['a header without a name', `${head}: x\r\nContent-Length: 2\r\n\r\n{}`],
  ['a carriage return inside a header', `${head}X-A: b\rX-B: c\r\nContent-Length: 2\r\n\r\n{}`],
  ['a chunk of a negative size', `${head}Transfer-Encoding: chunked\r\n\r\n-1\r\n${inner}`],
  ['a chunk larger than any', `${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${inner}`],
  ['no host', `GET ${path} HTTP/1.1\r\n\r\n`],
  ['a version that there is not', `GET ${path} HTTP/9.9\r\nHost: x\r\n\r\n`],
  ['a space in its path', `GET ${path}/a b HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['the old protocol', `GET ${path}\r\n\r\n`],
  ['the preface of the new one', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['nothing that is a message', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['a header as large as a book', `${head}X-A: ${'a'.repeat(200_000)}\r\n\r\n`],
  ['headers without end', `${head}${'X-A: b\r\n'.repeat(5000)}\r\n`],
  ['a path as long as a book', `GET /${'a'.repeat(200_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
];

describe('over sockets', () => {
  it.each(ambiguous)(
    'a message with %s is refused, and nothing inside it is taken for a request',
    async (_, message) => {
      const before = await revision();
      const codes = codesIn(await raw(message));
      expect(codes.length).toBeLessThanOrEqual(1);
      for (const code of codes) expect(code).toBeGreaterThanOrEqual(400);
      expect(await revision()).toBe(before);
      expect(await isWell()).toBe(true);
    },
    20_000,
  );

  it('thousands of them leave the memory as it was', async () => {
    const before = await revision();
    await Promise.all(ambiguous.map(([, message]) => raw(message, 200)));
    const residentBefore = residentMiB();
    const started = sent;
    while (sent - started < 2000) {
      await Promise.all(ambiguous.slice(0, 16).map(([, message]) => raw(message, 200)));
    }
    process.stdout.write(
      `${sent - started} messages: ${residentBefore.toFixed(0)} to ${residentMiB().toFixed(0)} MiB resident\n`,
    );
    expect(residentMiB() - residentBefore).toBeLessThan(150);
    expect(await revision()).toBe(before);
    expect(await isWell()).toBe(true);
  }, 120_000);

  it('clients that send a head or a body a byte at a time do not keep others from being served', async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => open()));
    slow.forEach((socket, index) => {
      socket.on('error', () => undefined);
      socket.write(index % 2 === 0 ? 'GET /ver' : `${head}Content-Length: 1000\r\n\r\n{`);
    });
    sent += slow.length;
    await sleep(200);
    expect(await isWell()).toBe(true);
    expect(residentMiB()).toBeLessThan(700);
    for (const socket of slow) socket.destroy();
  }, 30_000);

  it('two thousand idle watches take little, and are let go of', async () => {
    const before = residentMiB();
    const sessions: ClientHttp2Session[] = [];
    for (let count = 0; count < 10; count += 1) {
      const session = connectHttp2(server.access.server, credentials());
      session.on('error', () => undefined);
      sessions.push(session);
      const answered = Array.from({ length: 200 }, () => {
        const stream = session.request({ ':path': '/api/v1/configmaps?watch=1&resourceVersion=0' });
        stream.on('error', () => undefined);
        stream.resume();
        sent += 1;
        return new Promise<void>((resolve) => {
          stream.once('response', () => {
            resolve();
          });
        });
      });
      await Promise.all(answered);
    }
    const full = residentMiB();
    process.stdout.write(`2000 idle watches: ${before.toFixed(0)} to ${full.toFixed(0)} MiB resident\n`);
    expect(full - before).toBeLessThan(200);
    expect(await isWell()).toBe(true);
    for (const session of sessions) session.destroy();
    // Whoever has only just hung up may still be counted.
    await vi.waitFor(async () => {
      expect(await openWatches()).toBe(0);
    }, 20_000);
  }, 60_000);

  it('streams that are opened and reset at once do not wear the server out', async () => {
    const before = residentMiB();
    for (let round = 0; round < 20; round += 1) {
      const session = connectHttp2(server.access.server, credentials());
      session.on('error', () => undefined);
      for (let count = 0; count < 150; count += 1) {
        const stream = session.request({ ':path': '/api/v1/configmaps?watch=1' });
        stream.on('error', () => undefined);
        stream.close();
        sent += 1;
      }
      await sleep(20);
      session.destroy();
    }
    expect(await isWell()).toBe(true);
    expect(residentMiB() - before).toBeLessThan(200);
    // Whoever has only just hung up may still be counted.
    for (let look = 0; look < 100 && (await openWatches()) > 0; look += 1) await sleep(200);
    expect(await openWatches()).toBe(0);
  }, 60_000);
});

/** Of ConfigMaps across all namespaces by clients, as the server counts them; its own controllers have none of them with a version. */
async function openWatches(): Promise<number> {
  const text = await raw('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 5000);
  const line = /apiserver_longrunning_requests\{[^}]*resource="configmaps"[^}]*\} (\d+)/.exec(text);
  return Number(line?.[1] ?? 0) - ownWatches;
}

/** The garbage collector and whoever publishes the root certificate each watch them too. */
const ownWatches = 2;
