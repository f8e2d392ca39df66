import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  sentObject,
  withBody,
  withField,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, failure, forgets, on, overlooks, refuses, sends } from './breach.ts';

/** Breaches of what API-8 says about names and API-9 about namespaces. */
export const nameSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'names-may-be-taken-twice', breaks: 'API-8a', title: 'accepts a second object of one name' },
    acceptsRefused(on('POST', /\/secrets$/), 409),
  ),
  kubeApiSaboteur(
    {
      id: 'names-are-unique-in-the-cluster',
      breaks: 'API-8b',
      title: 'refuses a name that another namespace has',
    },
    () => {
      const taken = new Map<string, string>();
      return {
        answer: ({ request, status, body }) => {
          if (request.method !== 'POST' || status !== 201 || !/\/(secrets|configmaps)$/.test(pathOf(request)))
            return undefined;
          const name = String(fieldAt(body, ['metadata', 'name']));
          const first = taken.get(name) ?? pathOf(request);
          taken.set(name, first);
          return first === pathOf(request) ? undefined : { status: 409, body: failure(409, 'AlreadyExists') };
        },
      };
    },
  ),
  kubeApiSaboteur(
    { id: 'any-text-is-a-name', breaks: 'API-8c', title: 'does not check names' },
    overlooks(/^metadata\.name$/),
  ),
  kubeApiSaboteur(
    { id: 'names-begin-with-letters', breaks: 'API-8c', title: 'refuses a name that begins with a digit' },
    refuses(
      (request) => /^\d/.test(String(fieldAt(sentObject(request), ['metadata', 'name']))),
      422,
      'Invalid',
    ),
  ),
  kubeApiSaboteur(
    { id: 'generates-no-suffix', breaks: 'API-8d', title: 'takes the prefix for the whole name' },
    sends(on('POST', /\/secrets$/), (request) => {
      const prefix = fieldAt(sentObject(request), ['metadata', 'generateName']);
      if (typeof prefix !== 'string') return undefined;
      return withBody(
        request,
        withField(sentObject(request), ['metadata', 'name'], prefix.replace(/-$/, '')),
      );
    }),
  ),
  kubeApiSaboteur(
    { id: 'generates-one-name-for-all', breaks: 'API-8d', title: 'generates the same suffix each time' },
    sends(on('POST', /\/secrets$/), (request) => {
      const prefix = fieldAt(sentObject(request), ['metadata', 'generateName']);
      if (typeof prefix !== 'string') return undefined;
      return withBody(request, withField(sentObject(request), ['metadata', 'name'], `${prefix}abcde`));
    }),
  ),
  kubeApiSaboteur(
    { id: 'invents-names', breaks: 'API-8e', title: 'gives a nameless object a name of its own choice' },
    sends(on('POST', /\/secrets$/), (request) => {
      const sent = sentObject(request);
      const { name, generateName } = objectOf(sent['metadata']);
      if (name !== undefined || generateName !== undefined) return undefined;
      return withBody(request, withField(sent, ['metadata', 'generateName'], 'secret-'));
    }),
  ),
  kubeApiSaboteur(
    { id: 'roles-need-dns-names', breaks: 'API-8f', title: 'wants a DNS name for a role' },
    refuses(on('POST', /\/roles$/), 422, 'Invalid'),
  ),
  kubeApiSaboteur(
    { id: 'begins-without-a-namespace', breaks: 'API-9a', title: 'has no namespace kube-node-lease' },
    refuses(on('GET', /\/namespaces\/kube-node-lease$/), 404, 'NotFound'),
  ),
  kubeApiSaboteur(
    {
      id: 'forgets-the-paths-namespace',
      breaks: 'API-9b',
      title: 'takes default where the body names no namespace',
    },
    answers(on('POST', /\/secrets$/), (body, { request }) =>
      fieldAt(sentObject(request), ['metadata', 'namespace']) === undefined
        ? withField(body, ['metadata', 'namespace'], 'default')
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    { id: 'lists-namespaces-by-prefix', breaks: 'API-9c', title: 'lists home2 with home' },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        const [, namespace = ''] = /\/namespaces\/(home[^/]*)\/secrets$/.exec(pathOf(request)) ?? [];
        if (request.method !== 'GET' || status !== 200 || namespace === '') return undefined;
        const all = listOf((await ask({ path: '/api/v1/secrets' })).body['items']);
        const sibling = namespace.replace(/^home-/, 'home2-');
        const others = all.filter((item) => fieldAt(item, ['metadata', 'namespace']) === sibling);
        return { body: { ...body, items: [...listOf(body['items']), ...others] } };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'creates-in-a-missing-namespace',
      breaks: 'API-9d',
      title: 'accepts an object of a namespace that is not there',
    },
    acceptsRefused(on('POST', /\/secrets$/), 404),
  ),
  kubeApiSaboteur(
    {
      id: 'namespace-without-name-label',
      breaks: 'API-9e',
      title: 'does not label a namespace with its name',
    },
    forgets(on('GET', /\/namespaces\/[^/]+$/), 'metadata.labels'),
  ),
  kubeApiSaboteur(
    { id: 'namespace-without-finalizer', breaks: 'API-9e', title: 'gives a namespace no finalizer' },
    forgets(on('GET', /\/namespaces\/[^/]+$/), 'spec.finalizers'),
  ),
];
