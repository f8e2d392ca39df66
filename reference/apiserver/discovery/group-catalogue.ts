import type { ResourceDefinition } from '../resource-definition.ts';

export interface ApiGroup {
  readonly name: string;
  /** The preferred version first. */
  readonly versions: readonly {
    readonly version: string;
    readonly definitions: readonly ResourceDefinition[];
  }[];
}

/** The order in which kube-apiserver 1.32 lists its groups; others follow by name. */
const groupOrder = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** The groups of all definitions, core ('') first, versions newest first, those that are not stable yet after them. */
export function groupsOf(definitions: readonly ResourceDefinition[]): readonly ApiGroup[] {
  const byGroup = new Map<string, Map<string, ResourceDefinition[]>>();
  for (const definition of definitions) {
    const versions = byGroup.get(definition.group) ?? new Map<string, ResourceDefinition[]>();
    byGroup.set(definition.group, versions);
    versions.set(definition.version, [...(versions.get(definition.version) ?? []), definition]);
  }
  return [...byGroup]
    .map(([name, versions]) => ({
      name,
      versions: [...versions]
        .map(([version, members]) => ({ version, definitions: members }))
        .sort((left, right) => byMaturity(left.version, right.version)),
    }))
    .sort((left, right) => rank(left.name) - rank(right.name) || (left.name < right.name ? -1 : 1));
}

function byMaturity(left: string, right: string): number {
  const [ours, theirs] = [
    /alpha|beta/.exec(left)?.[0] ?? 'stable',
    /alpha|beta/.exec(right)?.[0] ?? 'stable',
  ];
  return ours === theirs
    ? right.localeCompare(left, 'en', { numeric: true })
    : maturities.indexOf(ours) - maturities.indexOf(theirs);
}

const maturities: readonly string[] = ['stable', 'beta', 'alpha'];

function rank(group: string): number {
  const index = groupOrder.indexOf(group);
  return index < 0 ? groupOrder.length : index;
}

export function groupVersionText(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}
