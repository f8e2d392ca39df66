import { connect, type TLSSocket } from 'node:tls';

/** Header fields as they go over the wire, in this order, whatever stands in them. */
export type RawFields = readonly (readonly [name: string, value: string])[];

/** What came back on the stream: a code, or that the stream or the whole connection was given up. */
export type RawOutcome = number | 'stream refused' | 'connection refused' | 'nothing';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const headersFrame = 1;
const resetFrame = 3;
const settingsFrame = 4;
const goAwayFrame = 7;
const endStream = 1;
const endHeaders = 4;
const acknowledged = 1;
const patienceMs = 2000;

/** Sends one request over HTTP/2 on a connection of its own, without any of the checks that a library makes. */
export function sendRawRequest(
  port: number,
  fields: RawFields,
  { body, credentials }: { readonly body?: string; readonly credentials: { cert: string; key: string } },
): Promise<RawOutcome> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      ...credentials,
    });
    const timer = setTimeout(() => {
      end('nothing');
    }, patienceMs);
    const end = (outcome: RawOutcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    socket.once('secureConnect', () => {
      socket.write(preface);
      socket.write(frame(settingsFrame, { flags: 0, stream: 0 }, Buffer.alloc(0)));
      const flags = endHeaders + (body === undefined ? endStream : 0);
      socket.write(frame(headersFrame, { flags, stream: 1 }, Buffer.concat(fields.map(literal))));
      if (body !== undefined) socket.write(frame(0, { flags: endStream, stream: 1 }, Buffer.from(body)));
    });
    socket.on('error', () => {
      end('connection refused');
    });
    socket.on('close', () => {
      end('connection refused');
    });
    readFrames(socket, end);
  });
}

function readFrames(socket: TLSSocket, end: (outcome: RawOutcome) => void): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 9 && pending.length >= 9 + pending.readUIntBE(0, 3)) {
      const length = pending.readUIntBE(0, 3);
      const [type, flags] = [pending[3], pending[4] ?? 0];
      const payload = pending.subarray(9, 9 + length);
      pending = pending.subarray(9 + length);
      if (type === settingsFrame && (flags & acknowledged) === 0)
        socket.write(frame(settingsFrame, { flags: acknowledged, stream: 0 }, Buffer.alloc(0)));
      if (type === headersFrame) end(codeIn(payload));
      if (type === resetFrame) end('stream refused');
      if (type === goAwayFrame) end('connection refused');
    }
  });
}

function frame(
  type: number,
  { flags, stream }: { readonly flags: number; readonly stream: number },
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A field as HPACK writes one that stands in no table, without compression. */
function literal([name, value]: readonly [string, string]): Buffer {
  return Buffer.concat([Buffer.from([0]), text(name), text(value)]);
}

function text(content: string): Buffer {
  const bytes = Buffer.from(content, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const rest = [127];
  let left = bytes.length - 127;
  for (; left >= 128; left = Math.floor(left / 128)) rest.push((left % 128) + 128);
  return Buffer.concat([Buffer.from([...rest, left]), bytes]);
}

const indexedCodes: Readonly<Record<number, number>> = {
  8: 200,
  9: 204,
  10: 206,
  11: 304,
  12: 400,
  13: 404,
  14: 500,
};
/** The digits in HPACK's code, by their bits. */
const digits: readonly string[] = [
  '00000',
  '00001',
  '00010',
  '011001',
  '011010',
  '011011',
  '011100',
  '011101',
  '011110',
  '011111',
];

/** The code of an answer, whose `:status` is its first field. */
function codeIn(payload: Buffer): number {
  const first = payload[0] ?? 0;
  if ((first & 0x80) !== 0) return indexedCodes[first & 0x7f] ?? 0;
  const length = payload[1] ?? 0;
  const value = payload.subarray(2, 2 + (length & 0x7f));
  if ((length & 0x80) === 0) return Number(value.toString());
  let bits = [...value].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  let code = '';
  while (code.length < 3) {
    const digit = digits.findIndex((pattern) => bits.startsWith(pattern));
    if (digit < 0) return 0;
    code += String(digit);
    bits = bits.slice(digits[digit]?.length ?? 0);
  }
  return Number(code);
}
