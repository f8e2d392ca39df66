import type { UntypedObject } from '../client/api-object.ts';
import type { Resource } from '../client/resource.ts';

export type Uid = string;

/** An owner reference as an object carries it. */
export interface OwnerLink {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: Uid;
  readonly blockOwnerDeletion?: boolean;
}

/** What the garbage collector knows of one object. */
export interface GraphNode {
  readonly uid: Uid;
  readonly name: string;
  /** Undefined for objects of the whole cluster. */
  readonly namespace: string | undefined;
  /** Undefined while the object is known from a reference only. */
  readonly resource: Resource | undefined;
  readonly apiVersion: string;
  readonly kind: string;
  owners: readonly OwnerLink[];
  readonly dependents: Set<Uid>;
  isBeingDeleted: boolean;
  finalizers: readonly string[];
}

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

/** What lies in the store need not have been written by an API server: what is no list of references names nobody. */
export function linksIn(references: unknown): readonly OwnerLink[] {
  if (!Array.isArray(references)) return [];
  return (references as readonly unknown[]).filter(
    (link): link is OwnerLink => typeof link === 'object' && link !== null,
  );
}

/** The object waits for those that it owns to go first. */
export function waitsForDependents(node: GraphNode): boolean {
  return node.isBeingDeleted && node.finalizers.includes(foregroundFinalizer);
}

/**
 * Who owns whom, by uid. Owners that no informer has shown yet stand in as nodes without a resource, so that what they
 * own is found when they turn out not to exist.
 */
export class OwnerGraph {
  readonly #nodes = new Map<Uid, GraphNode>();

  get(uid: Uid): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  /** Those whose owner this is. */
  dependentsOf(uid: Uid): readonly GraphNode[] {
    const dependents = this.#nodes.get(uid)?.dependents ?? [];
    return [...dependents]
      .map((dependent) => this.#nodes.get(dependent))
      .filter((node) => node !== undefined);
  }

  /** Takes in the newest state of an object; answers with its node and the owners that were not known before. */
  put(
    resource: Resource,
    object: UntypedObject,
  ): { readonly node: GraphNode; readonly unseenOwners: readonly Uid[] } {
    const metadata = object.metadata ?? {};
    const uid = metadata.uid ?? '';
    const before = this.#nodes.get(uid);
    const owners = linksIn(metadata.ownerReferences);
    const node: GraphNode = {
      uid,
      name: metadata.name ?? '',
      namespace: resource.namespaced ? metadata.namespace : undefined,
      resource,
      apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
      kind: resource.kind,
      owners,
      dependents: before?.dependents ?? new Set(),
      isBeingDeleted: metadata.deletionTimestamp !== undefined,
      finalizers: Array.isArray(metadata.finalizers) ? metadata.finalizers : [],
    };
    for (const { uid: owner } of before?.owners ?? []) this.#nodes.get(owner)?.dependents.delete(uid);
    this.#nodes.set(uid, node);
    return {
      node,
      unseenOwners: owners.filter((owner) => this.#link(owner, node)).map((owner) => owner.uid),
    };
  }

  /** Takes a node out. What it owned keeps naming it, and is found by the answer. */
  remove(uid: Uid): readonly GraphNode[] {
    const dependents = this.dependentsOf(uid);
    const node = this.#nodes.get(uid);
    for (const { uid: owner } of node?.owners ?? []) this.#nodes.get(owner)?.dependents.delete(uid);
    this.#nodes.delete(uid);
    return dependents;
  }

  /** True where the owner was not known. */
  #link(owner: OwnerLink, dependent: GraphNode): boolean {
    const known = this.#nodes.get(owner.uid);
    if (known !== undefined) {
      known.dependents.add(dependent.uid);
      return false;
    }
    this.#nodes.set(owner.uid, {
      uid: owner.uid,
      name: owner.name,
      namespace: dependent.namespace,
      resource: undefined,
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      owners: [],
      dependents: new Set([dependent.uid]),
      isBeingDeleted: false,
      finalizers: [],
    });
    return true;
  }
}
