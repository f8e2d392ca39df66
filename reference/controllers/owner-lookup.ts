import type { UntypedObject } from '../client/api-object.ts';
import { isRefusal } from '../client/kube-error.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { Resource } from '../client/resource.ts';
import { foregroundFinalizer, type GraphNode, type OwnerLink } from './owner-graph.ts';

/** The owners of one object by what has become of them. */
export interface ClassifiedOwners {
  /** They exist. */
  readonly solid: readonly OwnerLink[];
  /** No object of that name has that uid. */
  readonly absent: readonly OwnerLink[];
  /** They are being deleted and wait for those that they own. */
  readonly waiting: readonly OwnerLink[];
}

/** Asks the server what exists: the graph may lag behind. */
export class OwnerLookup {
  /** By `apiVersion/kind`. */
  resources: ReadonlyMap<string, Resource> = new Map();
  readonly #api: Pick<KubeClient, 'get'>;

  constructor(api: Pick<KubeClient, 'get'>) {
    this.#api = api;
  }

  /** Throws where the server has no such kind: nobody can tell then whether the object exists. */
  resourceOf(node: { readonly apiVersion: string; readonly kind: string }): Resource {
    const resource = this.resources.get(`${node.apiVersion}/${node.kind}`);
    if (resource === undefined) throw new Error(`the server has no kind ${node.kind} in ${node.apiVersion}`);
    return resource;
  }

  /** The object as it is now; undefined where it is gone, or another has its name. */
  async object(node: GraphNode): Promise<UntypedObject | undefined> {
    const found = await this.#find(this.resourceOf(node), node.name, node.namespace);
    return found?.metadata?.uid === node.uid ? found : undefined;
  }

  /** `invalid`: an object of the whole cluster names an owner in a namespace, which nobody can find. */
  async classify(node: GraphNode, links: readonly OwnerLink[]): Promise<ClassifiedOwners | 'invalid'> {
    const classes = { solid: [] as OwnerLink[], absent: [] as OwnerLink[], waiting: [] as OwnerLink[] };
    for (const link of links) {
      const resource = this.resourceOf(link);
      if (resource.namespaced && node.namespace === undefined) return 'invalid';
      const owner = await this.#find(resource, link.name, resource.namespaced ? node.namespace : undefined);
      classes[classOf(owner, link)].push(link);
    }
    return classes;
  }

  async #find(
    resource: Resource,
    name: string,
    namespace: string | undefined,
  ): Promise<UntypedObject | undefined> {
    try {
      return await this.#api.get(resource, name, namespace === undefined ? {} : { namespace });
    } catch (error) {
      if (isRefusal(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

function classOf(owner: UntypedObject | undefined, link: OwnerLink): keyof ClassifiedOwners {
  if (owner?.metadata?.uid !== link.uid) return 'absent';
  const { deletionTimestamp, finalizers = [] } = owner.metadata;
  return deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer) ? 'waiting' : 'solid';
}
