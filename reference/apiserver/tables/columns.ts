import type { ColumnDefinition } from '../resource-definition.ts';
import {
  componentStatusColumns,
  configMapColumns,
  disruptionBudgetColumns,
  eventColumns,
  leaseColumns,
  namespaceColumns,
  nodeColumns,
  priorityClassColumns,
  resourceQuotaColumns,
  runtimeClassColumns,
  secretColumns,
  serviceAccountColumns,
  signingRequestColumns,
  trustBundleColumns,
} from './cluster-columns.ts';
import { plainColumns } from './column.ts';
import { flowSchemaColumns, priorityLevelColumns } from './flow-control-columns.ts';
import {
  endpointsColumns,
  endpointSliceColumns,
  ingressClassColumns,
  ingressColumns,
  networkPolicyColumns,
  serviceColumns,
} from './network-columns.ts';
import { podColumns, podTemplateColumns } from './pod-columns.ts';
import {
  admissionPolicyBindingColumns,
  admissionPolicyColumns,
  roleBindingColumns,
  scaleColumns,
  webhookConfigurationColumns,
} from './policy-columns.ts';
import {
  csiDriverColumns,
  csiNodeColumns,
  persistentVolumeClaimColumns,
  persistentVolumeColumns,
  storageClassColumns,
  volumeAttachmentColumns,
} from './storage-columns.ts';
import {
  autoscalerColumns,
  controllerRevisionColumns,
  cronJobColumns,
  daemonSetColumns,
  deploymentColumns,
  jobColumns,
  replicaSetColumns,
  replicationControllerColumns,
  statefulSetColumns,
} from './workload-columns.ts';

const columnsByKind: ReadonlyMap<string, readonly ColumnDefinition[]> = new Map([
  ['/ComponentStatus', componentStatusColumns],
  ['/ConfigMap', configMapColumns],
  ['/Endpoints', endpointsColumns],
  ['/Event', eventColumns],
  ['/Namespace', namespaceColumns],
  ['/Node', nodeColumns],
  ['/PersistentVolume', persistentVolumeColumns],
  ['/PersistentVolumeClaim', persistentVolumeClaimColumns],
  ['/Pod', podColumns],
  ['/PodTemplate', podTemplateColumns],
  ['/ReplicationController', replicationControllerColumns],
  ['/ResourceQuota', resourceQuotaColumns],
  ['/Secret', secretColumns],
  ['/Service', serviceColumns],
  ['/ServiceAccount', serviceAccountColumns],
  ['apps/ControllerRevision', controllerRevisionColumns],
  ['apps/DaemonSet', daemonSetColumns],
  ['apps/Deployment', deploymentColumns],
  ['apps/ReplicaSet', replicaSetColumns],
  ['apps/StatefulSet', statefulSetColumns],
  ['autoscaling/HorizontalPodAutoscaler', autoscalerColumns],
  ['autoscaling/Scale', scaleColumns],
  ['batch/CronJob', cronJobColumns],
  ['batch/Job', jobColumns],
  ['certificates.k8s.io/CertificateSigningRequest', signingRequestColumns],
  ['certificates.k8s.io/ClusterTrustBundle', trustBundleColumns],
  ['node.k8s.io/RuntimeClass', runtimeClassColumns],
  ['coordination.k8s.io/Lease', leaseColumns],
  ['discovery.k8s.io/EndpointSlice', endpointSliceColumns],
  ['events.k8s.io/Event', eventColumns],
  ['flowcontrol.apiserver.k8s.io/FlowSchema', flowSchemaColumns],
  ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration', priorityLevelColumns],
  ['networking.k8s.io/Ingress', ingressColumns],
  ['networking.k8s.io/IngressClass', ingressClassColumns],
  ['networking.k8s.io/NetworkPolicy', networkPolicyColumns],
  ['policy/PodDisruptionBudget', disruptionBudgetColumns],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', roleBindingColumns],
  ['rbac.authorization.k8s.io/RoleBinding', roleBindingColumns],
  ['scheduling.k8s.io/PriorityClass', priorityClassColumns],
  ['storage.k8s.io/CSIDriver', csiDriverColumns],
  ['storage.k8s.io/CSINode', csiNodeColumns],
  ['storage.k8s.io/StorageClass', storageClassColumns],
  ['storage.k8s.io/VolumeAttachment', volumeAttachmentColumns],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', webhookConfigurationColumns],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', webhookConfigurationColumns],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', admissionPolicyColumns],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', admissionPolicyBindingColumns],
]);

/**
 * The columns that a kube-apiserver 1.32 sends for a kind, whatever the version within its group; name and creation
 * time for a kind that has no printer of its own. `group` is '' for the core group.
 */
export function columnsOf(group: string, kind: string): readonly ColumnDefinition[] {
  return columnsByKind.get(`${group}/${kind}`) ?? plainColumns;
}
