import type { DataCodec, SnapshotCodec } from '../../../reference/etcd/storage/types.ts';

/** Data are texts, a state is a list of texts: no more than the storage needs to be tried. */
export const textCodec: DataCodec<string> = {
  encode: (data) => new TextEncoder().encode(data),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};

export const listCodec: SnapshotCodec = {
  *encode(content) {
    if (!Array.isArray(content)) throw new TypeError('a state is a list');
    for (const item of content) yield new TextEncoder().encode(`${JSON.stringify(item)}\n`);
  },
  decoder: () => {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let text = '';
    return {
      push: (chunk) => {
        text += decoder.decode(chunk, { stream: true });
      },
      end: () =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line)),
    };
  },
};
