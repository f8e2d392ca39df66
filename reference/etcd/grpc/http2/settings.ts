import { ConnectionError, defaultMaxFrameBytes, defaultWindow, errorCode, largestWindow } from './frame.ts';

const setting = { initialWindow: 4, maxFrameBytes: 5 } as const;
const bytesPerSetting = 6;
const largestFrameBytes = 2 ** 24 - 1;

/** What a client may send on one stream before it must wait for this side. */
export const streamWindow: number = 1024 * 1024;

/** The longest header block that is put together from its parts. */
export const noHeaderLimitBytes: number = 1024 * 1024;

/** The payload of this side's SETTINGS. */
export function serverSettings(): Uint8Array {
  const payload = Buffer.alloc(bytesPerSetting);
  payload.writeUInt16BE(setting.initialWindow, 0);
  payload.writeUInt32BE(streamWindow, 2);
  return payload;
}

/** What the client takes. Others of its settings do not matter to a server that neither pushes nor indexes. */
export class PeerSettings {
  initialWindow: number = defaultWindow;
  maxFrameBytes: number = defaultMaxFrameBytes;

  /** Throws a `ConnectionError` for values that may not be. */
  read(payload: Buffer): void {
    if (payload.length % bytesPerSetting !== 0)
      throw new ConnectionError(errorCode.frameSize, 'a SETTINGS cut off');
    for (let at = 0; at < payload.length; at += bytesPerSetting) {
      const value = payload.readUInt32BE(at + 2);
      const id = payload.readUInt16BE(at);
      if (id === setting.initialWindow) {
        if (value > largestWindow)
          throw new ConnectionError(errorCode.flowControl, 'a window beyond its bounds');
        this.initialWindow = value;
      } else if (id === setting.maxFrameBytes) {
        if (value < defaultMaxFrameBytes || value > largestFrameBytes) {
          throw new ConnectionError(errorCode.protocol, 'a frame size beyond its bounds');
        }
        this.maxFrameBytes = value;
      }
    }
  }
}
