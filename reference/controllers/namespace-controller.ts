import type { ApiList, UntypedObject } from '../client/api-object.ts';
import { createInformer, type Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { ObjectsByKind } from '../client/kinds.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment } from '../sim/environment.ts';
import { deletionConditions, mergeConditions, type ContentLeft } from './namespace-conditions.ts';
import { discoverResources, type ServedResource } from './resource-discovery.ts';

type Namespace = ObjectsByKind['Namespace'];

/** What this controller does with the API. */
export type NamespaceApi = InformerSource &
  Pick<KubeClient, 'get' | 'deleteCollection' | 'update' | 'patch' | 'raw'>;

/** Objects that were on their way when the namespace closed are given this long to arrive. */
const settlingMs = 5_000;
/** How long content with finalizers is left before it is looked at again. */
const finalizerWaitMs = 15_000;
const ownFinalizer = 'kubernetes';

/** Something is still there: look again after a while. */
class ContentRemains extends Error {
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('the namespace is not empty yet');
    this.waitMs = waitMs;
  }
}

/**
 * Empties namespaces that are being deleted, whatever resources the server has, tells in their conditions how far it
 * came, and lets them go by taking `kubernetes` out of `spec.finalizers`. Keeps nothing that it could not find out anew.
 */
export class NamespaceController {
  readonly #environment: Environment;
  readonly #api: NamespaceApi;
  readonly #informer: Informer<Namespace>;
  readonly #queue: WorkQueue;

  constructor(environment: Environment, api: NamespaceApi) {
    this.#environment = environment;
    this.#api = api;
    this.#informer = createInformer(environment, { client: api, target: 'Namespace' });
    this.#queue = new WorkQueue(environment, { work: (name) => this.#sync(name), workers: 10 });
    const look = (namespace: Namespace): void => {
      if (namespace.metadata?.deletionTimestamp === undefined) return;
      this.#queue.addAfter(namespace.metadata.name ?? '', settlingMs);
    };
    this.#informer.addHandler({
      added: look,
      updated: (_before, after) => {
        look(after);
      },
    });
  }

  start(): void {
    this.#informer.start();
  }

  stop(): void {
    this.#informer.stop();
    this.#queue.stop();
  }

  async #sync(name: string): Promise<void> {
    const known = this.#informer.get(name);
    if (known?.metadata?.deletionTimestamp === undefined) return;
    try {
      await this.#empty(name);
    } catch (error) {
      if (!(error instanceof ContentRemains)) throw error;
      this.#queue.addAfter(name, error.waitMs);
    }
  }

  async #empty(name: string): Promise<void> {
    const namespace = await this.#current(name);
    if (namespace?.metadata?.deletionTimestamp === undefined) return;
    if (!(namespace.spec?.finalizers ?? []).includes(ownFinalizer)) return;
    const resources = await discoverResources(this.#api);
    const left: ContentLeft[] = [];
    for (const resource of resources) {
      const remaining = await this.#deleteContent(resource, name);
      if (remaining !== undefined) left.push(remaining);
    }
    await this.#report(name, left);
    if (left.length > 0) throw new ContentRemains(waitFor(left));
    await this.#finalize(name);
  }

  async #current(name: string): Promise<Namespace | undefined> {
    try {
      return await this.#api.get('Namespace', name);
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  /** Deletes all objects of one resource in the namespace; answers with what stays behind. */
  async #deleteContent(resource: ServedResource, namespace: string): Promise<ContentLeft | undefined> {
    const { verbs } = resource;
    if (!resource.namespaced || !verbs.includes('list') || !verbs.includes('deletecollection'))
      return undefined;
    const before = await this.#list(resource, namespace);
    if (before.items.length === 0) return undefined;
    await this.#api.deleteCollection(resource, { namespace, propagationPolicy: 'Background' });
    const after = await this.#list(resource, namespace);
    if (after.items.length === 0) return undefined;
    const graceSeconds = after.items.map(({ metadata }) => metadata?.deletionGracePeriodSeconds ?? 0);
    return {
      resource: resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`,
      count: after.items.length,
      finalizers: after.items.flatMap(({ metadata }) => metadata?.finalizers ?? []),
      graceMs: Math.max(...graceSeconds) * 1000,
    };
  }

  #list(resource: ServedResource, namespace: string): Promise<ApiList<UntypedObject>> {
    return this.#api.list(resource, { namespace }) as Promise<ApiList<UntypedObject>>;
  }

  async #report(name: string, left: readonly ContentLeft[]): Promise<void> {
    const namespace = await this.#current(name);
    if (namespace === undefined) return;
    const conditions = deletionConditions(left, this.#environment.clock.now());
    const merged = mergeConditions(namespace.status?.conditions ?? [], conditions);
    if (merged === undefined) return;
    const status = { ...namespace.status, conditions: [...merged] };
    await this.#api.update('Namespace', { ...namespace, status }, { subresource: 'status' });
  }

  async #finalize(name: string): Promise<void> {
    const namespace = await this.#current(name);
    if (namespace === undefined) return;
    const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== ownFinalizer);
    const emptied = { ...namespace, spec: { ...namespace.spec, finalizers } };
    await this.#api.update('Namespace', emptied, { subresource: 'finalize' });
  }
}

function waitFor(left: readonly ContentLeft[]): number {
  const waits = left.map(({ finalizers, graceMs }) => (finalizers.length > 0 ? finalizerWaitMs : graceMs));
  return Math.max(...waits) / 2 + 1000;
}
