import type { KubeClient } from '../client/kube-client.ts';
import type { OpenApiSchema, ResolveSchema } from './schema-types.ts';

/** A kind, and the resource that its objects are served as. */
export interface NamedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
}

/** The schema of a kind, with those that it refers to. */
export interface KindSchema {
  readonly schema: OpenApiSchema;
  readonly resolve: ResolveSchema;
}

type Source = Pick<KubeClient, 'raw'>;

interface GroupsDocument {
  readonly groups: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
}

interface ResourcesDocument {
  readonly resources: readonly {
    readonly name: string;
    readonly singularName?: string;
    readonly kind: string;
    readonly group?: string;
    readonly version?: string;
  }[];
}

/** All kinds that the server has, in all versions. */
export async function discoverKinds(source: Source): Promise<readonly NamedKind[]> {
  const { groups } = (await source.raw('GET', '/apis')) as GroupsDocument;
  const groupVersions = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
  const lists = await Promise.all(
    ['v1', ...groupVersions].map(async (groupVersion) => {
      const { resources } = (await source.raw('GET', pathOf(groupVersion))) as ResourcesDocument;
      const [group = '', version = ''] = groupVersion.includes('/')
        ? groupVersion.split('/')
        : ['', groupVersion];
      return resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, singularName, kind }) => ({
          group,
          version,
          kind,
          resource: name,
          singular: singularName ?? kind.toLowerCase(),
        }));
    }),
  );
  return lists.flat();
}

function pathOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
}

interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, KindDefinition>> };
}

interface KindDefinition extends OpenApiSchema {
  readonly 'x-kubernetes-group-version-kind'?: readonly Pick<NamedKind, 'group' | 'version' | 'kind'>[];
}

const prefix = '#/components/schemas/';

/** What the server publishes of kinds. A document is asked for once. */
export class KindSchemas {
  readonly #source: Source;
  readonly #documents = new Map<string, Promise<OpenApiDocument | undefined>>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Undefined: the server knows no kind of that name. */
  async of({
    group,
    version,
    kind,
  }: Pick<NamedKind, 'group' | 'version' | 'kind'>): Promise<KindSchema | undefined> {
    const path = pathOf(group === '' ? version : `${group}/${version}`);
    const asked = this.#documents.get(path) ?? documentOf(this.#source, path);
    this.#documents.set(path, asked);
    const schemas = (await asked)?.components?.schemas ?? {};
    const schema = Object.values(schemas).find((definition) =>
      definition['x-kubernetes-group-version-kind']?.some(
        (named) => named.group === group && named.version === version && named.kind === kind,
      ),
    );
    if (schema === undefined) return undefined;
    return { schema, resolve: (reference) => schemas[reference.replace(prefix, '')] };
  }
}

async function documentOf(source: Source, path: string): Promise<OpenApiDocument | undefined> {
  try {
    return (await source.raw('GET', `/openapi/v3${path}`)) as OpenApiDocument;
  } catch (error) {
    // A path that is not there is refused without a reason.
    if (error instanceof Error && 'code' in error && error.code === 404) return undefined;
    throw error;
  }
}
