import {
  ensureObject,
  isFields,
  objectAt,
  objectsAt,
  setDefault,
  setDefaultText,
  textAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import { defaultPodTemplate } from './pod-defaults.ts';

/** Shared by all that own pods by labels: the template's labels stand in where the writer gave none. */
function labelsFromTemplate(object: Fields, spec: Fields): Fields | undefined {
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  if (labels === undefined) return undefined;
  const metadata = ensureObject(object, 'metadata');
  const own = objectAt(metadata, 'labels');
  if (own === undefined || Object.keys(own).length === 0) metadata['labels'] = { ...labels };
  return labels;
}

export function defaultReplicationController(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const labels = labelsFromTemplate(object, spec);
  const selector = objectAt(spec, 'selector');
  if (labels !== undefined && (selector === undefined || Object.keys(selector).length === 0))
    spec['selector'] = { ...labels };
  setDefault(spec, 'replicas', 1);
  defaultPodTemplate(objectAt(spec, 'template'));
}

export function defaultReplicaSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'replicas', 1);
  defaultPodTemplate(objectAt(spec, 'template'));
}

export function defaultDeployment(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'replicas', 1);
  const strategy = ensureObject(spec, 'strategy');
  setDefaultText(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', '25%');
    setDefault(rolling, 'maxSurge', '25%');
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
  setDefault(spec, 'progressDeadlineSeconds', 600);
  defaultPodTemplate(objectAt(spec, 'template'));
}

export function defaultDaemonSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const strategy = ensureObject(spec, 'updateStrategy');
  setDefaultText(strategy, 'type', 'RollingUpdate');
  if (strategy['type'] === 'RollingUpdate') {
    const rolling = ensureObject(strategy, 'rollingUpdate');
    setDefault(rolling, 'maxUnavailable', 1);
    setDefault(rolling, 'maxSurge', 0);
  } else {
    const rolling = objectAt(strategy, 'rollingUpdate');
    for (const name of rolling === undefined ? [] : ['maxUnavailable', 'maxSurge'])
      setDefault(rolling ?? {}, name, 0);
  }
  setDefault(spec, 'revisionHistoryLimit', 10);
  defaultPodTemplate(objectAt(spec, 'template'));
}

export function defaultStatefulSet(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefaultText(spec, 'podManagementPolicy', 'OrderedReady');
  const strategy = ensureObject(spec, 'updateStrategy');
  // One who names the strategy gets no parameters for it.
  if (textAt(strategy, 'type') === '') {
    strategy['type'] = 'RollingUpdate';
    ensureObject(strategy, 'rollingUpdate');
  }
  const rolling = objectAt(strategy, 'rollingUpdate');
  if (strategy['type'] === 'RollingUpdate' && rolling !== undefined) setDefault(rolling, 'partition', 0);
  const retention = ensureObject(spec, 'persistentVolumeClaimRetentionPolicy');
  setDefaultText(retention, 'whenDeleted', 'Retain');
  setDefaultText(retention, 'whenScaled', 'Retain');
  setDefault(spec, 'replicas', 1);
  setDefault(spec, 'revisionHistoryLimit', 10);
  for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
    claim['kind'] = 'PersistentVolumeClaim';
    claim['apiVersion'] = 'v1';
    setDefault(ensureObject(claim, 'spec'), 'volumeMode', 'Filesystem');
    setDefaultText(ensureObject(claim, 'status'), 'phase', 'Pending');
  }
  defaultPodTemplate(objectAt(spec, 'template'));
}

function defaultJobSpec(spec: Fields): void {
  const single = valueAt(spec, 'completions') === undefined && valueAt(spec, 'parallelism') === undefined;
  if (single) spec['completions'] = 1;
  setDefault(spec, 'parallelism', 1);
  setDefault(spec, 'completionMode', 'NonIndexed');
  const perIndex = valueAt(spec, 'backoffLimitPerIndex') !== undefined;
  setDefault(spec, 'backoffLimit', perIndex ? 2_147_483_647 : 6);
  setDefault(spec, 'suspend', false);
  const failurePolicy = valueAt(spec, 'podFailurePolicy') !== undefined;
  setDefault(spec, 'podReplacementPolicy', failurePolicy ? 'Failed' : 'TerminatingOrFailed');
  for (const rule of objectsAt(objectAt(spec, 'podFailurePolicy'), 'rules')) {
    for (const pattern of objectsAt(rule, 'onPodConditions')) setDefaultText(pattern, 'status', 'True');
  }
  defaultPodTemplate(objectAt(spec, 'template'));
}

export function defaultJob(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  const metadata = ensureObject(object, 'metadata');
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  // One map, not a copy: the labels that a new job's template is given later appear on the job as well, as upstream.
  if (labels !== undefined && Object.keys(objectAt(metadata, 'labels') ?? {}).length === 0)
    metadata['labels'] = labels;
  defaultJobSpec(spec);
}

export function defaultCronJob(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefaultText(spec, 'concurrencyPolicy', 'Allow');
  setDefault(spec, 'suspend', false);
  setDefault(spec, 'successfulJobsHistoryLimit', 3);
  setDefault(spec, 'failedJobsHistoryLimit', 1);
  // The job inside is a template: only its pods are defaulted, the job's own counts when it is made.
  defaultPodTemplate(objectAt(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), 'template'));
}

export function defaultPodTemplateObject(object: Fields): void {
  const template = objectAt(object, 'template');
  if (isFields(template)) defaultPodTemplate(template);
}

export function defaultAutoscaler(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'minReplicas', 1);
  const metrics = valueAt(spec, 'metrics');
  if (!Array.isArray(metrics) || metrics.length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  const behavior = objectAt(spec, 'behavior');
  if (behavior === undefined) return;
  defaultScalingRules(behavior, 'scaleUp', [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
  defaultScalingRules(behavior, 'scaleDown', [{ type: 'Percent', value: 100, periodSeconds: 15 }]);
}

function defaultScalingRules(behavior: Fields, name: string, policies: readonly Fields[]): void {
  const rules = ensureObject(behavior, name);
  if (name === 'scaleUp') setDefault(rules, 'stabilizationWindowSeconds', 0);
  setDefault(rules, 'selectPolicy', 'Max');
  setDefault(rules, 'policies', policies);
}

export function defaultAutoscalerV1(object: Fields): void {
  const spec = ensureObject(object, 'spec');
  setDefault(spec, 'minReplicas', 1);
  const annotations = objectAt(ensureObject(object, 'metadata'), 'annotations');
  const carried = textAt(annotations, 'autoscaling.alpha.kubernetes.io/metrics') !== '';
  if (!carried) setDefault(spec, 'targetCPUUtilizationPercentage', 80);
}
