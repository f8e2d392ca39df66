/** How the resources that features name are reached: a closed list, so that a typing error in a feature is found at once. */
export interface ResourceAddress {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const namespaced: readonly string[] = [
  'v1 Pod pods',
  'v1 ReplicationController replicationcontrollers',
  'v1 Service services',
  'v1 Endpoints endpoints',
  'v1 Secret secrets',
  'v1 ConfigMap configmaps',
  'v1 ServiceAccount serviceaccounts',
  'v1 Event events',
  'v1 PersistentVolumeClaim persistentvolumeclaims',
  'v1 LimitRange limitranges',
  'v1 ResourceQuota resourcequotas',
  'v1 PodTemplate podtemplates',
  'apps/v1 Deployment deployments',
  'apps/v1 ReplicaSet replicasets',
  'apps/v1 StatefulSet statefulsets',
  'apps/v1 DaemonSet daemonsets',
  'apps/v1 ControllerRevision controllerrevisions',
  'batch/v1 Job jobs',
  'batch/v1 CronJob cronjobs',
  'autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers',
  'networking.k8s.io/v1 Ingress ingresses',
  'networking.k8s.io/v1 NetworkPolicy networkpolicies',
  'discovery.k8s.io/v1 EndpointSlice endpointslices',
  'coordination.k8s.io/v1 Lease leases',
  'storage.k8s.io/v1 CSIStorageCapacity csistoragecapacities',
  'policy/v1 PodDisruptionBudget poddisruptionbudgets',
  'rbac.authorization.k8s.io/v1 Role roles',
  'rbac.authorization.k8s.io/v1 RoleBinding rolebindings',
];

const clusterScoped: readonly string[] = [
  'v1 Node nodes',
  'v1 Namespace namespaces',
  'v1 PersistentVolume persistentvolumes',
  'networking.k8s.io/v1 IngressClass ingressclasses',
  'storage.k8s.io/v1 StorageClass storageclasses',
  'storage.k8s.io/v1 VolumeAttachment volumeattachments',
  'storage.k8s.io/v1 CSIDriver csidrivers',
  'storage.k8s.io/v1 CSINode csinodes',
  'rbac.authorization.k8s.io/v1 ClusterRole clusterroles',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings',
  'scheduling.k8s.io/v1 PriorityClass priorityclasses',
  'node.k8s.io/v1 RuntimeClass runtimeclasses',
  'certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests',
  'certificates.k8s.io/v1alpha1 ClusterTrustBundle clustertrustbundles',
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy validatingadmissionpolicies',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings',
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema flowschemas',
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration prioritylevelconfigurations',
];

function address(line: string, isNamespaced: boolean): ResourceAddress {
  const [groupVersion = '', kind = '', plural = ''] = line.split(' ');
  const slash = groupVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    kind,
    plural,
    namespaced: isNamespaced,
  };
}

export const resources: readonly ResourceAddress[] = [
  ...namespaced.map((line) => address(line, true)),
  ...clusterScoped.map((line) => address(line, false)),
];

const byWord = new Map<string, ResourceAddress>();
for (const resource of resources) {
  byWord.set(resource.plural, resource);
  byWord.set(resource.kind.toLowerCase(), resource);
}

/** The resource that a feature calls `pod`, `pods` or `Pod`. Throws where there is none: the feature is wrong. */
export function resourceNamed(word: string): ResourceAddress {
  const found = byWord.get(word.toLowerCase());
  if (found === undefined) {
    throw new Error(`"${word}" names no resource; known are ${resources.map((r) => r.plural).join(', ')}`);
  }
  return found;
}

/** The resource of an object by its apiVersion and kind, or undefined for a kind that has no resource of its own. */
export function resourceOfObject(apiVersion: unknown, kind: unknown): ResourceAddress | undefined {
  return resources.find((r) => r.kind === kind && groupVersionOf(r) === apiVersion);
}

export function groupVersionOf(resource: ResourceAddress): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The path of a resource's collection; `namespace` undefined: across all namespaces. */
export function collectionPath(resource: ResourceAddress, namespace: string | undefined): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${groupVersionOf(resource)}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.plural}`;
}
