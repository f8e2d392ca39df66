import { connect, type Socket } from 'node:net';
import {
  clientPreface,
  defaultMaxFrameBytes,
  defaultWindow,
  frameFlag,
  frameHeaderBytes,
  frameType,
} from '../../../reference/etcd/grpc/http2/frame.ts';
import { HeaderDecoder } from '../../../reference/etcd/grpc/http2/header-decoder.ts';
import { RequestHeaders } from './request-headers.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who hears what comes back on one stream. */
export interface StreamListener {
  /** A view, valid until it returns. */
  data(bytes: Buffer): void;
  /** Once. `problem` is undefined where the call succeeded. */
  ended(problem: string | undefined): void;
}

interface Waiting {
  readonly streamId: number;
  readonly bytes: Buffer;
  readonly last: boolean;
}

/** What one stream, and all of them together, may send before they are read. */
const receiveWindow = 64 * 1024 * 1024;

/**
 * The client's side of one HTTP/2 connection, as lean as it can be: requests are bytes made before, everything that is sent in
 * one turn goes out in one write. Keeps to the window of the connection; a stream is expected to stay within its own.
 */
export class GrpcConnection {
  readonly #socket: Socket;
  readonly #headers: RequestHeaders;
  readonly #decoder = new HeaderDecoder();
  readonly #streams = new Map<number, StreamListener>();
  #out: Buffer[] = [];
  #waiting: Waiting[] = [];
  #rest: Buffer | undefined;
  #nextStream = 1;
  #sendWindow = defaultWindow;
  #unacknowledged = 0;
  #flushing = false;

  /** Rejects where nobody listens there. */
  static open(address: Address): Promise<GrpcConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...address, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        resolve(new GrpcConnection(socket, address));
      });
    });
  }

  constructor(socket: Socket, { host, port }: Address) {
    this.#socket = socket;
    this.#headers = new RequestHeaders(`${host}:${port}`);
    const settings = Buffer.alloc(6);
    settings.writeUInt16BE(4, 0);
    settings.writeUInt32BE(receiveWindow, 2);
    this.#out.push(clientPreface, frame(frameType.settings, 0, 0, settings), windowUpdate(receiveWindow));
    this.#flush();
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#broken('the connection has ended');
    });
  }

  /** Opens a stream with its first message, already framed for gRPC. `last`: there is no other. Returns the stream's number. */
  call(path: string, message: Buffer, how: { last: boolean; listener: StreamListener }): number {
    const streamId = this.#nextStream;
    this.#nextStream += 2;
    this.#streams.set(streamId, how.listener);
    this.#out.push(frame(frameType.headers, frameFlag.endHeaders, streamId, this.#headers.block(path)));
    this.send(streamId, message, how.last);
    return streamId;
  }

  send(streamId: number, message: Buffer, last: boolean): void {
    for (let at = 0; at < message.length; at += defaultMaxFrameBytes) {
      const bytes = message.subarray(at, at + defaultMaxFrameBytes);
      this.#sendFrame({ streamId, bytes, last: last && at + bytes.length === message.length });
    }
    this.#schedule();
  }

  close(): void {
    this.#streams.clear();
    this.#socket.destroy();
  }

  #sendFrame(part: Waiting): void {
    const { streamId, bytes, last } = part;
    if (this.#waiting.length > 0 || bytes.length > this.#sendWindow) {
      this.#waiting.push(part);
      return;
    }
    this.#sendWindow -= bytes.length;
    this.#out.push(frame(frameType.data, last ? frameFlag.endStream : 0, streamId, bytes));
  }

  #schedule(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => {
      this.#flush();
    });
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#out.length === 0 || this.#socket.destroyed) return;
    this.#socket.write(this.#out.length === 1 ? (this.#out[0] ?? '') : Buffer.concat(this.#out));
    this.#out = [];
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= frameHeaderBytes) {
      const end = at + frameHeaderBytes + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      const streamId = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
      const head = { type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, streamId };
      this.#handle(head, bytes.subarray(at + frameHeaderBytes, end));
      at = end;
    }
    this.#rest = at === bytes.length ? undefined : bytes.subarray(at);
    if (this.#unacknowledged < receiveWindow / 4) return;
    this.#out.push(windowUpdate(this.#unacknowledged));
    this.#unacknowledged = 0;
    this.#schedule();
  }

  #handle(head: { type: number; flags: number; streamId: number }, payload: Buffer): void {
    const { type, flags, streamId } = head;
    if (type === frameType.data) {
      this.#unacknowledged += payload.length;
      if (payload.length > 0) this.#streams.get(streamId)?.data(payload);
      if ((flags & frameFlag.endStream) !== 0) this.#end(streamId, 'it ended without a status');
    } else if (type === frameType.headers) {
      if ((flags & frameFlag.endHeaders) === 0) throw new Error('a header block in parts');
      const fields = this.#decoder.decode(payload);
      if ((flags & frameFlag.endStream) === 0) return;
      const status = fields.get('grpc-status') ?? `without, HTTP ${fields.get(':status') ?? 'without'}`;
      const problem = `gRPC status ${status}: ${fields.get('grpc-message') ?? ''}`;
      this.#end(streamId, status === '0' ? undefined : problem);
    } else if (type === frameType.rstStream) {
      this.#end(streamId, 'it was reset');
    } else if (type === frameType.windowUpdate) {
      if (streamId === 0) this.#widen(payload.readUInt32BE());
    } else if (type === frameType.settings) {
      if ((flags & frameFlag.ack) !== 0) return;
      this.#out.push(frame(frameType.settings, frameFlag.ack, 0, Buffer.alloc(0)));
      this.#schedule();
    } else if (type === frameType.ping && (flags & frameFlag.ack) === 0) {
      this.#out.push(frame(frameType.ping, frameFlag.ack, 0, payload));
      this.#schedule();
    } else if (type === frameType.goaway) {
      this.#broken(`the connection is ended: ${payload.subarray(8).toString('latin1')}`);
    }
  }

  #end(streamId: number, problem: string | undefined): void {
    const listener = this.#streams.get(streamId);
    if (listener === undefined) return;
    this.#streams.delete(streamId);
    listener.ended(problem);
  }

  #widen(by: number): void {
    this.#sendWindow += by;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const part of waiting) this.#sendFrame(part);
    this.#schedule();
  }

  #broken(problem: string): void {
    const listeners = [...this.#streams.values()];
    this.#streams.clear();
    for (const listener of listeners) listener.ended(problem);
  }
}

function windowUpdate(by: number): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(by);
  return frame(frameType.windowUpdate, 0, 0, word);
}

function frame(type: number, flags: number, streamId: number, payload: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(streamId, 5);
  payload.copy(bytes, frameHeaderBytes);
  return bytes;
}
