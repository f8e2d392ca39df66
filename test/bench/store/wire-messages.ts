/** Messages of the etcd v3 API as bytes, made once: the load generator spends its time on sending, not on encoding. */

export const servicePaths = {
  range: '/etcdserverpb.KV/Range',
  put: '/etcdserverpb.KV/Put',
  txn: '/etcdserverpb.KV/Txn',
  watch: '/etcdserverpb.Watch/Watch',
} as const;

export const keyBytes = 32;
export const valueBytes = 256;

const wireBytes = 2;
const value = Buffer.alloc(valueBytes, 'plimsoll ');

/** `prefix`, then the number with as many zeros as make it 32 bytes. */
export function keyOf(prefix: string, number: number): Buffer {
  return Buffer.from(prefix + String(number).padStart(keyBytes - prefix.length, '0'), 'latin1');
}

export function putRequest(key: Buffer): Buffer {
  return Buffer.concat([field(1, key), field(2, value)]);
}

export function rangeRequest(key: Buffer, serializable: boolean): Buffer {
  return Buffer.concat([field(1, key), serializable ? Buffer.from([7 << 3, 1]) : Buffer.alloc(0)]);
}

/** One transaction that puts all of these keys, whatever was there. */
export function txnOfPuts(keys: readonly Buffer[]): Buffer {
  return Buffer.concat(keys.map((key) => field(2, field(2, putRequest(key)))));
}

export function watchCreateRequest(key: Buffer): Buffer {
  return field(1, field(1, key));
}

/** Before each message of a gRPC stream: not compressed, and how long it is. */
export function grpcFrame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

export interface WatchNews {
  readonly created: boolean;
  readonly events: number;
}

/** What a WatchResponse says: field 3 is `created`, 4 `canceled`, 11 each an event. Throws where a watch has ended. */
export function watchNews(message: Buffer): WatchNews {
  let created = false;
  let events = 0;
  let at = 0;
  while (at < message.length) {
    const [tag, afterTag] = varint(message, at);
    const [number, after] = varint(message, afterTag);
    const name = tag >>> 3;
    at = (tag & 7) === wireBytes ? after + number : after;
    if (name === 3) created = number === 1;
    if (name === 4 && number === 1) throw new Error('the store ended a watch');
    if (name === 11) events += 1;
  }
  return { created, events };
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | wireBytes]), lengthOf(bytes.length), bytes]);
}

function lengthOf(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

/** The number, as far as it is exact, and where it ends. */
function varint(bytes: Buffer, from: number): readonly [number: number, end: number] {
  let number = 0;
  let scale = 1;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    number += (byte & 0x7f) * scale;
    if (byte < 0x80) return [number, at + 1];
    scale *= 128;
  }
  throw new Error('a message that is cut off');
}
