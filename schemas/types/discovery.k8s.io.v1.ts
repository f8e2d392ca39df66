// Generated from schemas/kubernetes/discovery.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { ObjectReference } from './core.v1.ts';

import type { ListMeta, ObjectMeta } from './meta.v1.ts';

/**
 * One backend of a service.
 */
export interface Endpoint {
  /**
   * Its addresses, all of the slice's type.
   */
  addresses: string[];
  /**
   * Whether it is ready, serving or terminating.
   */
  conditions?: EndpointConditions;
  deprecatedTopology?: {
    [k: string]: string;
  };
  hints?: EndpointHints;
  /**
   * Its host name.
   */
  hostname?: string;
  /**
   * The node it is on.
   */
  nodeName?: string;
  /**
   * The object, usually a pod, that has the addresses.
   */
  targetRef?: ObjectReference;
  /**
   * The zone it is in.
   */
  zone?: string;
}

export interface EndpointConditions {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}

export interface EndpointHints {
  forZones?: ForZone[];
}

export interface EndpointPort {
  appProtocol?: string;
  name?: string;
  port?: number;
  protocol?: 'SCTP' | 'TCP' | 'UDP';
}

/**
 * A part of the addresses behind a service.
 */
export interface EndpointSlice {
  /**
   * IPv4, IPv6 or FQDN. Cannot be changed.
   */
  addressType: 'FQDN' | 'IPv4' | 'IPv6';
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The addresses, at most 1000.
   */
  endpoints: Endpoint[] | null;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * The ports of every address.
   */
  ports?: EndpointPort[] | null;
}

/**
 * A page of EndpointSlice objects as a list request answers it.
 */
export interface EndpointSliceList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The objects of this page.
   */
  items: EndpointSlice[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
}

export interface ForZone {
  name: string;
}
