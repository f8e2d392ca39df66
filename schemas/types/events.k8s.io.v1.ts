// Generated from schemas/kubernetes/events.k8s.io.v1.json by schemas/generate-types.ts; change the schema, not this file.

import type { EventSource, ObjectReference } from './core.v1.ts';

import type { ListMeta, MicroTime, ObjectMeta, Time } from './meta.v1.ts';

/**
 * A report that something happened to an object. The newer form of the core group's Event, stored as the same object.
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
  deprecatedCount?: number;
  deprecatedFirstTimestamp?: Time | null;
  deprecatedLastTimestamp?: Time | null;
  deprecatedSource?: EventSource;
  /**
   * When it was first observed.
   */
  eventTime: MicroTime | null;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ObjectMeta;
  /**
   * What happened, for people.
   */
  note?: string;
  /**
   * Why, as one CamelCase word.
   */
  reason?: string;
  /**
   * The object that it is about.
   */
  regarding?: ObjectReference;
  /**
   * A second object that is part of it.
   */
  related?: ObjectReference;
  /**
   * The controller that reports it.
   */
  reportingController?: string;
  /**
   * The instance of that controller.
   */
  reportingInstance?: string;
  /**
   * How the event goes on, if it is repeated.
   */
  series?: EventSeries;
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
  count: number;
  lastObservedTime: MicroTime;
}
