// Generated from schemas/kubernetes/coordination.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ListMeta, MicroTime, ObjectMeta } from './meta.v1.ts';

/**
 * A claim that its holder renews. Leader election and node heartbeats rest on it.
 */
export interface Lease {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: LeaseSpec;
}

/**
 * A page of Lease objects as a list request answers it.
 */
export interface LeaseList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Lease[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * Who holds the lease, and since when.
 */
export interface LeaseSpec {
  /**
   * When the holder got it.
   */
  acquireTime?: MicroTime;
  /**
   * The holder. Empty when nobody has it.
   */
  holderIdentity?: string;
  /**
   * Seconds after the last renewal when others may take it.
   */
  leaseDurationSeconds?: number;
  /**
   * How often it changed hands.
   */
  leaseTransitions?: number;
  preferredHolder?: string;
  /**
   * When the holder last renewed it.
   */
  renewTime?: MicroTime;
  strategy?: string;
}
