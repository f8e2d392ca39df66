import { kubeApiSaboteur, listOf, pathOf, type JsonObject } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { answers, forgets, on, sends, type Concerns } from './breach.ts';

function exactly(path: string): Concerns {
  return (request) => request.method === 'GET' && pathOf(request) === path;
}

function isSubresource(resource: JsonObject): boolean {
  return String(resource['name']).includes('/');
}

/** Breaches of what API-3 says about discovery, and API-5 about side effects. */
export const discoverySaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'core-without-versions', breaks: 'API-3a', title: 'lists no version of the core group' },
    () => answers(exactly('/api'), (body) => ({ ...body, versions: [] }))(),
  ),
  kubeApiSaboteur(
    { id: 'hides-a-group', breaks: 'API-3b', title: 'leaves a group out of the list' },
    answers(exactly('/apis'), (body) => ({
      ...body,
      groups: listOf(body['groups']).filter((group) => group['name'] !== 'batch'),
    })),
  ),
  kubeApiSaboteur(
    {
      id: 'group-prefers-nothing',
      breaks: 'API-3b',
      title: 'does not say which version of a group is preferred',
    },
    forgets(exactly('/apis/apps'), 'preferredVersion'),
  ),
  kubeApiSaboteur(
    {
      id: 'resources-without-verbs',
      breaks: 'API-3c',
      title: 'does not say what can be done with a resource',
    },
    answers(exactly('/api/v1'), (body) => ({
      ...body,
      resources: listOf(body['resources']).map((resource) => ({ ...resource, verbs: [] })),
    })),
  ),
  kubeApiSaboteur(
    { id: 'resources-without-short-names', breaks: 'API-3c', title: 'does not list the short names' },
    answers(exactly('/apis/apps/v1'), (body) => ({
      ...body,
      resources: listOf(body['resources']).map((resource) => ({ ...resource, shortNames: [] })),
    })),
  ),
  kubeApiSaboteur(
    { id: 'hides-subresources', breaks: 'API-3d', title: 'leaves subresources out of the list' },
    answers(exactly('/api/v1'), (body) => ({
      ...body,
      resources: listOf(body['resources']).filter((resource) => !isSubresource(resource)),
    })),
  ),
  kubeApiSaboteur(
    { id: 'no-aggregated-discovery', breaks: 'API-3e', title: 'answers with the plain list of groups' },
    sends(
      ({ headers }) => headers['accept']?.includes('APIGroupDiscoveryList') === true,
      (request) => ({ ...request, headers: { ...request.headers, accept: 'application/json' } }),
    ),
  ),
  kubeApiSaboteur(
    { id: 'keeps-its-version-secret', breaks: 'API-3f', title: 'does not say its version' },
    forgets(exactly('/version'), 'gitVersion'),
  ),
  kubeApiSaboteur(
    { id: 'is-never-well', breaks: 'API-3g', title: 'says that it is not ready though it works' },
    () => ({
      answer: ({ request }) =>
        pathOf(request) === '/readyz' ? { status: 500, body: 'readyz check failed' } : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'openapi-2-without-paths', breaks: 'API-3h', title: 'describes kinds but no paths' },
    answers(exactly('/openapi/v2'), (body) => ({ ...body, paths: {} })),
  ),
  kubeApiSaboteur(
    { id: 'openapi-3-without-documents', breaks: 'API-3i', title: 'lists no document of OpenAPI 3' },
    answers(exactly('/openapi/v3'), (body) => ({ ...body, paths: {} })),
  ),
  kubeApiSaboteur(
    { id: 'openapi-3-without-kinds', breaks: 'API-3i', title: 'describes no kind in OpenAPI 3' },
    forgets(exactly('/openapi/v3/apis/apps/v1'), 'components'),
  ),
  kubeApiSaboteur(
    { id: 'makes-the-pods-itself', breaks: 'API-5a', title: 'creates a Pod when a workload is created' },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        const created = status === 201 && on('POST', /\/(replicasets|deployments|jobs)$/)(request);
        if (!created) return undefined;
        const namespace = /namespaces\/([^/]+)/.exec(request.path)?.[1] ?? '';
        const pod = {
          metadata: { generateName: 'web-' },
          spec: { containers: [{ name: 'c', image: 'nginx' }] },
        };
        const path = `/api/v1/namespaces/${namespace}/pods`;
        await ask({ method: 'POST', path, body: Buffer.from(JSON.stringify(pod)) });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    { id: 'makes-the-endpoints-itself', breaks: 'API-5b', title: 'creates Endpoints with a Service' },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 201 || !on('POST', /\/services$/)(request)) return undefined;
        const path = pathOf(request).replace(/services$/, 'endpoints');
        await ask({ method: 'POST', path, body: Buffer.from(JSON.stringify({ metadata: { name: 'web' } })) });
        return { body };
      },
    }),
  ),
];
