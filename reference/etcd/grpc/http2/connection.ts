import type { Duplex } from 'node:stream';
import {
  ConnectionError,
  defaultWindow,
  errorCode,
  frameFlag,
  FrameReader,
  frameType,
  largestWindow,
  withoutPadding,
} from './frame.ts';
import type { ErrorCode, Frame } from './frame.ts';
import { FrameWriter } from './frame-writer.ts';
import { HeaderDecoder } from './header-decoder.ts';
import { noHeaderLimitBytes, PeerSettings, serverSettings, streamWindow } from './settings.ts';
import { OpenStream } from './open-stream.ts';
import type { StreamOwner } from './open-stream.ts';
import type { ServerStream } from './stream.ts';

export interface ConnectionOptions {
  /** Called with each new request; sets `stream.receiver` before it returns. */
  onRequest(stream: ServerStream): void;
  onClose(): void;
}

/** What the client may send on all streams together before it must wait for this side. */
const connectionWindow = 16 * 1024 * 1024;
/** More than this in the socket's own buffer, and nothing more is read until it has gone. */
const unsentBytesLimit = 4 * 1024 * 1024;

/**
 * The server's side of one HTTP/2 connection (RFC 9113), over a socket whose preface was read. All that is sent in one turn
 * of the event loop goes to the socket in one write. Pushes nothing, takes no notice of priorities.
 *
 * It exists, where Node has one of its own, because Go's etcd clients send a whole URL as `:authority`, which Node's refuses,
 * and because it serves several times as many calls per second.
 */
export class ServerConnection implements StreamOwner {
  readonly peer: PeerSettings = new PeerSettings();
  readonly writer: FrameWriter = new FrameWriter();
  sendWindow: number = defaultWindow;
  readonly #socket: Duplex;
  readonly #options: ConnectionOptions;
  readonly #frames = new FrameReader();
  readonly #decoder = new HeaderDecoder();
  readonly #streams = new Map<number, OpenStream>();
  readonly #blocked = new Set<OpenStream>();
  #partialHeaders: { readonly streamId: number; readonly last: boolean; block: Buffer } | undefined;
  #highestStreamId = 0;
  #unacknowledgedBytes = 0;
  #flushing = false;
  #closed = false;

  constructor(socket: Duplex, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.writer.frame(frameType.settings, 0, 0, serverSettings());
    this.writer.frameOfWord(frameType.windowUpdate, 0, connectionWindow - defaultWindow);
    this.schedule();
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk);
    });
    socket.on('drain', () => {
      this.#drained();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended();
    });
    socket.on('end', () => {
      socket.end();
    });
  }

  /** Says that no request is taken any more, and ends the connection with whatever is under way. */
  close(): void {
    this.#goAway(errorCode.none, '');
  }

  schedule(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => {
      this.#flush();
    });
  }

  get isCongested(): boolean {
    return this.#socket.writableLength > unsentBytesLimit;
  }

  block(stream: OpenStream): void {
    this.#blocked.add(stream);
  }

  forget(stream: OpenStream): void {
    this.#streams.delete(stream.id);
    this.#blocked.delete(stream);
  }

  #flush(): void {
    this.#flushing = false;
    if (this.writer.length === 0 || this.#socket.destroyed) return;
    this.#socket.write(this.writer.take());
    // A client that asks without reading what it is told must not fill this side's memory.
    if (this.isCongested) this.#socket.pause();
  }

  #drained(): void {
    this.#socket.resume();
    for (const stream of this.#blocked) if (stream.advance()) this.#blocked.delete(stream);
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      this.#frames.push(chunk, (frame) => {
        if (!this.#closed) this.#handle(frame);
      });
      this.#acknowledge();
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.#goAway(error.code, error.message);
    }
  }

  #handle(frame: Frame): void {
    if (this.#partialHeaders !== undefined && frame.type !== frameType.continuation) {
      throw new ConnectionError(errorCode.protocol, 'another frame within a header block');
    }
    switch (frame.type) {
      case frameType.data:
        this.#data(frame);
        break;
      case frameType.headers:
        this.#headers(frame);
        break;
      case frameType.continuation:
        this.#continuation(frame);
        break;
      case frameType.rstStream:
        if (frame.payload.length !== 4) throw wrongLength(frame);
        this.#streams.get(frame.streamId)?.abort();
        break;
      case frameType.settings:
        this.#settings(frame);
        break;
      case frameType.ping:
        this.#ping(frame);
        break;
      case frameType.windowUpdate:
        this.#windowUpdate(frame);
        break;
      case frameType.pushPromise:
        throw new ConnectionError(errorCode.protocol, 'a client pushes nothing');
      default: // PRIORITY, GOAWAY and what nobody knows change nothing here.
    }
  }

  #headers(frame: Frame): void {
    const { streamId } = frame;
    if (streamId % 2 === 0) throw new ConnectionError(errorCode.protocol, 'HEADERS on a stream of this side');
    let block = withoutPadding(frame);
    if ((frame.flags & frameFlag.priority) !== 0) block = block.subarray(5);
    const last = (frame.flags & frameFlag.endStream) !== 0;
    if ((frame.flags & frameFlag.endHeaders) !== 0) this.#request(streamId, block, last);
    else this.#partialHeaders = { streamId, last, block: Buffer.from(block) };
  }

  #continuation(frame: Frame): void {
    const partial = this.#partialHeaders;
    if (partial?.streamId !== frame.streamId) {
      throw new ConnectionError(errorCode.protocol, 'CONTINUATION of nothing');
    }
    partial.block = Buffer.concat([partial.block, frame.payload]);
    if (partial.block.length > noHeaderLimitBytes) {
      throw new ConnectionError(errorCode.enhanceYourCalm, 'a header block without end');
    }
    if ((frame.flags & frameFlag.endHeaders) === 0) return;
    this.#partialHeaders = undefined;
    this.#request(partial.streamId, partial.block, partial.last);
  }

  #request(streamId: number, block: Buffer, last: boolean): void {
    const fields = this.#decoder.decode(block);
    const known = this.#streams.get(streamId);
    if (known !== undefined) {
      // Trailers of the client: they say nothing but that it has ended.
      if (!last) throw new ConnectionError(errorCode.protocol, 'HEADERS twice');
      known.receive(Buffer.alloc(0), true);
      return;
    }
    if (streamId <= this.#highestStreamId)
      throw new ConnectionError(errorCode.streamClosed, 'HEADERS too late');
    this.#highestStreamId = streamId;
    const stream = new OpenStream(this, streamId, fields);
    this.#streams.set(streamId, stream);
    this.#options.onRequest(stream);
    if (last) stream.receive(Buffer.alloc(0), true);
  }

  #data(frame: Frame): void {
    this.#unacknowledgedBytes += frame.payload.length;
    const stream = this.#streams.get(frame.streamId);
    if (stream === undefined) {
      if (frame.streamId === 0 || frame.streamId > this.#highestStreamId) {
        throw new ConnectionError(errorCode.protocol, 'DATA on a stream that nobody opened');
      }
      return;
    }
    const last = (frame.flags & frameFlag.endStream) !== 0;
    stream.unacknowledgedBytes += frame.payload.length;
    if (stream.unacknowledgedBytes > streamWindow) {
      throw new ConnectionError(errorCode.flowControl, 'more than the window of the stream');
    }
    stream.receive(withoutPadding(frame), last);
    if (last || !stream.open || stream.unacknowledgedBytes < streamWindow / 2) return;
    this.writer.frameOfWord(frameType.windowUpdate, stream.id, stream.unacknowledgedBytes);
    stream.unacknowledgedBytes = 0;
    this.schedule();
  }

  #acknowledge(): void {
    if (this.#unacknowledgedBytes < connectionWindow / 4) return;
    this.writer.frameOfWord(frameType.windowUpdate, 0, this.#unacknowledgedBytes);
    this.#unacknowledgedBytes = 0;
    this.schedule();
  }

  #settings(frame: Frame): void {
    if (frame.streamId !== 0) throw new ConnectionError(errorCode.protocol, 'SETTINGS on a stream');
    if ((frame.flags & frameFlag.ack) !== 0) return;
    const before = this.peer.initialWindow;
    this.peer.read(frame.payload);
    for (const stream of this.#streams.values()) stream.sendWindow += this.peer.initialWindow - before;
    this.writer.frame(frameType.settings, frameFlag.ack, 0, Buffer.alloc(0));
    this.schedule();
    this.#advanceBlocked();
  }

  #ping(frame: Frame): void {
    if (frame.payload.length !== 8) throw wrongLength(frame);
    if ((frame.flags & frameFlag.ack) !== 0) return;
    this.writer.frame(frameType.ping, frameFlag.ack, 0, frame.payload);
    this.schedule();
  }

  #windowUpdate(frame: Frame): void {
    if (frame.payload.length !== 4) throw wrongLength(frame);
    const more = frame.payload.readUInt32BE() & 0x7fff_ffff;
    if (frame.streamId === 0) {
      this.sendWindow += more;
      if (more === 0 || this.sendWindow > largestWindow) {
        throw new ConnectionError(errorCode.flowControl, 'a window beyond its bounds');
      }
      this.#advanceBlocked();
      return;
    }
    const stream = this.#streams.get(frame.streamId);
    if (stream === undefined) return;
    stream.sendWindow += more;
    if (more === 0 || stream.sendWindow > largestWindow) stream.reset(errorCode.flowControl);
    else if (this.#blocked.has(stream) && stream.advance()) this.#blocked.delete(stream);
  }

  #advanceBlocked(): void {
    for (const stream of this.#blocked) {
      if (stream.advance()) this.#blocked.delete(stream);
      if (this.sendWindow <= 0) return;
    }
  }

  #goAway(code: ErrorCode, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.#highestStreamId, 0);
    payload.writeUInt32BE(code, 4);
    this.writer.frame(frameType.goaway, 0, 0, Buffer.concat([payload, Buffer.from(reason)]));
    this.#flush();
    this.#socket.end(() => this.#socket.destroy());
    this.#abortStreams();
  }

  #ended(): void {
    this.#closed = true;
    this.#abortStreams();
    this.#options.onClose();
  }

  #abortStreams(): void {
    for (const stream of [...this.#streams.values()]) stream.abort();
  }
}

function wrongLength(frame: Frame): ConnectionError {
  return new ConnectionError(errorCode.frameSize, `a frame of type ${frame.type} of another length`);
}
