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

/**
 * Asks for a pod to be deleted, unless a budget forbids it. Created through the pod's eviction subresource.
 */
export interface Eviction {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * How the pod is deleted.
   */
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

/**
 * How many of some pods may be evicted at once.
 */
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

/**
 * The pods, and the bound.
 */
export interface PodDisruptionBudgetSpec {
  /**
   * How many may be missing, as number or percentage.
   */
  maxUnavailable?: IntOrString;
  /**
   * How many must be left, as number or percentage. Not together with maxUnavailable.
   */
  minAvailable?: IntOrString;
  /**
   * The pods.
   */
  selector?: LabelSelector;
  /**
   * Whether pods that are not ready may always be evicted.
   */
  unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget';
}

/**
 * How things stand.
 */
export interface PodDisruptionBudgetStatus {
  conditions?: Condition[];
  /**
   * Pods that are ready.
   */
  currentHealthy: number;
  /**
   * Pods that must be ready.
   */
  desiredHealthy: number;
  disruptedPods?: {
    [k: string]: Time;
  };
  /**
   * How many pods may be evicted now.
   */
  disruptionsAllowed: number;
  /**
   * Pods that are counted.
   */
  expectedPods: number;
  observedGeneration?: number;
}
