import type { ResourceDefinition } from '../resource-definition.ts';
import { defineResource, type ResourceFacts } from './definition-builder.ts';
import { autoscalerConversion } from './autoscaler-conversion.ts';
import { eventConversion } from './event-conversion.ts';
import { autoscalerRules, rulesFor } from './kind-rules.ts';
import { newEventFields, jobFields, replicasFields, signingRequestFields } from './selectable-fields.ts';

function group(name: string, resources: readonly ResourceFacts[]): readonly ResourceDefinition[] {
  return resources.map((facts) => defineResource({ group: name, rules: rulesFor(facts.kind), ...facts }));
}

/** Every named group, `/apis/GROUP/VERSION`. Paths in the store are those of upstream, oddities included. */
export const groupResources: readonly ResourceDefinition[] = [
  ...group('apps', [
    { kind: 'ControllerRevision', plural: 'controllerrevisions' },
    {
      kind: 'DaemonSet',
      plural: 'daemonsets',
      shortNames: ['ds'],
      categories: ['all'],
      subresources: ['status'],
    },
    {
      kind: 'Deployment',
      plural: 'deployments',
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: ['scale', 'status'],
    },
    {
      kind: 'ReplicaSet',
      plural: 'replicasets',
      shortNames: ['rs'],
      categories: ['all'],
      subresources: ['scale', 'status'],
      fields: replicasFields,
    },
    {
      kind: 'StatefulSet',
      plural: 'statefulsets',
      shortNames: ['sts'],
      categories: ['all'],
      subresources: ['scale', 'status'],
    },
  ]),
  ...group('authentication.k8s.io', [
    { kind: 'SelfSubjectReview', plural: 'selfsubjectreviews', namespaced: false, verbs: ['create'] },
    { kind: 'TokenReview', plural: 'tokenreviews', namespaced: false, verbs: ['create'] },
  ]),
  ...group('authorization.k8s.io', [
    { kind: 'LocalSubjectAccessReview', plural: 'localsubjectaccessreviews', verbs: ['create'] },
    {
      kind: 'SelfSubjectAccessReview',
      plural: 'selfsubjectaccessreviews',
      namespaced: false,
      verbs: ['create'],
    },
    {
      kind: 'SelfSubjectRulesReview',
      plural: 'selfsubjectrulesreviews',
      namespaced: false,
      verbs: ['create'],
    },
    { kind: 'SubjectAccessReview', plural: 'subjectaccessreviews', namespaced: false, verbs: ['create'] },
  ]),
  ...group('batch', [
    {
      kind: 'CronJob',
      plural: 'cronjobs',
      shortNames: ['cj'],
      categories: ['all'],
      subresources: ['status'],
    },
    { kind: 'Job', plural: 'jobs', categories: ['all'], subresources: ['status'], fields: jobFields },
  ]),
  ...group('autoscaling', [
    {
      kind: 'HorizontalPodAutoscaler',
      version: 'v2',
      plural: 'horizontalpodautoscalers',
      rules: autoscalerRules.v2,
      shortNames: ['hpa'],
      categories: ['all'],
      subresources: ['status'],
    },
    {
      kind: 'HorizontalPodAutoscaler',
      plural: 'horizontalpodautoscalers',
      rules: autoscalerRules.v1,
      shortNames: ['hpa'],
      categories: ['all'],
      subresources: ['status'],
      storageKind: { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
      conversion: autoscalerConversion,
    },
  ]),
  ...group('certificates.k8s.io', [
    {
      kind: 'CertificateSigningRequest',
      plural: 'certificatesigningrequests',
      shortNames: ['csr'],
      namespaced: false,
      subresources: ['status', { name: 'approval', verbs: ['get', 'patch', 'update'] }],
      fields: signingRequestFields,
    },
  ]),
  ...group('coordination.k8s.io', [{ kind: 'Lease', plural: 'leases' }]),
  ...group('discovery.k8s.io', [{ kind: 'EndpointSlice', plural: 'endpointslices' }]),
  ...group('events.k8s.io', [
    {
      kind: 'Event',
      plural: 'events',
      shortNames: ['ev'],
      ttlSeconds: 3600,
      storageKind: { group: '', version: 'v1', kind: 'Event' },
      conversion: eventConversion,
      fields: newEventFields,
    },
  ]),
  ...group('networking.k8s.io', [
    { kind: 'IngressClass', plural: 'ingressclasses', namespaced: false },
    {
      kind: 'Ingress',
      plural: 'ingresses',
      shortNames: ['ing'],
      subresources: ['status'],
      storagePrefix: 'ingress',
    },
    { kind: 'NetworkPolicy', plural: 'networkpolicies', shortNames: ['netpol'] },
  ]),
  ...group('node.k8s.io', [{ kind: 'RuntimeClass', plural: 'runtimeclasses', namespaced: false }]),
  ...group('policy', [
    {
      kind: 'PodDisruptionBudget',
      plural: 'poddisruptionbudgets',
      shortNames: ['pdb'],
      subresources: ['status'],
    },
  ]),
  ...group('rbac.authorization.k8s.io', [
    { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', namespaced: false },
    { kind: 'ClusterRole', plural: 'clusterroles', namespaced: false },
    { kind: 'RoleBinding', plural: 'rolebindings' },
    { kind: 'Role', plural: 'roles' },
  ]),
  ...group('scheduling.k8s.io', [
    { kind: 'PriorityClass', plural: 'priorityclasses', shortNames: ['pc'], namespaced: false },
  ]),
  ...group('storage.k8s.io', [
    { kind: 'CSIDriver', plural: 'csidrivers', namespaced: false },
    { kind: 'CSINode', plural: 'csinodes', namespaced: false },
    { kind: 'CSIStorageCapacity', plural: 'csistoragecapacities' },
    { kind: 'StorageClass', plural: 'storageclasses', shortNames: ['sc'], namespaced: false },
    { kind: 'VolumeAttachment', plural: 'volumeattachments', namespaced: false, subresources: ['status'] },
  ]),
  ...group('admissionregistration.k8s.io', [
    {
      kind: 'MutatingWebhookConfiguration',
      plural: 'mutatingwebhookconfigurations',
      categories: ['api-extensions'],
      namespaced: false,
    },
    {
      kind: 'ValidatingAdmissionPolicy',
      plural: 'validatingadmissionpolicies',
      categories: ['api-extensions'],
      namespaced: false,
      subresources: ['status'],
    },
    {
      kind: 'ValidatingAdmissionPolicyBinding',
      plural: 'validatingadmissionpolicybindings',
      categories: ['api-extensions'],
      namespaced: false,
    },
    {
      kind: 'ValidatingWebhookConfiguration',
      plural: 'validatingwebhookconfigurations',
      categories: ['api-extensions'],
      namespaced: false,
    },
  ]),
  ...group('flowcontrol.apiserver.k8s.io', [
    { kind: 'FlowSchema', plural: 'flowschemas', namespaced: false, subresources: ['status'] },
    {
      kind: 'PriorityLevelConfiguration',
      plural: 'prioritylevelconfigurations',
      namespaced: false,
      subresources: ['status'],
    },
  ]),
  ...group('apiextensions.k8s.io', [
    {
      kind: 'CustomResourceDefinition',
      plural: 'customresourcedefinitions',
      shortNames: ['crd', 'crds'],
      categories: ['api-extensions'],
      namespaced: false,
      subresources: ['status'],
      storagePrefix: 'apiextensions.k8s.io/customresourcedefinitions',
    },
  ]),
];
