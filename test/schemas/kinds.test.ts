import { describe, expect, it } from 'vitest';
import type { GroupVersionKind } from '../../schemas/kubernetes-schemas.ts';
import { apiVersionOf, kindsWithSchemas, schemaOf, validatorOf } from '../../schemas/kubernetes-schemas.ts';
import { shapeOf } from '../../schemas/structure.ts';

/** The kinds that must be there, beside the list of each kind that can be listed. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  v1: 'Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount'.split(
    ' ',
  ),
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'batch/v1': ['CronJob', 'Job'],
  'autoscaling/v1': ['HorizontalPodAutoscaler', 'Scale'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'coordination.k8s.io/v1': ['Lease'],
  'storage.k8s.io/v1': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment'],
  'policy/v1': ['Eviction', 'PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'events.k8s.io/v1': ['Event'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'certificates.k8s.io/v1alpha1': ['ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io/v1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'admissionregistration.k8s.io/v1': [
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'authentication.k8s.io/v1': ['SelfSubjectReview', 'TokenRequest', 'TokenReview'],
  'authorization.k8s.io/v1': [
    'LocalSubjectAccessReview',
    'SelfSubjectAccessReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
  ],
};
const neverListed = new Set(
  'Binding Eviction LocalSubjectAccessReview Scale SelfSubjectAccessReview SelfSubjectReview SelfSubjectRulesReview SubjectAccessReview TokenRequest TokenReview'.split(
    ' ',
  ),
);

/** What the machinery adds: answers and bodies that are no resources. */
const machinery: readonly string[] = [
  'v1 APIGroup',
  'v1 APIGroupList',
  'v1 APIResourceList',
  'v1 APIVersions',
  'v1 List',
  'v1 Status',
  'meta.k8s.io/v1 PartialObjectMetadata',
  'meta.k8s.io/v1 PartialObjectMetadataList',
  'meta.k8s.io/v1 Table',
  'meta.k8s.io/v1 TableOptions',
  'apidiscovery.k8s.io/v2 APIGroupDiscovery',
  'apidiscovery.k8s.io/v2 APIGroupDiscoveryList',
  'admission.k8s.io/v1 AdmissionReview',
];

const named = (gvk: GroupVersionKind): string => `${apiVersionOf(gvk)} ${gvk.kind}`;

function expectedKinds(): string[] {
  const resources = Object.entries(wanted).flatMap(([apiVersion, kinds]) =>
    [
      ...kinds.flatMap((kind) => (neverListed.has(kind) ? [kind] : [kind, `${kind}List`])),
      'DeleteOptions',
      'WatchEvent',
    ].map((kind) => `${apiVersion} ${kind}`),
  );
  return [...resources, ...machinery].sort();
}

describe('the kinds with schemas', () => {
  it('are the stable kinds of Kubernetes 1.32, one that servers serve where they are told to, and what the machinery adds', () => {
    expect(kindsWithSchemas().map(named).sort()).toEqual(expectedKinds());
  });

  it.each(kindsWithSchemas().map((gvk) => [named(gvk), gvk] as const))(
    '%s has a description, a shape and a validator',
    (_, gvk) => {
      expect(schemaOf(gvk)?.description?.length ?? 0).toBeGreaterThan(15);
      expect(shapeOf(gvk)?.fields.size ?? 0).toBeGreaterThan(0);
      expect(validatorOf(gvk)).toBeTypeOf('function');
    },
  );

  it('know nothing of a kind that does not exist', () => {
    for (const kind of ['Nothing', 'constructor', '__proto__']) {
      expect(schemaOf({ group: '', version: 'v1', kind })).toBeUndefined();
      expect(shapeOf({ group: '', version: 'v1', kind })).toBeUndefined();
    }
    expect(schemaOf({ group: 'nobody.example', version: 'v1', kind: 'Pod' })).toBeUndefined();
  });
});
