import type { Socket } from 'node:net';

/** What members of one kind open a connection with. */
export const peerProtocol = 'plimsoll-peer/1';

/** What a frame holds. */
export const frameKinds = {
  hello: 1,
  raft: 2,
  talk: 3,
  snapshotHead: 4,
  snapshotChunk: 5,
  snapshotEnd: 6,
} as const;

export interface Frame {
  readonly kind: number;
  /** A view of a buffer that nobody writes to any more. */
  readonly payload: Uint8Array;
}

export interface FrameReader {
  readonly onFrame: (frame: Frame) => void;
  /** What came cannot be frames, or `onFrame` threw: the socket is closed, and no frame follows. */
  readonly onError: (error: Error) => void;
}

const headBytes = 5;
/** Nobody is listened to for longer before he has said who he is. */
const longestHello = 64 * 1024;
/** A frame that claims to be longer is no frame of ours. */
const longestFrame = 512 * 1024 * 1024;

/** A payload up to this long is copied behind its head: one piece costs the socket less than two. */
const copiedBytes = 16 * 1024;

/** Four bytes of length, one of kind, then the payload. What is written in one turn leaves together. */
export function writeFrame(socket: Socket, kind: number, payload: Uint8Array): boolean {
  const { length } = payload;
  const isCopied = length <= copiedBytes;
  const head = Buffer.allocUnsafe(headBytes + (isCopied ? length : 0));
  head.writeUInt32BE(length, 0);
  head.writeUInt8(kind, 4);
  if (isCopied) head.set(payload, headBytes);
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => {
      socket.uncork();
    });
  }
  const goesOn = socket.write(head);
  return isCopied ? goesOn : socket.write(payload);
}

/** Cuts what arrives on a socket into frames, in order. What cannot be a frame ends the connection. */
export function readFrames(socket: Socket, { onFrame, onError }: FrameReader): void {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let needed = headBytes;
  let longest = longestHello;
  const take = (chunk: Buffer): void => {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < needed) return;
    let buffer = waiting.length === 1 ? chunk : Buffer.concat(waiting, waitingBytes);
    needed = headBytes;
    while (buffer.length >= headBytes) {
      const length = buffer.readUInt32BE(0);
      if (length > longest) throw new Error(`it announces a frame of ${length} bytes`);
      needed = headBytes + length;
      if (buffer.length < needed) break;
      onFrame({ kind: buffer.readUInt8(4), payload: buffer.subarray(headBytes, needed) });
      longest = longestFrame;
      buffer = buffer.subarray(needed);
      needed = headBytes;
    }
    waiting = buffer.length === 0 ? [] : [buffer];
    waitingBytes = buffer.length;
  };
  socket.on('data', (chunk: Buffer) => {
    if (socket.destroyed) return;
    try {
      take(chunk);
    } catch (error) {
      socket.destroy();
      waiting = [];
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

export function jsonPayload(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

export function parsedPayload(payload: Uint8Array): unknown {
  return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
}
