// Generated from schemas/kubernetes/batch.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ObjectReference, PodTemplateSpec } from './core.v1.ts';

import type { LabelSelector, ListMeta, ObjectMeta, Time } from './meta.v1.ts';

export interface CronJob {
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
  spec?: CronJobSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: CronJobStatus;
}

/**
 * A page of CronJob objects as a list request answers it.
 */
export interface CronJobList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: CronJob[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface CronJobSpec {
  concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  failedJobsHistoryLimit?: number;
  jobTemplate: JobTemplateSpec;
  schedule: string;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit?: number;
  suspend?: boolean;
  timeZone?: string;
}

export interface CronJobStatus {
  active?: ObjectReference[];
  lastScheduleTime?: Time;
  lastSuccessfulTime?: Time;
}

export interface Job {
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
  spec?: JobSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: JobStatus;
}

export interface JobCondition {
  lastProbeTime?: Time;
  lastTransitionTime?: Time;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of Job objects as a list request answers it.
 */
export interface JobList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Job[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface JobSpec {
  activeDeadlineSeconds?: number;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  completionMode?: 'Indexed' | 'NonIndexed';
  completions?: number;
  managedBy?: string;
  manualSelector?: boolean;
  maxFailedIndexes?: number;
  parallelism?: number;
  podFailurePolicy?: PodFailurePolicy;
  podReplacementPolicy?: 'Failed' | 'TerminatingOrFailed';
  selector?: LabelSelector;
  successPolicy?: SuccessPolicy;
  suspend?: boolean;
  template: PodTemplateSpec;
  ttlSecondsAfterFinished?: number;
}

export interface JobStatus {
  active?: number;
  completedIndexes?: string;
  completionTime?: Time;
  conditions?: JobCondition[];
  failed?: number;
  failedIndexes?: string;
  ready?: number;
  startTime?: Time;
  succeeded?: number;
  terminating?: number;
  uncountedTerminatedPods?: UncountedTerminatedPods;
}

export interface JobTemplateSpec {
  metadata?: ObjectMeta;
  spec?: JobSpec;
}

export interface PodFailurePolicy {
  rules: PodFailurePolicyRule[];
}

export interface PodFailurePolicyOnExitCodesRequirement {
  containerName?: string;
  operator: 'In' | 'NotIn';
  values: number[];
}

export interface PodFailurePolicyOnPodConditionsPattern {
  status: string;
  type: string;
}

export interface PodFailurePolicyRule {
  action: 'Count' | 'FailIndex' | 'FailJob' | 'Ignore';
  onExitCodes?: PodFailurePolicyOnExitCodesRequirement;
  onPodConditions?: PodFailurePolicyOnPodConditionsPattern[];
}

export interface SuccessPolicy {
  rules: SuccessPolicyRule[];
}

export interface SuccessPolicyRule {
  succeededCount?: number;
  succeededIndexes?: string;
}

export interface UncountedTerminatedPods {
  failed?: string[];
  succeeded?: string[];
}
