// Generated from schemas/kubernetes/autoscaling.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ListMeta, ObjectMeta, Time } from './meta.v1.ts';

export interface CrossVersionObjectReference {
  apiVersion?: string;
  kind: string;
  name: string;
}

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

export interface HorizontalPodAutoscalerSpec {
  maxReplicas: number;
  minReplicas?: number;
  scaleTargetRef: CrossVersionObjectReference;
  targetCPUUtilizationPercentage?: number;
}

export interface HorizontalPodAutoscalerStatus {
  currentCPUUtilizationPercentage?: number;
  currentReplicas: number;
  desiredReplicas: number;
  lastScaleTime?: Time;
  observedGeneration?: number;
}

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

export interface ScaleSpec {
  replicas?: number;
}

export interface ScaleStatus {
  replicas: number;
  selector?: string;
}
