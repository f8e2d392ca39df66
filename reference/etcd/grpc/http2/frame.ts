/** Frames of HTTP/2 (RFC 9113, section 6). */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlag = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

export const errorCode = {
  none: 0,
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refusedStream: 7,
  cancel: 8,
  compression: 9,
  enhanceYourCalm: 11,
} as const;

export type ErrorCode = (typeof errorCode)[keyof typeof errorCode];

export const frameHeaderBytes = 9;

/** What every peer may send without having been told otherwise, and all that this server takes. */
export const defaultMaxFrameBytes = 16_384;

export const defaultWindow = 65_535;

export const largestWindow: number = 2 ** 31 - 1;

export const clientPreface: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** What the peer did against the protocol. The connection ends with a GOAWAY of this code. */
export class ConnectionError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** `payload` is a view of the bytes that arrived. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer | undefined;

  /** Calls `onFrame` for each frame that is now whole. Throws a `ConnectionError` for a frame that is too long. */
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= frameHeaderBytes) {
      const length = bytes.readUIntBE(at, 3);
      if (length > defaultMaxFrameBytes) {
        throw new ConnectionError(errorCode.frameSize, `a frame of ${length} bytes`);
      }
      const end = at + frameHeaderBytes + length;
      if (end > bytes.length) break;
      const payload = bytes.subarray(at + frameHeaderBytes, end);
      const streamId = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
      const type = bytes[at + 3] ?? 0;
      const flags = bytes[at + 4] ?? 0;
      at = end;
      onFrame({ type, flags, streamId, payload });
    }
    this.#rest = at === bytes.length ? undefined : bytes.subarray(at);
  }
}

/** What is left of a payload without its padding. Throws a `ConnectionError` where there is more padding than payload. */
export function withoutPadding(frame: Frame): Buffer {
  if ((frame.flags & frameFlag.padded) === 0) return frame.payload;
  const padding = frame.payload[0] ?? 0;
  if (padding >= frame.payload.length) {
    throw new ConnectionError(errorCode.protocol, 'more padding than payload');
  }
  return frame.payload.subarray(1, frame.payload.length - padding);
}
