import {
  fieldAt,
  kubeApiSaboteur,
  listOf,
  pathOf,
  sentObject,
  withField,
  type Ask,
  type JsonObject,
  type SeenAnswer,
} from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, forgets, on, overlooks, saysCode, type Concerns } from './breach.ts';

const statusWrite = on('PUT|PATCH', /\/status$/);
const scaleWrite = on('PUT|PATCH', /\/scale$/);

/** Merges something more into an object behind the back of an accepted request. */
function alsoPatches(
  concerns: Concerns,
  target: (seen: SeenAnswer) => { readonly path: string; readonly patch: JsonObject },
): { answer: (seen: SeenAnswer, ask: Ask) => Promise<{ body: unknown } | undefined> } {
  return {
    answer: async (seen, ask) => {
      if (seen.status >= 300 || !concerns(seen.request)) return undefined;
      const { path, patch } = target(seen);
      const headers = { 'content-type': 'application/merge-patch+json' };
      await ask({ method: 'PATCH', path, headers, body: Buffer.from(JSON.stringify(patch)) });
      return { body: seen.body };
    },
  };
}

function ownerPath({ request }: SeenAnswer): string {
  return pathOf(request).replace(/\/[a-z]+$/, '');
}

/** Breaches of what API-15 says about subresources. */
export const subresourceSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    { id: 'create-sets-the-status', breaks: 'API-15a', title: 'takes the status from a create' },
    answers(on('POST', /\/persistentvolumeclaims$/), (body, { request }) => ({
      ...body,
      status: sentObject(request)['status'],
    })),
  ),
  kubeApiSaboteur(
    { id: 'write-sets-the-status', breaks: 'API-15a', title: 'takes the status from a patch of the object' },
    answers(on('PATCH', /\/replicationcontrollers\/[^/]+$/), (body, { request }) => ({
      ...body,
      status: sentObject(request)['status'],
    })),
  ),
  kubeApiSaboteur(
    { id: 'status-sets-the-spec', breaks: 'API-15b', title: 'takes the spec from a write of the status' },
    () =>
      alsoPatches(statusWrite, (seen) => ({
        path: ownerPath(seen),
        patch: { spec: { replicas: fieldAt(sentObject(seen.request), ['spec', 'replicas']) } },
      })),
  ),
  kubeApiSaboteur(
    {
      id: 'status-is-not-written',
      breaks: 'API-15b',
      title: 'says that the status is written and keeps the old',
    },
    () => ({
      answer: ({ request, status, body }) =>
        request.method === 'GET' && status === 200 && /\/replicasets\/web$/.test(pathOf(request))
          ? { body: withField(body, ['status'], { replicas: 0 }) }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'scale-without-selector', breaks: 'API-15c', title: 'leaves the selector out of scale' },
    forgets(on('GET', /\/scale$/), 'status.selector'),
  ),
  kubeApiSaboteur(
    { id: 'scale-changes-more', breaks: 'API-15d', title: 'resets minReadySeconds when it scales' },
    () =>
      alsoPatches(scaleWrite, (seen) => ({ path: ownerPath(seen), patch: { spec: { minReadySeconds: 0 } } })),
  ),
  kubeApiSaboteur(
    { id: 'scales-below-zero', breaks: 'API-15d', title: 'accepts a negative number of replicas' },
    overlooks(/^spec\.replicas$/, scaleWrite),
  ),
  kubeApiSaboteur(
    {
      id: 'binding-without-condition',
      breaks: 'API-15e',
      title: 'binds a Pod and does not say that it is scheduled',
    },
    answers(on('GET', /\/pods\/[^/]+$/), (body) =>
      withField(
        body,
        ['status', 'conditions'],
        listOf(fieldAt(body, ['status', 'conditions'])).filter(
          (condition) => condition['type'] !== 'PodScheduled',
        ),
      ),
    ),
  ),
  kubeApiSaboteur(
    { id: 'binding-answers-200', breaks: 'API-15e', title: 'answers a binding with 200' },
    saysCode(on('POST', /\/binding$/), 201, 200),
  ),
  kubeApiSaboteur(
    { id: 'binds-a-pod-twice', breaks: 'API-15f', title: 'accepts the binding of a Pod that has a node' },
    acceptsRefused(on('POST', /\/binding$/), 409),
  ),
  kubeApiSaboteur(
    { id: 'finalize-is-a-replace', breaks: 'API-15g', title: 'does not write finalizers in finalize' },
    () => ({
      request: (request) =>
        on('PUT', /\/finalize$/)(request)
          ? { ...request, path: request.path.replace(/\/finalize$/, '') }
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'replace-finalizes',
      breaks: 'API-15g',
      title: 'takes the finalizers of a namespace from a replace',
    },
    () => ({
      answer: async ({ request, status, body }, ask) => {
        if (status !== 200 || request.body === undefined || !on('PUT', /\/namespaces\/[^/]+$/)(request))
          return undefined;
        await ask({ method: 'PUT', path: `${pathOf(request)}/finalize`, body: request.body });
        return { body };
      },
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'replace-sets-the-status',
      breaks: 'API-15a',
      title: 'takes the status from a replace of the object',
    },
    answers(on('PUT', /\/replicationcontrollers\/[^/]+$/), (body, { request }) => ({
      ...body,
      status: sentObject(request)['status'],
    })),
  ),
  kubeApiSaboteur(
    { id: 'scale-without-a-wish', breaks: 'API-15c', title: 'does not say in scale how many are wanted' },
    forgets(on('GET', /\/scale$/), 'spec.replicas'),
  ),
  kubeApiSaboteur(
    {
      id: 'scale-counts-what-is-wanted',
      breaks: 'API-15c',
      title: 'says that there are as many as are wanted',
    },
    answers(on('GET', /\/scale$/), (body) =>
      withField(body, ['status', 'replicas'], fieldAt(body, ['spec', 'replicas']) ?? 0),
    ),
  ),
];
