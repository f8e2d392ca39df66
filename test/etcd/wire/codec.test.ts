import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedMessage } from '../../../schemas/etcd/malformed-message.ts';
import {
  deleteRequestFromWire,
  putRequestFromWire,
  putResponseToWire,
  rangeRequestFromWire,
  txnRequestFromWire,
  txnResponseToWire,
  watchResponseToWire,
} from '../../../schemas/etcd/messages.ts';
import { ProtoWriter } from '../../../schemas/etcd/proto-writer.ts';
import {
  decodeCompactionRequest,
  decodeDeleteRangeRequest,
  decodePutRequest,
  decodeRangeRequest,
  decodeTxnRequest,
} from '../../../schemas/etcd/request-decoder.ts';
import {
  writeDeleteRangeResponse,
  writePutResponse,
  writeRangeResponse,
  writeTxnResponse,
  writeWatchResponse,
} from '../../../schemas/etcd/response-encoder.ts';
import { etcdMethod } from '../../../schemas/etcd/services.ts';
import type {
  WireDeleteRangeRequest,
  WirePutRequest,
  WireRangeRequest,
  WireTxnRequest,
} from '../../../schemas/etcd/wire-types.ts';
import {
  anyDeleteRangeRequest,
  anyDeleteRangeResponse,
  anyPutRequest,
  anyPutResponse,
  anyRangeRequest,
  anyRangeResponse,
  anyTxnRequest,
  anyTxnResponse,
  anyWatchMessage,
} from './message-arbitraries.ts';

/** The naive twin: what a protobuf library makes of the published description. */
function twinRequest(
  service: 'KV',
  name: string,
): { bytes(message: object): Buffer; read(bytes: Buffer): object } {
  const method = etcdMethod(service, name);
  return {
    bytes: (message) => method.requestSerialize(message),
    read: (bytes) => method.requestDeserialize(bytes),
  };
}

function written<Message>(write: (writer: ProtoWriter, message: Message) => void, message: Message): Buffer {
  const writer = new ProtoWriter();
  write(writer, message);
  return Buffer.from(writer.finish());
}

/** Buffers and plain bytes are the same bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

describe('requests, decoded by hand and by the description', () => {
  test('Range', () => {
    const twin = twinRequest('KV', 'Range');
    fc.assert(
      fc.property(anyRangeRequest, (message) => {
        const bytes = twin.bytes(message);
        expect(plain(decodeRangeRequest(bytes))).toEqual(
          plain(rangeRequestFromWire(twin.read(bytes) as WireRangeRequest)),
        );
      }),
    );
  });

  test('Put', () => {
    const twin = twinRequest('KV', 'Put');
    fc.assert(
      fc.property(anyPutRequest, (message) => {
        const bytes = twin.bytes(message);
        expect(plain(decodePutRequest(bytes))).toEqual(
          plain(putRequestFromWire(twin.read(bytes) as WirePutRequest)),
        );
      }),
    );
  });

  test('DeleteRange', () => {
    const twin = twinRequest('KV', 'DeleteRange');
    fc.assert(
      fc.property(anyDeleteRangeRequest, (message) => {
        const bytes = twin.bytes(message);
        expect(plain(decodeDeleteRangeRequest(bytes))).toEqual(
          plain(deleteRequestFromWire(twin.read(bytes) as WireDeleteRangeRequest)),
        );
      }),
    );
  });

  test('Txn', () => {
    const twin = twinRequest('KV', 'Txn');
    fc.assert(
      fc.property(anyTxnRequest, (message) => {
        const bytes = twin.bytes(message);
        expect(plain(decodeTxnRequest(bytes))).toEqual(
          plain(txnRequestFromWire(twin.read(bytes) as WireTxnRequest)),
        );
      }),
    );
  });

  test('Compact', () => {
    const bytes = twinRequest('KV', 'Compact').bytes({ revision: 300_000_000_000, physical: true });
    expect(decodeCompactionRequest(bytes)).toEqual({ revision: 300_000_000_000, physical: true });
  });

  test('what is no message is refused as malformed or read without an end, never otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const decode of [decodeRangeRequest, decodePutRequest, decodeTxnRequest]) {
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedMessage);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('fields that nobody knows are passed over', () => {
    const put = twinRequest('KV', 'Put').bytes({ key: Buffer.from('k'), value: Buffer.from('v') });
    const unknown = Buffer.from([0xa0, 0x06, 0x05, 0xaa, 0x06, 0x02, 1, 2, 0xad, 0x06, 1, 2, 3, 4]);
    expect(plain(decodePutRequest(Buffer.concat([unknown, put])))).toEqual(plain(decodePutRequest(put)));
  });
});

describe('answers, encoded by hand and by the description', () => {
  const same = (name: string, bytes: Buffer, wire: object, service: 'KV' | 'Watch' = 'KV'): void => {
    const method = etcdMethod(service, name);
    expect(plain(method.responseDeserialize(bytes))).toEqual(
      plain(method.responseDeserialize(method.responseSerialize(wire))),
    );
  };

  test('Range', () => {
    fc.assert(
      fc.property(anyRangeResponse, (message) => {
        same('Range', written(writeRangeResponse, message), message);
      }),
    );
  });

  test('Put', () => {
    fc.assert(
      fc.property(anyPutResponse, (message) => {
        same('Put', written(writePutResponse, message), putResponseToWire(message));
      }),
    );
  });

  test('DeleteRange', () => {
    fc.assert(
      fc.property(anyDeleteRangeResponse, (message) => {
        same('DeleteRange', written(writeDeleteRangeResponse, message), message);
      }),
    );
  });

  test('Txn', () => {
    fc.assert(
      fc.property(anyTxnResponse, (message) => {
        same('Txn', written(writeTxnResponse, message), txnResponseToWire(message));
      }),
    );
  });

  test('Watch', () => {
    fc.assert(
      fc.property(anyWatchMessage, (message) => {
        const wire = { ...watchResponseToWire(message, message.watchId), fragment: message.fragment };
        same('Watch', written(writeWatchResponse, message), wire, 'Watch');
      }),
    );
  });

  test('Watch, one change told to several watchers, and another in between', () => {
    fc.assert(
      fc.property(anyWatchMessage, anyWatchMessage, (message, other) => {
        const toOthers = [1, 2, 3].map((watchId) => ({ ...message, watchId }));
        for (const each of [...toOthers, other, message, other]) {
          const wire = { ...watchResponseToWire(each, each.watchId), fragment: each.fragment };
          same('Watch', written(writeWatchResponse, each), wire, 'Watch');
        }
      }),
    );
  });

  test('a message larger than the first memory of a writer', () => {
    const kv = {
      key: Buffer.alloc(100_000, 1),
      value: Buffer.alloc(300_000, 2),
      createRevision: 1,
      modRevision: 2,
      version: 1,
      lease: 0,
    };
    const header = { clusterId: '18446744073709551615', memberId: '1', revision: 9, raftTerm: 2 };
    const message = { header, kvs: [kv, kv, kv], more: true, count: 3 };
    same('Range', written(writeRangeResponse, message), message);
  });
});
