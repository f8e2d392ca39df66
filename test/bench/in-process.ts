import './bundler-resolution.ts';
import { startCluster } from '../../reference/index.ts';
import { timed, type Measurement } from './measurement.ts';
import { examplePod } from './pod.ts';

/** Plimsoll's name in tables. */
export const plimsoll = 'plimsoll';
const webernetes = 'webernetes';

/** What is used of the peer, whose own types only a bundler can resolve. */
interface PeerCluster {
  readonly api: {
    readonly corev1: { createNamespacedPod(request: { namespace: string; body: unknown }): Promise<unknown> };
  };
  init(): Promise<void>;
  close(): Promise<void>;
}

/** Loaded late: only then do the hooks of `bundler-resolution.ts` apply. */
const { Cluster } = (await import('@ngrok/webernetes')) as unknown as {
  readonly Cluster: new () => PeerCluster;
};

/** Start of a whole cluster in process, one after the other; the first of each subject warms up and does not count. */
export async function clusterStart(rounds: number): Promise<Measurement[]> {
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    let started: { stop(): Promise<void> } | undefined;
    const ownMs = await timed(async () => {
      started = await startCluster({ clock: 'virtual', seed: round });
    });
    await started?.stop();
    const cluster = new Cluster();
    const peerMs = await timed(() => cluster.init());
    await cluster.close();
    if (round === 0) continue;
    own.push(ownMs);
    peer.push(peerMs);
  }
  const name = 'cluster start in process';
  return [
    { name, subject: plimsoll, unit: 'ms', samples: own },
    { name, subject: webernetes, unit: 'ms', samples: peer },
  ];
}

/** `count` pods created one after the other through each subject's own client. Plimsoll defaults and validates them. */
export async function createInProcess(count: number, rounds: number): Promise<Measurement[]> {
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const cluster = await startCluster({ clock: 'virtual', seed: round });
    const client = cluster.client('bench');
    const ownMs = await timed(async () => {
      for (let index = 0; index < count; index += 1) await client.create('Pod', examplePod(index, 'default'));
    });
    await cluster.stop();
    const other = new Cluster();
    await other.init();
    const peerMs = await timed(async () => {
      for (let index = 0; index < count; index += 1) {
        await other.api.corev1.createNamespacedPod({
          namespace: 'default',
          body: examplePod(index, 'default'),
        });
      }
    });
    await other.close();
    if (round === 0) continue;
    own.push(count / (ownMs / 1000));
    peer.push(count / (peerMs / 1000));
  }
  const name = 'create pods in process';
  return [
    { name, subject: plimsoll, unit: 'per second', samples: own },
    { name, subject: webernetes, unit: 'per second', samples: peer },
  ];
}
