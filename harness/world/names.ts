import { resourceOfObject, resources } from './resources.ts';

/**
 * Features use logical names; on a shared cluster every scenario needs names of its own. The map is one suffix per
 * scenario, appended to namespaces and to names of cluster-scoped objects; taking the suffix out of any text gives the
 * logical names back. Names inside a namespace stay as they are.
 */
export interface Names {
  readonly suffix: string;
  /** `home`, where objects go that name no namespace. */
  readonly home: string;
  namespace(logical: string): string;
  clusterScoped(logical: string): string;
  /** Maps the places of an object that name a namespace or a cluster-scoped object. */
  object(object: unknown): unknown;
  /** Maps the namespaces and cluster-scoped names in an API path. */
  path(path: string): string;
  /** Puts the logical names back into text or JSON. */
  logical(text: string): string;
}

/** Namespaces that exist in every cluster and are meant literally. */
const literalNamespaces = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Fields whose value names a namespace or a cluster-scoped object, wherever they stand. */
const namespaceFields = new Set(['namespace', 'kubernetes.io/metadata.name']);
const clusterScopedFields = new Set([
  'nodeName',
  'volumeName',
  'storageClassName',
  'ingressClassName',
  'runtimeClassName',
  'priorityClassName',
  'policyName',
]);

/** Roles that every cluster has are meant literally. */
function isLiteralRole(name: string): boolean {
  return /^system:|^(?:admin|cluster-admin|edit|view)$/.test(name);
}

/** Priority classes that every cluster has are meant literally. */
function isLiteralClass(name: string): boolean {
  return name.startsWith('system-');
}

/** Flow schemas and priority levels that every cluster has are meant literally. */
const literalFlows = new Set([
  ...[
    'exempt',
    'probes',
    'catch-all',
    'global-default',
    'system-nodes',
    'system-node-high',
    'service-accounts',
  ],
  ...['system-leader-election', 'workload-leader-election', 'endpoint-controller', 'kube-controller-manager'],
  ...['kube-scheduler', 'kube-system-service-accounts', 'system', 'node-high', 'leader-election'],
  ...['workload-high', 'workload-low'],
]);

function isLiteralFlow(plural: string | undefined, name: string): boolean {
  return (plural === 'flowschemas' || plural === 'prioritylevelconfigurations') && literalFlows.has(name);
}

const clusterScopedPlurals = new Set(resources.filter((r) => !r.namespaced).map((r) => r.plural));

export function createNames(suffix: string): Names {
  const withSuffix = (name: string): string => (name === '' ? '' : `${name}-${suffix}`);
  const namespace = (name: string): string => (literalNamespaces.has(name) ? name : withSuffix(name));
  const names: Names = {
    suffix,
    home: withSuffix('home'),
    namespace,
    clusterScoped: withSuffix,
    object: (object) => mapObject(object, names),
    path: (path) => mapPath(path, names),
    logical: (text) => text.replaceAll(`-${suffix}`, ''),
  };
  return names;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapObject(object: unknown, names: Names): unknown {
  const mapped = mapFields(object, names);
  if (!isRecord(mapped) || !isRecord(mapped['metadata'])) return mapped;
  const resource = resourceOfObject(mapped['apiVersion'], mapped['kind']);
  const metadata = { ...mapped['metadata'] };
  if (resource?.namespaced === false) {
    for (const field of ['name', 'generateName']) {
      const value = metadata[field];
      if (typeof value !== 'string' || isLiteralFlow(resource.plural, value)) continue;
      metadata[field] =
        resource.plural === 'namespaces' && field === 'name'
          ? names.namespace(value)
          : names.clusterScoped(value);
    }
  }
  const result: Record<string, unknown> = { ...mapped, metadata };
  const { roleRef } = mapped;
  if (isRecord(roleRef) && roleRef['kind'] === 'ClusterRole' && typeof roleRef['name'] === 'string') {
    const { name } = roleRef;
    result['roleRef'] = { ...roleRef, name: isLiteralRole(name) ? name : names.clusterScoped(name) };
  }
  if (
    mapped['kind'] === 'Binding' &&
    isRecord(mapped['target']) &&
    typeof mapped['target']['name'] === 'string'
  ) {
    result['target'] = { ...mapped['target'], name: names.clusterScoped(mapped['target']['name']) };
  }
  return result;
}

/** A reference to a node, as mirror pods have it to say whose they are. */
function isNodeReference(value: Record<string, unknown>): boolean {
  return value['kind'] === 'Node' && typeof value['name'] === 'string' && value['metadata'] === undefined;
}

function mapFields(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => mapFields(item, names));
  if (!isRecord(value)) return value;
  if (isNodeReference(value)) return { ...value, name: names.clusterScoped(String(value['name'])) };
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, mapField(field, inner, names)] as const),
  );
}

function mapField(field: string, value: unknown, names: Names): unknown {
  if (typeof value === 'string' && namespaceFields.has(field)) return names.namespace(value);
  if (field === 'priorityLevelConfiguration' && isRecord(value) && typeof value['name'] === 'string') {
    const { name } = value;
    return { ...value, name: literalFlows.has(name) ? name : names.clusterScoped(name) };
  }
  if (typeof value === 'string' && clusterScopedFields.has(field))
    return isLiteralClass(value) ? value : names.clusterScoped(value);
  return mapFields(value, names);
}

function mapPath(path: string, names: Names): string {
  const [pathname = '', ...query] = path.split('?');
  const segments = pathname.split('/');
  const start = segments[1] === 'apis' ? 4 : 3;
  let at = start;
  if (segments[at] === 'namespaces' && segments.length > at + 1) {
    segments[at + 1] = names.namespace(segments[at + 1] ?? '');
    at += 2;
  } else if (clusterScopedPlurals.has(segments[at] ?? '') && segments.length > at + 1) {
    const name = segments[at + 1] ?? '';
    const isLiteral =
      isLiteralFlow(segments[at], name) ||
      (segments[at] === 'clusterroles' && isLiteralRole(decodeURIComponent(name)));
    segments[at + 1] = isLiteral ? name : names.clusterScoped(name);
  }
  return [segments.join('/'), ...query.map((text) => mapSelectors(text, names))].join('?');
}

/** Field selectors in a query that name a namespace or a node, percent-encoded or not. */
function mapSelectors(query: string, names: Names): string {
  return query.replace(
    /(metadata\.namespace|spec\.nodeName)((?:!|=|%21|%3D)+)([a-z0-9-]+)/gi,
    (_whole, field: string, operator: string, name: string) =>
      `${field}${operator}${field === 'spec.nodeName' ? names.clusterScoped(name) : names.namespace(name)}`,
  );
}
