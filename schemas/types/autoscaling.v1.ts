// Generated from schemas/kubernetes/autoscaling.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ListMeta, ObjectMeta, Time } from './meta.v1.ts';

export interface CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/**
 * Changes the number of a workload's pods with their use of processor time. The older form.
 */
export interface HorizontalPodAutoscaler {
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
  spec?: HorizontalPodAutoscalerSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: HorizontalPodAutoscalerStatus;
}

/**
 * A page of HorizontalPodAutoscaler objects as a list request answers it.
 */
export interface HorizontalPodAutoscalerList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: HorizontalPodAutoscaler[];
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
 * What is scaled, and between which bounds.
 */
export interface HorizontalPodAutoscalerSpec {
  /**
   * The greatest number of pods.
   */
  maxReplicas: number;
  /**
   * The least number of pods. 1 if not given.
   */
  minReplicas?: number;
  /**
   * The workload.
   */
  scaleTargetRef: CrossVersionObjectReference;
  /**
   * The average use of processor time to aim at, in percent of the requests.
   */
  targetCPUUtilizationPercentage?: number;
}

export interface HorizontalPodAutoscalerStatus {
  currentCPUUtilizationPercentage?: number;
  currentReplicas: number;
  desiredReplicas: number;
  lastScaleTime?: Time;
  observedGeneration?: number;
}

/**
 * The number of a workload's pods, whatever its kind. Read and written through the scale subresource.
 */
export interface Scale {
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
  spec?: ScaleSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: ScaleStatus;
}

/**
 * The number that is wanted.
 */
export interface ScaleSpec {
  /**
   * How many pods there should be.
   */
  replicas?: number;
}

/**
 * The number that there is.
 */
export interface ScaleStatus {
  /**
   * How many pods there are.
   */
  replicas: number;
  /**
   * The pods, as the text of a label selector.
   */
  selector?: string;
}
