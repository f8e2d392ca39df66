import { dropDisabledPodFields, dropDisabledTemplateFields } from '../defaults/disabled-fields.ts';
import * as defaults from '../defaults/workload-defaults.ts';
import { emptyStatus } from '../decode/structure-check.ts';
import { ensureObject, equalJson, numberAt, objectAt, setOrRemove, valueAt, type Fields } from '../fields.ts';
import type { Draft, KubeObject, ResourceStrategy } from '../resource-definition.ts';
import {
  validateControllerRevision,
  validateControllerRevisionUpdate,
} from '../validation/controller-revision-validation.ts';
import { validateCronJob, validateCronJobUpdate } from '../validation/cron-job-validation.ts';
import { validateJobStatusUpdate } from '../validation/job-status-validation.ts';
import { validateJob, validateJobUpdate } from '../validation/job-validation.ts';
import { labelProblems } from '../validation/names.ts';
import * as status from '../validation/workload-status-validation.ts';
import * as workload from '../validation/workload-validation.ts';
import * as warnings from '../validation/workload-warnings.ts';
import { prepareJob } from './job-preparation.ts';
import { both, type KindRule, type KindRules } from './kind-rule.ts';

type Validate = ResourceStrategy['validate'];

/** Kinds with a template in their spec start with the status that says nothing, and lose what 1.32 does not know. */
function withTemplate(group: string, kind: string): KindRule {
  return {
    prepareForCreate: (draft) => {
      setOrRemove(draft, 'status', emptyStatus({ group, version: 'v1', kind }));
      dropDisabledTemplateFields(draft);
    },
    prepareForUpdate: dropDisabledTemplateFields,
    countsGeneration: true,
  };
}

/** Workloads whose selector is fixed at creation. */
function withSelector(validate: Validate): KindRule {
  return { validate, validateUpdate: workload.withFixedSelector(validate) };
}

/** The same, where upstream looks at a changed object twice. */
function withSelectorTwice(validate: Validate): KindRule {
  return { validate, validateUpdate: both(validate, workload.withFixedSelector(validate)) };
}

const templateGeneration = 'deprecated.daemonset.template.generation';

function generationOf(before: KubeObject): number {
  return Number(before.metadata?.annotations?.[templateGeneration] ?? '1');
}

function markTemplateGeneration(draft: Draft, generation: number): void {
  ensureObject(ensureObject(draft, 'metadata'), 'annotations')[templateGeneration] = String(generation);
}

const daemonSet: KindRule = {
  ...withSelectorTwice(workload.validateDaemonSet),
  countsGeneration: true,
  applyDefaults: defaults.defaultDaemonSet,
  warnings: warnings.templateWarnings,
  prepareForCreate: (draft) => {
    draft['status'] = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
    dropDisabledTemplateFields(draft);
    markTemplateGeneration(draft, 1);
  },
  prepareForUpdate: (draft, before: KubeObject) => {
    dropDisabledTemplateFields(draft);
    const template = (object: Fields): unknown => valueAt(objectAt(object, 'spec'), 'template');
    const generation = generationOf(before);
    markTemplateGeneration(draft, equalJson(template(draft), template(before)) ? generation : generation + 1);
  },
  prepareForStatusUpdate: (draft, before) => {
    markTemplateGeneration(draft, generationOf(before));
  },
  validateStatusUpdate: status.validateDaemonSetStatus,
};

/** How many pods of a set may be away at once is an alpha feature. */
function dropUnavailable(draft: Draft): void {
  const rolling = objectAt(objectAt(objectAt(draft, 'spec'), 'updateStrategy'), 'rollingUpdate');
  if (rolling !== undefined) setOrRemove(rolling, 'maxUnavailable', undefined);
}

const statefulTemplate = withTemplate('apps', 'StatefulSet');

const statefulSet: KindRule = {
  ...statefulTemplate,
  nameProblems: labelProblems,
  applyDefaults: defaults.defaultStatefulSet,
  warnings: warnings.statefulSetWarnings,
  prepareForCreate: (draft, writer) => {
    statefulTemplate.prepareForCreate?.(draft, writer);
    dropUnavailable(draft);
  },
  prepareForUpdate: (draft) => {
    dropDisabledTemplateFields(draft);
    dropUnavailable(draft);
  },
  validate: workload.validateStatefulSet,
  validateUpdate: workload.validateStatefulSetUpdate,
  validateStatusUpdate: status.validateStatefulSetStatus,
};

/** The pods of a cron job stand one template deeper. */
function dropFromJobTemplate(draft: Draft): void {
  const job = objectAt(objectAt(objectAt(draft, 'spec'), 'jobTemplate'), 'spec');
  dropDisabledPodFields(objectAt(objectAt(job, 'template'), 'spec'));
}

/** A deployment's annotations are handed down to its sets: a change of them counts as one of the spec. */
function countAnnotations(draft: Draft, before: KubeObject): void {
  const metadata = ensureObject(draft, 'metadata');
  const areSame = equalJson(metadata['annotations'] ?? {}, before.metadata?.annotations ?? {});
  if (areSame || !equalJson(draft['spec'], before['spec'])) return;
  metadata['generation'] = (numberAt(metadata, 'generation') ?? 0) + 1;
}

/** The kinds of the groups apps and batch, and replication controllers, which are of their sort. */
export const workloadRules: KindRules = {
  ControllerRevision: {
    validate: validateControllerRevision,
    validateUpdate: validateControllerRevisionUpdate,
  },
  CronJob: {
    applyDefaults: defaults.defaultCronJob,
    warnings: warnings.cronJobWarnings,
    prepareForCreate: (draft) => {
      draft['status'] = {};
      dropFromJobTemplate(draft);
    },
    prepareForUpdate: dropFromJobTemplate,
    validate: validateCronJob,
    validateUpdate: validateCronJobUpdate,
    countsGeneration: true,
  },
  DaemonSet: daemonSet,
  Deployment: {
    ...withTemplate('apps', 'Deployment'),
    prepareForUpdate: (draft, before) => {
      dropDisabledTemplateFields(draft);
      countAnnotations(draft, before);
    },
    ...withSelector(workload.validateDeployment),
    applyDefaults: defaults.defaultDeployment,
    warnings: warnings.namedTemplateWarnings,
    prepareForStatusUpdate: (draft, before) => {
      setOrRemove(ensureObject(draft, 'metadata'), 'labels', before.metadata?.labels);
    },
    validateStatusUpdate: status.validateDeploymentStatus,
  },
  Job: {
    applyDefaults: defaults.defaultJob,
    warnings: warnings.jobWarnings,
    prepareForCreate: (draft) => {
      prepareJob(draft);
      dropDisabledTemplateFields(draft);
    },
    prepareForUpdate: dropDisabledTemplateFields,
    validate: validateJob,
    validateUpdate: validateJobUpdate,
    validateStatusUpdate: validateJobStatusUpdate,
    countsGeneration: true,
  },
  ReplicaSet: {
    ...withTemplate('apps', 'ReplicaSet'),
    ...withSelectorTwice(workload.validateReplicaSet),
    applyDefaults: defaults.defaultReplicaSet,
    warnings: warnings.namedTemplateWarnings,
    validateStatusUpdate: status.validateReplicasStatus,
  },
  ReplicationController: {
    ...withTemplate('', 'ReplicationController'),
    validate: workload.validateReplicationController,
    validateUpdate: both(workload.validateReplicationController, (_before, after) =>
      workload.validateReplicationController(after),
    ),
    applyDefaults: defaults.defaultReplicationController,
    warnings: warnings.namedTemplateWarnings,
    validateStatusUpdate: status.validateReplicasStatus,
  },
  StatefulSet: statefulSet,
};
