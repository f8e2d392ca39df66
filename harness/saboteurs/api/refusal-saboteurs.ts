import {
  kubeApiSaboteur,
  listOf,
  objectOf,
  pathOf,
  withField,
  without,
  type SeenAnswer,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, failure, on, saysCode, type Concerns } from './breach.ts';

const configMaps = /\/configmaps/;
const anyRequest: Concerns = () => true;

function isRefusal({ status }: SeenAnswer): boolean {
  return status >= 400;
}

/** Breaches of what API-2 says about refusals. */
export const refusalSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'refusal-as-plain-text', breaks: 'API-2a', title: 'refuses with a line of text' },
    () => ({
      answer: (seen) =>
        isRefusal(seen) && seen.body['kind'] === 'Status'
          ? { body: String(seen.body['message']) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'refusal-without-details', breaks: 'API-2a', title: 'does not say what was refused' },
    () => ({
      answer: (seen) =>
        isRefusal(seen) ? { body: withField(seen.body, ['details'], undefined) } : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'refusal-says-success', breaks: 'API-2a', title: 'puts status Success into a refusal' },
    () => ({
      answer: (seen) => (isRefusal(seen) ? { body: { ...seen.body, status: 'Success' } } : undefined),
    }),
  ),
  kubeApiSaboteur(
    { id: 'unreadable-body-is-a-500', breaks: 'API-2b', title: 'answers 500 to a body that it cannot read' },
    saysCode(on('POST', configMaps), 400, 500),
  ),
  kubeApiSaboteur(
    { id: 'unreadable-body-is-accepted', breaks: 'API-2b', title: 'accepts a body that it cannot read' },
    acceptsRefused(on('POST', configMaps), 400),
  ),
  kubeApiSaboteur(
    { id: 'lets-unknown-tokens-in', breaks: 'API-2c', title: 'answers whoever brings any token' },
    () => ({
      request: (request) => {
        if (request.user !== 'anonymous') return undefined;
        return { ...request, user: 'admin', headers: without(request.headers, 'authorization') };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'deletes-the-systems-namespace',
      breaks: 'API-2d',
      title: 'lets the namespace of the system be deleted',
    },
    acceptsRefused(on('DELETE', /\/namespaces\/kube-system$/), 403),
  ),
  kubeApiSaboteur(
    {
      id: 'missing-object-is-a-400',
      breaks: 'API-2e',
      title: 'answers 400 for an object that does not exist',
    },
    saysCode(on('PUT|PATCH|DELETE', /\/configmaps\/missing$/), 404, 400),
  ),
  kubeApiSaboteur(
    { id: 'patch-creates', breaks: 'API-2e', title: 'says that a patch made the missing object' },
    acceptsRefused(on('PATCH', /\/configmaps\/missing$/), 404),
  ),
  kubeApiSaboteur(
    {
      id: 'unknown-resource-is-an-empty-list',
      breaks: 'API-2f',
      title: 'lists nothing where there is no such resource',
    },
    () => ({
      answer: ({ request, status }) =>
        status === 404 && /\/nothings$/.test(pathOf(request))
          ? { status: 200, body: { kind: 'List', items: [] } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'unknown-group-is-forbidden',
      breaks: 'API-2f',
      title: 'answers 403 for a group that it does not have',
    },
    saysCode(on('GET', /^\/(apis\/nothing\.example|nothing)/), 404, 403),
  ),
  kubeApiSaboteur(
    {
      id: 'wrong-method-is-a-404',
      breaks: 'API-2g',
      title: 'answers 404 for a method that a path does not have',
    },
    () => ({
      answer: (seen) => (seen.status === 405 ? { status: 404, body: failure(404, 'NotFound') } : undefined),
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'answers-in-json-whatever-is-accepted',
      breaks: 'API-2h',
      title: 'answers in JSON to who accepts only XML',
    },
    () => ({
      request: (request) =>
        request.headers['accept'] === 'application/xml'
          ? { ...request, headers: { ...request.headers, accept: 'application/json' } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'create-overwrites', breaks: 'API-2i', title: 'overwrites the object under a taken name' },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 409 || request.method !== 'POST' || request.body === undefined) return undefined;
        const path = `${pathOf(request)}/${String(objectOf(body['details'])['name'])}`;
        const written = await ask({ method: 'PUT', path, body: request.body });
        return { status: 201, body: written.body };
      },
    }),
  ),
  kubeApiSaboteur(
    { id: 'taken-name-is-a-conflict', breaks: 'API-2i', title: 'gives the reason Conflict for a taken name' },
    () => ({
      answer: ({ status, body }) =>
        status === 409 && body['reason'] === 'AlreadyExists'
          ? { body: { ...body, reason: 'Conflict' } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'replace-ignores-the-uid', breaks: 'API-2j', title: 'replaces an object of another uid' },
    () => ({
      request: (request) => {
        if (request.method !== 'PUT' || request.body === undefined) return undefined;
        const text = Buffer.from(request.body).toString('utf8');
        return { ...request, body: Buffer.from(text.replace(/"uid":"[^"]*",?/, '')) };
      },
    }),
  ),
  kubeApiSaboteur(
    { id: 'guesses-the-media-type', breaks: 'API-2m', title: 'reads any body as JSON' },
    () => ({
      request: (request) =>
        request.headers['content-type'] === 'text/plain'
          ? { ...request, headers: { ...request.headers, 'content-type': 'application/json' } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'guesses-the-kind-of-patch',
      breaks: 'API-2m',
      title: 'takes a patch without a kind for a merge patch',
    },
    () => ({
      request: (request) =>
        request.method === 'PATCH' && request.headers['content-type'] === 'application/json'
          ? { ...request, headers: { ...request.headers, 'content-type': 'application/merge-patch+json' } }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'names-only-the-first-cause', breaks: 'API-2n', title: 'stops at the first breach of a rule' },
    () => ({
      answer: ({ status, body }) => {
        const causes = listOf(objectOf(body['details'])['causes']);
        if (status !== 422 || causes.length < 2) return undefined;
        return { body: withField(body, ['details', 'causes'], causes.slice(0, 1)) };
      },
    }),
  ),
  kubeApiSaboteur(
    { id: 'invalid-is-a-400', breaks: 'API-2n', title: 'answers 400 to an invalid object' },
    saysCode(anyRequest, 422, 400),
  ),
];
