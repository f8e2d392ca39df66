import type { Definitions, GroupVersionKind } from './published-openapi.ts';

/** Where a type lives among the schema files, and under which short name. */
export interface TypeName {
  /** The file without its ending: `core.v1`, `networking.k8s.io.v1`, `meta.v1`. */
  readonly file: string;
  readonly name: string;
}

const metaPackage = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Types of the API machinery that every group uses and that upstream keeps outside its meta package. */
const machinery: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'Quantity',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'RawExtension',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'IntOrString',
  'io.k8s.apimachinery.pkg.version.Info': 'VersionInfo',
};

export function splitName(fullName: string): { readonly pkg: string; readonly name: string } {
  const dot = fullName.lastIndexOf('.');
  return { pkg: fullName.slice(0, dot), name: fullName.slice(dot + 1) };
}

export function fileOf(group: string, version: string): string {
  return `${group === '' ? 'core' : group}.${version}`;
}

function packageGroups(definitions: Definitions): Map<string, GroupVersionKind> {
  const groups = new Map<string, GroupVersionKind>();
  for (const [fullName, schema] of definitions) {
    const { pkg } = splitName(fullName);
    const own = schema['x-kubernetes-group-version-kind'];
    if (pkg !== metaPackage && own?.length === 1 && own[0] !== undefined) groups.set(pkg, own[0]);
  }
  return groups;
}

/** Gives every definition its file and short name; a definition whose package has no kind, hence no group, is an error. */
export function nameTypes(definitions: Definitions): Map<string, TypeName> {
  const groups = packageGroups(definitions);
  const names = new Map<string, TypeName>();
  for (const fullName of definitions.keys()) {
    const { pkg, name } = splitName(fullName);
    const machineryName = machinery[fullName];
    const group = groups.get(pkg);
    if (machineryName !== undefined) names.set(fullName, { file: 'meta.v1', name: machineryName });
    else if (pkg === metaPackage) names.set(fullName, { file: 'meta.v1', name });
    else if (group !== undefined) names.set(fullName, { file: fileOf(group.group, group.version), name });
    else throw new Error(`${fullName}: no kind of its package says which API group it belongs to`);
  }
  return names;
}
