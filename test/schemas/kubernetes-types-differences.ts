/**
 * Where the schemas (Kubernetes 1.32) and the package `kubernetes-types` (made from 1.30) differ, and why. A difference that
 * is not listed fails the test, and so does a listed one that no longer exists.
 */
export interface Difference {
  readonly what: string;
  readonly why: string;
}

const since = (version: string): string => `new in Kubernetes ${version}`;
const listMarkers =
  'the package drops the last properties of a schema that its generator cannot name or place';
const machinery =
  'a type of the API machinery that no published OpenAPI document lists; its source is the Go type';

function each(why: string, ...what: readonly string[]): readonly Difference[] {
  return what.map((item) => ({ what: item, why }));
}

export const knownDifferences: readonly Difference[] = [
  ...each(
    listMarkers,
    'added field admissionregistration.k8s.io.v1 NamedRuleWithOperations.resources',
    'added field admissionregistration.k8s.io.v1 NamedRuleWithOperations.scope',
    'added field admissionregistration.k8s.io.v1 RuleWithOperations.resources',
    'added field admissionregistration.k8s.io.v1 RuleWithOperations.scope',
    'added field authorization.k8s.io.v1 ResourceRule.resources',
    'added field authorization.k8s.io.v1 ResourceRule.verbs',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-embedded-resource',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-int-or-string',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-list-map-keys',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-list-type',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-map-type',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-preserve-unknown-fields',
    'added field apiextensions.k8s.io.v1 JSONSchemaProps.x-kubernetes-validations',
  ),
  ...each(
    'became required between 1.30 and 1.32',
    'required admissionregistration.k8s.io.v1 ValidatingAdmissionPolicyBindingList.items',
    'required admissionregistration.k8s.io.v1 ValidatingAdmissionPolicyList.items',
    'required core.v1 HostAlias.ip',
    'required core.v1 HostIP.ip',
    'required core.v1 PodIP.ip',
  ),
  ...each(
    since('1.31'),
    'added field authorization.k8s.io.v1 ResourceAttributes.fieldSelector',
    'added field authorization.k8s.io.v1 ResourceAttributes.labelSelector',
    'added type authorization.k8s.io.v1 FieldSelectorAttributes',
    'added type authorization.k8s.io.v1 LabelSelectorAttributes',
    'added type meta.v1 FieldSelectorRequirement',
    'added field coordination.k8s.io.v1 LeaseSpec.preferredHolder',
    'added field coordination.k8s.io.v1 LeaseSpec.strategy',
    'added field core.v1 ContainerStatus.allocatedResourcesStatus',
    'added field core.v1 ContainerStatus.user',
    'added field core.v1 NodeRuntimeHandlerFeatures.userNamespaces',
    'added field core.v1 NodeStatus.features',
    'added field core.v1 PodSecurityContext.supplementalGroupsPolicy',
    'added field core.v1 ResourceClaim.request',
    'added field core.v1 Volume.image',
    'added type core.v1 ContainerUser',
    'added type core.v1 ImageVolumeSource',
    'added type core.v1 LinuxContainerUser',
    'added type core.v1 NodeFeatures',
    'added type core.v1 ResourceHealth',
    'added type core.v1 ResourceStatus',
  ),
  ...each(
    since('1.32'),
    'added field core.v1 PodSecurityContext.seLinuxChangePolicy',
    'added field core.v1 PodSpec.resources',
    'added field meta.v1 DeleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential',
  ),
  ...each(
    'in 1.31 the two fields of ClaimSource moved into PodResourceClaim',
    'missing type core.v1 ClaimSource',
    'missing field core.v1 PodResourceClaim.source',
    'added field core.v1 PodResourceClaim.resourceClaimName',
    'added field core.v1 PodResourceClaim.resourceClaimTemplateName',
  ),
  ...each(
    machinery,
    'added type meta.v1 CreateOptions',
    'added type meta.v1 GetOptions',
    'added type meta.v1 GroupVersionKind',
    'added type meta.v1 GroupVersionResource',
    'added type meta.v1 List',
    'added type meta.v1 ListOptions',
    'added type meta.v1 PartialObjectMetadata',
    'added type meta.v1 PartialObjectMetadataList',
    'added type meta.v1 PatchOptions',
    'added type meta.v1 Table',
    'added type meta.v1 TableColumnDefinition',
    'added type meta.v1 TableOptions',
    'added type meta.v1 TableRow',
    'added type meta.v1 TableRowCondition',
    'added type meta.v1 UpdateOptions',
  ),
  ...each(
    'the package keeps it in a file of its own, version.d.ts, as Info',
    'added type meta.v1 VersionInfo',
  ),
];
