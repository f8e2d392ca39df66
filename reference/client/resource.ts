/** Where a kind of object lives in the API. */
export interface Resource {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Lower-case plural, as in the path. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** `v1` or `apps/v1`. */
export function groupVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `/api/v1/namespaces/dev/pods`; without a namespace, the collection over all of them. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${groupVersionOf(resource)}`;
  const scope =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.plural}`;
}

/** `/api/v1/namespaces/dev/pods/web`. */
export function objectPath(resource: Resource, name: string, namespace?: string): string {
  return `${collectionPath(resource, namespace ?? 'default')}/${encodeURIComponent(name)}`;
}
