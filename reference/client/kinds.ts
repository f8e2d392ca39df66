import type { KubernetesKinds } from '../../schemas/types/kubernetes-kinds.ts';
import type { UntypedObject } from './api-object.ts';
import type { Resource } from './resource.ts';

type Row = readonly [kind: string, plural: string, namespaced?: 'cluster'];

const rows: Readonly<Record<string, readonly Row[]>> = {
  v1: [
    ['Binding', 'bindings'],
    ['ComponentStatus', 'componentstatuses', 'cluster'],
    ['ConfigMap', 'configmaps'],
    ['Endpoints', 'endpoints'],
    ['Event', 'events'],
    ['LimitRange', 'limitranges'],
    ['Namespace', 'namespaces', 'cluster'],
    ['Node', 'nodes', 'cluster'],
    ['PersistentVolume', 'persistentvolumes', 'cluster'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['Pod', 'pods'],
    ['PodTemplate', 'podtemplates'],
    ['ReplicationController', 'replicationcontrollers'],
    ['ResourceQuota', 'resourcequotas'],
    ['Secret', 'secrets'],
    ['Service', 'services'],
    ['ServiceAccount', 'serviceaccounts'],
  ],
  'apps/v1': [
    ['ControllerRevision', 'controllerrevisions'],
    ['DaemonSet', 'daemonsets'],
    ['Deployment', 'deployments'],
    ['ReplicaSet', 'replicasets'],
    ['StatefulSet', 'statefulsets'],
  ],
  'batch/v1': [
    ['CronJob', 'cronjobs'],
    ['Job', 'jobs'],
  ],
  'autoscaling/v2': [['HorizontalPodAutoscaler', 'horizontalpodautoscalers']],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses'],
    ['IngressClass', 'ingressclasses', 'cluster'],
    ['NetworkPolicy', 'networkpolicies'],
  ],
  'discovery.k8s.io/v1': [['EndpointSlice', 'endpointslices']],
  'coordination.k8s.io/v1': [['Lease', 'leases']],
  'certificates.k8s.io/v1': [['CertificateSigningRequest', 'certificatesigningrequests', 'cluster']],
  'node.k8s.io/v1': [['RuntimeClass', 'runtimeclasses', 'cluster']],
  'storage.k8s.io/v1': [
    ['StorageClass', 'storageclasses', 'cluster'],
    ['VolumeAttachment', 'volumeattachments', 'cluster'],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets']],
  'rbac.authorization.k8s.io/v1': [
    ['ClusterRole', 'clusterroles', 'cluster'],
    ['ClusterRoleBinding', 'clusterrolebindings', 'cluster'],
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
  ],
  'scheduling.k8s.io/v1': [['PriorityClass', 'priorityclasses', 'cluster']],
  'apiextensions.k8s.io/v1': [['CustomResourceDefinition', 'customresourcedefinitions', 'cluster']],
  'admissionregistration.k8s.io/v1': [
    ['MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'cluster'],
    ['ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'cluster'],
    ['ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'cluster'],
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'cluster'],
  ],
};

/** The types of the kinds that the client knows by name, each in its preferred group and version. */
export interface ObjectsByKind {
  readonly Binding: KubernetesKinds['v1/Binding'];
  readonly CertificateSigningRequest: KubernetesKinds['certificates.k8s.io/v1/CertificateSigningRequest'];
  readonly ComponentStatus: KubernetesKinds['v1/ComponentStatus'];
  readonly ConfigMap: KubernetesKinds['v1/ConfigMap'];
  readonly Endpoints: KubernetesKinds['v1/Endpoints'];
  readonly Event: KubernetesKinds['v1/Event'];
  readonly LimitRange: KubernetesKinds['v1/LimitRange'];
  readonly Namespace: KubernetesKinds['v1/Namespace'];
  readonly Node: KubernetesKinds['v1/Node'];
  readonly PersistentVolume: KubernetesKinds['v1/PersistentVolume'];
  readonly PersistentVolumeClaim: KubernetesKinds['v1/PersistentVolumeClaim'];
  readonly Pod: KubernetesKinds['v1/Pod'];
  readonly PodTemplate: KubernetesKinds['v1/PodTemplate'];
  readonly ReplicationController: KubernetesKinds['v1/ReplicationController'];
  readonly ResourceQuota: KubernetesKinds['v1/ResourceQuota'];
  readonly Secret: KubernetesKinds['v1/Secret'];
  readonly Service: KubernetesKinds['v1/Service'];
  readonly ServiceAccount: KubernetesKinds['v1/ServiceAccount'];
  readonly ControllerRevision: KubernetesKinds['apps/v1/ControllerRevision'];
  readonly DaemonSet: KubernetesKinds['apps/v1/DaemonSet'];
  readonly Deployment: KubernetesKinds['apps/v1/Deployment'];
  readonly ReplicaSet: KubernetesKinds['apps/v1/ReplicaSet'];
  readonly StatefulSet: KubernetesKinds['apps/v1/StatefulSet'];
  readonly CronJob: KubernetesKinds['batch/v1/CronJob'];
  readonly Job: KubernetesKinds['batch/v1/Job'];
  readonly HorizontalPodAutoscaler: KubernetesKinds['autoscaling/v2/HorizontalPodAutoscaler'];
  readonly Ingress: KubernetesKinds['networking.k8s.io/v1/Ingress'];
  readonly IngressClass: KubernetesKinds['networking.k8s.io/v1/IngressClass'];
  readonly NetworkPolicy: KubernetesKinds['networking.k8s.io/v1/NetworkPolicy'];
  readonly EndpointSlice: KubernetesKinds['discovery.k8s.io/v1/EndpointSlice'];
  readonly Lease: KubernetesKinds['coordination.k8s.io/v1/Lease'];
  readonly StorageClass: KubernetesKinds['storage.k8s.io/v1/StorageClass'];
  readonly ValidatingAdmissionPolicy: KubernetesKinds['admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy'];
  readonly ValidatingAdmissionPolicyBinding: KubernetesKinds['admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding'];
  readonly PodDisruptionBudget: KubernetesKinds['policy/v1/PodDisruptionBudget'];
  readonly ClusterRole: KubernetesKinds['rbac.authorization.k8s.io/v1/ClusterRole'];
  readonly ClusterRoleBinding: KubernetesKinds['rbac.authorization.k8s.io/v1/ClusterRoleBinding'];
  readonly Role: KubernetesKinds['rbac.authorization.k8s.io/v1/Role'];
  readonly RoleBinding: KubernetesKinds['rbac.authorization.k8s.io/v1/RoleBinding'];
  readonly RuntimeClass: KubernetesKinds['node.k8s.io/v1/RuntimeClass'];
  readonly PriorityClass: KubernetesKinds['scheduling.k8s.io/v1/PriorityClass'];
  readonly CustomResourceDefinition: KubernetesKinds['apiextensions.k8s.io/v1/CustomResourceDefinition'];
  readonly MutatingWebhookConfiguration: KubernetesKinds['admissionregistration.k8s.io/v1/MutatingWebhookConfiguration'];
  readonly ValidatingWebhookConfiguration: KubernetesKinds['admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration'];
  readonly VolumeAttachment: KubernetesKinds['storage.k8s.io/v1/VolumeAttachment'];
}

export type KnownKind = keyof ObjectsByKind;

/** What a request names: a kind known by name, or any resource of the API. */
export type Target = KnownKind | Resource;

/** The type of the objects of a target. */
export type ObjectOf<R extends Target> = R extends KnownKind ? ObjectsByKind[R] : UntypedObject;

const resources: ReadonlyMap<string, Resource> = new Map(
  Object.entries(rows).flatMap(([groupVersion, list]: [string, readonly Row[]]) =>
    list.map(([kind, plural, scope]) => {
      const slash = groupVersion.indexOf('/');
      const resource: Resource = {
        group: slash < 0 ? '' : groupVersion.slice(0, slash),
        version: groupVersion.slice(slash + 1),
        kind,
        plural,
        namespaced: scope !== 'cluster',
      };
      return [kind, resource] as const;
    }),
  ),
);

/** The resource of a kind known by name. Throws a `TypeError` for any other: give its `Resource` instead. */
export function resourceOf(target: Target): Resource {
  if (typeof target !== 'string') return target;
  const resource = resources.get(target);
  if (resource !== undefined) return resource;
  throw new TypeError(
    `unknown kind "${target as string}": give a Resource, or one of ${[...resources.keys()].sort().join(', ')}`,
  );
}
