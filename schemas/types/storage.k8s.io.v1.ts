// Generated from schemas/kubernetes/storage.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { PersistentVolumeSpec, TopologySelectorTerm } from './core.v1.ts';

import type { LabelSelector, ListMeta, ObjectMeta, Quantity, Time } from './meta.v1.ts';

/**
 * What a CSI storage driver can and needs.
 */
export interface CSIDriver {
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
  spec: CSIDriverSpec;
}

/**
 * A page of CSIDriver objects as a list request answers it.
 */
export interface CSIDriverList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: CSIDriver[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface CSIDriverSpec {
  attachRequired?: boolean;
  fsGroupPolicy?: string;
  podInfoOnMount?: boolean;
  requiresRepublish?: boolean;
  seLinuxMount?: boolean;
  storageCapacity?: boolean;
  tokenRequests?: TokenRequest[];
  volumeLifecycleModes?: string[];
}

/**
 * The CSI drivers of a node.
 */
export interface CSINode {
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
  spec: CSINodeSpec;
}

export interface CSINodeDriver {
  allocatable?: VolumeNodeResources;
  name: string;
  nodeID: string;
  topologyKeys?: string[] | null;
}

/**
 * A page of CSINode objects as a list request answers it.
 */
export interface CSINodeList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: CSINode[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface CSINodeSpec {
  drivers: CSINodeDriver[];
}

/**
 * How much space a storage class has left in some part of the cluster.
 */
export interface CSIStorageCapacity {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  capacity?: Quantity;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  maximumVolumeSize?: Quantity;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  nodeTopology?: LabelSelector;
  storageClassName: string;
}

/**
 * A page of CSIStorageCapacity objects as a list request answers it.
 */
export interface CSIStorageCapacityList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: CSIStorageCapacity[];
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
 * A kind of storage, and how volumes of it are made.
 */
export interface StorageClass {
  /**
   * Whether claims can be made larger.
   */
  allowVolumeExpansion?: boolean;
  allowedTopologies?: TopologySelectorTerm[];
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
   * Options for mounting the volumes.
   */
  mountOptions?: string[];
  /**
   * Settings for the provisioner.
   */
  parameters?: {
    [k: string]: string;
  };
  /**
   * Who makes the volumes.
   */
  provisioner: string;
  /**
   * What becomes of volumes when their claim is gone. Delete if not given.
   */
  reclaimPolicy?: 'Delete' | 'Recycle' | 'Retain';
  /**
   * Immediate, or WaitForFirstConsumer to wait for a pod.
   */
  volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
}

/**
 * A page of StorageClass objects as a list request answers it.
 */
export interface StorageClassList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: StorageClass[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface TokenRequest {
  audience: string;
  expirationSeconds?: number;
}

/**
 * Asks for a volume to be attached to a node, or says that it is.
 */
export interface VolumeAttachment {
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
  spec: VolumeAttachmentSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: VolumeAttachmentStatus;
}

/**
 * A page of VolumeAttachment objects as a list request answers it.
 */
export interface VolumeAttachmentList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: VolumeAttachment[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface VolumeAttachmentSource {
  inlineVolumeSpec?: PersistentVolumeSpec;
  persistentVolumeName?: string;
}

export interface VolumeAttachmentSpec {
  attacher: string;
  nodeName: string;
  source: VolumeAttachmentSource;
}

export interface VolumeAttachmentStatus {
  attachError?: VolumeError;
  attached: boolean;
  attachmentMetadata?: {
    [k: string]: string;
  };
  detachError?: VolumeError;
}

export interface VolumeError {
  message?: string;
  time?: Time | null;
}

export interface VolumeNodeResources {
  count?: number;
}
