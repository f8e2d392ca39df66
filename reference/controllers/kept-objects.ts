import type { SelectOptions } from '../client/kube-client.ts';
import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectOf, ObjectsByKind, Target } from '../client/kinds.ts';
import { metadataOf } from '../client/object-cache.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';

type Namespace = ObjectsByKind['Namespace'];

/** What such a controller does with the API. */
export type KeeperApi = InformerSource & Pick<KubeClient, 'create' | 'update'>;

/** One object that every namespace is to have. */
export interface KeptObject<R extends Target> {
  readonly target: R;
  readonly name: string;
  /** How the object is to be, as far as this controller is concerned. `before` is what is there. */
  readonly wanted: (before: ObjectOf<R> | undefined) => ObjectOf<R>;
  /** Whether what is there may stay as it is. */
  readonly isRight: (present: ObjectOf<R>) => boolean;
}

/** Sees to it that every namespace that is not going has an object of one name, and that it is right. */
export class KeptObjects<R extends Target> {
  readonly #kept: KeptObject<R>;
  readonly #api: KeeperApi;
  readonly #namespaces: Informer<Namespace>;
  readonly #objects: Informer<ObjectOf<R>>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: KeeperApi, kept: KeptObject<R>) {
    this.#kept = kept;
    this.#api = api;
    const onlyThese: SelectOptions = { fieldSelector: `metadata.name=${kept.name}` };
    this.#namespaces = createInformer(environment, { client: api, target: 'Namespace' });
    this.#objects = createInformer(environment, { client: api, target: kept.target }, onlyThese);
    this.#queue = new WorkQueue(environment, { work: (namespace) => this.#sync(namespace), workers: 5 });
    const lookAtNamespace = (namespace: Namespace): void => {
      this.#queue.add(namespace.metadata?.name ?? '');
    };
    this.#namespaces.addHandler({ added: lookAtNamespace });
    const lookAtObject = (object: ObjectOf<R>): void => {
      this.#queue.add(metadataOf(object).namespace ?? '');
    };
    this.#objects.addHandler({
      updated: (_before, after) => {
        lookAtObject(after);
      },
      deleted: lookAtObject,
    });
  }

  start(): void {
    this.#namespaces.start();
    this.#objects.start();
    void this.#objects.synced().then(() => {
      this.lookEverywhere();
    });
  }

  stop(): void {
    this.#namespaces.stop();
    this.#objects.stop();
    this.#queue.stop();
  }

  /** What is wanted has changed. */
  lookEverywhere(): void {
    for (const { metadata } of this.#namespaces.list()) this.#queue.add(metadata?.name ?? '');
  }

  async #sync(name: string): Promise<void> {
    const namespace = this.#namespaces.get(name);
    if (namespace === undefined || namespace.metadata?.deletionTimestamp !== undefined) return;
    if (!this.#objects.hasSynced) return;
    const { target, wanted, isRight } = this.#kept;
    const present = this.#objects.get(`${name}/${this.#kept.name}`);
    if (present !== undefined && isRight(present)) return;
    try {
      if (present === undefined) await this.#api.create(target, wanted(undefined), { namespace: name });
      else await this.#api.update(target, wanted(present), { namespace: name });
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
}

/** Somebody else was quicker, or the namespace is gone or going meanwhile: the next event tells. */
function isOvertaken(error: unknown): boolean {
  return ['AlreadyExists', 'Conflict', 'NotFound', 'Forbidden'].some((reason) => isRefusal(error, reason));
}
