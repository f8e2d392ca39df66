import type { HttpRequest } from '../../ports/ports.ts';
import { kubeApiSaboteur, sentText, withBody, withField, type KubeApiBreach } from '../kube-api-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { acceptsRefused, answers, on, overlooks, type Concerns } from './breach.ts';

const mediaTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

function patchOf(type: keyof typeof mediaTypes): Concerns {
  return (request) => request.method === 'PATCH' && request.headers['content-type'] === mediaTypes[type];
}

function asPatch(request: HttpRequest, type: keyof typeof mediaTypes): HttpRequest {
  return { ...request, headers: { ...request.headers, 'content-type': mediaTypes[type] } };
}

/** Sends a patch with a part of its text taken out, where it is there. */
function takesOut(concerns: Concerns, part: RegExp, instead = ''): () => KubeApiBreach {
  return () => ({
    request: (request) => {
      const text = sentText(request);
      if (!concerns(request) || !part.test(text)) return undefined;
      return { ...request, body: Buffer.from(text.replace(part, instead)) };
    },
  });
}

function operationsOf(request: HttpRequest): readonly unknown[] {
  return JSON.parse(sentText(request)) as readonly unknown[];
}

/** Breaches of what API-14 says about patches. */
export const patchSaboteurs: readonly Saboteur[] = [
  kubeApiSaboteur(
    {
      id: 'does-the-first-operation',
      breaks: 'API-14a',
      title: 'does the first operations of a JSON patch alone',
    },
    () => ({
      request: (request) =>
        patchOf('json')(request) ? withBody(request, operationsOf(request).slice(0, 2)) : undefined,
    }),
  ),
  kubeApiSaboteur(
    { id: 'inserts-at-the-end', breaks: 'API-14a', title: 'adds to the end of a list whatever the index' },
    takesOut(patchOf('json'), /"path":"\/spec\/ports\/1"/, '"path":"/spec/ports/-"'),
  ),
  kubeApiSaboteur(
    { id: 'half-a-json-patch', breaks: 'API-14b', title: 'keeps what it did before an operation failed' },
    () => ({
      answer: async ({ request, status, text }, ask) => {
        if (status !== 422 || !patchOf('json')(request)) return undefined;
        await ask({ ...request, body: Buffer.from(JSON.stringify(operationsOf(request).slice(0, 1))) });
        return { body: text };
      },
    }),
  ),
  kubeApiSaboteur(
    { id: 'failed-test-is-overlooked', breaks: 'API-14b', title: 'goes on after a failed test' },
    takesOut(patchOf('json'), /,\{"op":"test"[^}]*\}/),
  ),
  kubeApiSaboteur(
    {
      id: 'null-means-nothing',
      breaks: 'API-14c',
      title: 'does not take away what a merge patch sets to null',
    },
    takesOut(patchOf('merge'), /"a":null,?/),
  ),
  kubeApiSaboteur(
    {
      id: 'merge-patch-merges-lists',
      breaks: 'API-14c',
      title: 'merges lists by their keys in a merge patch',
    },
    () => ({
      request: (request) =>
        patchOf('merge')(request) && on('PATCH', /\/services\//)(request)
          ? asPatch(request, 'strategic')
          : undefined,
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'strategic-patch-replaces-lists',
      breaks: 'API-14d',
      title: 'replaces lists that have a merge key',
    },
    () => ({
      request: (request) => (patchOf('strategic')(request) ? asPatch(request, 'merge') : undefined),
    }),
  ),
  kubeApiSaboteur(
    {
      id: 'strategic-patch-appends-arguments',
      breaks: 'API-14e',
      title: 'appends to a list that has no merge key',
    },
    answers(patchOf('strategic'), (body, { request }) =>
      sentText(request).includes('"args"')
        ? withField(body, ['template', 'spec', 'containers', '0', 'args'], ['x', 'y', 'z'])
        : undefined,
    ),
  ),
  kubeApiSaboteur(
    {
      id: 'ignores-the-delete-directive',
      breaks: 'API-14f',
      title: 'keeps the item that a directive deletes',
    },
    takesOut(patchOf('strategic'), /\{"\$patch":"delete"[^}]*\}/),
  ),
  kubeApiSaboteur(
    {
      id: 'ignores-the-replace-directive',
      breaks: 'API-14g',
      title: 'merges where a directive says replace',
    },
    takesOut(patchOf('strategic'), /\{"\$patch":"replace"\},|"\$patch":"replace",/),
  ),
  kubeApiSaboteur(
    {
      id: 'keeps-values-of-lists',
      breaks: 'API-14h',
      title: 'ignores the directive that takes values out of a list',
    },
    takesOut(patchOf('strategic'), /"\$deleteFromPrimitiveList\/finalizers":\[[^\]]*\],?/),
  ),
  kubeApiSaboteur(
    { id: 'any-text-is-a-patch', breaks: 'API-14i', title: 'accepts a patch that it cannot read' },
    acceptsRefused(on('PATCH'), 400),
  ),
  kubeApiSaboteur(
    { id: 'patches-are-not-validated', breaks: 'API-14j', title: 'stores what a patch leads to unseen' },
    overlooks(/./, on('PATCH')),
  ),
];
