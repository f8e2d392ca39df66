// Generated from schemas/kubernetes/events.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { EventSource, ObjectReference } from './core.v1.ts';

import type { ListMeta, MicroTime, ObjectMeta, Time } from './meta.v1.ts';

export interface Event {
  action?: string;
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  deprecatedCount?: number;
  deprecatedFirstTimestamp?: Time | null;
  deprecatedLastTimestamp?: Time | null;
  deprecatedSource?: EventSource;
  eventTime: MicroTime | null;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  note?: string;
  reason?: string;
  regarding?: ObjectReference;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  series?: EventSeries;
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
  count: number;
  lastObservedTime: MicroTime;
}
