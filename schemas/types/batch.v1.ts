// Generated from schemas/kubernetes/batch.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ObjectReference, PodTemplateSpec } from './core.v1.ts';

import type { LabelSelector, ListMeta, ObjectMeta, Time } from './meta.v1.ts';

/**
 * Makes a job at the times of a schedule.
 */
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

/**
 * When jobs are made, and which.
 */
export interface CronJobSpec {
  /**
   * What happens while the last job still runs - Allow, Forbid or Replace. Allow if not given.
   */
  concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /**
   * How many jobs that failed are kept. 1 if not given.
   */
  failedJobsHistoryLimit?: number;
  /**
   * The jobs.
   */
  jobTemplate: JobTemplateSpec;
  /**
   * The times, in cron notation of five fields.
   */
  schedule: string;
  /**
   * Seconds by which a job may begin late.
   */
  startingDeadlineSeconds?: number;
  /**
   * How many jobs that succeeded are kept. 3 if not given.
   */
  successfulJobsHistoryLimit?: number;
  /**
   * Whether no new jobs are made.
   */
  suspend?: boolean;
  /**
   * Time zone of the schedule. That of the controller manager if not given.
   */
  timeZone?: string;
}

/**
 * What a CronJob has done.
 */
export interface CronJobStatus {
  /**
   * Jobs that are running.
   */
  active?: ObjectReference[];
  /**
   * When a job was last made.
   */
  lastScheduleTime?: Time;
  /**
   * When a job last succeeded.
   */
  lastSuccessfulTime?: Time;
}

/**
 * Runs pods until a number of them has succeeded.
 */
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
  lastProbeTime?: Time | null;
  lastTransitionTime?: Time | null;
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

/**
 * The work to be done.
 */
export interface JobSpec {
  /**
   * Seconds that the job may take, whatever its pods do.
   */
  activeDeadlineSeconds?: number;
  /**
   * How often failed pods are tried again before the job is failed. 6 if not given.
   */
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  /**
   * NonIndexed, or Indexed to number the pods. NonIndexed if not given.
   */
  completionMode?: 'Indexed' | 'NonIndexed';
  /**
   * How many pods must succeed. 1 if neither this nor parallelism is given.
   */
  completions?: number;
  managedBy?: string;
  /**
   * Whether the selector is the user's own.
   */
  manualSelector?: boolean;
  maxFailedIndexes?: number;
  /**
   * How many pods may run at once. 1 if not given.
   */
  parallelism?: number;
  /**
   * Which failures count, end the job, or are ignored.
   */
  podFailurePolicy?: PodFailurePolicy;
  /**
   * When a pod is replaced - as soon as it ends, or only when it has failed.
   */
  podReplacementPolicy?: 'Failed' | 'TerminatingOrFailed';
  /**
   * The pods that belong to the job. Made by the server.
   */
  selector?: LabelSelector;
  successPolicy?: SuccessPolicy;
  /**
   * Whether no pods are to run now.
   */
  suspend?: boolean;
  /**
   * The pods. Their restartPolicy must be Never or OnFailure.
   */
  template: PodTemplateSpec;
  /**
   * Seconds after its end when the job is deleted by itself.
   */
  ttlSecondsAfterFinished?: number;
}

/**
 * How far a job is.
 */
export interface JobStatus {
  /**
   * Pods that have not ended.
   */
  active?: number;
  completedIndexes?: string;
  /**
   * When it succeeded.
   */
  completionTime?: Time;
  /**
   * Complete, Failed, Suspended and others.
   */
  conditions?: JobCondition[];
  /**
   * Pods that have failed.
   */
  failed?: number;
  failedIndexes?: string;
  /**
   * Pods that are ready.
   */
  ready?: number;
  /**
   * When the job controller took it on.
   */
  startTime?: Time;
  /**
   * Pods that have succeeded.
   */
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
