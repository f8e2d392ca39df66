import { hashOfText } from '../../sim/seeded-random.ts';
import type { GroupVersion, ServedResource } from '../../../schemas/openapi/served-resource.ts';
import { groupVersionPath } from '../../../schemas/openapi/served-resource.ts';
import { jsonAnswer, methodRefusal } from '../discovery/json-answer.ts';
import type { ApiAnswer, ApiRequest } from '../message.ts';
import type { ResourceDefinition } from '../resource-definition.ts';

/** Clients ask with an `@`, which is not allowed in a media type; the answer is named without. */
const askedProtobufType = /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/;
const protobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/**
 * Answers `/openapi/v2` (JSON, and the protobuf form that older clients ask for), `/openapi/v3` and the document of
 * each group version below it. Documents are made from the schemas at the first request and kept.
 */
export function createOpenApi(
  resources: () => readonly ResourceDefinition[],
): (
  request: ApiRequest,
  path: { readonly path: string; readonly query: URLSearchParams },
) => Promise<ApiAnswer | undefined> {
  const made = new Map<string, Promise<ApiAnswer | undefined>>();
  return async (request, { path, query }) => {
    if (path !== '/openapi/v2' && path !== '/openapi/v3' && !path.startsWith('/openapi/v3/'))
      return undefined;
    const refusal = methodRefusal(request);
    if (refusal !== undefined) return refusal;
    const served = resources().map(servedResource);
    const asProtobuf = path === '/openapi/v2' && askedProtobufType.test(request.headers['accept'] ?? '');
    const key = `${path} ${served.length} ${asProtobuf}`;
    const making = made.get(key) ?? documentAt(path, served, asProtobuf);
    made.set(key, making);
    const answer = await making;
    const isPinned = query.get('hash') === answer?.headers['etag']?.replaceAll('"', '');
    if (answer === undefined || !isPinned) return answer;
    return { ...answer, headers: { ...answer.headers, 'cache-control': 'public, immutable' } };
  };
}

function servedResource(definition: ResourceDefinition): ServedResource {
  return {
    group: definition.group,
    version: definition.version,
    resource: definition.plural,
    kind: definition.kind,
    namespaced: definition.namespaced,
    verbs: definition.verbs,
    subresources: definition.subresources.map(({ name, verbs, kind }) => ({
      name,
      verbs,
      kind: kind?.kind ?? definition.kind,
      ...(kind === undefined ? {} : { group: kind.group, version: kind.version }),
    })),
  };
}

async function documentAt(
  path: string,
  served: readonly ServedResource[],
  asProtobuf: boolean,
): Promise<ApiAnswer | undefined> {
  const documents = await import('../../../schemas/openapi/open-api-documents.ts');
  const hashOf = (groupVersion: GroupVersion): string =>
    hashText(JSON.stringify(ownOf(groupVersion, served)));
  if (path === '/openapi/v3') {
    return {
      ...jsonAnswer(documents.openApiV3Index(served, hashOf)),
      headers: { 'content-type': 'application/json' },
    };
  }
  if (path === '/openapi/v2') {
    const document = documents.openApiV2(served);
    if (!asProtobuf) return jsonAnswer(document, { etag: `"${hashText(JSON.stringify(served))}"` });
    const { openApiV2Protobuf } = await import('../../../schemas/openapi/open-api-v2-protobuf.ts');
    return { status: 200, headers: { 'content-type': protobufType }, body: openApiV2Protobuf(document) };
  }
  const found = served.find((resource) => `/openapi/v3/${groupVersionPath(resource)}` === path);
  if (found === undefined) return undefined;
  return jsonAnswer(documents.openApiV3(found, served), { etag: `"${hashOf(found)}"` });
}

function ownOf(
  { group, version }: GroupVersion,
  served: readonly ServedResource[],
): readonly ServedResource[] {
  return served.filter((resource) => resource.group === group && resource.version === version);
}

function hashText(text: string): string {
  return hashOfText(text)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase();
}
