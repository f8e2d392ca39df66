// Generated from schemas/kubernetes/apps.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { PersistentVolumeClaim, PodTemplateSpec } from './core.v1.ts';

import type { IntOrString, LabelSelector, ListMeta, ObjectMeta, RawExtension, Time } from './meta.v1.ts';

/**
 * A kept version of a StatefulSet's or DaemonSet's template, for going back.
 */
export interface ControllerRevision {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The version's content.
   */
  data?: RawExtension;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Its number. Higher is newer.
   */
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

/**
 * Keeps one pod running on every node, or on every node that fits.
 */
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
  lastTransitionTime?: Time | null;
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

/**
 * The pods that are wanted.
 */
export interface DaemonSetSpec {
  /**
   * Seconds that a pod must be ready to count as available.
   */
  minReadySeconds?: number;
  /**
   * How many old revisions are kept. 10 if not given.
   */
  revisionHistoryLimit?: number;
  /**
   * The pods that belong to the set. Must match the template's labels; cannot be changed.
   */
  selector: LabelSelector;
  /**
   * The pods. Its node selector decides which nodes get one.
   */
  template: PodTemplateSpec;
  /**
   * How pods are replaced when the template changes.
   */
  updateStrategy?: DaemonSetUpdateStrategy;
}

/**
 * On how many nodes the pods run.
 */
export interface DaemonSetStatus {
  collisionCount?: number;
  conditions?: DaemonSetCondition[];
  /**
   * Nodes that have one and should.
   */
  currentNumberScheduled: number;
  /**
   * Nodes that should have a pod.
   */
  desiredNumberScheduled: number;
  /**
   * Nodes whose pod is available.
   */
  numberAvailable?: number;
  /**
   * Nodes that have one and should not.
   */
  numberMisscheduled: number;
  /**
   * Nodes whose pod is ready.
   */
  numberReady: number;
  numberUnavailable?: number;
  observedGeneration?: number;
  /**
   * Nodes whose pod is of the newest template.
   */
  updatedNumberScheduled?: number;
}

export interface DaemonSetUpdateStrategy {
  rollingUpdate?: RollingUpdateDaemonSet;
  type?: 'OnDelete' | 'RollingUpdate';
}

/**
 * Keeps equal pods running through ReplicaSets, and moves from one version of them to the next step by step.
 */
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
  lastTransitionTime?: Time | null;
  lastUpdateTime?: Time | null;
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

/**
 * The pods that are wanted, and how to get there.
 */
export interface DeploymentSpec {
  /**
   * Seconds that a pod must be ready to count as available.
   */
  minReadySeconds?: number;
  /**
   * Whether rollouts wait.
   */
  paused?: boolean;
  /**
   * Seconds without progress after which the rollout is reported as failed. 600 if not given.
   */
  progressDeadlineSeconds?: number;
  /**
   * How many pods there should be. 1 if not given.
   */
  replicas?: number;
  /**
   * How many old ReplicaSets are kept for going back. 10 if not given.
   */
  revisionHistoryLimit?: number;
  /**
   * The pods that belong to the deployment. Must match the template's labels; cannot be changed.
   */
  selector: LabelSelector;
  /**
   * How old pods are replaced by new ones.
   */
  strategy?: DeploymentStrategy;
  /**
   * The pods. A change of it starts a rollout.
   */
  template: PodTemplateSpec;
}

/**
 * How far a deployment is.
 */
export interface DeploymentStatus {
  /**
   * Pods that have been ready for minReadySeconds.
   */
  availableReplicas?: number;
  /**
   * How often a ReplicaSet's name was already taken.
   */
  collisionCount?: number;
  /**
   * Available, Progressing and ReplicaFailure.
   */
  conditions?: DeploymentCondition[];
  /**
   * The generation that the controller has seen.
   */
  observedGeneration?: number;
  /**
   * Pods that are ready.
   */
  readyReplicas?: number;
  /**
   * Pods that exist.
   */
  replicas?: number;
  /**
   * Pods that are still missing.
   */
  unavailableReplicas?: number;
  /**
   * Pods of the newest template.
   */
  updatedReplicas?: number;
}

/**
 * How old pods are replaced by new ones.
 */
export interface DeploymentStrategy {
  /**
   * How fast a rolling update goes.
   */
  rollingUpdate?: RollingUpdateDeployment;
  /**
   * RollingUpdate, or Recreate to stop all old ones first. RollingUpdate if not given.
   */
  type?: 'Recreate' | 'RollingUpdate';
}

/**
 * Keeps a number of equal pods running.
 */
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
  lastTransitionTime?: Time | null;
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

/**
 * Which pods are kept, and how many.
 */
export interface ReplicaSetSpec {
  /**
   * Seconds that a pod must be ready to count as available.
   */
  minReadySeconds?: number;
  /**
   * How many pods there should be. 1 if not given.
   */
  replicas?: number;
  /**
   * The pods that count. Must match the template's labels; cannot be changed.
   */
  selector: LabelSelector;
  /**
   * The pods that are made when there are too few.
   */
  template?: PodTemplateSpec;
}

/**
 * How many pods there are.
 */
export interface ReplicaSetStatus {
  /**
   * Pods that have been ready for minReadySeconds.
   */
  availableReplicas?: number;
  conditions?: ReplicaSetCondition[];
  /**
   * Pods that have all the template's labels.
   */
  fullyLabeledReplicas?: number;
  /**
   * The generation that the controller has seen.
   */
  observedGeneration?: number;
  /**
   * Pods that are ready.
   */
  readyReplicas?: number;
  /**
   * Pods that exist.
   */
  replicas: number;
}

export interface RollingUpdateDaemonSet {
  maxSurge?: IntOrString;
  maxUnavailable?: IntOrString;
}

/**
 * How fast a rolling update goes.
 */
export interface RollingUpdateDeployment {
  /**
   * How many pods there may be beyond the wanted number, as number or percentage. 25% if not given.
   */
  maxSurge?: IntOrString;
  /**
   * How many pods may be missing, as number or percentage. 25% if not given.
   */
  maxUnavailable?: IntOrString;
}

export interface RollingUpdateStatefulSetStrategy {
  maxUnavailable?: IntOrString;
  partition?: number;
}

/**
 * Keeps pods with stable names, network identities and storage running, started and stopped in order.
 */
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
  lastTransitionTime?: Time | null;
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

/**
 * The pods that are wanted.
 */
export interface StatefulSetSpec {
  /**
   * Seconds that a pod must be ready to count as available.
   */
  minReadySeconds?: number;
  /**
   * Where the numbering of pods begins.
   */
  ordinals?: StatefulSetOrdinals;
  /**
   * What becomes of the claims when the set is deleted or made smaller.
   */
  persistentVolumeClaimRetentionPolicy?: StatefulSetPersistentVolumeClaimRetentionPolicy;
  /**
   * OrderedReady starts one after the other, Parallel all at once. OrderedReady if not given.
   */
  podManagementPolicy?: 'OrderedReady' | 'Parallel';
  /**
   * How many pods there should be. 1 if not given.
   */
  replicas?: number;
  /**
   * How many old revisions are kept. 10 if not given.
   */
  revisionHistoryLimit?: number;
  /**
   * The pods that belong to the set. Must match the template's labels.
   */
  selector: LabelSelector;
  /**
   * The headless service that gives the pods their names in DNS.
   */
  serviceName: string;
  /**
   * The pods. Each is named after the set and its ordinal.
   */
  template: PodTemplateSpec;
  /**
   * How pods are replaced when the template changes.
   */
  updateStrategy?: StatefulSetUpdateStrategy;
  /**
   * Claims made for every pod, which outlive it.
   */
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

/**
 * How pods are replaced when the template changes.
 */
export interface StatefulSetUpdateStrategy {
  /**
   * From which ordinal on, and how many at once.
   */
  rollingUpdate?: RollingUpdateStatefulSetStrategy;
  /**
   * RollingUpdate, or OnDelete to wait until someone deletes them.
   */
  type?: 'OnDelete' | 'RollingUpdate';
}
