import type { HttpRequest, Ports } from '../../ports/ports.ts';
import {
  fieldAt,
  isWatch,
  kubeApiSaboteur,
  objectOf,
  pathOf,
  queryOf,
  sentObject,
  withBody,
  withField,
  withQuery,
  type KubeApiBreach,
  type SaboteurTitle,
} from '../kube-api-tampering.ts';
import { eventSaboteur, watchSaboteur } from '../kube-watch-tampering.ts';
import type { Saboteur } from '../saboteur.ts';
import { failure, on, overlooks } from './breach.ts';

/** The same breach, committed by the second API server alone. */
export function atOther(saboteur: Saboteur): Saboteur {
  return {
    ...saboteur,
    port: 'otherKubeApi',
    wrap: (ports, reached) => {
      const { otherKubeApi } = ports;
      if (otherKubeApi === undefined) return ports;
      const wrapped: Ports = saboteur.wrap({ kubeApi: otherKubeApi }, reached);
      return { ...ports, ...(wrapped.kubeApi === undefined ? {} : { otherKubeApi: wrapped.kubeApi }) };
    },
  };
}

function otherSaboteur(named: SaboteurTitle, createBreach: () => KubeApiBreach): Saboteur {
  return atOther(kubeApiSaboteur(named, createBreach));
}

const settings = /\/configmaps\/[^/]+$/;
const collection = /\/configmaps$/;
const services = on('POST', /\/services$/);

/** Answers for ever as at the first time. */
function remembers(concerns: (request: HttpRequest) => boolean): () => KubeApiBreach {
  return () => {
    const known = new Map<string, { readonly status: number; readonly body: unknown }>();
    return {
      answer: ({ request, status, body }) => {
        if (!concerns(request)) return undefined;
        const first = known.get(request.path);
        if (first === undefined) known.set(request.path, { status, body });
        return first;
      },
    };
  };
}

/** Sends what was sent without a field. */
function forgets(concerns: (request: HttpRequest) => boolean, path: readonly string[]): () => KubeApiBreach {
  return () => ({
    request: (request) =>
      concerns(request) && fieldAt(sentObject(request), path) !== undefined
        ? withBody(request, withField(sentObject(request), path, undefined))
        : undefined,
  });
}

/** Breaches of what API-6 says about several servers on one store. */
export const otherServerSaboteurs: readonly Saboteur[] = [
  otherSaboteur(
    {
      id: 'other-server-knows-only-its-own',
      breaks: 'API-6a',
      title: 'does not find what was created through another server',
    },
    () => ({
      answer: ({ request }) =>
        on('GET', settings)(request) ? { status: 404, body: failure(404, 'NotFound') } : undefined,
    }),
  ),
  otherSaboteur(
    {
      id: 'other-server-reads-from-an-old-copy',
      breaks: 'API-6a',
      title: 'reads an object from a copy that nobody brings up to date',
    },
    remembers(on('GET', settings)),
  ),
  otherSaboteur(
    {
      id: 'other-server-lists-from-an-old-copy',
      breaks: 'API-6a',
      title: 'lists from a cache without making sure that it is up to date',
      upstream:
        'kubernetes/kubernetes#97294: the cache of one of several API servers stayed out of date for minutes',
    },
    remembers((request) => on('GET', collection)(request) && !isWatch(request)),
  ),
  atOther(
    eventSaboteur(
      {
        id: 'other-server-watches-its-own-writes',
        breaks: 'API-6b',
        title: 'tells a watch nothing of what was written through another server',
      },
      () => (event) => (event.type === 'MODIFIED' ? [] : undefined),
    ),
  ),
  eventSaboteur(
    {
      id: 'foreign-writes-twice',
      breaks: 'API-6b',
      title: 'tells a watch twice of a write that came through another server',
    },
    () => (event) =>
      event.type === 'MODIFIED' && fieldAt(event.object, ['data', 'size']) === 'large'
        ? [event, event]
        : undefined,
  ),
  otherSaboteur(
    {
      id: 'other-server-sees-no-conflict',
      breaks: 'API-6c',
      title: 'replaces without comparing resource versions',
    },
    forgets(on('PUT', settings), ['metadata', 'resourceVersion']),
  ),
  otherSaboteur(
    {
      id: 'other-server-deletes-without-looking',
      breaks: 'API-6c',
      title: 'deletes without comparing resource versions',
    },
    forgets(on('DELETE', settings), ['preconditions']),
  ),
  kubeApiSaboteur(
    {
      id: 'patches-its-own-copy',
      breaks: 'API-6c',
      title: 'patches the state that it last wrote itself, and overwrites the changes of others',
    },
    () => {
      let size: unknown;
      return {
        answer: async ({ request, status, body }, ask) => {
          if (!on('PATCH', settings)(request) || status >= 300) return undefined;
          size = fieldAt(body, ['data', 'size']);
          if (size === undefined) return undefined;
          const change = JSON.stringify({ data: { size: null } });
          const headers = { 'content-type': 'application/merge-patch+json' };
          const written = await ask({ method: 'PATCH', headers, body: Buffer.from(change) });
          return { body: written.body };
        },
      };
    },
  ),
  otherSaboteur(
    {
      id: 'other-server-takes-any-name',
      breaks: 'API-6d',
      title: 'says that it made an object whose name is taken',
    },
    () => ({
      answer: ({ request, status }) =>
        on('POST', collection)(request) && status === 409
          ? { status: 201, body: sentObject(request) }
          : undefined,
    }),
  ),
  otherSaboteur(
    {
      id: 'other-server-knows-no-new-namespace',
      breaks: 'API-6d',
      title: 'does not know a namespace that was just made through another server',
    },
    () => ({
      answer: ({ request, status }) =>
        on('POST', /\/namespaces\/dev[^/]*\/configmaps$/)(request) && status === 201
          ? { status: 404, body: failure(404, 'NotFound') }
          : undefined,
    }),
  ),
  otherSaboteur(
    {
      id: 'other-server-gives-taken-addresses',
      breaks: 'API-6d',
      title: 'gives an address or a node port that another server gave before',
    },
    overlooks(/^spec\.clusterIPs|nodePort$/, services),
  ),
  otherSaboteur(
    {
      id: 'other-server-never-learns-what-is-free',
      breaks: 'API-6d',
      title: 'refuses an address that was freed through another server',
    },
    () => ({
      answer: ({ request, status }) =>
        services(request) &&
        status === 201 &&
        fieldAt(sentObject(request), ['spec', 'clusterIP']) !== undefined
          ? { status: 422, body: failure(422, 'Invalid') }
          : undefined,
    }),
  ),
  atOther(
    watchSaboteur(
      {
        id: 'other-server-counts-for-itself',
        breaks: 'API-6e',
        title: 'takes the resource version of another server for none of its own, and watches from now on',
      },
      () =>
        ({ request }) =>
          queryOf(request.path).has('resourceVersion') ? { event: () => [] } : undefined,
    ),
  ),
  otherSaboteur(
    {
      id: 'other-server-takes-no-foreign-token',
      breaks: 'API-6e',
      title: 'refuses a continue token that another server handed out',
    },
    () => ({
      answer: ({ request }) =>
        queryOf(request.path).has('continue') ? { status: 410, body: failure(410, 'Expired') } : undefined,
    }),
  ),
  otherSaboteur(
    {
      id: 'other-server-begins-the-list-anew',
      breaks: 'API-6e',
      title: 'answers the continue token of another server with the newest state',
    },
    () => ({
      request: (request) =>
        pathOf(request).endsWith('/secrets') && queryOf(request.path).has('continue')
          ? withQuery(request, { continue: undefined })
          : undefined,
      answer: ({ request, body }) =>
        on('GET', collection)(request) && !isWatch(request) ? { body: objectOf(body) } : undefined,
    }),
  ),
];
