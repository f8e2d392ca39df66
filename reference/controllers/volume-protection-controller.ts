import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';

type Volume = ObjectsByKind['PersistentVolume'];

/** What this controller does with the API. */
export type VolumeProtectionApi = InformerSource & Pick<KubeClient, 'patch'>;

const finalizer = 'kubernetes.io/pv-protection';

/** Lets volumes that are being deleted go as soon as no claim is bound to them. */
export class VolumeProtectionController {
  readonly #api: VolumeProtectionApi;
  readonly #volumes: Informer<Volume>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: VolumeProtectionApi) {
    this.#api = api;
    this.#volumes = createInformer(environment, { client: api, target: 'PersistentVolume' });
    this.#queue = new WorkQueue(environment, { work: (name) => this.#sync(name), workers: 1 });
    const look = ({ metadata }: Volume): void => {
      if (metadata?.deletionTimestamp !== undefined) this.#queue.add(metadata.name ?? '');
    };
    this.#volumes.addHandler({
      added: look,
      updated: (_before, after) => {
        look(after);
      },
    });
  }

  start(): void {
    this.#volumes.start();
  }

  stop(): void {
    this.#volumes.stop();
    this.#queue.stop();
  }

  async #sync(name: string): Promise<void> {
    const volume = this.#volumes.get(name);
    const { finalizers = [], resourceVersion, deletionTimestamp } = volume?.metadata ?? {};
    if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
    if (volume?.status?.phase === 'Bound') return;
    const patch = {
      metadata: { resourceVersion, finalizers: finalizers.filter((other) => other !== finalizer) },
    };
    try {
      await this.#api.patch('PersistentVolume', name, { type: 'merge', patch });
    } catch (error) {
      if (!isRefusal(error, 'Conflict') && !isRefusal(error, 'NotFound')) throw error;
    }
  }
}
