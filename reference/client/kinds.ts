import type { KubernetesKinds } from '../../schemas/types/kubernetes-kinds.ts';
import type { UntypedObject } from './api-object.ts';
import type { Resource } from './resource.ts';

type Row = readonly [kind: string, plural: string, namespaced?: 'cluster'];

const rows = {
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
  'storage.k8s.io/v1': [['StorageClass', 'storageclasses', 'cluster']],
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
    ['ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'cluster'],
  ],
} as const satisfies Readonly<Record<string, readonly Row[]>>;

/** A kind that the client knows by name, each in its preferred group and version. */
export type KnownKind = (typeof rows)[keyof typeof rows][number][0];

type GroupVersionOf<K> = {
  [GV in keyof typeof rows]: K extends (typeof rows)[GV][number][0] ? GV : never;
}[keyof typeof rows];

/** What a request names: a kind known by name, or any resource of the API. */
export type Target = KnownKind | Resource;

/** The type of the objects of a target. */
export type ObjectOf<R extends Target> = R extends KnownKind
  ? KubernetesKinds[`${GroupVersionOf<R>}/${R}` & keyof KubernetesKinds]
  : UntypedObject;

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
