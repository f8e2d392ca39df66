// Generated from schemas/kubernetes/apps.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { PersistentVolumeClaim, PodTemplateSpec } from './core.v1.ts';

import type { IntOrString, LabelSelector, ListMeta, ObjectMeta, RawExtension, Time } from './meta.v1.ts';

export interface ControllerRevision {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  data?: RawExtension;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  revision: number;
}

/**
 * A page of ControllerRevision objects as a list request answers it.
 */
export interface ControllerRevisionList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ControllerRevision[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface DaemonSet {
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
  spec?: DaemonSetSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: DaemonSetStatus;
}

export interface DaemonSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of DaemonSet objects as a list request answers it.
 */
export interface DaemonSetList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: DaemonSet[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface DaemonSetSpec {
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  updateStrategy?: DaemonSetUpdateStrategy;
}

export interface DaemonSetStatus {
  collisionCount?: number;
  conditions?: DaemonSetCondition[];
  currentNumberScheduled: number;
  desiredNumberScheduled: number;
  numberAvailable?: number;
  numberMisscheduled: number;
  numberReady: number;
  numberUnavailable?: number;
  observedGeneration?: number;
  updatedNumberScheduled?: number;
}

export interface DaemonSetUpdateStrategy {
  rollingUpdate?: RollingUpdateDaemonSet;
  type?: 'OnDelete' | 'RollingUpdate';
}

export interface Deployment {
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
  spec?: DeploymentSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: DeploymentStatus;
}

export interface DeploymentCondition {
  lastTransitionTime?: Time;
  lastUpdateTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of Deployment objects as a list request answers it.
 */
export interface DeploymentList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Deployment[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface DeploymentSpec {
  minReadySeconds?: number;
  paused?: boolean;
  progressDeadlineSeconds?: number;
  replicas?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  strategy?: DeploymentStrategy;
  template: PodTemplateSpec;
}

export interface DeploymentStatus {
  availableReplicas?: number;
  collisionCount?: number;
  conditions?: DeploymentCondition[];
  observedGeneration?: number;
  readyReplicas?: number;
  replicas?: number;
  unavailableReplicas?: number;
  updatedReplicas?: number;
}

export interface DeploymentStrategy {
  rollingUpdate?: RollingUpdateDeployment;
  type?: 'Recreate' | 'RollingUpdate';
}

export interface ReplicaSet {
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
  spec?: ReplicaSetSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: ReplicaSetStatus;
}

export interface ReplicaSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of ReplicaSet objects as a list request answers it.
 */
export interface ReplicaSetList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ReplicaSet[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface ReplicaSetSpec {
  minReadySeconds?: number;
  replicas?: number;
  selector: LabelSelector;
  template?: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  availableReplicas?: number;
  conditions?: ReplicaSetCondition[];
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
}

export interface RollingUpdateDaemonSet {
  maxSurge?: IntOrString;
  maxUnavailable?: IntOrString;
}

export interface RollingUpdateDeployment {
  maxSurge?: IntOrString;
  maxUnavailable?: IntOrString;
}

export interface RollingUpdateStatefulSetStrategy {
  maxUnavailable?: IntOrString;
  partition?: number;
}

export interface StatefulSet {
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
  spec?: StatefulSetSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: StatefulSetStatus;
}

export interface StatefulSetCondition {
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of StatefulSet objects as a list request answers it.
 */
export interface StatefulSetList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: StatefulSet[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface StatefulSetOrdinals {
  start?: number;
}

export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  whenDeleted?: string;
  whenScaled?: string;
}

export interface StatefulSetSpec {
  minReadySeconds?: number;
  ordinals?: StatefulSetOrdinals;
  persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  podManagementPolicy?: 'OrderedReady' | 'Parallel';
  replicas?: number;
  revisionHistoryLimit?: number;
  selector: LabelSelector;
  serviceName: string;
  template: PodTemplateSpec;
  updateStrategy?: StatefulSetUpdateStrategy;
  volumeClaimTemplates?: PersistentVolumeClaim[];
}

export interface StatefulSetStatus {
  availableReplicas?: number;
  collisionCount?: number;
  conditions?: StatefulSetCondition[];
  currentReplicas?: number;
  currentRevision?: string;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
  updateRevision?: string;
  updatedReplicas?: number;
}

export interface StatefulSetUpdateStrategy {
  rollingUpdate?: RollingUpdateStatefulSetStrategy;
  type?: 'OnDelete' | 'RollingUpdate';
}
