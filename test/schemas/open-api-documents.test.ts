import { describe, expect, it } from 'vitest';
import { openApiV2, openApiV3, openApiV3Index } from '../../schemas/openapi/open-api-documents.ts';
import { openApiV2Protobuf } from '../../schemas/openapi/open-api-v2-protobuf.ts';
import type { ServedResource } from '../../schemas/openapi/served-resource.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const resources: readonly ServedResource[] = [
  {
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    namespaced: true,
    verbs,
    subresources: [
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
      { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    ],
  },
  { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false, verbs },
  { group: 'apps', version: 'v1', resource: 'deployments', kind: 'Deployment', namespaced: true, verbs },
];

interface Parameterized {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

function parameterNames(item: unknown, method: string): string[] {
  return ((item as Record<string, unknown>)[method] as Parameterized).parameters.map(({ name }) => name);
}

const core = openApiV3({ group: '', version: 'v1' }, resources);

describe('the OpenAPI v3 document of a group version', () => {
  it('has the paths of its own resources only', () => {
    expect(Object.keys(core.paths)).toEqual([
      '/api/v1/namespaces',
      '/api/v1/namespaces/{namespace}/pods',
      '/api/v1/namespaces/{namespace}/pods/{name}',
      '/api/v1/namespaces/{namespace}/pods/{name}/binding',
      '/api/v1/namespaces/{namespace}/pods/{name}/eviction',
      '/api/v1/namespaces/{namespace}/pods/{name}/exec',
      '/api/v1/namespaces/{name}',
      '/api/v1/pods',
    ]);
  });

  it('says what kubectl looks for on a patch: the kind, fieldValidation and dryRun', () => {
    const item = core.paths['/api/v1/namespaces/{namespace}/pods/{name}'];
    expect(item).toMatchObject({
      patch: {
        operationId: 'patchCoreV1NamespacedPod',
        'x-kubernetes-action': 'patch',
        'x-kubernetes-group-version-kind': { group: '', version: 'v1', kind: 'Pod' },
      },
    });
    expect(parameterNames(item, 'patch')).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
  });

  it('refers only to schemas that it has', () => {
    const found = new Set(references(core));
    expect(found.size).toBeGreaterThan(100);
    for (const ref of found)
      expect(core.components.schemas).toHaveProperty([ref.slice('#/components/schemas/'.length)]);
  });

  it('writes schemas in the dialect: no null, no anyOf, references with siblings wrapped', () => {
    const text = JSON.stringify(core.components.schemas);
    expect(text).not.toMatch(/"null"|"anyOf"|additionalProperties":(false|true)/);
    expect(core.components.schemas['io.k8s.api.core.v1.Pod']?.['properties']).toMatchObject({
      spec: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.PodSpec' }] },
    });
    expect(core.components.schemas['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toMatchObject({
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    });
  });

  it('stands in the index under its path', () => {
    expect(openApiV3Index(resources, ({ group }) => `hash of ${group}`)).toEqual({
      paths: {
        'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=hash%20of%20' },
        'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1?hash=hash%20of%20apps' },
      },
    });
  });
});

describe('the OpenAPI v2 document', () => {
  const document = openApiV2(resources);

  it('has every resource and refers only to definitions that it has', () => {
    expect(Object.keys(document.paths)).toContain('/apis/apps/v1/namespaces/{namespace}/deployments/{name}');
    for (const ref of new Set(references(document))) {
      expect(document.definitions).toHaveProperty([ref.slice('#/definitions/'.length)]);
    }
  });

  it('as protocol buffers is well-formed and names every definition', () => {
    const bytes = openApiV2Protobuf(document);
    const { fields, texts } = readMessage(bytes);
    expect(fields).toEqual(new Set([1, 2, 8, 9]));
    const names = Object.keys(document.definitions);
    expect(texts.filter((text) => names.includes(text))).toEqual(names);
  });
});

/** A reader of its own, as little as needed: top-level field numbers, and the names in field 9. */
function readMessage(bytes: Uint8Array): { readonly fields: Set<number>; readonly texts: string[] } {
  const fields = new Set<number>();
  const texts: string[] = [];
  for (const [field, part] of parts(bytes)) {
    fields.add(field);
    if (field !== 9) continue;
    for (const [, named] of parts(part)) {
      for (const [number, value] of parts(named))
        if (number === 1) texts.push(new TextDecoder().decode(value));
    }
  }
  return { fields, texts };
}

function* parts(bytes: Uint8Array): Generator<readonly [number, Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag % 8 !== 2) throw new Error(`wire type ${tag % 8} where only messages and strings stand`);
    const length = varint();
    if (at + length > bytes.length) throw new Error('a part reaches beyond its message');
    yield [Math.floor(tag / 8), bytes.subarray(at, at + length)];
    at += length;
  }
}
