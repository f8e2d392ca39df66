import type { JsonObject } from '../kube-api-tampering.ts';
import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withField,
  withQuery,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, dropsQuery, failure, forgets, on, saysCode, sends } from './breach.ts';

const oneObject = /\/(configmaps|secrets|replicasets)\/[^/]+$/;

/** Breaches of what API-1 says about creating, reading, replacing and deleting. */
export const objectSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'create-answers-200', breaks: 'API-1a', title: 'answers a create with 200' },
    saysCode(on('POST', /\/(configmaps|secrets|nodes)$/), 201, 200),
  ),
  kubeApiSaboteur(
    {
      id: 'create-answers-without-kind',
      breaks: 'API-1a',
      title: 'leaves the kind out of the answer to a create',
    },
    forgets(on('POST'), 'kind'),
  ),
  kubeApiSaboteur(
    { id: 'takes-the-clients-uid', breaks: 'API-1b', title: 'takes over the uid that the client sends' },
    answers(on('POST'), (body, { request }) => {
      const uid = fieldAt(sentObject(request), ['metadata', 'uid']);
      return uid === undefined ? undefined : withField(body, ['metadata', 'uid'], uid);
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'one-uid-for-each-name',
      breaks: 'API-1b',
      title: 'gives an object created anew the uid of the deleted one',
    },
    () => {
      const uids = new Map<string, unknown>();
      return answers(on('POST', /\/configmaps$/), (body, { request }) => {
        const name = `${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`;
        const known = uids.get(name);
        uids.set(name, fieldAt(body, ['metadata', 'uid']));
        return known === undefined ? undefined : withField(body, ['metadata', 'uid'], known);
      })();
    },
  ),
  kubeApiSaboteur(
    {
      id: 'takes-the-clients-creation-time',
      breaks: 'API-1c',
      title: 'takes over the creation timestamp of the client',
    },
    answers(on('POST|PUT|GET', /\/configmaps/), (body, { request }) => {
      const sent = fieldAt(sentObject(request), ['metadata', 'creationTimestamp']);
      return sent === undefined ? undefined : withField(body, ['metadata', 'creationTimestamp'], sent);
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'generation-counts-every-write',
      breaks: 'API-1d',
      title: 'raises the generation when only labels change',
    },
    () => {
      const relabelled = new Set<string>();
      return {
        request: (request) => {
          if (request.method === 'PATCH' && sentObject(request)['spec'] === undefined)
            relabelled.add(pathOf(request));
          return undefined;
        },
        answer: ({ request, body }) =>
          request.method === 'GET' && relabelled.has(pathOf(request))
            ? {
                body: withField(
                  body,
                  ['metadata', 'generation'],
                  Number(fieldAt(body, ['metadata', 'generation'])) + 1,
                ),
              }
            : undefined,
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'generation-stands-still', breaks: 'API-1d', title: 'says generation 1 for ever' },
    answers(on('GET', /\/replicasets\/[^/]+$/), (body) => withField(body, ['metadata', 'generation'], 1)),
  ),
  kubeApiSaboteur(
    {
      id: 'reads-an-old-copy',
      breaks: 'API-1e',
      title: 'answers a read with the object as it was created',
      upstream:
        'kubernetes/kubernetes#59848: a read through another API server shows a state from before the last write',
    },
    () => {
      const created = new Map<string, JsonObject>();
      return {
        answer: ({ request, status, body }) => {
          if (status === 201)
            created.set(`${pathOf(request)}/${String(fieldAt(body, ['metadata', 'name']))}`, body);
          const old = request.method === 'GET' ? created.get(pathOf(request)) : undefined;
          return old === undefined ? undefined : { body: old };
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'lists-backwards', breaks: 'API-1f', title: 'lists objects in the wrong order' },
    answers(on('GET', /\/secrets$/), (body) => ({ ...body, items: listOf(body['items']).reverse() })),
  ),
  kubeApiSaboteur(
    { id: 'lists-by-name-alone', breaks: 'API-1f', title: 'sorts a list across namespaces by name alone' },
    answers(on('GET', /^\/api\/v1\/secrets$/), (body) => {
      const nameOf = (item: JsonObject): string => String(fieldAt(item, ['metadata', 'name']));
      return {
        ...body,
        items: listOf(body['items']).sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)),
      };
    }),
  ),
  kubeApiSaboteur(
    { id: 'list-without-a-moment', breaks: 'API-1f', title: 'leaves the resource version out of lists' },
    forgets(on('GET', /\/secrets$/), 'metadata.resourceVersion'),
  ),
  kubeApiSaboteur(
    {
      id: 'empty-list-is-null',
      breaks: 'API-1f',
      title: 'answers null in the place of an empty list of items',
    },
    answers(on('GET', /\/secrets$/), (body) =>
      listOf(body['items']).length === 0 ? { ...body, items: null } : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'replace-merges', breaks: 'API-1g', title: 'merges a replace into the old object' },
    sends(on('PUT', oneObject), (request) => ({
      ...request,
      method: 'PATCH',
      headers: { ...request.headers, 'content-type': 'application/merge-patch+json' },
    })),
  ),
  kubeApiSaboteur(
    { id: 'delete-keeps-the-object', breaks: 'API-1h', title: 'says that an object is deleted and keeps it' },
    sends(on('DELETE', oneObject), (request) => withQuery(request, { dryRun: 'All' })),
  ),
  kubeApiSaboteur(
    {
      id: 'deletes-the-whole-collection',
      breaks: 'API-1i',
      title: 'ignores the selector when a collection is deleted',
    },
    dropsQuery('DELETE', 'labelSelector', /\/secrets$/),
  ),
  kubeApiSaboteur(
    {
      id: 'deletes-nothing-of-a-collection',
      breaks: 'API-1i',
      title: 'keeps the objects of a deleted collection',
    },
    sends(on('DELETE', /\/secrets$/), (request) => withQuery(request, { dryRun: 'All' })),
  ),
  kubeApiSaboteur({ id: 'reads-no-yaml', breaks: 'API-1j', title: 'does not know YAML bodies' }, () => ({
    answer: ({ request }) =>
      request.headers['content-type'] === 'application/yaml'
        ? { status: 415, body: failure(415, 'UnsupportedMediaType') }
        : undefined,
  })),
  kubeApiSaboteur(
    { id: 'writes-no-yaml', breaks: 'API-1j', title: 'answers in JSON where YAML was asked for' },
    sends(
      (request) => request.headers['accept'] === 'application/yaml',
      (request) => ({ ...request, headers: { ...request.headers, accept: 'application/json' } }),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'lists-one-namespace-for-all',
      breaks: 'API-1k',
      title: 'lists one namespace where all were asked for',
    },
    answers(on('GET', /^\/api\/v1\/secrets$/), (body) => {
      const items = listOf(body['items']);
      const namespaceOf = (item: JsonObject): unknown => fieldAt(item, ['metadata', 'namespace']);
      const last = items.at(-1);
      return {
        ...body,
        items: items.filter((item) => last !== undefined && namespaceOf(item) === namespaceOf(last)),
      };
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'creates-in-no-namespace',
      breaks: 'API-1l',
      title: 'accepts a create without a namespace in the path',
    },
    sends(on('POST', /^\/api\/v1\/configmaps$/), (request) => ({
      ...request,
      path: '/api/v1/namespaces/default/configmaps?dryRun=All',
    })),
  ),
  kubeApiSaboteur(
    {
      id: 'body-may-contradict-path',
      breaks: 'API-1m',
      title: 'accepts a body whose place is not that of the path',
    },
    acceptsRefused(on('POST|PUT', /\/configmaps/), 400),
  ),
  kubeApiSaboteur(
    {
      id: 'moves-the-object-to-the-path',
      breaks: 'API-1m',
      title: 'puts the name of the path into the body',
    },
    sends(on('PUT', /\/configmaps\//), (request) => {
      const name = pathOf(request).split('/').at(-1);
      const body = withField(sentObject(request), ['metadata', 'name'], name);
      return { ...request, body: Buffer.from(JSON.stringify(body)) };
    }),
  ),
  kubeApiSaboteur(
    { id: 'table-loses-a-row', breaks: 'API-1n', title: 'leaves the last object out of a table' },
    answers(on('GET'), (body) =>
      body['kind'] === 'Table' ? { ...body, rows: listOf(body['rows']).slice(0, -1) } : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'metadata-with-the-whole-object', breaks: 'API-1o', title: 'sends the data with the metadata' },
    answers(on('GET'), (body) =>
      body['kind'] === 'PartialObjectMetadata' ? { ...body, data: objectOf(undefined) } : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'patch-moves-the-creation-time',
      breaks: 'API-1c',
      title: 'takes the creation timestamp from a patch',
    },
    () => {
      let sent: unknown;
      return {
        answer: ({ request, body }) => {
          if (request.method === 'PATCH')
            sent = fieldAt(sentObject(request), ['metadata', 'creationTimestamp']);
          return sent !== undefined && on('GET', oneObject)(request)
            ? { body: withField(body, ['metadata', 'creationTimestamp'], sent) }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'status-raises-the-generation',
      breaks: 'API-1d',
      title: 'counts a change of the status as one of the spec',
    },
    () => {
      let raised = false;
      return {
        answer: ({ request, body }) => {
          raised ||= on('PATCH', /\/status$/)(request);
          return raised && on('GET', /\/replicasets\/[^/]+$/)(request)
            ? { body: withField(body, ['metadata', 'generation'], 2) }
            : undefined;
        },
      };
    },
  ),
  kubeApiSaboteur(
    {
      id: 'replaced-is-born-anew',
      breaks: 'API-1g',
      title: 'dates the creation of an object at its replace',
    },
    answers(on('PUT', oneObject), (body) =>
      withField(body, ['metadata', 'creationTimestamp'], '2099-01-01T00:00:00Z'),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'deletes-by-labels-alone',
      breaks: 'API-1i',
      title: 'ignores the field selector when a collection is deleted',
    },
    dropsQuery('DELETE', 'fieldSelector', /\/secrets$/),
  ),
  kubeApiSaboteur(
    {
      id: 'replace-may-contradict-its-namespace',
      breaks: 'API-1m',
      title: 'replaces an object by one of another namespace',
    },
    sends(on('PUT', /\/configmaps\//), (request) => ({
      ...request,
      body: Buffer.from(JSON.stringify(withField(sentObject(request), ['metadata', 'namespace'], undefined))),
    })),
  ),
  kubeApiSaboteur(
    {
      id: 'table-of-lists-alone',
      breaks: 'API-1n',
      title: 'shows a single object as it is where a table was asked for',
    },
    sends(
      (request) => oneObject.test(pathOf(request)) && /as=Table;/.test(request.headers['accept'] ?? ''),
      (request) => ({ ...request, headers: { ...request.headers, accept: 'application/json' } }),
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'metadata-list-with-whole-objects',
      breaks: 'API-1p',
      title: 'lists whole objects where their metadata were asked for',
    },
    answers(on('GET'), (body) =>
      body['kind'] === 'PartialObjectMetadataList'
        ? { ...body, items: listOf(body['items']).map((item) => ({ ...item, data: {} })) }
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'metadata-list-of-everything',
      breaks: 'API-1p',
      title: 'ignores the selector of a list of metadata',
    },
    sends(
      (request) => /as=PartialObjectMetadataList;/.test(request.headers['accept'] ?? ''),
      (request) => withQuery(request, { labelSelector: undefined }),
    ),
  ),
];
