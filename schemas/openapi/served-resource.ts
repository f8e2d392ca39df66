/** What an API server tells about one resource that it serves: the part of its discovery that OpenAPI documents repeat. */
export interface ServedResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural in the path: `pods`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Discovery's verbs: create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs: readonly string[];
  readonly subresources?: readonly ServedSubresource[];
}

export interface ServedSubresource {
  /** The last path segment: `status`, `scale`, `binding`. */
  readonly name: string;
  readonly kind: string;
  /** Group and version of `kind` where they are not the resource's own (Scale, Eviction, TokenRequest). */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** `api/v1` or `apis/apps/v1`: the path of a group version without its leading slash. */
export function groupVersionPath({ group, version }: GroupVersion): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`;
}
