import type { UntypedObject } from '../client/api-object.ts';
import { Informer, type InformerSource } from '../client/informer.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Environment, Timer } from '../sim/environment.ts';
import {
  foregroundFinalizer,
  linksIn,
  orphanFinalizer,
  OwnerGraph,
  waitsForDependents,
  type GraphNode,
  type OwnerLink,
  type Uid,
} from './owner-graph.ts';
import { OwnerLookup } from './owner-lookup.ts';
import { discoverResources, indexByKind, type ServedResource } from './resource-discovery.ts';

/** What this controller does with the API. */
export type CollectorApi = InformerSource & Pick<KubeClient, 'get' | 'delete' | 'patch' | 'raw'>;

const neededVerbs = ['delete', 'list', 'watch'];
/** Events are many, own nothing, and go by themselves. */
const ignoredResources = ['events'];
const discoveryRetryMs = 1_000;

/**
 * Deletes objects whose owners are all gone (background), holds an owner until those that block it are gone
 * (foreground), and takes a deleted owner's name out of those that are to outlive it (orphan). An owner counts as gone
 * when the server says so for its name, or shows another uid under it; the graph alone decides nothing. Everything is
 * rebuilt from lists and watches after a restart.
 */
export class GarbageCollector {
  readonly #environment: Environment;
  readonly #api: CollectorApi;
  readonly #graph = new OwnerGraph();
  readonly #lookup: OwnerLookup;
  readonly #informers: Informer<UntypedObject>[] = [];
  readonly #deletions: WorkQueue;
  readonly #orphanings: WorkQueue;
  #synced: Promise<unknown> = Promise.resolve();
  #retry: Timer | undefined;
  #isStopped = false;

  constructor(environment: Environment, api: CollectorApi) {
    this.#environment = environment;
    this.#api = api;
    this.#lookup = new OwnerLookup(api);
    this.#deletions = new WorkQueue(environment, { work: (uid) => this.#attemptToDelete(uid), workers: 20 });
    this.#orphanings = new WorkQueue(environment, { work: (uid) => this.#attemptToOrphan(uid), workers: 20 });
  }

  start(): void {
    this.#synced = this.#startInformers();
  }

  stop(): void {
    this.#isStopped = true;
    this.#retry?.cancel();
    this.#deletions.stop();
    this.#orphanings.stop();
    for (const informer of this.#informers) informer.stop();
  }

  async #startInformers(): Promise<void> {
    const resources = await this.#discover();
    if (this.#isStopped) return;
    this.#lookup.resources = indexByKind(resources);
    for (const resource of resources.filter(isCollected)) {
      // Owners and finalizers are all that is looked at: whole objects would fill the memory.
      const informer = new Informer<UntypedObject>(
        this.#environment,
        { client: this.#api, target: resource },
        { metadataOnly: true },
      );
      const put = (object: UntypedObject): void => {
        this.#observe(resource, object);
      };
      informer.addHandler({
        added: put,
        updated: (_before, after) => {
          put(after);
        },
        deleted: (last) => {
          this.#forget(last.metadata?.uid ?? '');
        },
      });
      this.#informers.push(informer);
      informer.start();
    }
    await Promise.all(this.#informers.map((informer) => informer.synced()));
  }

  async #discover(): Promise<readonly ServedResource[]> {
    for (;;) {
      try {
        return await discoverResources(this.#api);
      } catch {
        if (this.#isStopped) return [];
        await new Promise<void>((resolve) => {
          this.#retry = this.#environment.timers.after(discoveryRetryMs, resolve);
        });
      }
    }
  }

  #observe(resource: ServedResource, object: UntypedObject): void {
    const { node, unseenOwners } = this.#graph.put(resource, object);
    for (const owner of unseenOwners) this.#deletions.add(owner);
    if (node.owners.length > 0) this.#deletions.add(node.uid);
    if (!node.isBeingDeleted) return;
    if (node.finalizers.includes(orphanFinalizer)) this.#orphanings.add(node.uid);
    if (!waitsForDependents(node)) return;
    this.#deletions.add(node.uid);
    for (const dependent of node.dependents) this.#deletions.add(dependent);
  }

  /** The object is gone: those that it owned, and owners that waited for it, are looked at again. */
  #forget(uid: Uid): void {
    const node = this.#graph.get(uid);
    for (const dependent of this.#graph.remove(uid)) this.#deletions.add(dependent.uid);
    for (const { uid: ownerUid } of node?.owners ?? []) {
      const owner = this.#graph.get(ownerUid);
      if (owner !== undefined && waitsForDependents(owner)) this.#deletions.add(ownerUid);
    }
  }

  async #attemptToDelete(uid: Uid): Promise<void> {
    await this.#synced;
    const node = this.#graph.get(uid);
    if (node === undefined || (node.isBeingDeleted && !waitsForDependents(node))) return;
    const latest = await this.#lookup.object(node);
    if (latest === undefined) {
      this.#forget(uid);
      return;
    }
    if (waitsForDependents(node)) {
      await this.#releaseOwner(node, latest);
      return;
    }
    const links = linksIn(latest.metadata?.ownerReferences);
    if (links.length === 0 || latest.metadata?.deletionTimestamp !== undefined) return;
    await this.#judge(node, latest, links);
  }

  async #judge(node: GraphNode, latest: UntypedObject, links: readonly OwnerLink[]): Promise<void> {
    const owners = await this.#lookup.classify(node, links);
    if (owners === 'invalid') return;
    const { solid, absent, waiting } = owners;
    if (solid.length > 0) {
      if (absent.length + waiting.length > 0) await this.#patchOwners(node, latest, solid);
      return;
    }
    if (waiting.length > 0 && node.dependents.size > 0) {
      const isCycle = this.#graph.dependentsOf(node.uid).some(waitsForDependents);
      // Two that wait for each other would wait for ever: neither blocks its owner any longer.
      if (isCycle) await this.#patchOwners(node, latest, links.map(unblocking));
      await this.#delete(node, latest, 'Foreground');
      return;
    }
    await this.#delete(node, latest, policyOf(node));
  }

  /** Takes the foreground finalizer off as soon as nothing that blocks the owner is left. */
  async #releaseOwner(node: GraphNode, latest: UntypedObject): Promise<void> {
    const blocking = this.#graph
      .dependentsOf(node.uid)
      .filter(({ owners }) =>
        owners.some((link) => link.uid === node.uid && link.blockOwnerDeletion === true),
      );
    if (blocking.length === 0) {
      await this.#removeFinalizer(node, latest, foregroundFinalizer);
      return;
    }
    for (const dependent of blocking) {
      if (!waitsForDependents(dependent)) this.#deletions.add(dependent.uid);
    }
  }

  async #attemptToOrphan(uid: Uid): Promise<void> {
    await this.#synced;
    const owner = this.#graph.get(uid);
    if (owner === undefined) return;
    for (const dependent of this.#graph.dependentsOf(uid)) {
      const latest = await this.#lookup.object(dependent);
      const links = linksIn(latest?.metadata?.ownerReferences);
      const kept = links.filter((link) => link.uid !== uid);
      if (latest !== undefined && kept.length < links.length)
        await this.#patchOwners(dependent, latest, kept);
    }
    const latest = await this.#lookup.object(owner);
    if (latest !== undefined) await this.#removeFinalizer(owner, latest, orphanFinalizer);
  }

  async #delete(
    node: GraphNode,
    latest: UntypedObject,
    policy: 'Background' | 'Foreground' | 'Orphan',
  ): Promise<void> {
    const resourceVersion = latest.metadata?.resourceVersion;
    try {
      await this.#api.delete(this.#lookup.resourceOf(node), node.name, {
        ...inNamespace(node),
        propagationPolicy: policy,
        preconditions: { uid: node.uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      });
    } catch (error) {
      if (!isRefusal(error, 'NotFound')) throw error;
      this.#forget(node.uid);
    }
  }

  #patchOwners(
    node: GraphNode,
    latest: UntypedObject,
    ownerReferences: readonly OwnerLink[],
  ): Promise<unknown> {
    return this.#patchMetadata(node, latest, { ownerReferences });
  }

  async #removeFinalizer(node: GraphNode, latest: UntypedObject, finalizer: string): Promise<void> {
    const finalizers = latest.metadata?.finalizers ?? [];
    if (!finalizers.includes(finalizer)) return;
    await this.#patchMetadata(node, latest, { finalizers: finalizers.filter((name) => name !== finalizer) });
  }

  /** The resource version makes sure that nothing is overwritten that was not seen. */
  async #patchMetadata(node: GraphNode, latest: UntypedObject, change: object): Promise<void> {
    const { resourceVersion } = latest.metadata ?? {};
    try {
      await this.#api.patch(this.#lookup.resourceOf(node), node.name, {
        ...inNamespace(node),
        type: 'merge',
        patch: { metadata: { uid: node.uid, resourceVersion, ...change } },
      });
    } catch (error) {
      if (!isRefusal(error, 'NotFound')) throw error;
    }
  }
}

function isCollected(resource: ServedResource): boolean {
  return (
    neededVerbs.every((verb) => resource.verbs.includes(verb)) && !ignoredResources.includes(resource.plural)
  );
}

function inNamespace(node: GraphNode): { readonly namespace?: string } {
  return node.namespace === undefined ? {} : { namespace: node.namespace };
}

function unblocking(link: OwnerLink): OwnerLink {
  return { ...link, blockOwnerDeletion: false };
}

function policyOf(node: GraphNode): 'Background' | 'Foreground' | 'Orphan' {
  if (node.finalizers.includes(orphanFinalizer)) return 'Orphan';
  return node.finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}
