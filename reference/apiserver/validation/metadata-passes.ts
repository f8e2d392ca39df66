import type { ResourceDefinition } from '../resource-definition.ts';

/**
 * Upstream looks at the metadata of an object several times, and what is wrong stands in the answer as often. `m`: as of a new object
 * (name, labels, annotations, owners, finalizers), `u`: as of a change (what may not change, labels, annotations, owners); in capitals
 * with the rule that a plain finalizer must be a known one.
 */
export type MetadataPass = 'm' | 'M' | 'u' | 'U';

interface Passes {
  readonly create: string;
  /** After those that every kind goes through. */
  readonly update: string;
  readonly status: string;
}

const usual: Passes = { create: 'M', update: 'MU', status: 'U' };
const onlyChange: Partial<Passes> = { update: 'U' };
const changeFirst: Partial<Passes> = { update: 'UM' };
const twiceAsNew: Partial<Passes> = { update: 'MM' };
const ofWebhooks: Partial<Passes> = { create: 'm', update: 'm', status: '' };
const ofRights: Partial<Passes> = { update: 'MMU' };
/** Of the metadata that come with a status nothing is taken, so that nothing is wrong with them. */
const ofFlows: Partial<Passes> = { update: 'M', status: '' };
const none: Partial<Passes> = { create: '', update: '', status: '' };

/** By `group/Kind`, as kube-apiserver 1.32 answers; the others are as usual. */
const passes: Readonly<Record<string, Partial<Passes>>> = {
  '/ConfigMap': changeFirst,
  '/Endpoints': changeFirst,
  '/Event': none,
  '/LimitRange': { update: 'M' },
  '/PersistentVolume': twiceAsNew,
  '/PersistentVolumeClaim': { update: 'MUM' },
  '/Pod': changeFirst,
  '/PodTemplate': onlyChange,
  '/ResourceQuota': onlyChange,
  '/Secret': changeFirst,
  '/Service': changeFirst,
  '/ServiceAccount': changeFirst,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': ofWebhooks,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': ofWebhooks,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': ofWebhooks,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': ofWebhooks,
  'apps/ControllerRevision': changeFirst,
  'apps/Deployment': onlyChange,
  'apps/StatefulSet': onlyChange,
  'autoscaling/HorizontalPodAutoscaler': onlyChange,
  'batch/CronJob': { update: 'U', status: '' },
  'certificates.k8s.io/CertificateSigningRequest': { status: 'MU' },
  'coordination.k8s.io/Lease': { create: 'm', update: 'u' },
  'discovery.k8s.io/EndpointSlice': { update: 'M' },
  'events.k8s.io/Event': onlyChange,
  'flowcontrol.apiserver.k8s.io/FlowSchema': ofFlows,
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': ofFlows,
  'networking.k8s.io/Ingress': changeFirst,
  'networking.k8s.io/IngressClass': changeFirst,
  'node.k8s.io/RuntimeClass': { create: 'm', update: 'mu' },
  'policy/PodDisruptionBudget': none,
  'rbac.authorization.k8s.io/ClusterRole': ofRights,
  'rbac.authorization.k8s.io/ClusterRoleBinding': ofRights,
  'rbac.authorization.k8s.io/Role': ofRights,
  'rbac.authorization.k8s.io/RoleBinding': ofRights,
  'scheduling.k8s.io/PriorityClass': onlyChange,
  'storage.k8s.io/CSIDriver': onlyChange,
  'storage.k8s.io/CSINode': twiceAsNew,
  'storage.k8s.io/VolumeAttachment': { update: 'MM', status: 'MM' },
};

/** `part`: through which door the object is written. */
export function metadataPasses(
  definition: ResourceDefinition,
  part: 'create' | 'update' | 'status',
): readonly MetadataPass[] {
  const { group, kind } = definition;
  const text = { ...usual, ...passes[`${group}/${kind}`] }[part];
  return Array.from(text) as MetadataPass[];
}
