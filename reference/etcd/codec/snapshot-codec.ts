import type { SnapshotCodec } from '../storage/types.ts';
import type { MemberState } from '../member-parts.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { snapshotChunks } from './snapshot-writer.ts';

/**
 * A member's whole state as bytes. Encoding goes through a frozen state a leaf at a time, while the store it was taken
 * from goes on; decoding takes next to nothing apart: keys and history stay packed until somebody looks at them.
 *
 * Whether the bytes arrive whole is the carrier's affair: there is no checksum in them.
 */
export const snapshotCodec: SnapshotCodec = {
  encode: (content) => snapshotChunks(content as MemberState),

  decoder() {
    const reader = new SnapshotReader();
    return {
      push: (chunk): void => {
        reader.push(chunk);
      },
      end: (): MemberState => reader.end(),
    };
  },
};
