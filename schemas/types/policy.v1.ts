// Generated from schemas/kubernetes/policy.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type {
  Condition,
  DeleteOptions,
  IntOrString,
  LabelSelector,
  ListMeta,
  ObjectMeta,
  Time,
} from './meta.v1.ts';

export interface Eviction {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  deleteOptions?: DeleteOptions;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
}

export interface PodDisruptionBudget {
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
  spec?: PodDisruptionBudgetSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: PodDisruptionBudgetStatus;
}

/**
 * A page of PodDisruptionBudget objects as a list request answers it.
 */
export interface PodDisruptionBudgetList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: PodDisruptionBudget[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface PodDisruptionBudgetSpec {
  maxUnavailable?: IntOrString;
  minAvailable?: IntOrString;
  selector?: LabelSelector;
  unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget';
}

export interface PodDisruptionBudgetStatus {
  conditions?: Condition[];
  currentHealthy: number;
  desiredHealthy: number;
  disruptedPods?: {
    [k: string]: Time;
  };
  disruptionsAllowed: number;
  expectedPods: number;
  observedGeneration?: number;
}
