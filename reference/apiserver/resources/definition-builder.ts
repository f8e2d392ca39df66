import type {
  Conversion,
  ResourceDefinition,
  ResourceStrategy,
  SubresourceDefinition,
  Verb,
} from '../resource-definition.ts';
import { subdomainProblems } from '../validation/names.ts';
import type { FieldReaders } from './selectable-fields.ts';

/** What a resource states of itself; everything else follows from it. */
export interface ResourceFacts {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  /** Absent: true. */
  readonly namespaced?: boolean;
  readonly verbs?: readonly Verb[];
  readonly subresources?: readonly (string | SubresourceDefinition)[];
  /** Absent: the plural. */
  readonly storagePrefix?: string;
  readonly storageKind?: { readonly group: string; readonly version: string; readonly kind: string };
  readonly conversion?: Conversion;
  readonly ttlSeconds?: number;
  readonly fields?: FieldReaders;
  readonly rules?: Partial<ResourceStrategy>;
}

const everyVerb: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
const connectVerbs: readonly Verb[] = ['create', 'get'];
const proxyVerbs: readonly Verb[] = ['create', 'delete', 'get', 'patch', 'update'];

function connection(name: string, kind: string): SubresourceDefinition {
  const verbs = name === 'proxy' ? proxyVerbs : connectVerbs;
  return { name, verbs, kind: { group: '', version: 'v1', kind } };
}

/** Through the API server to what runs on nodes. */
export const podConnections: readonly SubresourceDefinition[] = [
  connection('attach', 'PodAttachOptions'),
  connection('exec', 'PodExecOptions'),
  connection('portforward', 'PodPortForwardOptions'),
  connection('proxy', 'PodProxyOptions'),
];
export const nodeProxy: SubresourceDefinition = connection('proxy', 'NodeProxyOptions');
export const serviceProxy: SubresourceDefinition = connection('proxy', 'ServiceProxyOptions');

const subresourcesByName: Readonly<Record<string, SubresourceDefinition>> = {
  status: { name: 'status', verbs: ['get', 'patch', 'update'] },
  ephemeralcontainers: { name: 'ephemeralcontainers', verbs: ['get', 'patch', 'update'] },
  scale: { name: 'scale', verbs: ['get', 'patch', 'update'], kind: scaleKind },
  finalize: { name: 'finalize', verbs: ['update'] },
  binding: { name: 'binding', verbs: ['create'], kind: { group: '', version: 'v1', kind: 'Binding' } },
  token: {
    name: 'token',
    verbs: ['create'],
    kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  },
  eviction: {
    name: 'eviction',
    verbs: ['create'],
    kind: { group: 'policy', version: 'v1', kind: 'Eviction' },
  },
};

export function defineResource(facts: ResourceFacts): ResourceDefinition {
  const group = facts.group ?? '';
  const version = facts.version ?? 'v1';
  const subresources = (facts.subresources ?? []).map(subresourceOf);
  return {
    group,
    version,
    kind: facts.kind,
    plural: facts.plural,
    singular: facts.kind.toLowerCase(),
    shortNames: facts.shortNames ?? [],
    categories: facts.categories ?? [],
    namespaced: facts.namespaced ?? true,
    listKind: `${facts.kind}List`,
    storagePrefix: facts.storagePrefix ?? facts.plural,
    storageKind: facts.storageKind ?? { group, version, kind: facts.kind },
    ...(facts.conversion === undefined ? {} : { conversion: facts.conversion }),
    ...(facts.ttlSeconds === undefined ? {} : { ttlSeconds: facts.ttlSeconds }),
    verbs: facts.verbs ?? everyVerb,
    subresources,
    columns: [],
    selectableFields: facts.fields ?? {},
    strategy: strategyOf(subresources, facts.rules ?? {}),
  };
}

function subresourceOf(given: string | SubresourceDefinition): SubresourceDefinition {
  if (typeof given !== 'string') return given;
  const known = subresourcesByName[given];
  if (known === undefined) throw new Error(`invariant: no such subresource: ${given}`);
  return known;
}

const nothing: readonly never[] = Object.freeze([]);

function strategyOf(
  subresources: readonly SubresourceDefinition[],
  rules: Partial<ResourceStrategy>,
): ResourceStrategy {
  return {
    allowUnconditionalUpdate: true,
    allowCreateOnUpdate: false,
    hasStatusSubresource: subresources.some(({ name }) => name === 'status'),
    countsGeneration: false,
    nameProblems: subdomainProblems,
    applyDefaults: () => undefined,
    validate: () => nothing,
    validateUpdate: () => nothing,
    ...rules,
  };
}
