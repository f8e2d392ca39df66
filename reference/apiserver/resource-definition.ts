/**
 * A resource is data: everything in which one resource differs from another stands in its `ResourceDefinition`, and
 * one generic code path serves them all.
 */
export interface ResourceDefinition {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Lower-case plural, as in the path. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** `PodList`. */
  readonly listKind: string;
  /** Where the objects lie in the store, below `/registry/`: `pods`, `services/specs`. */
  readonly storagePrefix: string;
  /** The kind and version in which they are stored. */
  readonly storageKind: { readonly group: string; readonly version: string; readonly kind: string };
  /** Set where the stored version is not the one that this resource shows. */
  readonly conversion?: Conversion;
  /** Objects vanish this long after their last write; absent: never. */
  readonly ttlSeconds?: number;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly SubresourceDefinition[];
  /** The columns that `kubectl get` shows, in order, after which `-o wide` adds those of priority 1. */
  readonly columns: readonly ColumnDefinition[];
  /** Field labels that a field selector may name, beside `metadata.name` and `metadata.namespace`. */
  readonly selectableFields: Readonly<Record<string, (object: KubeObject) => string>>;
  readonly strategy: ResourceStrategy;
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

export interface SubresourceDefinition {
  readonly name: string;
  readonly verbs: readonly Verb[];
  /** The kind that travels in its bodies where it is not the resource's own: `Scale`, `Binding`. */
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string };
}

/** Both directions between the version that a resource shows and the stored one. Pure; nothing is lost on a round trip. */
export interface Conversion {
  fromStorage(object: KubeObject): KubeObject;
  toStorage(object: KubeObject): KubeObject;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'number' | 'boolean';
  readonly format?: string;
  /** 0: always shown; 1: only in wide output. */
  readonly priority: number;
  readonly description: string;
  cell(object: KubeObject, nowMs: number): string | number | boolean | null;
}

/** Any object of the API as parsed JSON. Frozen once it has been stored. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: KubeMetadata;
  readonly [field: string]: unknown;
}

export interface KubeMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** One cause of a refusal, as in `Status.details.causes`: a field path such as `spec.ports[0].port` and a reason such as `FieldValueInvalid`. */
export interface FieldProblem {
  readonly field: string;
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'InternalError';
  readonly message: string;
}

/** A new or changed object on its way into the store: plain mutable JSON that belongs to the request. */
export type Draft = Record<string, unknown>;

/** Who writes. */
export interface Writer {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** How one kind is prepared, defaulted, checked and deleted. Nothing here looks beyond its arguments. */
export interface ResourceStrategy {
  /** A PUT without resourceVersion is allowed. */
  readonly allowUnconditionalUpdate: boolean;
  /** A PUT to a name that does not exist creates the object. */
  readonly allowCreateOnUpdate: boolean;
  /** True where the main endpoint ignores `status` and `/status` ignores the rest. */
  readonly hasStatusSubresource: boolean;
  /** True where changes of the spec, or of `countedField`, raise `metadata.generation`. */
  readonly countsGeneration: boolean;
  /** Which field is counted; absent: `spec`. */
  readonly countedField?: string;
  /** True where an object without a name is named after its uid. */
  readonly namesItself?: boolean;
  /** What is wrong with a name; empty where it is fine. `prefix`: it is a generateName, which may end in a dash. */
  readonly nameProblems: (name: string, prefix: boolean) => readonly string[];
  /**
   * Set where objects are deleted in two steps: the seconds between the request and the end (0: at once). `requested` is
   * what the request named, already non-negative.
   */
  graceSeconds?(object: KubeObject, requested: number | undefined): number;
  /** Fills in what the writer left out. Applied to drafts before admission, on creations and updates. */
  applyDefaults(draft: Draft): void;
  /** Sets or drops what only the server decides at creation, the status apart, which the registry drops. */
  prepareForCreate?(draft: Draft, writer: Writer): void;
  /** The same before an update; `before` is the stored object. */
  prepareForUpdate?(draft: Draft, before: KubeObject): void;
  /** The same before an update of the status. */
  prepareForStatusUpdate?(draft: Draft, before: KubeObject, now: string): void;
  /** Everything wrong with a new object, all causes at once; names and metadata are checked for all kinds alike. */
  validate(object: KubeObject): readonly FieldProblem[];
  /** Everything wrong with replacing `before` by `after`: the object's own rules and immutable fields. */
  validateUpdate(before: KubeObject, after: KubeObject): readonly FieldProblem[];
  /** Everything wrong with a new status; absent: any. */
  validateStatusUpdate?(before: KubeObject, after: KubeObject): readonly FieldProblem[];
  /** Everything wrong with conditions that approve or deny. */
  validateApproval?(before: KubeObject, after: KubeObject): readonly FieldProblem[];
  /** Everything wrong with a pod that gets containers for looking around. */
  validateEphemeralContainers?(before: KubeObject, after: KubeObject): readonly FieldProblem[];
  /** What the writer should hear although nothing is wrong. */
  warnings?(object: KubeObject, before?: KubeObject): readonly string[];
}
