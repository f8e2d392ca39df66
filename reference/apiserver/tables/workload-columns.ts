import type { ColumnDefinition, KubeObject } from '../resource-definition.ts';
import { ageColumn, column, countColumn, nameColumn, templateColumns, textColumn } from './column.ts';
import { conditionStatus, hasAt, listAt, numberAt, recordAt, textAt, valueAt } from './field.ts';
import { epochMsOf, humanDuration, since } from './human-duration.ts';
import { labelsText, selectorText, selectorTextOrNone } from './selector-text.ts';

const podSpec = 'spec.template.spec';
const ownSelector = (object: KubeObject): string => selectorTextOrNone(valueAt(object, 'spec.selector'));

const replicaCounts: readonly ColumnDefinition[] = [
  nameColumn(),
  countColumn('Desired', 'spec.replicas', 'How many pods are wanted.'),
  countColumn('Current', 'status.replicas', 'How many pods there are.'),
  countColumn('Ready', 'status.readyReplicas', 'How many of them are ready.'),
  ageColumn(),
];

export const replicationControllerColumns: readonly ColumnDefinition[] = [
  ...replicaCounts,
  ...templateColumns(podSpec, (object) => labelsText(recordAt(object, 'spec.selector'))),
];

export const replicaSetColumns: readonly ColumnDefinition[] = [
  ...replicaCounts,
  ...templateColumns(podSpec, ownSelector),
];

const readyOfDesired = column('Ready', 'Pods that are ready, of those wanted.', (object) => {
  return `${numberAt(object, 'status.readyReplicas')}/${numberAt(object, 'spec.replicas')}`;
});

export const deploymentColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  readyOfDesired,
  column('Up-to-date', 'Pods that have the newest template.', (object) =>
    numberAt(object, 'status.updatedReplicas'),
  ),
  column('Available', 'Pods that have been ready for long enough.', (object) =>
    numberAt(object, 'status.availableReplicas'),
  ),
  ageColumn(),
  ...templateColumns(podSpec, (object) => selectorText(valueAt(object, 'spec.selector'))),
];

export const statefulSetColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  readyOfDesired,
  ageColumn(),
  ...templateColumns(podSpec),
];

export const daemonSetColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  countColumn('Desired', 'status.desiredNumberScheduled', 'How many nodes should run the pod.'),
  countColumn('Current', 'status.currentNumberScheduled', 'How many of them do.'),
  countColumn('Ready', 'status.numberReady', 'On how many of them it is ready.'),
  countColumn('Up-to-date', 'status.updatedNumberScheduled', 'How many run the newest template.'),
  countColumn('Available', 'status.numberAvailable', 'On how many it has been ready for long enough.'),
  column('Node Selector', 'The labels that a node must carry.', (object) =>
    labelsText(recordAt(object, 'spec.template.spec.nodeSelector')),
  ),
  ageColumn(),
  ...templateColumns(podSpec, ownSelector),
];

export const controllerRevisionColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Controller', 'The object that the revision belongs to.', controllerName),
  column('Revision', 'The number of the revision.', (object) => numberAt(object, 'revision')),
  ageColumn(),
];

function controllerName(revision: KubeObject): string {
  const owner = revision.metadata?.ownerReferences?.find((reference) => reference.controller === true);
  if (owner === undefined) return '<none>';
  const slash = owner.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`;
  return `${(owner.kind + group).toLowerCase()}/${owner.name}`;
}

export const jobColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Status', 'How far the job has come.', jobStatus),
  column('Completions', 'Pods that have succeeded, of those wanted.', jobCompletions),
  column('Duration', 'The time from start to completion, or to now.', jobDuration),
  ageColumn(),
  ...templateColumns(podSpec, ownSelector),
];

function jobStatus(job: KubeObject): string {
  const is = (type: string): boolean => conditionStatus(job, type) === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (hasAt(job, 'metadata.deletionTimestamp')) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  return is('FailureTarget') ? 'FailureTarget' : 'Running';
}

function jobCompletions(job: KubeObject): string {
  const succeeded = numberAt(job, 'status.succeeded');
  if (hasAt(job, 'spec.completions')) return `${succeeded}/${numberAt(job, 'spec.completions')}`;
  const parallelism = numberAt(job, 'spec.parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, nowMs: number): string {
  const startedAt = textAt(job, 'status.startTime');
  if (startedAt === '') return '';
  const completedAt = textAt(job, 'status.completionTime');
  return humanDuration((completedAt === '' ? nowMs : epochMsOf(completedAt)) - epochMsOf(startedAt));
}

export const cronJobColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  textColumn('Schedule', 'spec.schedule', 'When jobs are made, in cron form.'),
  column(
    'Timezone',
    'The time zone of the schedule.',
    (object) => textAt(object, 'spec.timeZone') || '<none>',
  ),
  column('Suspend', 'No further jobs are made.', suspendText, 'boolean'),
  column('Active', 'Jobs that run.', (object) => listAt(object, 'status.active').length, 'integer'),
  column('Last Schedule', 'The time since a job was last made.', (object, nowMs) => {
    const at = textAt(object, 'status.lastScheduleTime');
    return at === '' ? '<none>' : since(at, nowMs);
  }),
  ageColumn(),
  ...templateColumns('spec.jobTemplate.spec.template.spec', (object) =>
    selectorTextOrNone(valueAt(object, 'spec.jobTemplate.spec.selector')),
  ),
];

function suspendText(cronJob: KubeObject): string {
  const suspend = valueAt(cronJob, 'spec.suspend');
  if (typeof suspend !== 'boolean') return '<unset>';
  return suspend ? 'True' : 'False';
}

export const autoscalerColumns: readonly ColumnDefinition[] = [
  nameColumn(),
  column('Reference', 'What is scaled.', (object) => {
    return `${textAt(object, 'spec.scaleTargetRef.kind')}/${textAt(object, 'spec.scaleTargetRef.name')}`;
  }),
  column('Targets', 'The present and the wanted value of each metric.', targetsText),
  column('MinPods', 'The fewest pods.', (object) => textAt(object, 'spec.minReplicas') || '<unset>'),
  column('MaxPods', 'The most pods.', (object) => numberAt(object, 'spec.maxReplicas')),
  column('Replicas', 'How many pods there are.', (object) => numberAt(object, 'status.currentReplicas')),
  ageColumn(),
];

const mostTargets = 2;

function targetsText(autoscaler: KubeObject): string {
  const specs = metricSpecs(autoscaler);
  if (specs.length === 0) return '<none>';
  const statuses = listAt(autoscaler, 'status.currentMetrics');
  const texts = specs.map((spec, index) => targetText(spec, statuses[index], autoscaler));
  const shown = texts.slice(0, mostTargets).join(', ');
  return texts.length > mostTargets ? `${shown} + ${texts.length - mostTargets} more...` : shown;
}

/** `autoscaling/v1` knows one metric only, in fields of its own. */
function metricSpecs(autoscaler: KubeObject): readonly unknown[] {
  if (hasAt(autoscaler, 'spec.metrics')) return listAt(autoscaler, 'spec.metrics');
  const utilization = valueAt(autoscaler, 'spec.targetCPUUtilizationPercentage');
  if (utilization === undefined) return [];
  return [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: utilization } } }];
}

const fieldOfMetricType: Readonly<Record<string, string>> = {
  External: 'external',
  Pods: 'pods',
  Object: 'object',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

function targetText(spec: unknown, status: unknown, autoscaler: KubeObject): string {
  const type = textAt(spec, 'type');
  const field = fieldOfMetricType[type];
  if (field === undefined) return '<unknown type>';
  const target = (name: string): string => textAt(spec, `${field}.target.${name}`);
  const current = (name: string): string => textAt(status, `${field}.current.${name}`) || '<unknown>';
  if (type === 'Resource' || type === 'ContainerResource') {
    const name = textAt(spec, `${field}.name`);
    if (target('averageValue') !== '') return `${name}: ${current('averageValue')}/${target('averageValue')}`;
    const own = textAt(autoscaler, 'status.currentCPUUtilizationPercentage');
    const now = current('averageUtilization') === '<unknown>' ? own : current('averageUtilization');
    const wanted = target('averageUtilization');
    return `${name}: ${now === '' ? '<unknown>' : `${now}%`}/${wanted === '' ? '<auto>' : `${wanted}%`}`;
  }
  if (type === 'Pods') return `${current('averageValue')}/${target('averageValue')}`;
  if (target('averageValue') !== '') return `${current('averageValue')}/${target('averageValue')} (avg)`;
  return `${current('value')}/${target('value')}`;
}
