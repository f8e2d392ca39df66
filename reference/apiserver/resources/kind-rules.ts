import {
  ensureObject,
  equalJson,
  numberAt,
  objectAt,
  setOrRemove,
  textAt,
  valueAt,
  type Fields,
} from '../fields.ts';
import type { Draft, KubeObject, ResourceStrategy } from '../resource-definition.ts';
import * as core from '../defaults/core-defaults.ts';
import * as group from '../defaults/group-defaults.ts';
import * as workload from '../defaults/workload-defaults.ts';
import { defaultPod } from '../defaults/pod-defaults.ts';
import { qosClassOf } from '../defaults/pod-status.ts';
import * as coreRules from '../validation/core-validation.ts';
import * as groupRules from '../validation/group-validation.ts';
import * as workloadRules from '../validation/workload-validation.ts';
import {
  podWarnings,
  validatePod,
  validatePodStatusUpdate,
  validatePodUpdate,
} from '../validation/pod-validation.ts';
import {
  validateEndpoints,
  validateService,
  validateServiceUpdate,
} from '../validation/service-validation.ts';
import { pathSegmentProblems, label1035Problems, labelProblems } from '../validation/names.ts';
import { prepareJob } from './job-preparation.ts';

type Rules = Partial<ResourceStrategy>;
type Validate = ResourceStrategy['validate'];

/** One rule for new and for changed objects. */
function checked(validate: Validate): Rules {
  return { validate, validateUpdate: (_before, after) => validate(after) };
}

/** Workloads whose selector is fixed at creation. */
function withSelector(validate: Validate): Rules {
  return { validate, validateUpdate: workloadRules.withFixedSelector(validate), countsGeneration: true };
}

const byPathSegment: Rules = { nameProblems: pathSegmentProblems, allowCreateOnUpdate: true };
const conditionalOnly: Rules = { allowUnconditionalUpdate: false };

/** Seconds a pod has to stop: none before it has a node or once it is over. */
function podGraceSeconds(pod: KubeObject, requested: number | undefined): number {
  const spec = objectAt(pod, 'spec');
  const phase = textAt(objectAt(pod, 'status'), 'phase');
  if (textAt(spec, 'nodeName') === '' || phase === 'Failed' || phase === 'Succeeded') return 0;
  const seconds = requested ?? numberAt(spec, 'terminationGracePeriodSeconds') ?? 30;
  return seconds < 0 ? 1 : seconds;
}

function preparePod(pod: Draft): void {
  const spec = objectAt(pod, 'spec');
  if ((numberAt(spec, 'terminationGracePeriodSeconds') ?? 0) < 0)
    ensureObject(pod, 'spec')['terminationGracePeriodSeconds'] = 1;
  const gated = Array.isArray(spec?.['schedulingGates']) && spec['schedulingGates'].length > 0;
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: null,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  pod['status'] = {
    phase: 'Pending',
    ...(gated ? { conditions: [condition] } : {}),
    qosClass: qosClassOf(spec),
  };
}

function prepareNamespace(namespace: Draft): void {
  namespace['status'] = { phase: 'Active' };
  const spec = ensureObject(namespace, 'spec');
  const finalizers = Array.isArray(spec['finalizers']) ? (spec['finalizers'] as unknown[]) : [];
  if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
}

/** Texts of `stringData` go into `data`, encoded; the field itself is write-only. */
function mergeStringData(secret: Fields): void {
  const texts = objectAt(secret, 'stringData');
  if (texts !== undefined) {
    const data = ensureObject(secret, 'data');
    for (const [key, value] of Object.entries(texts))
      data[key] = Buffer.from(String(value)).toString('base64');
  }
  setOrRemove(secret, 'stringData', undefined);
}

const templateGeneration = 'deprecated.daemonset.template.generation';

function markTemplateGeneration(draft: Draft, generation: number): void {
  ensureObject(ensureObject(draft, 'metadata'), 'annotations')[templateGeneration] = String(generation);
}

const rulesByKind: Readonly<Record<string, Rules>> = {
  ClusterRole: { ...byPathSegment, ...checked(groupRules.validateRole) },
  ClusterRoleBinding: {
    ...byPathSegment,
    applyDefaults: group.defaultRoleBinding,
    validate: groupRules.validateRoleBinding,
    validateUpdate: groupRules.validateRoleBindingUpdate,
  },
  ConfigMap: { validate: coreRules.validateConfigMap, validateUpdate: coreRules.validateConfigMapUpdate },
  ControllerRevision: {
    validate: groupRules.validateControllerRevision,
    validateUpdate: groupRules.validateControllerRevisionUpdate,
  },
  CronJob: {
    applyDefaults: workload.defaultCronJob,
    ...checked(workloadRules.validateCronJob),
    countsGeneration: true,
  },
  CSIDriver: { ...conditionalOnly, applyDefaults: group.defaultCsiDriver },
  CSINode: conditionalOnly,
  CSIStorageCapacity: conditionalOnly,
  CustomResourceDefinition: { applyDefaults: group.defaultCustomResourceDefinition, countsGeneration: true },
  DaemonSet: {
    ...withSelector(workloadRules.validateDaemonSet),
    applyDefaults: workload.defaultDaemonSet,
    prepareForCreate: (draft) => {
      draft['status'] = {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
      };
      markTemplateGeneration(draft, 1);
    },
    prepareForUpdate: (draft, before) => {
      const template = (object: Fields): unknown => objectAt(object, 'spec')?.['template'];
      const generation = Number(before.metadata?.annotations?.[templateGeneration] ?? '1');
      markTemplateGeneration(
        draft,
        equalJson(template(draft), template(before)) ? generation : generation + 1,
      );
    },
  },
  Deployment: {
    applyDefaults: workload.defaultDeployment,
    ...withSelector(workloadRules.validateDeployment),
  },
  Endpoints: {
    applyDefaults: core.defaultEndpoints,
    allowCreateOnUpdate: true,
    ...checked(validateEndpoints),
  },
  EndpointSlice: {
    applyDefaults: core.defaultEndpointSlice,
    validate: groupRules.validateEndpointSlice,
    validateUpdate: groupRules.validateEndpointSliceUpdate,
    countsGeneration: true,
  },
  Event: { allowCreateOnUpdate: true, ...checked(coreRules.validateEvent) },
  HorizontalPodAutoscaler: { ...checked(groupRules.validateAutoscaler) },
  Ingress: { ...checked(groupRules.validateIngress), countsGeneration: true },
  IngressClass: { applyDefaults: group.defaultIngressClass, countsGeneration: true },
  Job: {
    applyDefaults: workload.defaultJob,
    prepareForCreate: prepareJob,
    validate: workloadRules.validateJob,
    validateUpdate: workloadRules.validateJobUpdate,
    countsGeneration: true,
  },
  Lease: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false, ...checked(groupRules.validateLease) },
  LimitRange: {
    applyDefaults: core.defaultLimitRange,
    allowCreateOnUpdate: true,
    ...checked(coreRules.validateLimitRange),
  },
  MutatingWebhookConfiguration: {
    applyDefaults: group.defaultWebhookConfiguration,
    countsGeneration: true,
    ...conditionalOnly,
  },
  ValidatingWebhookConfiguration: {
    applyDefaults: group.defaultWebhookConfiguration,
    countsGeneration: true,
    ...conditionalOnly,
  },
  Namespace: {
    nameProblems: labelProblems,
    applyDefaults: core.defaultNamespace,
    prepareForCreate: prepareNamespace,
    // Only the finalize endpoint changes a namespace's spec.
    prepareForUpdate: (draft, before) => {
      setOrRemove(draft, 'spec', valueAt(before, 'spec'));
    },
    ...checked(coreRules.validateNamespace),
  },
  NetworkPolicy: { applyDefaults: group.defaultNetworkPolicy, countsGeneration: true },
  Node: {
    applyDefaults: core.defaultNode,
    // A node brings its status along: the kubelet registers with it.
    prepareForCreate: () => undefined,
    validate: coreRules.validateNode,
    validateUpdate: coreRules.validateNodeUpdate,
  },
  PersistentVolume: {
    applyDefaults: core.defaultPersistentVolume,
    prepareForCreate: pendingStatus,
    validate: coreRules.validatePersistentVolume,
    validateUpdate: coreRules.validatePersistentVolumeUpdate,
  },
  PersistentVolumeClaim: {
    applyDefaults: core.defaultPersistentVolumeClaim,
    prepareForCreate: pendingStatus,
    validate: coreRules.validatePersistentVolumeClaim,
    validateUpdate: coreRules.validatePersistentVolumeClaimUpdate,
  },
  Pod: {
    applyDefaults: defaultPod,
    prepareForCreate: preparePod,
    graceSeconds: podGraceSeconds,
    validate: validatePod,
    validateUpdate: validatePodUpdate,
    validateStatusUpdate: validatePodStatusUpdate,
    warnings: podWarnings,
  },
  PodDisruptionBudget: {
    ...conditionalOnly,
    ...checked(groupRules.validateDisruptionBudget),
    countsGeneration: true,
  },
  PodTemplate: {
    applyDefaults: workload.defaultPodTemplateObject,
    ...checked(coreRules.validatePodTemplate),
    countsGeneration: true,
  },
  PriorityClass: {
    applyDefaults: group.defaultPriorityClass,
    validate: groupRules.validatePriorityClass,
    validateUpdate: groupRules.validatePriorityClassUpdate,
    countsGeneration: true,
  },
  ReplicaSet: {
    applyDefaults: workload.defaultReplicaSet,
    ...withSelector(workloadRules.validateReplicaSet),
  },
  ReplicationController: {
    applyDefaults: workload.defaultReplicationController,
    ...checked(workloadRules.validateReplicationController),
    countsGeneration: true,
  },
  ResourceQuota: checked(coreRules.validateResourceQuota),
  Role: { ...byPathSegment, ...checked(groupRules.validateRole) },
  RoleBinding: {
    ...byPathSegment,
    applyDefaults: group.defaultRoleBinding,
    validate: groupRules.validateRoleBinding,
    validateUpdate: groupRules.validateRoleBindingUpdate,
  },
  RuntimeClass: { allowCreateOnUpdate: true, ...conditionalOnly },
  Secret: {
    applyDefaults: (draft) => {
      core.defaultSecret(draft);
      mergeStringData(draft);
    },
    validate: coreRules.validateSecret,
    validateUpdate: coreRules.validateSecretUpdate,
  },
  Service: {
    nameProblems: label1035Problems,
    allowCreateOnUpdate: true,
    applyDefaults: core.defaultService,
    validate: validateService,
    validateUpdate: validateServiceUpdate,
  },
  StatefulSet: {
    applyDefaults: workload.defaultStatefulSet,
    validate: workloadRules.validateStatefulSet,
    validateUpdate: workloadRules.validateStatefulSetUpdate,
    countsGeneration: true,
  },
  StorageClass: {
    applyDefaults: group.defaultStorageClass,
    validate: groupRules.validateStorageClass,
    validateUpdate: groupRules.validateStorageClassUpdate,
  },
  VolumeAttachment: conditionalOnly,
};

function pendingStatus(draft: Draft): void {
  draft['status'] = { phase: 'Pending' };
}

/** What is peculiar to one kind; an empty object where nothing is. */
export function rulesFor(kind: string): Rules {
  return Object.hasOwn(rulesByKind, kind) ? (rulesByKind[kind] ?? {}) : {};
}

/** The two versions of an autoscaler leave different things to be filled in. */
export const autoscalerRules: Readonly<Record<'v1' | 'v2', Rules>> = {
  v1: { ...rulesFor('HorizontalPodAutoscaler'), applyDefaults: workload.defaultAutoscalerV1 },
  v2: { ...rulesFor('HorizontalPodAutoscaler'), applyDefaults: workload.defaultAutoscaler },
};
