// Generated from schemas/kubernetes/core.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type {
  Condition,
  IntOrString,
  LabelSelector,
  ListMeta,
  MicroTime,
  ObjectMeta,
  Quantity,
  Time,
} from './meta.v1.ts';

export interface AWSElasticBlockStoreVolumeSource {
  fsType?: string;
  partition?: number;
  readOnly?: boolean;
  volumeID: string;
}

/**
 * Rules on where a pod runs.
 */
export interface Affinity {
  /**
   * Rules on the labels of nodes.
   */
  nodeAffinity?: NodeAffinity;
  /**
   * Pods near which it should or must run.
   */
  podAffinity?: PodAffinity;
  /**
   * Pods away from which it should or must run.
   */
  podAntiAffinity?: PodAntiAffinity;
}

export interface AppArmorProfile {
  localhostProfile?: string;
  type: 'Localhost' | 'RuntimeDefault' | 'Unconfined';
}

export interface AttachedVolume {
  devicePath: string;
  name: string;
}

export interface AzureDiskVolumeSource {
  cachingMode?: 'None' | 'ReadOnly' | 'ReadWrite';
  diskName: string;
  diskURI: string;
  fsType?: string;
  kind?: 'Dedicated' | 'Managed' | 'Shared';
  readOnly?: boolean;
}

export interface AzureFilePersistentVolumeSource {
  readOnly?: boolean;
  secretName: string;
  secretNamespace?: string;
  shareName: string;
}

export interface AzureFileVolumeSource {
  readOnly?: boolean;
  secretName: string;
  shareName: string;
}

/**
 * Assigns a pod to a node. Created through the pod's binding subresource by a scheduler.
 */
export interface Binding {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * The node.
   */
  target: ObjectReference;
}

export interface CSIPersistentVolumeSource {
  controllerExpandSecretRef?: SecretReference;
  controllerPublishSecretRef?: SecretReference;
  driver: string;
  fsType?: string;
  nodeExpandSecretRef?: SecretReference;
  nodePublishSecretRef?: SecretReference;
  nodeStageSecretRef?: SecretReference;
  readOnly?: boolean;
  volumeAttributes?: {
    [k: string]: string;
  };
  volumeHandle: string;
}

export interface CSIVolumeSource {
  driver: string;
  fsType?: string;
  nodePublishSecretRef?: LocalObjectReference;
  readOnly?: boolean;
  volumeAttributes?: {
    [k: string]: string;
  };
}

export interface Capabilities {
  add?: string[];
  drop?: string[];
}

export interface CephFSPersistentVolumeSource {
  monitors: string[];
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: SecretReference;
  user?: string;
}

export interface CephFSVolumeSource {
  monitors: string[];
  path?: string;
  readOnly?: boolean;
  secretFile?: string;
  secretRef?: LocalObjectReference;
  user?: string;
}

export interface CinderPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  volumeID: string;
}

export interface CinderVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeID: string;
}

export interface ClientIPConfig {
  timeoutSeconds?: number;
}

export interface ClusterTrustBundleProjection {
  labelSelector?: LabelSelector;
  name?: string;
  optional?: boolean;
  path: string;
  signerName?: string;
}

export interface ComponentCondition {
  error?: string;
  message?: string;
  status: string;
  type: string;
}

/**
 * Whether a component of the control plane is healthy. Deprecated.
 */
export interface ComponentStatus {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The component's conditions. Healthy is the only type.
   */
  conditions?: ComponentCondition[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
}

/**
 * A page of ComponentStatus objects as a list request answers it.
 */
export interface ComponentStatusList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ComponentStatus[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * Small non-confidential data, for pods to read as variables or files.
 */
export interface ConfigMap {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Entries of any bytes, base64-encoded. No key may be in both.
   */
  binaryData?: {
    [k: string]: string;
  };
  /**
   * The entries as UTF-8 text.
   */
  data?: {
    [k: string]: string;
  };
  /**
   * Whether the content can no longer be changed.
   */
  immutable?: boolean;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
}

export interface ConfigMapEnvSource {
  name?: string;
  optional?: boolean;
}

export interface ConfigMapKeySelector {
  key: string;
  name?: string;
  optional?: boolean;
}

/**
 * A page of ConfigMap objects as a list request answers it.
 */
export interface ConfigMapList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ConfigMap[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface ConfigMapNodeConfigSource {
  kubeletConfigKey: string;
  name: string;
  namespace: string;
  resourceVersion?: string;
  uid?: string;
}

export interface ConfigMapProjection {
  items?: KeyToPath[];
  name?: string;
  optional?: boolean;
}

/**
 * The keys of a ConfigMap as files.
 */
export interface ConfigMapVolumeSource {
  /**
   * Permission bits of the files.
   */
  defaultMode?: number;
  /**
   * The keys to show and their paths. All of them if not given.
   */
  items?: KeyToPath[];
  /**
   * Name of the ConfigMap.
   */
  name?: string;
  /**
   * Whether the pod may start without the ConfigMap.
   */
  optional?: boolean;
}

/**
 * One container of a pod.
 */
export interface Container {
  /**
   * Arguments instead of the image's.
   */
  args?: string[];
  /**
   * The program to run instead of the image's entry point. Not run in a shell; `$(NAME)` stands for a variable.
   */
  command?: string[];
  /**
   * Environment variables.
   */
  env?: EnvVar[];
  /**
   * Sources that give all their entries as environment variables.
   */
  envFrom?: EnvFromSource[];
  /**
   * The image to run, as registry/name:tag or by digest.
   */
  image?: string;
  /**
   * When to pull the image - Always, IfNotPresent or Never. Always for the tag latest, else IfNotPresent.
   */
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /**
   * What to do right after the start and right before the end.
   */
  lifecycle?: Lifecycle;
  /**
   * A check that, when it fails, has the container restarted.
   */
  livenessProbe?: Probe;
  /**
   * Name of the container, unique in the pod. A DNS label.
   */
  name: string;
  /**
   * Ports that the container listens on. Informative; a port not listed is reachable all the same.
   */
  ports?: ContainerPort[];
  /**
   * A check that, while it fails, keeps the pod out of services.
   */
  readinessProbe?: Probe;
  /**
   * Which resources can be changed without a restart.
   */
  resizePolicy?: ContainerResizePolicy[];
  /**
   * What the container is promised and what it may use at most.
   */
  resources?: ResourceRequirements;
  /**
   * Only for init containers. Always makes one a sidecar, which runs as long as the pod.
   */
  restartPolicy?: string;
  /**
   * Security settings of this container. They win over the pod's.
   */
  securityContext?: SecurityContext;
  /**
   * A check that must succeed once before the other two begin.
   */
  startupProbe?: Probe;
  /**
   * Whether a standard input is kept open.
   */
  stdin?: boolean;
  /**
   * Whether standard input is closed after the first client.
   */
  stdinOnce?: boolean;
  /**
   * File from which the container's last words are read. /dev/termination-log if not given.
   */
  terminationMessagePath?: string;
  /**
   * Whether the last words may also come from the log's end - File or FallbackToLogsOnError.
   */
  terminationMessagePolicy?: 'FallbackToLogsOnError' | 'File';
  /**
   * Whether a terminal is allocated.
   */
  tty?: boolean;
  /**
   * Where block volumes of the pod appear as devices.
   */
  volumeDevices?: VolumeDevice[];
  /**
   * Where volumes of the pod appear in the container's file system.
   */
  volumeMounts?: VolumeMount[];
  /**
   * Directory in which the program starts. The image's if not given.
   */
  workingDir?: string;
}

export interface ContainerImage {
  names?: string[] | null;
  sizeBytes?: number;
}

/**
 * A port that a container listens on.
 */
export interface ContainerPort {
  /**
   * The port number in the pod, 1 to 65535.
   */
  containerPort: number;
  /**
   * The node's address to bind hostPort to.
   */
  hostIP?: string;
  /**
   * The same port on the node's address. Only one pod of a node can have it.
   */
  hostPort?: number;
  /**
   * Name of the port, by which services can refer to it. Unique in the pod.
   */
  name?: string;
  /**
   * TCP, UDP or SCTP. TCP if not given.
   */
  protocol?: 'SCTP' | 'TCP' | 'UDP';
}

export interface ContainerResizePolicy {
  resourceName: string;
  restartPolicy: string;
}

export interface ContainerState {
  running?: ContainerStateRunning;
  terminated?: ContainerStateTerminated;
  waiting?: ContainerStateWaiting;
}

export interface ContainerStateRunning {
  startedAt?: Time | null;
}

export interface ContainerStateTerminated {
  containerID?: string;
  exitCode: number;
  finishedAt?: Time | null;
  message?: string;
  reason?: string;
  signal?: number;
  startedAt?: Time | null;
}

export interface ContainerStateWaiting {
  message?: string;
  reason?: string;
}

/**
 * How a container is doing.
 */
export interface ContainerStatus {
  allocatedResources?: {
    [k: string]: Quantity;
  };
  allocatedResourcesStatus?: ResourceStatus[];
  /**
   * Id in the container runtime.
   */
  containerID?: string;
  /**
   * The image that runs.
   */
  image: string;
  /**
   * Digest of the image that runs.
   */
  imageID: string;
  /**
   * How it ended the time before.
   */
  lastState?: ContainerState;
  /**
   * Name of the container.
   */
  name: string;
  /**
   * Whether its readiness check succeeds.
   */
  ready: boolean;
  resources?: ResourceRequirements;
  /**
   * How often it was started again.
   */
  restartCount: number;
  /**
   * Whether its startup check has succeeded.
   */
  started?: boolean;
  /**
   * Whether it waits, runs or has ended.
   */
  state?: ContainerState;
  user?: ContainerUser;
  volumeMounts?: VolumeMountStatus[];
}

export interface ContainerUser {
  linux?: LinuxContainerUser;
}

export interface DaemonEndpoint {
  Port: number;
}

export interface DownwardAPIProjection {
  items?: DownwardAPIVolumeFile[];
}

export interface DownwardAPIVolumeFile {
  fieldRef?: ObjectFieldSelector;
  mode?: number;
  path: string;
  resourceFieldRef?: ResourceFieldSelector;
}

export interface DownwardAPIVolumeSource {
  defaultMode?: number;
  items?: DownwardAPIVolumeFile[];
}

/**
 * A directory that is empty when the pod starts and gone when it ends.
 */
export interface EmptyDirVolumeSource {
  /**
   * Where it is kept. Memory for a RAM disk.
   */
  medium?: string;
  /**
   * How large it may become.
   */
  sizeLimit?: Quantity;
}

/**
 * One address behind a service.
 */
export interface EndpointAddress {
  /**
   * Its host name.
   */
  hostname?: string;
  /**
   * The address.
   */
  ip: string;
  /**
   * The node it is on.
   */
  nodeName?: string;
  /**
   * The object, usually a pod, that has the address.
   */
  targetRef?: ObjectReference;
}

export interface EndpointPort {
  appProtocol?: string;
  name?: string;
  port: number;
  protocol?: 'SCTP' | 'TCP' | 'UDP';
}

/**
 * Addresses that share ports.
 */
export interface EndpointSubset {
  /**
   * Addresses that are ready.
   */
  addresses?: EndpointAddress[];
  /**
   * Addresses that are not ready.
   */
  notReadyAddresses?: EndpointAddress[];
  /**
   * The ports.
   */
  ports?: EndpointPort[];
}

/**
 * The addresses behind a service of the same name.
 */
export interface Endpoints {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Addresses and ports. Every address is meant with every port of its subset.
   */
  subsets?: EndpointSubset[];
}

/**
 * A page of Endpoints objects as a list request answers it.
 */
export interface EndpointsList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Endpoints[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * A source of many variables.
 */
export interface EnvFromSource {
  /**
   * The ConfigMap whose keys become variables.
   */
  configMapRef?: ConfigMapEnvSource;
  /**
   * Put before every name.
   */
  prefix?: string;
  /**
   * The Secret whose keys become variables.
   */
  secretRef?: SecretEnvSource;
}

/**
 * One environment variable.
 */
export interface EnvVar {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its value, in which `$(NAME)` stands for an earlier variable. Empty if not given.
   */
  value?: string;
  /**
   * Where the value comes from. Not together with value.
   */
  valueFrom?: EnvVarSource;
}

/**
 * Where the value of a variable comes from. Exactly one.
 */
export interface EnvVarSource {
  /**
   * A key of a ConfigMap.
   */
  configMapKeyRef?: ConfigMapKeySelector;
  /**
   * A field of the pod.
   */
  fieldRef?: ObjectFieldSelector;
  /**
   * A resource request or limit of a container.
   */
  resourceFieldRef?: ResourceFieldSelector;
  /**
   * A key of a Secret.
   */
  secretKeyRef?: SecretKeySelector;
}

export interface EphemeralContainer {
  args?: string[];
  command?: string[];
  env?: EnvVar[];
  envFrom?: EnvFromSource[];
  image?: string;
  imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  lifecycle?: Lifecycle;
  livenessProbe?: Probe;
  name: string;
  ports?: ContainerPort[];
  readinessProbe?: Probe;
  resizePolicy?: ContainerResizePolicy[];
  resources?: ResourceRequirements;
  restartPolicy?: string;
  securityContext?: SecurityContext;
  startupProbe?: Probe;
  stdin?: boolean;
  stdinOnce?: boolean;
  targetContainerName?: string;
  terminationMessagePath?: string;
  terminationMessagePolicy?: 'FallbackToLogsOnError' | 'File';
  tty?: boolean;
  volumeDevices?: VolumeDevice[];
  volumeMounts?: VolumeMount[];
  workingDir?: string;
}

export interface EphemeralVolumeSource {
  volumeClaimTemplate?: PersistentVolumeClaimTemplate;
}

/**
 * A report that something happened to an object. Kept for a limited time.
 */
export interface Event {
  /**
   * What was done or failed.
   */
  action?: string;
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * How often it happened.
   */
  count?: number;
  /**
   * When it was first observed.
   */
  eventTime?: MicroTime | null;
  /**
   * When it happened first.
   */
  firstTimestamp?: Time | null;
  /**
   * The object that it is about.
   */
  involvedObject: ObjectReference;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * When it happened last.
   */
  lastTimestamp?: Time | null;
  /**
   * What happened, for people.
   */
  message?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata: ObjectMeta;
  /**
   * What happened, as one CamelCase word.
   */
  reason?: string;
  /**
   * A second object that is part of it.
   */
  related?: ObjectReference;
  /**
   * The controller that reports it.
   */
  reportingComponent?: string;
  /**
   * The instance of that controller.
   */
  reportingInstance?: string;
  /**
   * How the event goes on, if it is repeated.
   */
  series?: EventSeries;
  /**
   * The component that reports it. Older.
   */
  source?: EventSource;
  /**
   * Normal or Warning.
   */
  type?: string;
}

/**
 * A page of Event objects as a list request answers it.
 */
export interface EventList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Event[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface EventSeries {
  count?: number;
  lastObservedTime?: MicroTime | null;
}

export interface EventSource {
  component?: string;
  host?: string;
}

/**
 * Running a command in a container.
 */
export interface ExecAction {
  /**
   * Program and arguments. Not run in a shell.
   */
  command?: string[];
}

export interface FCVolumeSource {
  fsType?: string;
  lun?: number;
  readOnly?: boolean;
  targetWWNs?: string[];
  wwids?: string[];
}

export interface FlexPersistentVolumeSource {
  driver: string;
  fsType?: string;
  options?: {
    [k: string]: string;
  };
  readOnly?: boolean;
  secretRef?: SecretReference;
}

export interface FlexVolumeSource {
  driver: string;
  fsType?: string;
  options?: {
    [k: string]: string;
  };
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
}

export interface FlockerVolumeSource {
  datasetName?: string;
  datasetUUID?: string;
}

export interface GCEPersistentDiskVolumeSource {
  fsType?: string;
  partition?: number;
  pdName: string;
  readOnly?: boolean;
}

export interface GRPCAction {
  port: number;
  service?: string;
}

export interface GitRepoVolumeSource {
  directory?: string;
  repository: string;
  revision?: string;
}

export interface GlusterfsPersistentVolumeSource {
  endpoints: string;
  endpointsNamespace?: string;
  path: string;
  readOnly?: boolean;
}

export interface GlusterfsVolumeSource {
  endpoints: string;
  path: string;
  readOnly?: boolean;
}

/**
 * An HTTP request.
 */
export interface HTTPGetAction {
  /**
   * Host to connect to. The pod's address if not given.
   */
  host?: string;
  /**
   * Headers to send.
   */
  httpHeaders?: HTTPHeader[];
  /**
   * Path of the request.
   */
  path?: string;
  /**
   * Number or name of a port of the container.
   */
  port: IntOrString;
  /**
   * HTTP or HTTPS.
   */
  scheme?: 'HTTP' | 'HTTPS';
}

export interface HTTPHeader {
  name: string;
  value: string;
}

export interface HostAlias {
  hostnames?: string[];
  ip: string;
}

export interface HostIP {
  ip: string;
}

/**
 * A file or directory of the node.
 */
export interface HostPathVolumeSource {
  /**
   * Its path on the node.
   */
  path: string;
  /**
   * What must be there, or is made if missing.
   */
  type?:
    | ''
    | 'BlockDevice'
    | 'CharDevice'
    | 'Directory'
    | 'DirectoryOrCreate'
    | 'File'
    | 'FileOrCreate'
    | 'Socket';
}

export interface ISCSIPersistentVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: string[];
  readOnly?: boolean;
  secretRef?: SecretReference;
  targetPortal: string;
}

export interface ISCSIVolumeSource {
  chapAuthDiscovery?: boolean;
  chapAuthSession?: boolean;
  fsType?: string;
  initiatorName?: string;
  iqn: string;
  iscsiInterface?: string;
  lun: number;
  portals?: string[];
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  targetPortal: string;
}

export interface ImageVolumeSource {
  pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  reference?: string;
}

export interface KeyToPath {
  key: string;
  mode?: number;
  path: string;
}

/**
 * Actions at the start and end of a container.
 */
export interface Lifecycle {
  /**
   * Done right after the start. If it fails the container is killed.
   */
  postStart?: LifecycleHandler;
  /**
   * Done before the container is asked to end; its time counts in the grace period.
   */
  preStop?: LifecycleHandler;
}

export interface LifecycleHandler {
  exec?: ExecAction;
  httpGet?: HTTPGetAction;
  sleep?: SleepAction;
  tcpSocket?: TCPSocketAction;
}

/**
 * Bounds and defaults for what single pods, containers and claims of a namespace may ask for.
 */
export interface LimitRange {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: LimitRangeSpec;
}

/**
 * The bounds of one type of thing.
 */
export interface LimitRangeItem {
  /**
   * Limits given to containers that have none.
   */
  default?: {
    [k: string]: Quantity;
  };
  /**
   * Requests given to containers that have none.
   */
  defaultRequest?: {
    [k: string]: Quantity;
  };
  /**
   * The most that may be asked for.
   */
  max?: {
    [k: string]: Quantity;
  };
  /**
   * How many times the request the limit may be.
   */
  maxLimitRequestRatio?: {
    [k: string]: Quantity;
  };
  /**
   * The least that must be asked for.
   */
  min?: {
    [k: string]: Quantity;
  };
  /**
   * Pod, Container or PersistentVolumeClaim.
   */
  type: string;
}

/**
 * A page of LimitRange objects as a list request answers it.
 */
export interface LimitRangeList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: LimitRange[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * The bounds.
 */
export interface LimitRangeSpec {
  /**
   * One entry for each type of thing.
   */
  limits: LimitRangeItem[];
}

export interface LinuxContainerUser {
  gid: number;
  supplementalGroups?: number[];
  uid: number;
}

export interface LoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ipMode?: string;
  ports?: PortStatus[];
}

export interface LoadBalancerStatus {
  ingress?: LoadBalancerIngress[];
}

/**
 * Names an object of the same namespace.
 */
export interface LocalObjectReference {
  /**
   * Name of the object.
   */
  name?: string;
}

export interface LocalVolumeSource {
  fsType?: string;
  path: string;
}

export interface ModifyVolumeStatus {
  status: 'InProgress' | 'Infeasible' | 'Pending';
  targetVolumeAttributesClassName?: string;
}

export interface NFSVolumeSource {
  path: string;
  readOnly?: boolean;
  server: string;
}

/**
 * A scope for names. Deleting it deletes all that is in it.
 */
export interface Namespace {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: NamespaceSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: NamespaceStatus;
}

export interface NamespaceCondition {
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of Namespace objects as a list request answers it.
 */
export interface NamespaceList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Namespace[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * What is wanted of a namespace.
 */
export interface NamespaceSpec {
  /**
   * Who has to finish before the namespace may vanish.
   */
  finalizers?: string[];
}

/**
 * The state of a namespace.
 */
export interface NamespaceStatus {
  /**
   * What stands in the way of its deletion.
   */
  conditions?: NamespaceCondition[];
  /**
   * Active, or Terminating while its content is being deleted.
   */
  phase?: 'Active' | 'Terminating';
}

/**
 * A machine that runs pods.
 */
export interface Node {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: NodeSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: NodeStatus;
}

export interface NodeAddress {
  address: string;
  type: string;
}

/**
 * Rules on the labels of nodes.
 */
export interface NodeAffinity {
  /**
   * What makes a node better, each with a weight.
   */
  preferredDuringSchedulingIgnoredDuringExecution?: PreferredSchedulingTerm[];
  /**
   * What a node must fulfil when the pod is scheduled.
   */
  requiredDuringSchedulingIgnoredDuringExecution?: NodeSelector;
}

/**
 * One aspect of a node's state.
 */
export interface NodeCondition {
  /**
   * When the kubelet last reported it.
   */
  lastHeartbeatTime?: Time | null;
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  /**
   * True, False or Unknown.
   */
  status: string;
  /**
   * Ready, MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable.
   */
  type: string;
}

export interface NodeConfigSource {
  configMap?: ConfigMapNodeConfigSource;
}

export interface NodeConfigStatus {
  active?: NodeConfigSource;
  assigned?: NodeConfigSource;
  error?: string;
  lastKnownGood?: NodeConfigSource;
}

export interface NodeDaemonEndpoints {
  kubeletEndpoint?: DaemonEndpoint;
}

export interface NodeFeatures {
  supplementalGroupsPolicy?: boolean;
}

/**
 * A page of Node objects as a list request answers it.
 */
export interface NodeList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Node[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface NodeRuntimeHandler {
  features?: NodeRuntimeHandlerFeatures;
  name?: string;
}

export interface NodeRuntimeHandlerFeatures {
  recursiveReadOnlyMounts?: boolean;
  userNamespaces?: boolean;
}

export interface NodeSelector {
  nodeSelectorTerms: NodeSelectorTerm[];
}

export interface NodeSelectorRequirement {
  key: string;
  operator: 'DoesNotExist' | 'Exists' | 'Gt' | 'In' | 'Lt' | 'NotIn';
  values?: string[];
}

export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[];
  matchFields?: NodeSelectorRequirement[];
}

/**
 * What is wanted of a node.
 */
export interface NodeSpec {
  configSource?: NodeConfigSource;
  externalID?: string;
  /**
   * The range from which its pods get addresses.
   */
  podCIDR?: string;
  /**
   * All ranges, at most one of each IP family.
   */
  podCIDRs?: string[];
  /**
   * Id of the machine at its provider.
   */
  providerID?: string;
  /**
   * Marks that keep pods away which do not tolerate them.
   */
  taints?: Taint[];
  /**
   * Whether new pods stay away. `kubectl cordon` sets it.
   */
  unschedulable?: boolean;
}

/**
 * What is known of a node, written by its kubelet.
 */
export interface NodeStatus {
  /**
   * Its addresses and names.
   */
  addresses?: NodeAddress[];
  /**
   * The resources that pods may use.
   */
  allocatable?: {
    [k: string]: Quantity;
  };
  /**
   * All the resources of the machine.
   */
  capacity?: {
    [k: string]: Quantity;
  };
  /**
   * Whether it is ready, short of memory, disk or process ids.
   */
  conditions?: NodeCondition[];
  config?: NodeConfigStatus;
  /**
   * Ports of its daemons.
   */
  daemonEndpoints?: NodeDaemonEndpoints;
  features?: NodeFeatures;
  /**
   * Images that it holds.
   */
  images?: ContainerImage[];
  /**
   * Versions of its software.
   */
  nodeInfo?: NodeSystemInfo;
  /**
   * No longer used.
   */
  phase?: 'Pending' | 'Running' | 'Terminated';
  runtimeHandlers?: NodeRuntimeHandler[];
  volumesAttached?: AttachedVolume[];
  volumesInUse?: string[];
}

export interface NodeSystemInfo {
  architecture: string;
  bootID: string;
  containerRuntimeVersion: string;
  kernelVersion: string;
  kubeProxyVersion: string;
  kubeletVersion: string;
  machineID: string;
  operatingSystem: string;
  osImage: string;
  systemUUID: string;
}

export interface ObjectFieldSelector {
  apiVersion?: string;
  fieldPath: string;
}

/**
 * Names another object.
 */
export interface ObjectReference {
  /**
   * Group and version of the object.
   */
  apiVersion?: string;
  /**
   * The part of the object that is meant.
   */
  fieldPath?: string;
  /**
   * Kind of the object.
   */
  kind?: string;
  /**
   * Name of the object.
   */
  name?: string;
  /**
   * Namespace of the object.
   */
  namespace?: string;
  /**
   * The version that is meant.
   */
  resourceVersion?: string;
  /**
   * Identity of the object.
   */
  uid?: string;
}

/**
 * A piece of storage of the cluster, with a life of its own.
 */
export interface PersistentVolume {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: PersistentVolumeSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: PersistentVolumeStatus;
}

/**
 * A wish for storage, to which a fitting volume is bound.
 */
export interface PersistentVolumeClaim {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: PersistentVolumeClaimSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: PersistentVolumeClaimStatus;
}

export interface PersistentVolumeClaimCondition {
  lastProbeTime?: Time | null;
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of PersistentVolumeClaim objects as a list request answers it.
 */
export interface PersistentVolumeClaimList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: PersistentVolumeClaim[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * The storage that is wanted.
 */
export interface PersistentVolumeClaimSpec {
  /**
   * How it is to be mounted - ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.
   */
  accessModes?: ('ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOnce' | 'ReadWriteOncePod')[];
  /**
   * A snapshot or claim to fill it from.
   */
  dataSource?: TypedLocalObjectReference;
  dataSourceRef?: TypedObjectReference;
  /**
   * The size that is wanted.
   */
  resources?: VolumeResourceRequirements;
  /**
   * Labels that the volume must have.
   */
  selector?: LabelSelector;
  /**
   * The class that is wanted. The default class if not given, none if empty.
   */
  storageClassName?: string;
  volumeAttributesClassName?: string;
  /**
   * Filesystem or Block. Filesystem if not given.
   */
  volumeMode?: 'Block' | 'Filesystem';
  /**
   * The volume that it is bound to.
   */
  volumeName?: string;
}

/**
 * The state of a claim.
 */
export interface PersistentVolumeClaimStatus {
  /**
   * How the volume can be mounted.
   */
  accessModes?: ('ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOnce' | 'ReadWriteOncePod')[];
  allocatedResourceStatuses?: {
    [k: string]:
      | 'ControllerResizeInProgress'
      | 'ControllerResizeInfeasible'
      | 'NodeResizeInProgress'
      | 'NodeResizeInfeasible'
      | 'NodeResizePending';
  };
  allocatedResources?: {
    [k: string]: Quantity;
  };
  /**
   * The size of the volume.
   */
  capacity?: {
    [k: string]: Quantity;
  };
  conditions?: PersistentVolumeClaimCondition[];
  currentVolumeAttributesClassName?: string;
  modifyVolumeStatus?: ModifyVolumeStatus;
  /**
   * Pending, Bound or Lost.
   */
  phase?: 'Bound' | 'Lost' | 'Pending';
}

export interface PersistentVolumeClaimTemplate {
  metadata?: ObjectMeta;
  spec: PersistentVolumeClaimSpec;
}

/**
 * The volume bound to a claim.
 */
export interface PersistentVolumeClaimVolumeSource {
  /**
   * Name of the claim in the pod's namespace.
   */
  claimName: string;
  /**
   * Whether it is mounted read-only.
   */
  readOnly?: boolean;
}

/**
 * A page of PersistentVolume objects as a list request answers it.
 */
export interface PersistentVolumeList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: PersistentVolume[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * A piece of storage, where it is and how it may be used.
 */
export interface PersistentVolumeSpec {
  /**
   * How it can be mounted.
   */
  accessModes?: ('ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOnce' | 'ReadWriteOncePod')[];
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFilePersistentVolumeSource;
  /**
   * Its size.
   */
  capacity?: {
    [k: string]: Quantity;
  };
  cephfs?: CephFSPersistentVolumeSource;
  cinder?: CinderPersistentVolumeSource;
  /**
   * The claim that it is bound to.
   */
  claimRef?: ObjectReference;
  /**
   * A volume of a CSI driver.
   */
  csi?: CSIPersistentVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexPersistentVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  glusterfs?: GlusterfsPersistentVolumeSource;
  /**
   * A directory of the node. For tests on one node.
   */
  hostPath?: HostPathVolumeSource;
  iscsi?: ISCSIPersistentVolumeSource;
  local?: LocalVolumeSource;
  /**
   * Options for mounting it.
   */
  mountOptions?: string[];
  /**
   * A share of an NFS server.
   */
  nfs?: NFSVolumeSource;
  /**
   * The nodes from which it can be reached.
   */
  nodeAffinity?: VolumeNodeAffinity;
  /**
   * What becomes of it when its claim is gone - Retain, Delete or Recycle.
   */
  persistentVolumeReclaimPolicy?: 'Delete' | 'Recycle' | 'Retain';
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDPersistentVolumeSource;
  scaleIO?: ScaleIOPersistentVolumeSource;
  /**
   * Its class. Only claims of this class are bound to it.
   */
  storageClassName?: string;
  storageos?: StorageOSPersistentVolumeSource;
  volumeAttributesClassName?: string;
  /**
   * Filesystem or Block. Filesystem if not given.
   */
  volumeMode?: 'Block' | 'Filesystem';
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

/**
 * The state of a volume.
 */
export interface PersistentVolumeStatus {
  lastPhaseTransitionTime?: Time;
  message?: string;
  /**
   * Pending, Available, Bound, Released or Failed.
   */
  phase?: 'Available' | 'Bound' | 'Failed' | 'Pending' | 'Released';
  reason?: string;
}

export interface PhotonPersistentDiskVolumeSource {
  fsType?: string;
  pdID: string;
}

/**
 * One or more containers that run together on one node, sharing network and volumes. The smallest thing that is scheduled.
 */
export interface Pod {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * How the pod is to run. Most of it cannot be changed afterwards.
   */
  spec?: PodSpec;
  /**
   * How the pod is doing, written by the node's kubelet.
   */
  status?: PodStatus;
}

export interface PodAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
}

export interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
  namespaceSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey: string;
}

export interface PodAntiAffinity {
  preferredDuringSchedulingIgnoredDuringExecution?: WeightedPodAffinityTerm[];
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
}

/**
 * One aspect of a pod's state.
 */
export interface PodCondition {
  lastProbeTime?: Time | null;
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  /**
   * True, False or Unknown.
   */
  status: string;
  /**
   * PodScheduled, Initialized, ContainersReady, Ready or another name.
   */
  type: string;
}

export interface PodDNSConfig {
  nameservers?: string[];
  options?: PodDNSConfigOption[];
  searches?: string[];
}

export interface PodDNSConfigOption {
  name?: string;
  value?: string;
}

export interface PodIP {
  ip: string;
}

/**
 * A page of Pod objects as a list request answers it.
 */
export interface PodList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Pod[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface PodOS {
  name: string;
}

export interface PodReadinessGate {
  conditionType: string;
}

export interface PodResourceClaim {
  name: string;
  resourceClaimName?: string;
  resourceClaimTemplateName?: string;
}

export interface PodResourceClaimStatus {
  name: string;
  resourceClaimName?: string;
}

export interface PodSchedulingGate {
  name: string;
}

/**
 * Security settings of a pod.
 */
export interface PodSecurityContext {
  appArmorProfile?: AppArmorProfile;
  /**
   * Group that owns the pod's volumes.
   */
  fsGroup?: number;
  fsGroupChangePolicy?: 'Always' | 'OnRootMismatch';
  /**
   * Group id of the containers' processes.
   */
  runAsGroup?: number;
  /**
   * Whether the kubelet refuses to start containers as root.
   */
  runAsNonRoot?: boolean;
  /**
   * User id of the containers' processes.
   */
  runAsUser?: number;
  seLinuxChangePolicy?: string;
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  /**
   * Further groups of the containers' processes.
   */
  supplementalGroups?: number[];
  supplementalGroupsPolicy?: 'Merge' | 'Strict';
  sysctls?: Sysctl[];
  windowsOptions?: WindowsSecurityContextOptions;
}

/**
 * How a pod is to run.
 */
export interface PodSpec {
  /**
   * Seconds that the pod may be active before it is failed.
   */
  activeDeadlineSeconds?: number;
  /**
   * Rules on which nodes, and near which pods, the pod should or must run.
   */
  affinity?: Affinity;
  /**
   * Whether a token of the service account is mounted into the containers.
   */
  automountServiceAccountToken?: boolean;
  /**
   * The containers of the pod. At least one; the list cannot be changed, images can.
   */
  containers: Container[];
  /**
   * Name servers, search domains and options on top of what dnsPolicy gives.
   */
  dnsConfig?: PodDNSConfig;
  /**
   * Where the pod's name resolution comes from - ClusterFirst, ClusterFirstWithHostNet, Default or None.
   */
  dnsPolicy?: 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default' | 'None';
  /**
   * Whether containers get environment variables for the services of the namespace. True if not given.
   */
  enableServiceLinks?: boolean;
  /**
   * Containers added to a running pod for debugging, through the ephemeralcontainers subresource.
   */
  ephemeralContainers?: EphemeralContainer[];
  /**
   * Lines to add to the pod's hosts file.
   */
  hostAliases?: HostAlias[];
  /**
   * Whether the containers share the node's inter-process communication.
   */
  hostIPC?: boolean;
  /**
   * Whether the pod uses the node's network instead of its own.
   */
  hostNetwork?: boolean;
  /**
   * Whether the containers see the node's processes.
   */
  hostPID?: boolean;
  hostUsers?: boolean;
  /**
   * The pod's host name. Its own name if not given.
   */
  hostname?: string;
  /**
   * Secrets of this namespace with credentials for pulling images.
   */
  imagePullSecrets?: LocalObjectReference[];
  /**
   * Containers that run one after the other, each to its end, before the others start.
   */
  initContainers?: Container[];
  /**
   * The node that the pod runs on. Set by the scheduler through a binding; given at creation it bypasses the scheduler.
   */
  nodeName?: string;
  /**
   * Labels that a node must have for the pod to be scheduled there.
   */
  nodeSelector?: {
    [k: string]: string;
  };
  /**
   * The operating system of the containers, so that settings for the other one are refused.
   */
  os?: PodOS;
  /**
   * Resources that the pod uses beyond its containers, filled in from the RuntimeClass.
   */
  overhead?: {
    [k: string]: Quantity;
  };
  /**
   * Whether the pod may push out pods of lower priority - PreemptLowerPriority or Never.
   */
  preemptionPolicy?: 'Never' | 'PreemptLowerPriority';
  /**
   * The number that priorityClassName stands for, filled in by admission.
   */
  priority?: number;
  /**
   * Name of the PriorityClass that decides who is scheduled first and who is evicted first.
   */
  priorityClassName?: string;
  /**
   * Conditions that must be True, beside the containers' readiness, for the pod to be ready.
   */
  readinessGates?: PodReadinessGate[];
  /**
   * Claims on devices that must be satisfied before the pod starts.
   */
  resourceClaims?: PodResourceClaim[];
  resources?: ResourceRequirements;
  /**
   * Whether containers that end are started again - Always, OnFailure or Never. Always if not given.
   */
  restartPolicy?: 'Always' | 'Never' | 'OnFailure';
  /**
   * The RuntimeClass that says which container runtime runs the pod.
   */
  runtimeClassName?: string;
  /**
   * The scheduler that places this pod. default-scheduler if not given.
   */
  schedulerName?: string;
  /**
   * As long as there is one the pod is not scheduled. They can only be taken away.
   */
  schedulingGates?: PodSchedulingGate[];
  /**
   * User, group and other security settings for the pod and, by default, its containers.
   */
  securityContext?: PodSecurityContext;
  /**
   * Older name of serviceAccountName.
   */
  serviceAccount?: string;
  /**
   * The service account that the pod acts as.
   */
  serviceAccountName?: string;
  /**
   * Whether the kernel's host name is the full name.
   */
  setHostnameAsFQDN?: boolean;
  /**
   * Whether the containers of the pod see each other's processes.
   */
  shareProcessNamespace?: boolean;
  /**
   * With it the full host name is `hostname.subdomain.namespace.svc.` and the cluster's domain.
   */
  subdomain?: string;
  /**
   * Seconds between the request to end and the kill. 30 if not given; 0 kills at once.
   */
  terminationGracePeriodSeconds?: number;
  /**
   * Taints of nodes that this pod puts up with.
   */
  tolerations?: Toleration[];
  /**
   * How pods that match are to be spread over zones, nodes or other domains.
   */
  topologySpreadConstraints?: TopologySpreadConstraint[];
  /**
   * Storage that containers of the pod may mount.
   */
  volumes?: Volume[];
}

/**
 * What is known of a pod. May lag behind.
 */
export interface PodStatus {
  /**
   * Whether the pod is scheduled, initialized, has ready containers, is ready.
   */
  conditions?: PodCondition[];
  /**
   * How each container is doing.
   */
  containerStatuses?: ContainerStatus[];
  /**
   * How each ephemeral container is doing.
   */
  ephemeralContainerStatuses?: ContainerStatus[];
  /**
   * Address of the node.
   */
  hostIP?: string;
  /**
   * All addresses of the node.
   */
  hostIPs?: HostIP[];
  /**
   * How each init container is doing.
   */
  initContainerStatuses?: ContainerStatus[];
  /**
   * Why the pod is in this state, for people.
   */
  message?: string;
  /**
   * The node that the pod is to get once pods that it preempted are gone.
   */
  nominatedNodeName?: string;
  /**
   * Where in its life the pod is - Pending, Running, Succeeded, Failed or Unknown.
   */
  phase?: 'Failed' | 'Pending' | 'Running' | 'Succeeded' | 'Unknown';
  /**
   * The pod's address, reachable from all of the cluster. Empty until it has one.
   */
  podIP?: string;
  /**
   * All addresses of the pod, at most one of each IP family; the first equals podIP.
   */
  podIPs?: PodIP[];
  /**
   * Guaranteed, Burstable or BestEffort, following from requests and limits.
   */
  qosClass?: 'BestEffort' | 'Burstable' | 'Guaranteed';
  /**
   * Why the pod is in this state, as one word (Evicted …).
   */
  reason?: string;
  resize?: string;
  resourceClaimStatuses?: PodResourceClaimStatus[];
  /**
   * When the kubelet took the pod on.
   */
  startTime?: Time;
}

/**
 * A stored description of pods.
 */
export interface PodTemplate {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * The pods.
   */
  template?: PodTemplateSpec;
}

/**
 * A page of PodTemplate objects as a list request answers it.
 */
export interface PodTemplateList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: PodTemplate[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * The pods that a controller makes.
 */
export interface PodTemplateSpec {
  /**
   * Labels and annotations of the pods.
   */
  metadata?: ObjectMeta;
  /**
   * How the pods are to run.
   */
  spec?: PodSpec;
}

export interface PortStatus {
  error?: string;
  port: number;
  protocol: 'SCTP' | 'TCP' | 'UDP';
}

export interface PortworxVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  volumeID: string;
}

export interface PreferredSchedulingTerm {
  preference: NodeSelectorTerm;
  weight: number;
}

/**
 * A check that the kubelet makes of a container, by exactly one of exec, httpGet, tcpSocket and grpc.
 */
export interface Probe {
  /**
   * Run a command in the container. Exit code 0 is success.
   */
  exec?: ExecAction;
  /**
   * Failures in a row that count as failure. 3 if not given.
   */
  failureThreshold?: number;
  /**
   * Ask the gRPC health service.
   */
  grpc?: GRPCAction;
  /**
   * Make an HTTP request. Codes 200 to 399 are success.
   */
  httpGet?: HTTPGetAction;
  /**
   * Seconds after the container's start before the first check.
   */
  initialDelaySeconds?: number;
  /**
   * Seconds between checks. 10 if not given.
   */
  periodSeconds?: number;
  /**
   * Successes in a row after a failure that count as success. 1 if not given.
   */
  successThreshold?: number;
  /**
   * Open a TCP connection.
   */
  tcpSocket?: TCPSocketAction;
  /**
   * Seconds between the request to end and the kill when the check fails.
   */
  terminationGracePeriodSeconds?: number;
  /**
   * Seconds that a check may take. 1 if not given.
   */
  timeoutSeconds?: number;
}

export interface ProjectedVolumeSource {
  defaultMode?: number;
  sources?: VolumeProjection[] | null;
}

export interface QuobyteVolumeSource {
  group?: string;
  readOnly?: boolean;
  registry: string;
  tenant?: string;
  user?: string;
  volume: string;
}

export interface RBDPersistentVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: string[];
  pool?: string;
  readOnly?: boolean;
  secretRef?: SecretReference;
  user?: string;
}

export interface RBDVolumeSource {
  fsType?: string;
  image: string;
  keyring?: string;
  monitors: string[];
  pool?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  user?: string;
}

/**
 * Keeps a number of equal pods running. The older form of ReplicaSet, with equality selectors only.
 */
export interface ReplicationController {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: ReplicationControllerSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: ReplicationControllerStatus;
}

export interface ReplicationControllerCondition {
  lastTransitionTime?: Time | null;
  message?: string;
  reason?: string;
  status: string;
  type: string;
}

/**
 * A page of ReplicationController objects as a list request answers it.
 */
export interface ReplicationControllerList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ReplicationController[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * Which pods are kept, and how many.
 */
export interface ReplicationControllerSpec {
  /**
   * Seconds that a pod must be ready to count as available.
   */
  minReadySeconds?: number;
  /**
   * How many pods there should be. 1 if not given.
   */
  replicas?: number;
  /**
   * Labels of the pods that count. Those of the template if not given.
   */
  selector?: {
    [k: string]: string;
  };
  /**
   * The pods that are made when there are too few.
   */
  template?: PodTemplateSpec;
}

export interface ReplicationControllerStatus {
  availableReplicas?: number;
  conditions?: ReplicationControllerCondition[];
  fullyLabeledReplicas?: number;
  observedGeneration?: number;
  readyReplicas?: number;
  replicas: number;
}

export interface ResourceClaim {
  name: string;
  request?: string;
}

export interface ResourceFieldSelector {
  containerName?: string;
  divisor?: Quantity;
  resource: string;
}

export interface ResourceHealth {
  health?: string;
  resourceID: string;
}

/**
 * Bounds for what all of a namespace may use together.
 */
export interface ResourceQuota {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What is wanted. Written by users, acted upon by controllers.
   */
  spec?: ResourceQuotaSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: ResourceQuotaStatus;
}

/**
 * A page of ResourceQuota objects as a list request answers it.
 */
export interface ResourceQuotaList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ResourceQuota[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * The bounds.
 */
export interface ResourceQuotaSpec {
  /**
   * The bound of each resource or count.
   */
  hard?: {
    [k: string]: Quantity;
  };
  /**
   * Which objects count, with values.
   */
  scopeSelector?: ScopeSelector;
  /**
   * Which objects count.
   */
  scopes?: (
    | 'BestEffort'
    | 'CrossNamespacePodAffinity'
    | 'NotBestEffort'
    | 'NotTerminating'
    | 'PriorityClass'
    | 'Terminating'
  )[];
}

/**
 * The use of a quota.
 */
export interface ResourceQuotaStatus {
  /**
   * The bounds in force.
   */
  hard?: {
    [k: string]: Quantity;
  };
  /**
   * What is used now.
   */
  used?: {
    [k: string]: Quantity;
  };
}

/**
 * What a container or pod needs and may use.
 */
export interface ResourceRequirements {
  /**
   * Names of the pod's resource claims that the container uses.
   */
  claims?: ResourceClaim[];
  /**
   * The amounts that it may not exceed.
   */
  limits?: {
    [k: string]: Quantity;
  };
  /**
   * The amounts that are set aside for it. The scheduler counts these. As the limits if not given.
   */
  requests?: {
    [k: string]: Quantity;
  };
}

export interface ResourceStatus {
  name: string;
  resources?: ResourceHealth[];
}

export interface SELinuxOptions {
  level?: string;
  role?: string;
  type?: string;
  user?: string;
}

export interface ScaleIOPersistentVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef: SecretReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

export interface ScaleIOVolumeSource {
  fsType?: string;
  gateway: string;
  protectionDomain?: string;
  readOnly?: boolean;
  secretRef: LocalObjectReference;
  sslEnabled?: boolean;
  storageMode?: string;
  storagePool?: string;
  system: string;
  volumeName?: string;
}

export interface ScopeSelector {
  matchExpressions?: ScopedResourceSelectorRequirement[];
}

export interface ScopedResourceSelectorRequirement {
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  scopeName:
    | 'BestEffort'
    | 'CrossNamespacePodAffinity'
    | 'NotBestEffort'
    | 'NotTerminating'
    | 'PriorityClass'
    | 'Terminating';
  values?: string[];
}

export interface SeccompProfile {
  localhostProfile?: string;
  type: 'Localhost' | 'RuntimeDefault' | 'Unconfined';
}

/**
 * Small confidential data, such as passwords, tokens and keys.
 */
export interface Secret {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The entries, base64-encoded.
   */
  data?: {
    [k: string]: string;
  };
  /**
   * Whether the content can no longer be changed.
   */
  immutable?: boolean;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Entries as plain text. Written into data, never read back.
   */
  stringData?: {
    [k: string]: string;
  };
  /**
   * What the secret is for. It decides which keys it must have. Opaque if not given.
   */
  type?: string;
}

export interface SecretEnvSource {
  name?: string;
  optional?: boolean;
}

export interface SecretKeySelector {
  key: string;
  name?: string;
  optional?: boolean;
}

/**
 * A page of Secret objects as a list request answers it.
 */
export interface SecretList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Secret[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface SecretProjection {
  items?: KeyToPath[];
  name?: string;
  optional?: boolean;
}

export interface SecretReference {
  name?: string;
  namespace?: string;
}

/**
 * The keys of a Secret as files.
 */
export interface SecretVolumeSource {
  /**
   * Permission bits of the files.
   */
  defaultMode?: number;
  /**
   * The keys to show and their paths. All of them if not given.
   */
  items?: KeyToPath[];
  /**
   * Whether the pod may start without the Secret.
   */
  optional?: boolean;
  /**
   * Name of the Secret.
   */
  secretName?: string;
}

/**
 * Security settings of a container.
 */
export interface SecurityContext {
  /**
   * Whether a process may gain more rights than its parent.
   */
  allowPrivilegeEscalation?: boolean;
  appArmorProfile?: AppArmorProfile;
  /**
   * Linux capabilities to add and drop.
   */
  capabilities?: Capabilities;
  /**
   * Whether the container has the powers of root on the node.
   */
  privileged?: boolean;
  procMount?: 'Default' | 'Unmasked';
  /**
   * Whether the container's root file system is read-only.
   */
  readOnlyRootFilesystem?: boolean;
  /**
   * Group id of the container's process.
   */
  runAsGroup?: number;
  /**
   * Whether the kubelet refuses to start it as root.
   */
  runAsNonRoot?: boolean;
  /**
   * User id of the container's process.
   */
  runAsUser?: number;
  seLinuxOptions?: SELinuxOptions;
  seccompProfile?: SeccompProfile;
  windowsOptions?: WindowsSecurityContextOptions;
}

/**
 * A stable name, address and port for the pods that its selector chooses.
 */
export interface Service {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Which pods are reached and how.
   */
  spec?: ServiceSpec;
  /**
   * The state of the load balancer.
   */
  status?: ServiceStatus;
}

/**
 * An identity for what runs in pods.
 */
export interface ServiceAccount {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Whether pods of this account get its token mounted, unless they say otherwise.
   */
  automountServiceAccountToken?: boolean;
  /**
   * Secrets with credentials for images, given to pods that name none.
   */
  imagePullSecrets?: LocalObjectReference[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * Secrets that pods of this account may use.
   */
  secrets?: ObjectReference[];
}

/**
 * A page of ServiceAccount objects as a list request answers it.
 */
export interface ServiceAccountList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ServiceAccount[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface ServiceAccountTokenProjection {
  audience?: string;
  expirationSeconds?: number;
  path: string;
}

/**
 * A page of Service objects as a list request answers it.
 */
export interface ServiceList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Service[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

/**
 * One port of a service.
 */
export interface ServicePort {
  /**
   * Protocol of the application, as a hint.
   */
  appProtocol?: string;
  /**
   * Name of the port. Needed when there are several.
   */
  name?: string;
  /**
   * The port on every node, 30000 to 32767, for NodePort and LoadBalancer. Allocated if not given.
   */
  nodePort?: number;
  /**
   * The port on the service's address.
   */
  port: number;
  /**
   * TCP, UDP or SCTP. TCP if not given.
   */
  protocol?: 'SCTP' | 'TCP' | 'UDP';
  /**
   * Number or name of the port on the pods. The same as port if not given.
   */
  targetPort?: IntOrString;
}

/**
 * Which pods a service reaches, and how it is reached.
 */
export interface ServiceSpec {
  /**
   * Whether a LoadBalancer also gets node ports. True if not given.
   */
  allocateLoadBalancerNodePorts?: boolean;
  /**
   * Its address inside the cluster, allocated at creation and kept. None for a headless service.
   */
  clusterIP?: string;
  /**
   * All its cluster addresses, at most one of each IP family; the first equals clusterIP.
   */
  clusterIPs?: string[];
  /**
   * Further addresses for which nodes accept its traffic.
   */
  externalIPs?: string[];
  /**
   * The name that ExternalName services answer with as a CNAME.
   */
  externalName?: string;
  /**
   * Cluster spreads outside traffic over all nodes, Local keeps it on the node and the client's address visible.
   */
  externalTrafficPolicy?: 'Cluster' | 'Local';
  /**
   * Port on which nodes tell whether they have pods of it, for LoadBalancer with Local.
   */
  healthCheckNodePort?: number;
  /**
   * Cluster or Local, for traffic from inside.
   */
  internalTrafficPolicy?: 'Cluster' | 'Local';
  /**
   * IPv4, IPv6 or both, in order.
   */
  ipFamilies?: ('' | 'IPv4' | 'IPv6')[];
  /**
   * SingleStack, PreferDualStack or RequireDualStack.
   */
  ipFamilyPolicy?: 'PreferDualStack' | 'RequireDualStack' | 'SingleStack';
  /**
   * The load balancer implementation that should serve it.
   */
  loadBalancerClass?: string;
  /**
   * Address asked of the load balancer. Older; providers use annotations.
   */
  loadBalancerIP?: string;
  /**
   * Client addresses that the load balancer lets through.
   */
  loadBalancerSourceRanges?: string[];
  /**
   * The ports of the service.
   */
  ports?: ServicePort[];
  /**
   * Whether pods that are not ready are listed too.
   */
  publishNotReadyAddresses?: boolean;
  /**
   * Labels of the pods behind it. Without one its endpoints are kept by someone else.
   */
  selector?: {
    [k: string]: string;
  };
  /**
   * ClientIP sends the same client to the same pod, None to any.
   */
  sessionAffinity?: 'ClientIP' | 'None';
  /**
   * How long a client stays with a pod.
   */
  sessionAffinityConfig?: SessionAffinityConfig;
  /**
   * A preference for where traffic goes, such as PreferClose.
   */
  trafficDistribution?: string;
  /**
   * How it is reached - ClusterIP, NodePort, LoadBalancer or ExternalName. ClusterIP if not given.
   */
  type?: 'ClusterIP' | 'ExternalName' | 'LoadBalancer' | 'NodePort';
}

export interface ServiceStatus {
  conditions?: Condition[];
  loadBalancer?: LoadBalancerStatus;
}

export interface SessionAffinityConfig {
  clientIP?: ClientIPConfig;
}

export interface SleepAction {
  seconds: number;
}

export interface StorageOSPersistentVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: ObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

export interface StorageOSVolumeSource {
  fsType?: string;
  readOnly?: boolean;
  secretRef?: LocalObjectReference;
  volumeName?: string;
  volumeNamespace?: string;
}

export interface Sysctl {
  name: string;
  value: string;
}

/**
 * Opening a TCP connection.
 */
export interface TCPSocketAction {
  /**
   * Host to connect to. The pod's address if not given.
   */
  host?: string;
  /**
   * Number or name of a port of the container.
   */
  port: IntOrString;
}

/**
 * A mark on a node that keeps pods away.
 */
export interface Taint {
  /**
   * NoSchedule, PreferNoSchedule or NoExecute.
   */
  effect: 'NoExecute' | 'NoSchedule' | 'PreferNoSchedule';
  /**
   * Name of the taint.
   */
  key: string;
  /**
   * When a NoExecute taint was put on.
   */
  timeAdded?: Time;
  /**
   * Value that tolerations are compared with.
   */
  value?: string;
}

/**
 * A taint that a pod puts up with.
 */
export interface Toleration {
  /**
   * NoSchedule, PreferNoSchedule or NoExecute. Empty for all.
   */
  effect?: 'NoExecute' | 'NoSchedule' | 'PreferNoSchedule';
  /**
   * Key of the taint. Empty with Exists tolerates all.
   */
  key?: string;
  /**
   * Exists, or Equal to compare the value. Equal if not given.
   */
  operator?: 'Equal' | 'Exists';
  /**
   * How long a NoExecute taint is tolerated. For ever if not given.
   */
  tolerationSeconds?: number;
  /**
   * Value of the taint.
   */
  value?: string;
}

export interface TopologySelectorLabelRequirement {
  key: string;
  values: string[];
}

export interface TopologySelectorTerm {
  matchLabelExpressions?: TopologySelectorLabelRequirement[];
}

/**
 * How evenly matching pods are spread over domains.
 */
export interface TopologySpreadConstraint {
  /**
   * The pods that are counted.
   */
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  /**
   * The greatest difference in number of pods between two domains.
   */
  maxSkew: number;
  minDomains?: number;
  nodeAffinityPolicy?: 'Honor' | 'Ignore';
  nodeTaintsPolicy?: 'Honor' | 'Ignore';
  /**
   * Node label whose values are the domains.
   */
  topologyKey: string;
  /**
   * DoNotSchedule or ScheduleAnyway.
   */
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
}

export interface TypedLocalObjectReference {
  apiGroup?: string | null;
  kind: string;
  name: string;
}

export interface TypedObjectReference {
  apiGroup?: string | null;
  kind: string;
  name: string;
  namespace?: string;
}

/**
 * Storage of a pod, from exactly one source.
 */
export interface Volume {
  awsElasticBlockStore?: AWSElasticBlockStoreVolumeSource;
  azureDisk?: AzureDiskVolumeSource;
  azureFile?: AzureFileVolumeSource;
  cephfs?: CephFSVolumeSource;
  cinder?: CinderVolumeSource;
  /**
   * The keys of a ConfigMap as files.
   */
  configMap?: ConfigMapVolumeSource;
  /**
   * A volume that a CSI driver makes for this pod.
   */
  csi?: CSIVolumeSource;
  /**
   * Fields of the pod as files.
   */
  downwardAPI?: DownwardAPIVolumeSource;
  /**
   * An empty directory that lives as long as the pod.
   */
  emptyDir?: EmptyDirVolumeSource;
  /**
   * A claim that is made with the pod and deleted with it.
   */
  ephemeral?: EphemeralVolumeSource;
  fc?: FCVolumeSource;
  flexVolume?: FlexVolumeSource;
  flocker?: FlockerVolumeSource;
  gcePersistentDisk?: GCEPersistentDiskVolumeSource;
  gitRepo?: GitRepoVolumeSource;
  glusterfs?: GlusterfsVolumeSource;
  /**
   * A file or directory of the node.
   */
  hostPath?: HostPathVolumeSource;
  /**
   * An image mounted read-only.
   */
  image?: ImageVolumeSource;
  iscsi?: ISCSIVolumeSource;
  /**
   * Name by which containers mount it. Unique in the pod.
   */
  name: string;
  /**
   * A share of an NFS server.
   */
  nfs?: NFSVolumeSource;
  /**
   * The volume bound to a claim of the same namespace.
   */
  persistentVolumeClaim?: PersistentVolumeClaimVolumeSource;
  photonPersistentDisk?: PhotonPersistentDiskVolumeSource;
  portworxVolume?: PortworxVolumeSource;
  /**
   * Several sources in one directory.
   */
  projected?: ProjectedVolumeSource;
  quobyte?: QuobyteVolumeSource;
  rbd?: RBDVolumeSource;
  scaleIO?: ScaleIOVolumeSource;
  /**
   * The keys of a Secret as files.
   */
  secret?: SecretVolumeSource;
  storageos?: StorageOSVolumeSource;
  vsphereVolume?: VsphereVirtualDiskVolumeSource;
}

export interface VolumeDevice {
  devicePath: string;
  name: string;
}

/**
 * Where a volume appears in a container.
 */
export interface VolumeMount {
  /**
   * Path in the container.
   */
  mountPath: string;
  /**
   * Whether mounts made inside show outside and the reverse.
   */
  mountPropagation?: 'Bidirectional' | 'HostToContainer' | 'None';
  /**
   * Name of one of the pod's volumes.
   */
  name: string;
  /**
   * Whether the container may only read.
   */
  readOnly?: boolean;
  recursiveReadOnly?: string;
  /**
   * Path in the volume that is mounted. Its root if not given.
   */
  subPath?: string;
  /**
   * As subPath, with variables expanded.
   */
  subPathExpr?: string;
}

export interface VolumeMountStatus {
  mountPath: string;
  name: string;
  readOnly?: boolean;
  recursiveReadOnly?: string;
}

export interface VolumeNodeAffinity {
  required?: NodeSelector;
}

export interface VolumeProjection {
  clusterTrustBundle?: ClusterTrustBundleProjection;
  configMap?: ConfigMapProjection;
  downwardAPI?: DownwardAPIProjection;
  secret?: SecretProjection;
  serviceAccountToken?: ServiceAccountTokenProjection;
}

export interface VolumeResourceRequirements {
  limits?: {
    [k: string]: Quantity;
  };
  requests?: {
    [k: string]: Quantity;
  };
}

export interface VsphereVirtualDiskVolumeSource {
  fsType?: string;
  storagePolicyID?: string;
  storagePolicyName?: string;
  volumePath: string;
}

export interface WeightedPodAffinityTerm {
  podAffinityTerm: PodAffinityTerm;
  weight: number;
}

export interface WindowsSecurityContextOptions {
  gmsaCredentialSpec?: string;
  gmsaCredentialSpecName?: string;
  hostProcess?: boolean;
  runAsUserName?: string;
}
