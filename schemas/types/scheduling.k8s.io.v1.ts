// Generated from schemas/kubernetes/scheduling.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ListMeta, ObjectMeta } from './meta.v1.ts';

/**
 * A name for a pod priority.
 */
export interface PriorityClass {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * When to use it, for people.
   */
  description?: string;
  /**
   * Whether pods that name no class get this one.
   */
  globalDefault?: boolean;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Whether such pods may push out others - PreemptLowerPriority or Never.
   */
  preemptionPolicy?: 'Never' | 'PreemptLowerPriority';
  /**
   * The priority. Higher is scheduled first and evicted last.
   */
  value: number;
}

/**
 * A page of PriorityClass objects as a list request answers it.
 */
export interface PriorityClassList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: PriorityClass[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}
