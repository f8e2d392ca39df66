// Generated from schemas/kubernetes/node.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { Toleration } from './core.v1.ts';

import type { ListMeta, ObjectMeta, Quantity } from './meta.v1.ts';

export interface Overhead {
  podFixed?: {
    [k: string]: Quantity;
  };
}

/**
 * A container runtime that pods can choose.
 */
export interface RuntimeClass {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the runtime's configuration on the nodes.
   */
  handler: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Resources that it uses for each pod.
   */
  overhead?: Overhead;
  /**
   * The nodes that have it.
   */
  scheduling?: Scheduling;
}

/**
 * A page of RuntimeClass objects as a list request answers it.
 */
export interface RuntimeClassList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: RuntimeClass[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface Scheduling {
  nodeSelector?: {
    [k: string]: string;
  };
  tolerations?: Toleration[];
}
