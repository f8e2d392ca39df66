// Generated from schemas/kubernetes/certificates.k8s.io.v1alpha1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ListMeta, ObjectMeta } from './meta.v1.ts';

/**
 * Certificates of authorities that Pods of the whole cluster may want to believe.
 */
export interface ClusterTrustBundle {
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
  spec: ClusterTrustBundleSpec;
}

/**
 * A page of ClusterTrustBundle objects as a list request answers it.
 */
export interface ClusterTrustBundleList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ClusterTrustBundle[];
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
 * Which certificates these are, and whose.
 */
export interface ClusterTrustBundleSpec {
  /**
   * For which signer's certificates the authorities vouch; empty where that is for nobody to say.
   */
  signerName?: string;
  /**
   * The certificates of the authorities, PEM, one after the other, each once.
   */
  trustBundle: string;
}
