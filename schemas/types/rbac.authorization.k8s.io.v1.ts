// Generated from schemas/kubernetes/rbac.authorization.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { LabelSelector, ListMeta, ObjectMeta } from './meta.v1.ts';

export interface AggregationRule {
  clusterRoleSelectors?: LabelSelector[];
}

/**
 * Permissions for the whole cluster, or for use by role bindings of any namespace.
 */
export interface ClusterRole {
  /**
   * Other cluster roles whose rules make up this one's.
   */
  aggregationRule?: AggregationRule;
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
   * What is permitted.
   */
  rules?: PolicyRule[] | null;
}

/**
 * Grants a cluster role to subjects, in all namespaces.
 */
export interface ClusterRoleBinding {
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
   * The role. Cannot be changed.
   */
  roleRef: RoleRef;
  /**
   * Who gets it.
   */
  subjects?: Subject[];
}

/**
 * A page of ClusterRoleBinding objects as a list request answers it.
 */
export interface ClusterRoleBindingList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ClusterRoleBinding[];
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
 * A page of ClusterRole objects as a list request answers it.
 */
export interface ClusterRoleList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: ClusterRole[];
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
 * Verbs that are permitted on resources or paths.
 */
export interface PolicyRule {
  /**
   * API groups of the resources. Empty text for the core group, `*` for all.
   */
  apiGroups?: string[];
  /**
   * Paths that are no resources. Only in cluster roles.
   */
  nonResourceURLs?: string[];
  /**
   * Only objects of these names. All if not given.
   */
  resourceNames?: string[];
  /**
   * The resources, with subresources as `pods/log`. `*` for all.
   */
  resources?: string[];
  /**
   * What is permitted. `*` for all.
   */
  verbs: string[];
}

/**
 * Permissions inside one namespace.
 */
export interface Role {
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
   * What is permitted.
   */
  rules?: PolicyRule[] | null;
}

/**
 * Grants a role to subjects, inside one namespace.
 */
export interface RoleBinding {
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
   * The role. Cannot be changed.
   */
  roleRef: RoleRef;
  /**
   * Who gets it.
   */
  subjects?: Subject[];
}

/**
 * A page of RoleBinding objects as a list request answers it.
 */
export interface RoleBindingList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: RoleBinding[];
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
 * A page of Role objects as a list request answers it.
 */
export interface RoleList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Role[];
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
 * Names a role.
 */
export interface RoleRef {
  /**
   * API group of the role.
   */
  apiGroup: string;
  /**
   * Role or ClusterRole.
   */
  kind: string;
  /**
   * Name of the role.
   */
  name: string;
}

/**
 * Who gets a role.
 */
export interface Subject {
  /**
   * API group of the subject. Empty for service accounts.
   */
  apiGroup?: string;
  /**
   * User, Group or ServiceAccount.
   */
  kind: string;
  /**
   * Name of the subject.
   */
  name: string;
  /**
   * Namespace of a service account.
   */
  namespace?: string;
}
