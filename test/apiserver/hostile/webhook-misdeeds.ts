import { gzipSync } from 'node:zlib';
import { http, review, type Play, type WildOptions } from './wild-webhook.ts';

export interface Misdeed {
  readonly name: string;
  readonly play: Play;
  readonly mutates?: true;
  /** It takes all the time that it has. */
  readonly isSlow?: true;
  readonly options?: WildOptions;
  /** Where its URL points besides itself. */
  readonly host?: string;
}

const json = 'content-type: application/json\r\n';

function patches(name: string, patch: readonly unknown[]): Misdeed {
  return {
    name,
    mutates: true,
    play: ({ socket, body }) => {
      const text = Buffer.from(JSON.stringify(patch)).toString('base64');
      socket.write(http(review(body, { allowed: true, patchType: 'JSONPatch', patch: text })));
    },
  };
}

/** Writes again and again until nobody listens. */
function pours(socket: NodeJS.WritableStream & { destroyed: boolean }, bytes: Buffer, pauseMs: number): void {
  const again = (): void => {
    if (socket.destroyed) return;
    socket.write(bytes);
    setTimeout(again, pauseMs);
  };
  again();
}

const mebibyte = 1024 * 1024;

const slow: readonly Misdeed[] = [
  { name: 'says nothing', play: () => undefined },
  {
    name: 'says the head byte by byte',
    play: ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pours(socket, Buffer.from('x: y\r\n'), 100);
    },
  },
  {
    name: 'says the body byte by byte',
    play: ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\n${json}content-length: 1000\r\n\r\n`);
      pours(socket, Buffer.from(' '), 50);
    },
  },
  {
    name: 'never ends its chunks',
    play: ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n`);
      pours(socket, Buffer.from('1\r\n \r\n'), 20);
    },
  },
];

const large: readonly Misdeed[] = [
  {
    name: 'says 2 MiB of blanks',
    play: ({ socket, body }) => socket.write(http(review(body) + ' '.repeat(2 * mebibyte))),
  },
  {
    name: 'says 8 MiB of blanks',
    play: ({ socket, body }) => socket.write(http(review(body) + ' '.repeat(8 * mebibyte))),
  },
  {
    name: 'says 20 MiB of blanks',
    play: ({ socket, body }) => socket.write(http(review(body) + ' '.repeat(20 * mebibyte))),
  },
  {
    name: 'says a head of 100 KiB',
    play: ({ socket, body }) => socket.write(http(review(body), { 'x-large': 'x'.repeat(100 * 1024) })),
  },
  {
    name: 'packs its answer',
    play: ({ socket, body }) => socket.write(http(gzipSync(review(body)), { 'content-encoding': 'gzip' })),
  },
  {
    name: 'packs 30 MiB of blanks',
    play: ({ socket, body }) =>
      socket.write(http(gzipSync(review(body) + ' '.repeat(30 * mebibyte)), { 'content-encoding': 'gzip' })),
  },
  {
    name: 'says that it is packed, and is not',
    play: ({ socket, body }) => socket.write(http(review(body), { 'content-encoding': 'gzip' })),
  },
  {
    name: 'packs in a way that nobody asked for',
    play: ({ socket, body }) => socket.write(http(review(body), { 'content-encoding': 'br' })),
  },
];

function redirects(status: string): Misdeed {
  return {
    name: `sends elsewhere by ${status}`,
    play: ({ socket, head, body }) => {
      if (/^\w+ \/guard/.test(head)) socket.write(http('', { location: '/elsewhere' }, status));
      else socket.write(http(/^POST/.test(head) ? review(body) : '{"kind":"Pod","apiVersion":"v1"}'));
    },
  };
}

const redirected: readonly Misdeed[] = [
  redirects('301 Moved Permanently'),
  redirects('302 Found'),
  redirects('303 See Other'),
  redirects('307 Temporary Redirect'),
  redirects('308 Permanent Redirect'),
  {
    name: 'sends round and round',
    play: ({ socket }) => socket.write(http('', { location: '/guard' }, '307 Temporary Redirect')),
  },
  {
    name: 'sends nowhere',
    play: ({ socket }) => socket.write(http('', {}, '307 Temporary Redirect')),
  },
];

const typed: readonly Misdeed[] = [
  'text/html',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'nonsense',
  '',
].map((type) => ({
  name: `says that its JSON is ${type || 'of no type'}`,
  play: ({ socket, body }) => socket.write(http(review(body), { 'content-type': type })),
}));

const broken: readonly Misdeed[] = [
  { name: 'hangs up', play: ({ socket }) => socket.end() },
  { name: 'breaks off', play: ({ socket }) => socket.destroy() },
  {
    name: 'hangs up in the head',
    play: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-'),
  },
  {
    name: 'hangs up in the body',
    play: ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n${json}content-length: 1000\r\n\r\n{"kind"`),
  },
  {
    name: 'hangs up in its chunks',
    play: ({ socket }) =>
      socket.end(`HTTP/1.1 200 OK\r\n${json}transfer-encoding: chunked\r\n\r\n5\r\n{"kin\r\n`),
  },
  { name: 'speaks no HTTP', play: ({ socket }) => socket.write('220 mail.example.com ESMTP\r\n') },
  {
    name: 'speaks HTTP/1.0',
    play: ({ socket, body }) => socket.end(`HTTP/1.0 200 OK\r\n${json}\r\n${review(body)}`),
  },
  {
    name: 'ends its body by hanging up',
    play: ({ socket, body }) =>
      socket.end(`HTTP/1.1 200 OK\r\n${json}connection: close\r\n\r\n${review(body)}`),
  },
  {
    name: 'tells two lengths',
    play: ({ socket, body }) =>
      socket.write(`HTTP/1.1 200 OK\r\n${json}content-length: 5\r\ncontent-length: 6\r\n\r\n${review(body)}`),
  },
  {
    name: 'tells too short a length',
    play: ({ socket, body }) => socket.write(http(review(body), { 'content-length': '10' })),
  },
  {
    name: 'goes on talking',
    play: ({ socket, body }) => socket.write(Buffer.concat([http(review(body)), http(review(body))])),
  },
  {
    name: 'hints before it answers',
    play: ({ socket, body }) =>
      socket.write(
        Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'), http(review(body))]),
      ),
  },
  { name: 'has no content', play: ({ socket }) => socket.write('HTTP/1.1 204 No Content\r\n\r\n') },
  {
    name: 'switches protocols',
    play: ({ socket }) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  },
  {
    name: 'closes what it said to keep',
    play: ({ socket, body }) => {
      socket.write(http(review(body)));
      setTimeout(() => socket.destroy(), 20);
    },
  },
  {
    name: 'closes what it said to keep at the next question',
    play: ({ socket, body, count }) => {
      if (count === 2) socket.destroy();
      else socket.write(http(review(body)));
    },
  },
  {
    name: 'is busy once',
    play: ({ socket, body, count }) =>
      socket.write(
        count === 1 ? http('', { 'retry-after': '1' }, '503 Service Unavailable') : http(review(body)),
      ),
  },
  {
    name: 'is busy',
    isSlow: true,
    play: ({ socket }) => socket.write(http('', { 'retry-after': '1' }, '429 Too Many Requests')),
  },
];

const words: readonly Misdeed[] = [
  ['says null', 'null'],
  ['says a list', '[]'],
  ['says a number', '1'],
  ['says nothing at all', ''],
  ['says half an object', '{"kind": "AdmissionReview"'],
  [
    'says lists within lists',
    `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  ],
  ['says another kind', '{"kind":"Pod","apiVersion":"v1","response":{"allowed":true}}'],
  ['leaves out its kind', '{"apiVersion":"admission.k8s.io/v1","response":{"allowed":true}}'],
  ['leaves out its version', '{"kind":"AdmissionReview","response":{"allowed":true}}'],
  ['is of no version that there is', '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v9"}'],
  [
    'is of another version',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","response":{"allowed":true}}',
  ],
  [
    'says a number in place of a uid',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":7}}',
  ],
  [
    'says a text in place of warnings',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"warnings":"x"}}',
  ],
  [
    'says numbers in place of annotations',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"auditAnnotations":{"x":1}}}',
  ],
  [
    'says a list in place of a response',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":[]}',
  ],
  ['says a Status', '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","code":418}'],
  [
    'says a text in place of a truth',
    '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"allowed":"true"}}',
  ],
].map(([name = '', text = '']) => ({ name, play: ({ socket }) => socket.write(http(text)) }));

const secure: readonly Misdeed[] = [
  {
    name: 'shows another name',
    options: { names: ['example.com'] },
    play: ({ socket, body }) => socket.write(http(review(body))),
  },
  {
    name: 'shows an expired certificate',
    options: { isExpired: true },
    play: ({ socket, body }) => socket.write(http(review(body))),
  },
  {
    name: 'speaks an old TLS',
    options: { tls: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } },
    play: ({ socket, body }) => socket.write(http(review(body))),
  },
  {
    name: 'speaks TLS 1.2',
    options: { tls: { maxVersion: 'TLSv1.2' } },
    play: ({ socket, body }) => socket.write(http(review(body))),
  },
];

const changed: readonly Misdeed[] = [
  patches('changes the name', [{ op: 'replace', path: '/metadata/name', value: 'other' }]),
  patches('changes the namespace', [{ op: 'replace', path: '/metadata/namespace', value: 'kube-system' }]),
  patches('removes the namespace', [{ op: 'remove', path: '/metadata/namespace' }]),
  patches('changes the uid', [
    { op: 'add', path: '/metadata/uid', value: '00000000-0000-0000-0000-000000000000' },
  ]),
  patches('changes the resource version', [{ op: 'add', path: '/metadata/resourceVersion', value: '5' }]),
  patches('changes when it was made', [
    { op: 'add', path: '/metadata/creationTimestamp', value: '2001-01-01T00:00:00Z' },
  ]),
  patches('marks it as deleted', [
    { op: 'add', path: '/metadata/deletionTimestamp', value: '2001-01-01T00:00:00Z' },
  ]),
  patches('adds an owner that is none', [
    { op: 'add', path: '/metadata/ownerReferences', value: [{ name: 'x' }] },
  ]),
  patches('changes the kind', [{ op: 'replace', path: '/kind', value: 'ConfigMap' }]),
  patches('changes the version', [{ op: 'replace', path: '/apiVersion', value: 'v2' }]),
  patches('changes it into a Namespace', [
    { op: 'replace', path: '', value: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } } },
  ]),
  patches('removes everything', [{ op: 'remove', path: '' }]),
  patches('replaces it by a text', [{ op: 'replace', path: '', value: 'x' }]),
  patches('adds what nobody knows', [{ op: 'add', path: '/unheardOf', value: 1 }]),
  patches('adds a wrong type', [{ op: 'add', path: '/data', value: 7 }]),
  patches('tests in vain', [{ op: 'test', path: '/metadata/name', value: 'x' }]),
  patches('removes what is not there', [{ op: 'remove', path: '/data/x' }]),
  patches('knows no such operation', [{ op: 'burn', path: '/data' }]),
  {
    name: 'patches by something else',
    mutates: true,
    play: ({ socket, body }) =>
      socket.write(
        http(
          review(body, {
            allowed: true,
            patchType: 'MergePatch',
            patch: Buffer.from('{}').toString('base64'),
          }),
        ),
      ),
  },
  {
    name: 'patches by nonsense',
    mutates: true,
    play: ({ socket, body }) =>
      socket.write(http(review(body, { allowed: true, patchType: 'JSONPatch', patch: '%%%' }))),
  },
  {
    name: 'patches by no JSON',
    mutates: true,
    play: ({ socket, body }) =>
      socket.write(
        http(
          review(body, { allowed: true, patchType: 'JSONPatch', patch: Buffer.from('x').toString('base64') }),
        ),
      ),
  },
  {
    name: 'doubles it again and again',
    mutates: true,
    play: ({ socket, body }) => {
      const doubling = Array.from({ length: 40 }, (_one, index) => [
        { op: 'copy', from: '/metadata/annotations', path: `/metadata/annotations/x${index}` },
      ]).flat();
      const patch = [{ op: 'add', path: '/metadata/annotations', value: {} }, ...doubling];
      const text = Buffer.from(JSON.stringify(patch)).toString('base64');
      socket.write(http(review(body, { allowed: true, patchType: 'JSONPatch', patch: text })));
    },
  },
];

/** What webhooks may do to those who ask them. */
export const misdeeds: readonly Misdeed[] = [
  ...slow.map((misdeed) => ({ ...misdeed, isSlow: true as const })),
  ...large,
  ...redirected,
  ...typed,
  ...broken,
  ...words,
  ...secure,
  ...changed,
];
