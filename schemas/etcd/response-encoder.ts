import type {
  EtcdDeleteRangeResponse,
  EtcdEvent,
  EtcdKeyValue,
  EtcdPutResponse,
  EtcdRangeResponse,
  EtcdResponseHeader,
  EtcdResponseOp,
  EtcdTxnResponse,
  EtcdWatchResponse,
} from '../types/etcd.ts';
import { ProtoWriter } from './proto-writer.ts';

/**
 * The answers of KV and the messages of a watch, from plain values to bytes, by the field numbers of `rpc.proto`. Fields are
 * written from the last to the first; see `ProtoWriter`.
 */
export function writeRangeResponse(writer: ProtoWriter, response: EtcdRangeResponse): void {
  writer.whole(4, response.count);
  writer.flag(3, response.more);
  writeKeyValues(writer, 2, response.kvs);
  writeHeader(writer, response.header);
}

export function writePutResponse(writer: ProtoWriter, response: EtcdPutResponse): void {
  if (response.prevKv !== undefined) writeKeyValue(writer, 2, response.prevKv);
  writeHeader(writer, response.header);
}

export function writeDeleteRangeResponse(writer: ProtoWriter, response: EtcdDeleteRangeResponse): void {
  writeKeyValues(writer, 3, response.prevKvs);
  writer.whole(2, response.deleted);
  writeHeader(writer, response.header);
}

export function writeTxnResponse(writer: ProtoWriter, response: EtcdTxnResponse): void {
  const { responses } = response;
  for (let at = responses.length - 1; at >= 0; at -= 1) {
    const operation = responses[at];
    const before = writer.length;
    if (operation !== undefined) writeResponseOp(writer, operation);
    writer.message(3, before);
  }
  writer.flag(2, response.succeeded);
  writeHeader(writer, response.header);
}

function writeResponseOp(writer: ProtoWriter, operation: EtcdResponseOp): void {
  const before = writer.length;
  if ('range' in operation) {
    writeRangeResponse(writer, operation.range);
    writer.message(1, before);
  } else if ('put' in operation) {
    writePutResponse(writer, operation.put);
    writer.message(2, before);
  } else if ('deleteRange' in operation) {
    writeDeleteRangeResponse(writer, operation.deleteRange);
    writer.message(3, before);
  } else {
    writeTxnResponse(writer, operation.txn);
    writer.message(4, before);
  }
}

/** A message that carries a header and no more. */
export function writeHeaderOnly(
  writer: ProtoWriter,
  response: { readonly header: EtcdResponseHeader },
): void {
  writeHeader(writer, response.header);
}

export interface WatchMessage extends EtcdWatchResponse {
  readonly watchId: number;
  /** More of the same revision follows in the next message. */
  readonly fragment: boolean;
}

export function writeWatchResponse(writer: ProtoWriter, response: WatchMessage): void {
  writeEvents(writer, response.events);
  writer.flag(7, response.fragment);
  writer.text(6, response.cancelReason);
  writer.whole(5, response.compactRevision);
  writer.flag(4, response.canceled);
  writer.flag(3, response.created);
  writer.whole(2, response.watchId);
  writeHeader(writer, response.header);
}

/** Many watchers of one thing are told the same one after the other: from the second on its bytes are there already. */
let told: { readonly events: readonly EtcdEvent[]; bytes: Uint8Array | undefined } | undefined;

function writeEvents(writer: ProtoWriter, events: readonly EtcdEvent[]): void {
  if (events.length === 0) return;
  if (told?.events === events && told.bytes !== undefined) {
    writer.raw(told.bytes);
    return;
  }
  const before = writer.length;
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const event = events[at];
    if (event !== undefined) writeEvent(writer, event);
  }
  told = {
    events,
    bytes: told?.events === events ? writer.finish().slice(0, writer.length - before) : undefined,
  };
}

function writeEvent(writer: ProtoWriter, event: EtcdEvent): void {
  const before = writer.length;
  if (event.prevKv !== undefined) writeKeyValue(writer, 3, event.prevKv);
  writeKeyValue(writer, 2, event.kv);
  writer.whole(1, event.type === 'PUT' ? 0 : 1);
  writer.message(11, before);
}

function writeKeyValues(writer: ProtoWriter, field: number, entries: readonly EtcdKeyValue[]): void {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry !== undefined) writeKeyValue(writer, field, entry);
  }
}

function writeKeyValue(writer: ProtoWriter, field: number, entry: EtcdKeyValue): void {
  const before = writer.length;
  writer.whole(6, entry.lease);
  writer.bytes(5, entry.value);
  writer.whole(4, entry.version);
  writer.whole(3, entry.modRevision);
  writer.whole(2, entry.createRevision);
  writer.bytes(1, entry.key);
  writer.message(field, before);
}

/** Ids are numbers of 64 bits and mostly the same two: their bytes are made once. */
let identity = { clusterId: '', memberId: '', bytes: new Uint8Array(0) };

function writeHeader(writer: ProtoWriter, header: EtcdResponseHeader): void {
  const { clusterId, memberId } = header;
  if (clusterId !== identity.clusterId || memberId !== identity.memberId) {
    const ids = new ProtoWriter();
    ids.whole(2, memberId);
    ids.whole(1, clusterId);
    identity = { clusterId, memberId, bytes: Uint8Array.from(ids.finish()) };
  }
  const before = writer.length;
  writer.whole(4, header.raftTerm);
  writer.whole(3, header.revision);
  writer.raw(identity.bytes);
  writer.message(1, before);
}
