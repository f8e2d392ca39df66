import type { ApiStore } from '../../harness/ports/ports.ts';
import type { EtcdConnection } from '../../schemas/types/etcd.ts';

const encoder = new TextEncoder();

/** The way to the store behind an API server, past the API server. */
export function createStorePort(connect: () => Promise<EtcdConnection>): ApiStore {
  const revision = async (): Promise<number> => {
    const connection = await connect();
    return (await connection.range({ key: encoder.encode('/'), countOnly: true })).header.revision;
  };
  return {
    list: async (prefix) => {
      const key = encoder.encode(prefix);
      const connection = await connect();
      return (await connection.range({ key, rangeEnd: prefixEnd(key) })).kvs;
    },
    revision,
    compact: async () => {
      const connection = await connect();
      await connection.compact({ revision: await revision(), physical: true });
    },
    put: async (key, value) => {
      await (await connect()).put({ key: encoder.encode(key), value });
    },
    remove: async (key) => {
      await (await connect()).deleteRange({ key: encoder.encode(key) });
    },
  };
}

/** The first key after all that begin with `prefix`. */
function prefixEnd(prefix: Uint8Array): Uint8Array {
  const end = Uint8Array.from(prefix);
  for (let index = end.length - 1; index >= 0; index -= 1) {
    const byte = end[index] ?? 0;
    if (byte < 0xff) {
      end[index] = byte + 1;
      return end.subarray(0, index + 1);
    }
  }
  return Uint8Array.of(0);
}
