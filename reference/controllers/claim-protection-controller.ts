import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';

type Claim = ObjectsByKind['PersistentVolumeClaim'];
type Pod = ObjectsByKind['Pod'];

interface PodList {
  list(target: 'Pod', options: { readonly namespace: string }): Promise<{ readonly items: readonly Pod[] }>;
}

/** What this controller does with the API. */
export type ProtectionApi = InformerSource & Pick<KubeClient, 'patch'> & PodList;

const finalizer = 'kubernetes.io/pvc-protection';
/** How soon a claim that is still used is looked at again. */
const againMs = 1000;

/** Lets claims that are being deleted go as soon as no Pod on a node uses them; the finalizer that admission gave them holds them. */
export class ClaimProtectionController {
  readonly #api: ProtectionApi;
  readonly #claims: Informer<Claim>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: ProtectionApi) {
    this.#api = api;
    this.#claims = createInformer(environment, { client: api, target: 'PersistentVolumeClaim' });
    this.#queue = new WorkQueue(environment, { work: (key) => this.#sync(key), workers: 2 });
    const look = ({ metadata }: Claim): void => {
      if (metadata?.deletionTimestamp !== undefined)
        this.#queue.add(`${metadata.namespace ?? ''}/${metadata.name ?? ''}`);
    };
    this.#claims.addHandler({
      added: look,
      updated: (_before, after) => {
        look(after);
      },
    });
  }

  start(): void {
    this.#claims.start();
  }

  stop(): void {
    this.#claims.stop();
    this.#queue.stop();
  }

  async #sync(key: string): Promise<void> {
    const claim = this.#claims.get(key);
    const {
      name = '',
      namespace = '',
      finalizers = [],
      resourceVersion,
      deletionTimestamp,
    } = claim?.metadata ?? {};
    if (deletionTimestamp === undefined || !finalizers.includes(finalizer)) return;
    // The API is asked, not a cache: a Pod that is not seen yet must not lose its volume.
    const pods = await this.#api.list('Pod', { namespace });
    if (pods.items.some((pod: Pod) => uses(pod, name))) {
      this.#queue.addAfter(key, againMs);
      return;
    }
    const left = finalizers.filter((other) => other !== finalizer);
    const patch = { metadata: { resourceVersion, finalizers: left } };
    try {
      await this.#api.patch('PersistentVolumeClaim', name, { type: 'merge', namespace, patch });
    } catch (error) {
      // Somebody else has changed it, and its next event tells; or it is gone.
      if (!isRefusal(error, 'Conflict') && !isRefusal(error, 'NotFound')) throw error;
    }
  }
}

/** A Pod that is on no node has not begun to use anything. */
function uses({ spec }: Pod, claim: string): boolean {
  if ((spec?.nodeName ?? '') === '') return false;
  return (spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === claim);
}
