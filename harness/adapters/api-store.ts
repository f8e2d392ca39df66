import type { ApiStore } from '../ports/ports.ts';
import { connectEtcd } from './etcd-grpc-connection.ts';

export interface OpenedApiStore {
  readonly port: ApiStore;
  close(): Promise<void>;
}

/** The way, over gRPC, to the etcd behind an API server. `endpoint`: `http://127.0.0.1:2379`. */
export async function openApiStore(endpoint: string): Promise<OpenedApiStore> {
  const connection = connectEtcd(endpoint);
  const rangeEndOf = (prefix: Buffer): Uint8Array => {
    const end = Buffer.from(prefix);
    end[end.length - 1] = (end.at(-1) ?? 0) + 1;
    return end;
  };
  const revision = async (): Promise<number> =>
    (await connection.range({ key: Buffer.from('\0'), limit: 1, keysOnly: true })).header.revision;
  return {
    port: {
      list: async (prefix) => {
        const key = Buffer.from(prefix);
        return (await connection.range({ key, rangeEnd: rangeEndOf(key) })).kvs;
      },
      revision,
      compact: async () => {
        await connection.compact({ revision: await revision() });
      },
      put: async (key, value) => {
        await connection.put({ key: Buffer.from(key), value });
      },
      remove: async (key) => {
        await connection.deleteRange({ key: Buffer.from(key) });
      },
    },
    close: () => connection.close(),
  };
}
