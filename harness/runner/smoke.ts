import type { Adapter } from '../ports/adapter.ts';
import type { Ports } from '../ports/ports.ts';

/** An adapter that does not answer this soon will not play hundreds of scenarios. */
const smokeLimitMs = 20_000;

/** Tries an adapter with one cheap request per port; resolves to the reason why a run would be hopeless, or nothing. */
export async function smoke(adapter: Adapter): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(`it did not answer within ${smokeLimitMs / 1000} seconds`);
    }, smokeLimitMs);
  });
  try {
    const reason = await Promise.race([tried(adapter), limit]);
    return reason === undefined
      ? undefined
      : `the adapter ${adapter.manifest.name} cannot be tested: ${reason}`;
  } finally {
    clearTimeout(timer);
  }
}

async function tried(adapter: Adapter): Promise<string | undefined> {
  try {
    const session = await adapter.open({ name: 'smoke', seed: 1, exclusive: false });
    try {
      const { ports } = session;
      return (await apiReason(ports)) ?? (await storeReason(ports)) ?? (await faultsReason(ports));
    } finally {
      await session.close();
    }
  } catch (error) {
    return causes(error);
  }
}

async function apiReason({ kubeApi }: Ports): Promise<string | undefined> {
  if (!kubeApi) return undefined;
  const headers = { accept: 'application/json' };
  const answer = await kubeApi.send({ user: 'admin', method: 'GET', path: '/version', headers });
  answer.close();
  return answer.status === 200 ? undefined : `GET /version answers ${answer.status}, expected 200`;
}

async function storeReason({ etcdCluster }: Ports): Promise<string | undefined> {
  if (!etcdCluster) return undefined;
  const connection = await etcdCluster.connect(1);
  try {
    const key = Buffer.from('plimsoll/smoke');
    await connection.put({ key, value: Buffer.from('1') });
    const { deleted } = await connection.deleteRange({ key });
    return deleted === 1 ? undefined : `a key that was put is not there: deleting it deleted ${deleted}`;
  } finally {
    await connection.close();
  }
}

async function faultsReason({ etcdFaults }: Ports): Promise<string | undefined> {
  if (!etcdFaults) return undefined;
  const { leader } = await etcdFaults.status(1);
  return leader === '0' ? 'the only member of a store does not lead it' : undefined;
}

/** An error with what caused it: `fetch failed: connect ECONNREFUSED 127.0.0.1:6443`. */
export function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${causes(error.cause)}`;
}
