import type { KubeconfigUsers } from '../../client/http/kubeconfig.ts';
import type { Environment } from '../../sim/environment.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { invariant } from '../invariant.ts';
import { isOffered, type KubernetesVersion, type Removable } from '../legacy-version.ts';
import type { HandleApiRequest } from '../message.ts';
import type { ObjectStore } from '../registry/object-store.ts';
import type { Registry } from '../registry/registry.ts';
import type { AdmissionPlugin } from './admission-chain.ts';
import { AdmissionConfigurationError, type PluginConfigurations } from './admission-configuration.ts';
import { alwaysAdmit, alwaysDeny } from './always-answers.ts';
import { alwaysPullImages } from './always-pull-images.ts';
import { certificateApproval, certificateSigning } from './certificate-signers.ts';
import { certificateSubjectRestriction } from './certificate-subject.ts';
import { defaultIngressClass, defaultStorageClass } from './default-class.ts';
import { denyEscalatingExec, denyExecOnPrivileged } from './escalating-exec.ts';
import { eventRateLimit, readEventLimits, type EventLimit } from './event-rate-limit.ts';
import { extendedResourceToleration } from './extended-resource-tolerations.ts';
import { denyServiceExternalIPs } from './external-ips.ts';
import { defaultTolerationSeconds, type TolerationSeconds } from './default-tolerations.ts';
import { namespaceAutoProvision, namespaceExists } from './namespace-existence.ts';
import { readImagePolicy, type ImagePolicy } from './image-policy/image-policy-configuration.ts';
import { imagePolicyWebhook } from './image-policy/image-policy-webhook.ts';
import { noKubeconfigs, type KubeconfigReader } from './kubeconfig-reader.ts';
import { limitRanger } from './limits/limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { serviceAccount } from './service-account.ts';
import { nodeRestriction } from './node-restriction.ts';
import { taintNodesByCondition } from './node-taints.ts';
import { limitPodHardAntiAffinityTopology } from './pod-anti-affinity.ts';
import { ownerReferencesPermissionEnforcement } from './owner-references.ts';
import { podNodeSelector, readNodeSelectors, type NodeSelectors } from './pod-node-selector.ts';
import { priority } from './pod-priority.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { readPodSecurity, type PodSecurityConfiguration } from './pod-security/pod-security-configuration.ts';
import {
  podTolerationRestriction,
  readClusterTolerations,
  type ClusterTolerations,
} from './pod-toleration-restriction.ts';
import { clusterTrustBundleAttest } from './trust-bundle-attest.ts';
import { runtimeClass } from './runtime-class.ts';
import { securityContextDeny } from './security-context-deny.ts';
import { persistentVolumeClaimResize, storageObjectInUseProtection } from './volume-plugins.ts';
import { readLimitedResources, type LimitedResource } from './quota/limited-resources.ts';
import { resourceQuota } from './quota/resource-quota.ts';
import { readWebhookUsers } from './webhooks/webhook-admission-configuration.ts';
import {
  admissionPolicyPlugin,
  mutatingAdmissionWebhook,
  validatingAdmissionWebhook,
  type WebhookPluginParts,
} from './webhooks/webhook-plugins.ts';

/** Which plugins run, and what they are told, as the options of kube-apiserver say it. */
export interface AdmissionOptions {
  /** Run besides those that run by default. */
  readonly enable?: readonly string[];
  /** Do not run, although they do by default. */
  readonly disable?: readonly string[];
  /** What the `AdmissionConfiguration` tells plugins; absent: nothing. */
  readonly configuration?: PluginConfigurations;
  /** How long Pods tolerate nodes that are gone, where they do not say so themselves. */
  readonly outages?: TolerationSeconds;
  /** For what the configurations of plugins name; absent: they may name nothing. */
  readonly kubeconfigs?: KubeconfigReader;
}

/** What plugins may use. Stores are read through the cache of the server; a plugin asks for them when it runs, not before. */
export interface AdmissionParts {
  readonly environment: Environment;
  readonly registry: Registry;
  readonly authorizer: Authorizer;
  readonly kubernetesVersion: KubernetesVersion;
  /** A request of the server to itself, which passes the whole chain; it may do everything. */
  readonly ask: HandleApiRequest;
  /** False until the server has made what every cluster has. */
  readonly isStarted: () => boolean;
  /** What `readConfiguration` has made of the `AdmissionConfiguration`'s word for this plugin. */
  readonly configuration: unknown;
  readonly outages: TolerationSeconds;
}

interface PluginEntry extends Removable {
  readonly name: string;
  /** Off where absent. */
  readonly byDefault?: true;
  /** Absent: kube-apiserver has this plugin, and this server does not yet. */
  create?(parts: AdmissionParts): AdmissionPlugin;
  /**
   * Reads what the plugin is told, undefined where that is nothing; throws an `Error` that says what is wrong. Absent: it listens
   * to nothing.
   */
  readConfiguration?(given: unknown, kubeconfigs: KubeconfigReader): unknown;
}

/** In the order in which kube-apiserver 1.32 runs them, whatever the order in which they are enabled. */
const catalogue: readonly PluginEntry[] = [
  { name: 'AlwaysAdmit', create: () => alwaysAdmit },
  {
    name: 'NamespaceAutoProvision',
    create: ({ registry, ask }) => namespaceAutoProvision(() => storeOf(registry, '', 'namespaces'), ask),
  },
  {
    name: 'NamespaceLifecycle',
    byDefault: true,
    create: ({ registry }) => namespaceLifecycle(() => storeOf(registry, '', 'namespaces')),
  },
  {
    name: 'NamespaceExists',
    create: ({ registry }) => namespaceExists(() => storeOf(registry, '', 'namespaces')),
  },
  { name: 'SecurityContextDeny', removedIn: '1.30', create: () => securityContextDeny },
  { name: 'LimitPodHardAntiAffinityTopology', create: () => limitPodHardAntiAffinityTopology },
  {
    name: 'LimitRanger',
    byDefault: true,
    create: ({ registry }) => limitRanger(() => storeOf(registry, '', 'limitranges')),
  },
  {
    name: 'ServiceAccount',
    byDefault: true,
    create: ({ environment, registry }) =>
      serviceAccount(environment, () => storeOf(registry, '', 'serviceaccounts')),
  },
  {
    name: 'NodeRestriction',
    create: ({ registry }) =>
      nodeRestriction({
        pods: () => storeOf(registry, '', 'pods'),
        nodes: () => storeOf(registry, '', 'nodes'),
      }),
  },
  { name: 'TaintNodesByCondition', byDefault: true, create: () => taintNodesByCondition },
  { name: 'AlwaysPullImages', create: () => alwaysPullImages },
  {
    name: 'ImagePolicyWebhook',
    create: ({ environment, configuration }) => imagePolicyWebhook(environment, configuration as ImagePolicy),
    readConfiguration: readImagePolicy,
  },
  {
    name: 'PodSecurity',
    byDefault: true,
    create: ({ registry, configuration }) =>
      podSecurity({
        namespaces: () => storeOf(registry, '', 'namespaces'),
        pods: () => storeOf(registry, '', 'pods'),
        configuration: configuration as PodSecurityConfiguration,
      }),
    readConfiguration: readPodSecurity,
  },
  {
    name: 'PodNodeSelector',
    create: ({ registry, configuration }) =>
      podNodeSelector(() => storeOf(registry, '', 'namespaces'), configuration as NodeSelectors),
    readConfiguration: readNodeSelectors,
  },
  {
    name: 'Priority',
    byDefault: true,
    create: ({ registry }) => priority(() => storeOf(registry, 'scheduling.k8s.io', 'priorityclasses')),
  },
  {
    name: 'DefaultTolerationSeconds',
    byDefault: true,
    create: ({ outages }) => defaultTolerationSeconds(outages),
  },
  {
    name: 'PodTolerationRestriction',
    create: ({ registry, configuration }) =>
      podTolerationRestriction(
        () => storeOf(registry, '', 'namespaces'),
        configuration as ClusterTolerations,
      ),
    readConfiguration: readClusterTolerations,
  },
  {
    name: 'DenyEscalatingExec',
    removedIn: '1.21',
    create: ({ registry }) => denyEscalatingExec(() => storeOf(registry, '', 'pods')),
  },
  {
    name: 'DenyExecOnPrivileged',
    removedIn: '1.21',
    create: ({ registry }) => denyExecOnPrivileged(() => storeOf(registry, '', 'pods')),
  },
  {
    name: 'EventRateLimit',
    create: ({ environment, configuration }) =>
      eventRateLimit(environment, configuration as readonly EventLimit[]),
    readConfiguration: readEventLimits,
  },
  { name: 'ExtendedResourceToleration', create: () => extendedResourceToleration },
  {
    name: 'DefaultStorageClass',
    byDefault: true,
    create: ({ registry }) =>
      defaultStorageClass(() => storeOf(registry, 'storage.k8s.io', 'storageclasses')),
  },
  { name: 'StorageObjectInUseProtection', byDefault: true, create: () => storageObjectInUseProtection },
  {
    name: 'OwnerReferencesPermissionEnforcement',
    create: ({ registry, authorizer }) => ownerReferencesPermissionEnforcement(registry, authorizer),
  },
  {
    name: 'PersistentVolumeClaimResize',
    byDefault: true,
    create: ({ registry }) =>
      persistentVolumeClaimResize(() => storeOf(registry, 'storage.k8s.io', 'storageclasses')),
  },
  {
    name: 'RuntimeClass',
    byDefault: true,
    create: ({ registry }) => runtimeClass(() => storeOf(registry, 'node.k8s.io', 'runtimeclasses')),
  },
  {
    name: 'CertificateApproval',
    byDefault: true,
    create: ({ authorizer }) => certificateApproval(authorizer),
  },
  {
    name: 'CertificateSigning',
    byDefault: true,
    create: ({ authorizer }) => certificateSigning(authorizer),
  },
  {
    name: 'ClusterTrustBundleAttest',
    byDefault: true,
    create: ({ authorizer }) => clusterTrustBundleAttest(authorizer),
  },
  { name: 'CertificateSubjectRestriction', byDefault: true, create: () => certificateSubjectRestriction },
  {
    name: 'DefaultIngressClass',
    byDefault: true,
    create: ({ registry }) =>
      defaultIngressClass(() => storeOf(registry, 'networking.k8s.io', 'ingressclasses')),
  },
  { name: 'DenyServiceExternalIPs', create: () => denyServiceExternalIPs },
  { name: 'MutatingAdmissionPolicy', byDefault: true },
  {
    name: 'MutatingAdmissionWebhook',
    byDefault: true,
    create: (parts) => mutatingAdmissionWebhook(webhookParts(parts)),
    readConfiguration: readWebhookUsers,
  },
  {
    name: 'ValidatingAdmissionPolicy',
    byDefault: true,
    create: (parts) => admissionPolicyPlugin(webhookParts(parts)),
  },
  {
    name: 'ValidatingAdmissionWebhook',
    byDefault: true,
    create: (parts) => validatingAdmissionWebhook(webhookParts(parts)),
    readConfiguration: readWebhookUsers,
  },
  {
    name: 'ResourceQuota',
    byDefault: true,
    create: ({ environment, registry, configuration }) =>
      resourceQuota({
        environment,
        quotas: () => storeOf(registry, '', 'resourcequotas'),
        limited: configuration as readonly LimitedResource[],
      }),
    readConfiguration: readLimitedResources,
  },
  { name: 'AlwaysDeny', create: ({ isStarted }) => alwaysDeny(isStarted) },
];

function webhookParts(parts: AdmissionParts): WebhookPluginParts {
  const { environment, registry, authorizer, configuration } = parts;
  return {
    environment,
    registry,
    authorizer,
    storeOf: (group, plural) => storeOf(registry, group, plural),
    users: configuration as KubeconfigUsers,
  };
}

/** Every plugin that a server of the version knows, in the order in which they run, also those that are not built in yet. */
export function pluginNames(version: KubernetesVersion): readonly string[] {
  return pluginsOf(version).map(({ name }) => name);
}

/** Those of them that kube-apiserver has and this server has not. */
export function missingPlugins(version: KubernetesVersion): readonly string[] {
  return pluginsOf(version)
    .filter((entry) => entry.create === undefined)
    .map(({ name }) => name);
}

function pluginsOf(version: KubernetesVersion): readonly PluginEntry[] {
  return catalogue.filter((entry) => isOffered(entry, version));
}

/** The plugins that run, in order. Throws an `AdmissionConfigurationError` where one cannot use what it is told. */
export function createPlugins(
  parts: Omit<AdmissionParts, 'configuration' | 'outages'>,
  options: AdmissionOptions,
): readonly AdmissionPlugin[] {
  const { outages = {} } = options;
  return enabledPlugins(parts.kubernetesVersion, options).flatMap((entry) => {
    const configuration = configurationFor(entry, options);
    return entry.create?.({ ...parts, outages, configuration }) ?? [];
  });
}

/** Whether every plugin that runs can use what it is told; throws an `AdmissionConfigurationError` where one cannot. */
export function checkConfigurations(version: KubernetesVersion, options: AdmissionOptions): void {
  for (const entry of enabledPlugins(version, options)) configurationFor(entry, options);
}

function enabledPlugins(
  version: KubernetesVersion,
  { enable = [], disable = [] }: AdmissionOptions,
): readonly PluginEntry[] {
  return pluginsOf(version).filter(
    ({ name, byDefault }) => (byDefault === true || enable.includes(name)) && !disable.includes(name),
  );
}

function configurationFor(
  entry: PluginEntry,
  { configuration, kubeconfigs = noKubeconfigs }: AdmissionOptions,
): unknown {
  try {
    return entry.readConfiguration?.(configuration?.get(entry.name), kubeconfigs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AdmissionConfigurationError(`${entry.name}: ${reason}`, { cause: error });
  }
}

/** The objects of a resource that every server has. */
export function storeOf(registry: Registry, group: string, plural: string): ObjectStore {
  const entry = registry.find(group, 'v1', plural);
  invariant(entry !== undefined, `${plural} are always served`);
  return entry.store;
}
