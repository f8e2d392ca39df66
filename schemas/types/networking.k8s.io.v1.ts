// Generated from schemas/kubernetes/networking.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { TypedLocalObjectReference } from './core.v1.ts';

import type { IntOrString, LabelSelector, ListMeta, ObjectMeta } from './meta.v1.ts';

/**
 * Requests of a path and where they go.
 */
export interface HTTPIngressPath {
  /**
   * Where they go.
   */
  backend: IngressBackend;
  /**
   * The path, beginning with a slash.
   */
  path?: string;
  /**
   * How it is compared - Exact, Prefix or ImplementationSpecific.
   */
  pathType: 'Exact' | 'ImplementationSpecific' | 'Prefix';
}

export interface HTTPIngressRuleValue {
  paths: HTTPIngressPath[];
}

export interface IPBlock {
  cidr: string;
  except?: string[];
}

/**
 * Rules by which HTTP requests from outside reach services.
 */
export interface Ingress {
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
  spec?: IngressSpec;
  /**
   * What was observed. Written by controllers through the status subresource; may lag behind the spec.
   */
  status?: IngressStatus;
}

/**
 * Where requests go.
 */
export interface IngressBackend {
  /**
   * Another object of the namespace.
   */
  resource?: TypedLocalObjectReference;
  /**
   * A port of a service.
   */
  service?: IngressServiceBackend;
}

/**
 * A kind of ingress, and the controller that serves it.
 */
export interface IngressClass {
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
  spec?: IngressClassSpec;
}

/**
 * A page of IngressClass objects as a list request answers it.
 */
export interface IngressClassList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: IngressClass[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface IngressClassParametersReference {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
  scope?: string;
}

/**
 * Who serves the class.
 */
export interface IngressClassSpec {
  /**
   * Name of the controller, such as `example.com/ingress`.
   */
  controller?: string;
  /**
   * An object with settings for the controller.
   */
  parameters?: IngressClassParametersReference;
}

/**
 * A page of Ingress objects as a list request answers it.
 */
export interface IngressList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: Ingress[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface IngressLoadBalancerIngress {
  hostname?: string;
  ip?: string;
  ports?: IngressPortStatus[];
}

export interface IngressLoadBalancerStatus {
  ingress?: IngressLoadBalancerIngress[];
}

export interface IngressPortStatus {
  error?: string;
  port: number;
  protocol: 'SCTP' | 'TCP' | 'UDP';
}

/**
 * The paths of one host.
 */
export interface IngressRule {
  /**
   * The host name. All hosts if empty; `*.` stands for one label.
   */
  host?: string;
  /**
   * The paths.
   */
  http?: HTTPIngressRuleValue;
}

export interface IngressServiceBackend {
  name: string;
  port?: ServiceBackendPort;
}

/**
 * The rules.
 */
export interface IngressSpec {
  /**
   * Where requests go that no rule matches.
   */
  defaultBackend?: IngressBackend;
  /**
   * The class, hence the controller, that serves them.
   */
  ingressClassName?: string;
  /**
   * What is forwarded, by host and path.
   */
  rules?: IngressRule[];
  /**
   * Host names and the secrets with their certificates.
   */
  tls?: IngressTLS[];
}

export interface IngressStatus {
  loadBalancer?: IngressLoadBalancerStatus;
}

export interface IngressTLS {
  hosts?: string[];
  secretName?: string;
}

/**
 * Which traffic may reach, and leave, the pods that it selects.
 */
export interface NetworkPolicy {
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
  spec?: NetworkPolicySpec;
}

export interface NetworkPolicyEgressRule {
  ports?: NetworkPolicyPort[];
  to?: NetworkPolicyPeer[];
}

export interface NetworkPolicyIngressRule {
  from?: NetworkPolicyPeer[];
  ports?: NetworkPolicyPort[];
}

/**
 * A page of NetworkPolicy objects as a list request answers it.
 */
export interface NetworkPolicyList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: NetworkPolicy[];
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
 * Who is on the other side.
 */
export interface NetworkPolicyPeer {
  /**
   * A range of addresses.
   */
  ipBlock?: IPBlock;
  /**
   * All pods of these namespaces.
   */
  namespaceSelector?: LabelSelector;
  /**
   * Pods, of this namespace unless namespaceSelector says more.
   */
  podSelector?: LabelSelector;
}

/**
 * A port of the selected pods.
 */
export interface NetworkPolicyPort {
  /**
   * Last of a range that begins with port.
   */
  endPort?: number;
  /**
   * Number or name. All ports if not given.
   */
  port?: IntOrString;
  /**
   * TCP, UDP or SCTP. TCP if not given.
   */
  protocol?: 'SCTP' | 'TCP' | 'UDP';
}

/**
 * The pods, and what is let through.
 */
export interface NetworkPolicySpec {
  /**
   * What may go out. Nothing, if there is no rule and the policy is about egress.
   */
  egress?: NetworkPolicyEgressRule[];
  /**
   * What may come in. Nothing, if there is no rule and the policy is about ingress.
   */
  ingress?: NetworkPolicyIngressRule[];
  /**
   * The pods. An empty selector means all of the namespace.
   */
  podSelector: LabelSelector;
  /**
   * Whether the policy is about Ingress, Egress or both.
   */
  policyTypes?: ('Egress' | 'Ingress')[];
}

export interface ServiceBackendPort {
  name?: string;
  number?: number;
}
