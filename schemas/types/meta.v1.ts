// Generated from schemas/kubernetes/meta.v1.json by schemas/generate-types.ts; change the schema, not this file.

/**
 * One named API group with the versions that are served.
 */
export interface APIGroup {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Name of the group.
   */
  name: string;
  /**
   * The version that clients should use.
   */
  preferredVersion?: GroupVersionForDiscovery;
  serverAddressByClientCIDRs?: ServerAddressByClientCIDR[];
  /**
   * Every version that is served.
   */
  versions: GroupVersionForDiscovery[];
}

/**
 * The answer of `/apis` - every named group.
 */
export interface APIGroupList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The groups.
   */
  groups: APIGroup[];
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
}

/**
 * One resource or subresource that a server offers.
 */
export interface APIResource {
  /**
   * Groups of resources, such as `all`, that it belongs to.
   */
  categories?: string[];
  group?: string;
  /**
   * The kind of its objects.
   */
  kind: string;
  /**
   * The plural in paths, or `plural/subresource`.
   */
  name: string;
  /**
   * Whether objects live in namespaces.
   */
  namespaced: boolean;
  /**
   * Abbreviations that people may type.
   */
  shortNames?: string[];
  /**
   * The singular, as people may type it.
   */
  singularName: string;
  storageVersionHash?: string;
  /**
   * What can be done with it.
   */
  verbs: string[];
  version?: string;
}

/**
 * The answer of a group version's path - the resources that it serves.
 */
export interface APIResourceList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Group and version of the resources.
   */
  groupVersion: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * The resources and their subresources.
   */
  resources: APIResource[];
}

/**
 * The answer of `/api` - the versions of the core group.
 */
export interface APIVersions {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  serverAddressByClientCIDRs: ServerAddressByClientCIDR[];
  /**
   * The versions that are served.
   */
  versions: string[];
}

/**
 * One observed aspect of an object's state.
 */
export interface Condition {
  /**
   * When the status last changed.
   */
  lastTransitionTime: Time | null;
  /**
   * Why, for people.
   */
  message: string;
  /**
   * The generation that was looked at.
   */
  observedGeneration?: number;
  /**
   * Why, as one CamelCase word for programs.
   */
  reason: string;
  /**
   * Whether it holds - True, False or Unknown.
   */
  status: string;
  /**
   * Name of the aspect, in CamelCase.
   */
  type: string;
}

export interface CreateOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

/**
 * How an object is to be deleted.
 */
export interface DeleteOptions {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * With All, the whole request runs but nothing is deleted.
   */
  dryRun?: string[];
  /**
   * Seconds that the object is given to end by itself. 0 deletes at once.
   */
  gracePeriodSeconds?: number;
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Older form of propagationPolicy.
   */
  orphanDependents?: boolean;
  /**
   * What must hold of the object, else nothing is deleted and the answer is a conflict.
   */
  preconditions?: Preconditions;
  /**
   * What happens to dependents - Orphan, Background or Foreground.
   */
  propagationPolicy?: string;
}

export interface FieldSelectorRequirement {
  key: string;
  operator: string;
  values?: string[];
}

/**
 * A set of fields as a tree - `f:name` for a field, `k:{…}` for an item by key, `v:…` for an item by value, `.` for the thing itself.
 */
export interface FieldsV1 {
  [k: string]: unknown;
}

export interface GetOptions {
  apiVersion?: string;
  kind?: string;
  resourceVersion?: string;
}

export interface GroupVersionForDiscovery {
  groupVersion: string;
  version: string;
}

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

export interface GroupVersionResource {
  group: string;
  version: string;
  resource: string;
}

/**
 * A number, or a string such as a name or a percentage.
 */
export type IntOrString = number | string;

/**
 * Selects objects by their labels. Both parts must match; an empty selector matches everything, none at all nothing.
 */
export interface LabelSelector {
  /**
   * Requirements on labels, all of which must hold.
   */
  matchExpressions?: LabelSelectorRequirement[];
  /**
   * Labels that must be present with exactly these values.
   */
  matchLabels?: {
    [k: string]: string;
  };
}

/**
 * One requirement on a label.
 */
export interface LabelSelectorRequirement {
  /**
   * The label's key.
   */
  key: string;
  /**
   * How values are compared - In, NotIn, Exists or DoesNotExist.
   */
  operator: string;
  /**
   * What the label is compared with. At least one for In and NotIn, none for the others.
   */
  values?: string[];
}

/**
 * Objects of any kinds together, as clients write them in one file. No resource answers with it.
 */
export interface List {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
  /**
   * The objects.
   */
  items: RawExtension[];
}

/**
 * What every list carries beside its items.
 */
export interface ListMeta {
  /**
   * The token that asks for the next page. Empty on the last page.
   */
  continue?: string;
  /**
   * How many objects follow this page, if the server knows.
   */
  remainingItemCount?: number;
  /**
   * The version of the collection at which the list was taken. A watch can begin here.
   */
  resourceVersion?: string;
  /**
   * No longer filled.
   */
  selfLink?: string;
}

export interface ListOptions {
  apiVersion?: string;
  kind?: string;
  labelSelector?: string;
  fieldSelector?: string;
  watch?: boolean;
  allowWatchBookmarks?: boolean;
  resourceVersion?: string;
  resourceVersionMatch?: string;
  timeoutSeconds?: number;
  limit?: number;
  continue?: string;
  sendInitialEvents?: boolean;
}

/**
 * What one manager owns of an object, through one operation and API version.
 */
export interface ManagedFieldsEntry {
  /**
   * The version in which the fields are written.
   */
  apiVersion?: string;
  /**
   * Format of the field set. Always FieldsV1.
   */
  fieldsType?: string;
  /**
   * The owned fields as a tree of keys.
   */
  fieldsV1?: FieldsV1;
  /**
   * Name of the client that owns the fields.
   */
  manager?: string;
  /**
   * How the fields became owned - Apply or Update.
   */
  operation?: string;
  /**
   * The subresource through which the fields were written, empty for the object itself.
   */
  subresource?: string;
  /**
   * When this entry was last changed.
   */
  time?: Time;
}

/**
 * A moment to the microsecond, as RFC 3339 text.
 */
export type MicroTime = string;

/**
 * What every stored object carries beside its own content - its identity, its labels, who owns it and how it was changed.
 */
export interface ObjectMeta {
  /**
   * Keys and values of any content, kept for people and tools. Not selectable.
   */
  annotations?: {
    [k: string]: string;
  };
  /**
   * When the server stored the object first. Set by the server.
   */
  creationTimestamp?: Time | null;
  /**
   * Seconds that a graceful deletion waits. Can only be shortened.
   */
  deletionGracePeriodSeconds?: number;
  /**
   * When a graceful deletion will be over. Once set it cannot be taken back.
   */
  deletionTimestamp?: Time;
  /**
   * Names of the parties that still have work to do before the object may vanish. It is kept while any is left.
   */
  finalizers?: string[];
  /**
   * Prefix to which the server adds five random characters when no name is given.
   */
  generateName?: string;
  /**
   * Counts the changes of what is wanted (the spec). The server sets it.
   */
  generation?: number;
  /**
   * Keys and values by which objects are grouped and selected.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Which manager set which fields, kept by the server for apply.
   */
  managedFields?: ManagedFieldsEntry[];
  /**
   * Unique among the objects of this resource in the namespace. Given at creation and never changed.
   */
  name?: string;
  /**
   * The scope in which the name is unique. Empty for cluster-scoped objects; `default` when a client names none.
   */
  namespace?: string;
  /**
   * Objects that this one belongs to. When all of them are gone the garbage collector deletes it.
   */
  ownerReferences?: OwnerReference[];
  /**
   * Changes with every write of the object. Opaque; sent back in an update it makes the write conditional.
   */
  resourceVersion?: string;
  /**
   * No longer filled.
   */
  selfLink?: string;
  /**
   * Identity of this one object. The server makes it up at creation; a later object of the same name has another.
   */
  uid?: string;
}

/**
 * Names the owner of an object, in the same namespace or cluster-scoped.
 */
export interface OwnerReference {
  /**
   * Group and version of the owner.
   */
  apiVersion: string;
  /**
   * Whether a foreground deletion of the owner waits for this object.
   */
  blockOwnerDeletion?: boolean;
  /**
   * Whether this owner is the one that manages the object. At most one may be.
   */
  controller?: boolean;
  /**
   * Kind of the owner.
   */
  kind: string;
  /**
   * Name of the owner.
   */
  name: string;
  /**
   * Identity of the owner. An owner of the same name with another uid does not count.
   */
  uid: string;
}

/**
 * Any object reduced to its metadata.
 */
export interface PartialObjectMetadata {
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
}

/**
 * A page of objects of any kind, each reduced to its metadata.
 */
export interface PartialObjectMetadataList {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * Resource version of the collection, and where the next page begins.
   */
  metadata?: ListMeta;
  /**
   * The objects of this page.
   */
  items: PartialObjectMetadata[];
}

/**
 * The body of a PATCH request. Its form depends on the content type.
 */
export interface Patch {
  [k: string]: unknown;
}

export interface PatchOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  force?: boolean;
  fieldManager?: string;
  fieldValidation?: string;
}

/**
 * What must hold of an object before it is changed.
 */
export interface Preconditions {
  /**
   * The object must have this resource version.
   */
  resourceVersion?: string;
  /**
   * The object must have this uid.
   */
  uid?: string;
}

/**
 * A number with an optional suffix - `500m`, `1Gi`, `2e3`.
 */
export type Quantity = string | number;

/**
 * An object of any kind.
 */
export interface RawExtension {
  [k: string]: unknown;
}

export interface ServerAddressByClientCIDR {
  clientCIDR: string;
  serverAddress: string;
}

/**
 * The answer of a request that returns no object, above all of one that failed.
 */
export interface Status {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * The HTTP status code.
   */
  code?: number;
  /**
   * What the failure is about.
   */
  details?: StatusDetails;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * What happened, for people.
   */
  message?: string;
  /**
   * Name, labels, owners and the other data that every object carries.
   */
  metadata?: ListMeta;
  /**
   * What happened, as one word out of a closed list (NotFound, Conflict, Invalid …).
   */
  reason?: string;
  /**
   * Success or Failure.
   */
  status?: string;
}

/**
 * One cause of a failure.
 */
export interface StatusCause {
  /**
   * Path of the field that is wrong, as in `spec.ports[0].port`.
   */
  field?: string;
  /**
   * What is wrong, for people.
   */
  message?: string;
  /**
   * What is wrong, as one word (FieldValueInvalid, FieldValueRequired …).
   */
  reason?: string;
}

/**
 * What a failure is about, and its causes.
 */
export interface StatusDetails {
  /**
   * Every single cause of the failure.
   */
  causes?: StatusCause[];
  /**
   * API group of the resource.
   */
  group?: string;
  /**
   * Kind or resource of the object.
   */
  kind?: string;
  /**
   * Name of the object.
   */
  name?: string;
  /**
   * How long to wait before trying again.
   */
  retryAfterSeconds?: number;
  /**
   * Identity of the object, where there is only one it can be.
   */
  uid?: string;
}

/**
 * A list or object as a table, the form that `kubectl get` prints.
 */
export interface Table {
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
  metadata?: ListMeta;
  /**
   * The columns, in order.
   */
  columnDefinitions: TableColumnDefinition[];
  /**
   * The rows, one for each object.
   */
  rows: TableRow[];
}

/**
 * One column of a Table.
 */
export interface TableColumnDefinition {
  /**
   * The heading.
   */
  name: string;
  /**
   * OpenAPI type of the cells.
   */
  type: string;
  /**
   * OpenAPI format of the cells.
   */
  format: string;
  /**
   * What the column shows.
   */
  description: string;
  /**
   * 0 for columns that are always shown, more for those of the wide form.
   */
  priority: number;
}

/**
 * Query parameters of a request for a Table.
 */
export interface TableOptions {
  /**
   * Group and version of the schema that this object follows, written `group/version` (only `v1` for the core group).
   */
  apiVersion?: string;
  /**
   * Name of the type of this object, in CamelCase. It cannot be changed once the object exists.
   */
  kind?: string;
  /**
   * What each row carries of its object - None, Metadata or Object.
   */
  includeObject?: 'None' | 'Metadata' | 'Object';
}

/**
 * One row of a Table.
 */
export interface TableRow {
  /**
   * The values, one for each column.
   */
  cells: unknown[];
  conditions?: TableRowCondition[];
  /**
   * The object of the row, as much of it as was asked for.
   */
  object?: RawExtension;
}

export interface TableRowCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/**
 * A moment in whole seconds, as RFC 3339 text.
 */
export type Time = string;

export interface UpdateOptions {
  apiVersion?: string;
  kind?: string;
  dryRun?: string[];
  fieldManager?: string;
  fieldValidation?: string;
}

/**
 * The answer of `/version`.
 */
export interface VersionInfo {
  buildDate: string;
  compiler: string;
  gitCommit: string;
  gitTreeState: string;
  /**
   * The full version, such as v1.32.0.
   */
  gitVersion: string;
  goVersion: string;
  /**
   * Major version.
   */
  major: string;
  /**
   * Minor version.
   */
  minor: string;
  platform: string;
}

/**
 * One message of a watch stream.
 */
export interface WatchEvent {
  /**
   * The object after the change (before it, for DELETED), or a Status for ERROR.
   */
  object: RawExtension;
  /**
   * ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.
   */
  type: string;
}
