import { join } from 'node:path';
import { openEtcdMember } from '../etcd/open-member.ts';
import type { Environment } from '../sim/environment.ts';
import { createHostDisk } from '../sim/host-disk.ts';
import { StartError } from './start-error.ts';
import type { StoreAccess } from './store-access.ts';

/**
 * The store that is kept below a folder, in `etcd/`: one member with a log, made where there is none. Beside it lies `pki/`, what
 * clients go on to believe in. Rejects with a `StartError` that says what to do where the folder cannot be written, another process
 * holds it, or what lies there cannot be read; nothing is changed then. `warn` is told what was repaired, and of a disk that
 * fails later.
 */
export async function openDataDirStore(
  environment: Environment,
  folder: string,
  warn: (line: string) => void,
): Promise<StoreAccess> {
  try {
    const { member, repaired } = await openEtcdMember(environment, {
      name: 'default',
      disk: createHostDisk(join(folder, 'etcd')),
      onEnd: (end) => {
        if (end.kind === 'failed') warn(`the store in ${folder} has ended: ${end.reason}`);
      },
    });
    for (const line of repaired) warn(line);
    return { connection: member.connect(), serverOptions: {}, close: () => member.stop() };
  } catch (error) {
    throw new StartError(dataDirProblem(error, folder), { cause: error });
  }
}

function dataDirProblem(error: unknown, folder: string): string {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'LOCKED')
    return `the data directory ${folder} is in use by another process: end it, or choose another directory`;
  if (code === 'FORBIDDEN') return `the data directory ${folder} cannot be used: ${reason}`;
  return `the data directory ${folder} cannot be opened: ${reason}`;
}
