import type { ResourceDefinition, SubresourceDefinition } from '../resource-definition.ts';

/** What discovery says of one resource or subresource: an entry of an `APIResourceList`. */
export interface DiscoveredResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The `APIResourceList` of one group version: resources by name, each followed by its subresources. */
export function resourceListOf(
  groupVersion: string,
  definitions: readonly ResourceDefinition[],
): Readonly<Record<string, unknown>> {
  const core = groupVersion === 'v1';
  return {
    kind: 'APIResourceList',
    ...(core ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: definitions.toSorted(byPlural).flatMap(entriesOf),
  };
}

function entriesOf(definition: ResourceDefinition): readonly DiscoveredResource[] {
  const own: DiscoveredResource = {
    name: definition.plural,
    singularName: definition.singular,
    namespaced: definition.namespaced,
    kind: definition.kind,
    verbs: definition.verbs.toSorted(),
    ...(definition.shortNames.length === 0 ? {} : { shortNames: definition.shortNames }),
    ...(definition.categories.length === 0 ? {} : { categories: definition.categories }),
  };
  const below = definition.subresources
    .toSorted(byName)
    .map((subresource) => subentryOf(definition, subresource));
  return [own, ...below];
}

function subentryOf(definition: ResourceDefinition, subresource: SubresourceDefinition): DiscoveredResource {
  const kind = subresource.kind ?? definition;
  const isForeign = kind.group !== definition.group || kind.version !== definition.version;
  return {
    name: `${definition.plural}/${subresource.name}`,
    singularName: '',
    namespaced: definition.namespaced,
    ...(isForeign ? { group: kind.group, version: kind.version } : {}),
    kind: kind.kind,
    verbs: subresource.verbs.toSorted(),
  };
}

/** One `APIGroupDiscovery` with all versions of a group: the aggregated form. */
export function groupDiscoveryOf(
  group: string,
  versions: readonly { readonly version: string; readonly definitions: readonly ResourceDefinition[] }[],
): Readonly<Record<string, unknown>> {
  return {
    metadata: { ...(group === '' ? {} : { name: group }), creationTimestamp: null },
    versions: versions.map(({ version, definitions }) => ({
      version,
      resources: definitions.toSorted(byPlural).map(aggregatedEntryOf),
      freshness: 'Current',
    })),
  };
}

function aggregatedEntryOf(definition: ResourceDefinition): Readonly<Record<string, unknown>> {
  const subresources = definition.subresources.toSorted(byName).map((subresource) => ({
    subresource: subresource.name,
    responseKind: responseKind(definition, subresource.kind),
    verbs: subresource.verbs.toSorted(),
  }));
  return {
    resource: definition.plural,
    responseKind: responseKind(definition),
    scope: definition.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: definition.singular,
    verbs: definition.verbs.toSorted(),
    ...(definition.shortNames.length === 0 ? {} : { shortNames: definition.shortNames }),
    ...(definition.categories.length === 0 ? {} : { categories: definition.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

/** Group and version stay empty where they are the resource's own. */
function responseKind(
  definition: ResourceDefinition,
  kind: { readonly group: string; readonly version: string; readonly kind: string } = definition,
): Readonly<Record<string, string>> {
  const isForeign = kind.group !== definition.group || kind.version !== definition.version;
  return { group: isForeign ? kind.group : '', version: isForeign ? kind.version : '', kind: kind.kind };
}

function byPlural(left: ResourceDefinition, right: ResourceDefinition): number {
  return left.plural < right.plural ? -1 : left.plural > right.plural ? 1 : 0;
}

function byName(left: SubresourceDefinition, right: SubresourceDefinition): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
